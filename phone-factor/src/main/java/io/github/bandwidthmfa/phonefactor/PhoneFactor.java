package io.github.bandwidthmfa.phonefactor;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AllRequiredFactorsAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.FactorAuthorizationDecision;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.authorization.RequiredFactor;
import org.springframework.security.authorization.RequiredFactorError;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What an application uses of the factor: rules for requests, and what a page or another factor of its own needs. A bean of this type is
 * there to inject. For any number of threads.
 *
 * <pre>{@code
 * http.authorizeExchange(calls -> calls
 *         .pathMatchers("/payments/**").access(phone.within(Duration.ofMinutes(10)))
 *         .anyExchange().authenticated())
 * }</pre>
 */
public final class PhoneFactor {

    /** The authority of who has entered a code, unless the property {@code bandwidth.mfa.phone-factor.authority} names another. */
    public static final String AUTHORITY = "FACTOR_SMS";

    private final PhoneFactorAuthority authority;
    private final CurrentPerson person;
    private final Applicants applicants;
    private final LoginStates states;
    private final SignedIn signedIn;
    private final LoginEvents events;
    private final Clock clock;

    PhoneFactor(
            PhoneFactorAuthority authority,
            CurrentPerson person,
            Applicants applicants,
            LoginStates states,
            SignedIn signedIn,
            LoginEvents events,
            Clock clock) {
        this.authority = authority;
        this.person = person;
        this.applicants = applicants;
        this.states = states;
        this.signedIn = signedIn;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A rule that grants who has entered a code, however long ago. With {@code require=always}, which is the default, everybody who can be
     * seen has: such a rule is for {@code require=by-rule}.
     *
     * @return the rule; a person who lacks the code is asked for it
     */
    public ReactiveAuthorizationManager<AuthorizationContext> required() {
        return requiring(RequiredFactor.withAuthority(authority.name()).build());
    }

    /**
     * A rule that grants who has entered a code lately. A code that was entered before on a trusted device does not count as new.
     *
     * @param maxAge age of the code, at least 1 s
     * @return the rule; a person whose code is older is asked for another
     * @throws IllegalArgumentException if {@code maxAge} is shorter
     */
    public ReactiveAuthorizationManager<AuthorizationContext> within(Duration maxAge) {
        if (maxAge.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("maxAge must be at least 1 s, was " + maxAge);
        }
        return requiring(RequiredFactor.withAuthority(authority.name())
                .validDuration(maxAge)
                .build());
    }

    private ReactiveAuthorizationManager<AuthorizationContext> requiring(RequiredFactor factor) {
        AllRequiredFactorsAuthorizationManager<AuthorizationContext> rule =
                AllRequiredFactorsAuthorizationManager.<AuthorizationContext>builder()
                        .requireFactor(factor)
                        .build();
        rule.setClock(clock);
        return reactive(rule);
    }

    /**
     * Adapts a rule of Spring Security's {@code core}, for example of {@code AuthorizationManagerFactories.multiFactor()}. If it refuses for
     * the lack of this factor, the person is asked for the code.
     *
     * @param rule must not block
     * @return the rule for reactive applications
     */
    public ReactiveAuthorizationManager<AuthorizationContext> reactive(
            AuthorizationManager<? super AuthorizationContext> rule) {
        return (authentication, context) -> authentication
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .mapNotNull(someone -> authorize(rule, someone, context));
    }

    @SuppressWarnings("NullAway") // A rule is asked about nobody, too.
    private @Nullable AuthorizationResult authorize(
            AuthorizationManager<? super AuthorizationContext> rule,
            Optional<Authentication> someone,
            AuthorizationContext context) {
        AuthorizationResult result = rule.authorize(() -> someone.orElse(null), context);
        if (result instanceof FactorAuthorizationDecision decision) {
            decision.getFactorErrors().stream()
                    .map(RequiredFactorError::getRequiredFactor)
                    .filter(missed -> authority.name().equals(missed.getAuthority()))
                    .findFirst()
                    .ifPresent(missed -> new MissedFactor(missed.getValidDuration()).keepIn(context.getExchange()));
        }
        return result;
    }

    /**
     * Who has signed in, also without the code: what is hidden from the rest of the application.
     *
     * @param exchange the request
     * @return the person; empty if nobody has signed in
     */
    public Mono<Authentication> person(ServerWebExchange exchange) {
        return person.of(exchange);
    }

    /**
     * How far the browser has come, for a page of the application's own.
     *
     * @param exchange the request
     * @return the state; empty if nobody has signed in, and nobody can by phone alone
     */
    public Mono<PhoneLoginState> state(ServerWebExchange exchange) {
        return applicants
                .toSignIn(exchange)
                .flatMap(applicant -> states.of(
                        exchange,
                        applicant,
                        exchange.getRequest().getQueryParams().containsKey("again")));
    }

    /**
     * Gives the current person the factor without a code to the phone, for example after a backup code that the application has
     * checked. The session gets a new id. A filter or an endpoint that calls it must count its own tries.
     *
     * @param exchange the request of a person who has proven the first factor
     * @return completes when it is stored; {@link IllegalStateException} if nobody has signed in
     */
    public Mono<Void> complete(ServerWebExchange exchange) {
        return person.of(exchange)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("nobody has signed in")))
                .flatMap(someone -> signedIn.complete(exchange, someone))
                .doOnNext(events::succeeded)
                .then();
    }
}
