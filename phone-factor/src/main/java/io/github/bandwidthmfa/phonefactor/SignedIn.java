package io.github.bandwidthmfa.phonefactor;

import java.time.Clock;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The security context that outlives the request. */
final class SignedIn {

    private final ServerSecurityContextRepository contexts;
    private final PhoneFactorAuthority authority;
    private final Clock clock;

    SignedIn(ServerSecurityContextRepository contexts, PhoneFactorAuthority authority, Clock clock) {
        this.contexts = contexts;
        this.authority = authority;
        this.clock = clock;
    }

    /** Whether somebody has signed in for more than this request, as HTTP Basic does. */
    Mono<Boolean> isStored(ServerWebExchange exchange) {
        return contexts.load(exchange).hasElement();
    }

    /** The person as the session has it now: a logout while a code is checked is not undone. */
    Mono<Authentication> still(ServerWebExchange exchange, Authentication person, boolean stored) {
        if (!stored) {
            return Mono.just(person);
        }
        return contexts.load(exchange)
                .mapNotNull(SecurityContext::getAuthentication)
                .filter(now -> now.getName().equals(person.getName()))
                .switchIfEmpty(Mono.error(new RefusedException(Reason.START_AGAIN)));
    }

    /** Adds the factor, and stores the person under a new session id. */
    Mono<Authentication> complete(ServerWebExchange exchange, Authentication person) {
        return Mono.defer(() -> {
            Authentication complete = authority.addTo(person, clock.instant());
            return contexts.save(exchange, new SecurityContextImpl(complete)).thenReturn(complete);
        });
    }
}
