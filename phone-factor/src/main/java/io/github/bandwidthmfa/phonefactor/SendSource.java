package io.github.bandwidthmfa.phonefactor;

import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Names the source of a request for the send guard, for example the client's address behind a trusted proxy. Without a bean of
 * this type codes are not counted by source.
 */
@FunctionalInterface
public interface SendSource {

    /**
     * Names the source. Must not block.
     *
     * @param exchange the request for a code
     * @return what codes are counted by; null if unknown
     */
    @Nullable
    String of(ServerWebExchange exchange);
}
