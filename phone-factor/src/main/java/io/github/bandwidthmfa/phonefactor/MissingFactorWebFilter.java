package io.github.bandwidthmfa.phonefactor;

import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Asks for the code where a rule or a method refused for the lack of it. Stands inside Spring Security's own translation of refusals,
 * so that every other refusal goes where the application sends it.
 */
final class MissingFactorWebFilter implements WebFilter {

    private final Require require;
    private final FactorRequirement requirement;
    private final CurrentPerson person;
    private final CodeChallenge codeChallenge;

    MissingFactorWebFilter(
            Require require, FactorRequirement requirement, CurrentPerson person, CodeChallenge codeChallenge) {
        this.require = require;
        this.requirement = requirement;
        this.person = person;
        this.codeChallenge = codeChallenge;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        MissingFactorWebFilter::isRefusal,
                        refusal -> person.of(exchange)
                                .mapNotNull(someone -> missedBy(someone, exchange))
                                .flatMap(missed ->
                                        codeChallenge.respond(exchange, missed).thenReturn(true))
                                .switchIfEmpty(Mono.error(refusal))
                                .then());
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof AccessDeniedException || error instanceof AuthenticationException;
    }

    private @Nullable MissedFactor missedBy(Authentication someone, ServerWebExchange exchange) {
        return require == Require.ALWAYS && requirement.isMissing(someone)
                ? new MissedFactor(null)
                : MissedFactor.of(exchange);
    }
}
