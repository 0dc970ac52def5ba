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

/** What the first call would otherwise wait for. Takes the way of a call, and leaves no trace in the service's state. */
final class WarmUp {

    private static final byte[] NO_BODY = {};

    private final Authorization authorization;
    private final Exchange exchange;
    private final ConcurrencyLimiter limiter;
    private final InFlightCalls inFlight;
    private final RetryPolicy retries;
    private final ErrorTranslator errors;

    /**
     * Opens nothing yet.
     *
     * @param exchange sends a request that costs nothing to where the calls go
     */
    WarmUp(
            Authorization authorization,
            Exchange exchange,
            ConcurrencyLimiter limiter,
            InFlightCalls inFlight,
            RetryPolicy retries,
            ErrorTranslator errors) {
        this.authorization = authorization;
        this.exchange = exchange;
        this.limiter = limiter;
        this.inFlight = inFlight;
        this.retries = retries;
        this.errors = errors;
    }

    /** Each part to its end, whatever becomes of the others. */
    Mono<Void> run() {
        // The codec last: it computes on this thread while the event loops connect.
        return Mono.whenDelayError(
                        part(attempts -> authorization.current().then()),
                        part(this::connect),
                        Mono.fromRunnable(WarmUp::exerciseCodec))
                .onErrorMap(WarmUp::inOne);
    }

    private Mono<Void> part(Function<CallAttempts, Mono<Void>> work) {
        return inFlight.call(work, (attempts, failure) -> errors.ofWarmUp(failure));
    }

    private Mono<Void> connect(CallAttempts attempts) {
        return limiter.admit(() -> exchange.send(attempts.next(NO_BODY, AuthorizationHeader.NONE))
                        .then())
                .onErrorResume(failure -> afterFailure(attempts, failure));
    }

    private Mono<Void> afterFailure(CallAttempts attempts, Throwable failure) {
        if (CallFailure.isBecause(CallFailure.Reason.ERROR_RESPONSE, failure)) {
            // Whatever it says, there is a connection.
            return Mono.empty();
        }
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

    /** What turns requests into JSON and responses into objects is built when it is first used. */
    private static void exerciseCodec() {
        CodeRequest code = CodeRequest.builder()
                .to("+12025550123")
                .from("+12025550199")
                .applicationId("warm-up")
                .message("{CODE}")
                .build();
        VerifyCodeRequest verify = VerifyCodeRequest.builder()
                .to("+12025550123")
                .code("000000")
                .expirationTime(Duration.ofMinutes(3))
                .build();
        Object unusedMessage = WireCall.messaging(code).decode(response("{\"messageId\":\"warm-up\"}"));
        Object unusedCall = WireCall.voice(code).decode(response("{\"callId\":\"warm-up\"}"));
        Object unusedVerdict = WireCall.verify(verify).decode(response("{\"valid\":false}"));
    }

    private static WireResponse response(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return WireResponse.head(200, WireResponse.Headers.NONE).withBody(body, true, body.length);
    }
}
