package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.time.Duration;
import java.util.Locale;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many calls at once. */
final class LoadSteps {

    static final int CALLS = 1_000;
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String TITLE = "1,000 verifies at once";

    private LoadSteps() {}

    /**
     * All are subscribed to at once, so the client must let that many wait, for as long as it takes: {@code maxPending} and
     * {@code pendingTimeout}. An endless stream would rather give {@code flatMap} no more than {@code maxConnections}.
     */
    static Step manyVerifiesAtOnce(MfaClient client, PhoneNumber to, Mono<String> arrivedCode) {
        Mono<String> rate = arrivedCode.flatMap(code -> validAnswers(client, to, code)
                .elapsed()
                .filter(timed -> timed.getT2() == CALLS)
                .map(timed -> perSecond(timed.getT1()))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("a right code was called wrong"))));
        return Step.of(TITLE, rate);
    }

    private static Mono<Long> validAnswers(MfaClient client, PhoneNumber to, String code) {
        VerifyCodeRequest request = VerifyCodeRequest.builder()
                .to(to)
                .code(code)
                .expirationTime(Duration.ofMinutes(3))
                .build();
        return Flux.range(0, CALLS)
                .flatMap(call -> client.verifyCode(request), CALLS)
                .filter(VerifyCodeResponse::valid)
                .count();
    }

    private static String perSecond(long milliseconds) {
        long rate = CALLS * 1_000L / Math.max(1, milliseconds);
        return String.format(
                Locale.ROOT,
                "%,d answers in %,d ms: %,d calls per second, on a JVM that has just started",
                CALLS,
                milliseconds,
                rate);
    }
}
