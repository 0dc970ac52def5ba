package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the first call would otherwise wait for. Takes the way of a call, and leaves no trace in the service's state. */
final class WarmUp {

    private static final byte[] NO_BODY = {};
    private static final WireResponse RESPONSE = response();

    private final Authorization authorization;
    private final Exchange exchange;
    private final ConcurrencyLimiter limiter;
    private final InFlightCalls inFlight;
    private final RetryPolicy retries;
    private final ErrorTranslator errors;
    private final Function<Exchange, CallPath> rehearsal;

    /**
     * Opens nothing yet.
     *
     * @param exchange sends a request that costs nothing to where the calls go
     * @param rehearsal a path of calls, given the exchange to make them with, that shares nothing with the client's
     */
    WarmUp(
            Authorization authorization,
            Exchange exchange,
            ConcurrencyLimiter limiter,
            InFlightCalls inFlight,
            RetryPolicy retries,
            ErrorTranslator errors,
            Function<Exchange, CallPath> rehearsal) {
        this.authorization = authorization;
        this.exchange = exchange;
        this.limiter = limiter;
        this.inFlight = inFlight;
        this.retries = retries;
        this.errors = errors;
        this.rehearsal = rehearsal;
    }

    /** Each part to its end, whatever becomes of the others. */
    Mono<Void> run() {
        // The rehearsal last: it computes on this thread while the event loops connect.
        return Mono.whenDelayError(
                        part(attempts -> authorization.current().then()),
                        part(this::connect),
                        Mono.defer(this::rehearse))
                .onErrorMap(WarmUp::inOne);
    }

    private Mono<Void> part(Function<CallAttempts, Mono<Void>> work) {
        return inFlight.call(work, (attempts, failure) -> errors.ofWarmUp(failure));
    }

    private Mono<Void> connect(CallAttempts attempts) {
        return limiter.admit(() -> send(attempts.next(NO_BODY, AuthorizationHeader.NONE)))
                .onErrorResume(failure -> afterFailure(attempts, failure));
    }

    /** Ends once the connection is back in the pool: a call made in reaction must find it. */
    private Mono<Void> send(Attempt attempt) {
        return exchange.send(attempt)
                .then()
                // Whatever it says, there is a connection.
                .onErrorComplete(failure -> CallFailure.isBecause(CallFailure.Reason.ERROR_RESPONSE, failure))
                .publishOn(Schedulers.fromExecutor(attempt::later));
    }

    private Mono<Void> afterFailure(CallAttempts attempts, Throwable failure) {
        // As if it had not been sent: a second request of this kind does no harm.
        if (retries.allows(Disposition.NOT_SENT, failure, attempts.retries())) {
            Mono<Long> backoff = retries.backoff(attempts.retries());
            attempts.notSent();
            return backoff.then(Mono.defer(() -> connect(attempts)));
        }
        return Mono.error(failure);
    }

    private static Throwable inOne(Throwable failure) {
        List<Throwable> failures = Exceptions.unwrapMultiple(failure);
        Throwable first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        return first;
    }

    /** Loads what a call runs through, as far as the exchange with the service. */
    private Mono<Void> rehearse() {
        CallPath path = rehearsal.apply(attempt -> Mono.fromSupplier(() -> {
            byte[] unusedRequest = attempt.handOver();
            return RESPONSE;
        }));
        CodeRequest code = CodeRequest.builder()
                .to("+12025550123")
                .from("+12025550199")
                .applicationId("rehearsal")
                .message("{CODE}")
                .build();
        VerifyCodeRequest verify = VerifyCodeRequest.builder()
                .to("+12025550123")
                .code("000000")
                .expirationTime(Duration.ofMinutes(3))
                .build();
        return path.call(WireCall.messaging(code))
                .then(path.call(WireCall.voice(code)))
                .then(path.call(WireCall.verify(verify)))
                .then();
    }

    /** What each of the three operations reads its result from. */
    private static WireResponse response() {
        byte[] body = "{\"messageId\":\"rehearsal\",\"callId\":\"rehearsal\",\"valid\":false}"
                .getBytes(StandardCharsets.UTF_8);
        return WireResponse.head(200, WireResponse.Headers.NONE).withBody(body, true, body.length);
    }
}
