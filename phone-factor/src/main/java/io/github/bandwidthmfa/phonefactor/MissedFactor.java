package io.github.bandwidthmfa.phonefactor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a rule missed. Left in the exchange, since the reactive authorization drops a rule's decision.
 *
 * @param maxAge age that the code may have; null if any
 */
record MissedFactor(@Nullable Duration maxAge) {

    private static final String ATTRIBUTE = MissedFactor.class.getName();

    void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    static @Nullable MissedFactor of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }
}
