package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The path of one call, from its subscription to its response. */
final class CallPath {

    private final Authorization authorization;
    private final Function<MfaOperation, Exchange> exchanges;
    private final ErrorTranslator errors;
    private final ConcurrencyLimiter limiter;
    private final InFlightCalls inFlight;
    private final RetryPolicy retryPolicy;
    private final ServiceStateTracker service;
    private final LongAdder retried = new LongAdder();

    /**
     * No call yet.
     *
     * @param service is told what each call shows of the service
     */
    CallPath(
            Authorization authorization,
            Function<MfaOperation, Exchange> exchanges,
            ErrorTranslator errors,
            ConcurrencyLimiter limiter,
            InFlightCalls inFlight,
            RetryPolicy retryPolicy,
            ServiceStateTracker service) {
        this.authorization = authorization;
        this.exchanges = exchanges;
        this.errors = errors;
        this.limiter = limiter;
        this.inFlight = inFlight;
        this.retryPolicy = retryPolicy;
        this.service = service;
    }

    /** Each subscription is a call of its own. */
    <R> Mono<R> call(WireCall<R> call) {
        return inFlight.call(
                attempts -> authorization
                        .current()
                        .flatMap(header -> attempt(call, attempts, header))
                        .map(response -> decode(call, response)),
                (attempts, failure) -> service.failed(failure, errors.translate(call, attempts, failure)));
    }

    private <R> R decode(WireCall<R> call, WireResponse response) {
        R result = call.decode(response);
        service.succeeded();
        return result;
    }

    private Mono<WireResponse> attempt(WireCall<?> call, CallAttempts attempts, AuthorizationHeader header) {
        return limiter.admit(() -> exchanges.apply(call.operation()).send(attempts.next(call.body(), header)))
                .onErrorResume(failure -> retry(call, attempts, header, failure));
    }

    /**
     * Retries what was refused for its credentials, once and if there are others, since the gateway refuses before it acts;
     * and what the service cannot have received, as often as the options allow. Nothing else.
     */
    private Mono<WireResponse> retry(
            WireCall<?> call, CallAttempts attempts, AuthorizationHeader header, Throwable failure) {
        if (failure instanceof CallFailure.ErrorResponse error && reportsRefusal(error.response(), header)) {
            if (attempts.refusedBefore()) {
                return Mono.error(failure);
            }
            attempts.refused();
            return authorization
                    .replacementFor(header)
                    .flatMap(other -> attempt(call, attempts, other))
                    .switchIfEmpty(Mono.error(failure));
        }
        if (CallFailure.isBecause(CallFailure.Reason.TOKEN_EXPIRED, failure)) {
            attempts.expired();
            return authorization.current().flatMap(other -> attempt(call, attempts, other));
        }
        if (retryPolicy.allows(attempts.latestAfterFailure(), failure, attempts.retries())) {
            Mono<Long> backoff = retryPolicy.backoff(attempts.retries());
            attempts.notSent();
            retried.increment();
            return backoff.flatMap(over -> attempt(call, attempts, header));
        }
        return Mono.error(failure);
    }

    /** Tells the source of the header what the response says of it; true if the response refuses the header. */
    private boolean reportsRefusal(WireResponse response, AuthorizationHeader header) {
        if (response.refusesCredentials()) {
            authorization.refused(header, response.status());
            return true;
        }
        if (response.mayConcernCredentials()) {
            authorization.doubted(header);
        }
        return false;
    }

    /** How many requests were retried because the service could not have received them. */
    long retried() {
        return retried.sum();
    }
}
