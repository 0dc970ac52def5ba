package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What the tests send, and how they wait. */
final class Samples {

    /** Far more than anything here takes: only a defect lets it pass. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final String NUMBER = "+19195551234";

    private Samples() {}

    static CodeRequest codeRequest() {
        return CodeRequest.builder()
                .to(NUMBER)
                .from("+19195554321")
                .applicationId("66fd98ae-ac8d")
                .message("Your {NAME} code is {CODE}")
                .build();
    }

    static VerifyCodeRequest verifyRequest(String code) {
        return VerifyCodeRequest.builder()
                .to(NUMBER)
                .code(code)
                .expirationTime(Duration.ofMinutes(3))
                .build();
    }

    static VerifyCodeRequest verifyRequest() {
        return verifyRequest("739214");
    }

    static MfaClientOptions.Builder options(MfaSimulator simulator) {
        return MfaClientOptions.builder()
                .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                .credentials(Credentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD))
                .baseUri(simulator.baseUri());
    }

    static void eventually(BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ofMillis(1))
                        .onBackpressureDrop()
                        .filter(tick -> condition.getAsBoolean())
                        .next()
                        .then())
                .expectComplete()
                .verify(PATIENCE);
    }
}
