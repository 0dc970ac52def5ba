package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Hides who lacks the code from everything after it, so that a rule that nobody changed is safe, too. Adds the factor of a trusted
 * device. The context is loaded only if something asks for it.
 */
final class HalfSignedInWebFilter implements WebFilter {

    private final Require require;
    private final FactorRequirement requirement;
    private final TrustedDevices devices;
    private final CurrentPerson person;

    HalfSignedInWebFilter(
            Require require, FactorRequirement requirement, TrustedDevices devices, CurrentPerson person) {
        this.require = require;
        this.requirement = requirement;
        this.devices = devices;
        this.person = person;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.deferContextual(reactor -> {
            Mono<SecurityContext> whole = ReactiveSecurityContextHolder.getContext()
                    .contextWrite(reactor)
                    .flatMap(context -> devices.recognize(exchange, context));
            person.keep(exchange, whole);
            Mono<SecurityContext> visible = require == Require.ALWAYS
                    ? whole.filter(context -> !requirement.isMissing(context.getAuthentication()))
                    : whole;
            return chain.filter(exchange).contextWrite(ReactiveSecurityContextHolder.withSecurityContext(visible));
        });
    }
}
