package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who has signed in, with the factor or without: what is hidden from the rest of the application. */
final class CurrentPerson {

    private static final String ATTRIBUTE = CurrentPerson.class.getName();

    private final FactorRequirement requirement;

    CurrentPerson(FactorRequirement requirement) {
        this.requirement = requirement;
    }

    void keep(ServerWebExchange exchange, Mono<SecurityContext> context) {
        exchange.getAttributes().put(ATTRIBUTE, context);
    }

    /** Empty for nobody, and for somebody anonymous. */
    Mono<Authentication> of(ServerWebExchange exchange) {
        Mono<SecurityContext> context = exchange.getAttributeOrDefault(ATTRIBUTE, Mono.empty());
        return context.mapNotNull(SecurityContext::getAuthentication).filter(requirement::isPerson);
    }
}
