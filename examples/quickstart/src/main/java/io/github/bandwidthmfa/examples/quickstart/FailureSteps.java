package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** What failures look like, and what they say. */
final class FailureSteps {

    static final String LOCKED_NUMBER = "Verify wrong codes until the number is locked";

    private static final int MORE_THAN_ENOUGH_TRIES = 20;

    /** Nothing listens on port 1. */
    private static final URI NOBODY_HOME = URI.create("http://127.0.0.1:1/api/v1");

    private FailureSteps() {}

    static Step lockedNumber(MfaClient client) {
        VerifyCodeRequest guess = VerifyCodeRequest.builder()
                .to("+19195550199")
                .code("000000")
                .expirationTime(Duration.ofMinutes(3))
                .build();
        return Step.failing(
                LOCKED_NUMBER,
                client.verifyCode(guess).repeat(MORE_THAN_ENOUGH_TRIES).then(),
                MfaTooManyRequestsException.class,
                failure -> kind(failure) + "\nwait "
                        + failure.retryAfter().map(Duration::toSeconds).orElse(30L) + " s, request id "
                        + failure.requestId().orElse("unknown"));
    }

    /** A request checks itself when it is built, on the caller's thread, and names everything that is wrong with it. */
    static Step badRequest() {
        return Step.of("Build a bad request", Mono.fromSupplier(() -> {
            try {
                CodeRequest.builder()
                        .to("919-555-1234")
                        .message("Your code is on its way")
                        .digits(12)
                        .build();
            } catch (IllegalArgumentException faults) {
                return String.valueOf(faults.getMessage()).replace("; ", "\n");
            }
            throw new IllegalStateException("it was accepted");
        }));
    }

    static Step unreachableService() {
        MfaClientOptions options = MfaClientOptions.builder()
                .accountId("9900000")
                .credentials(Credentials.bearerToken("demo-token"))
                .baseUri(NOBODY_HOME)
                .build();
        CodeRequest request = CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("demo-app")
                .message("Your code is {CODE}")
                .build();
        return Step.failing(
                "Call a service that is not there",
                Mono.usingWhen(
                        Mono.fromSupplier(() -> MfaClient.create(options)),
                        client -> client.sendMessagingCode(request),
                        MfaClient::close),
                MfaTransportException.class,
                failure -> kind(failure) + ": nobody was sent anything, try again freely");
    }

    private static String kind(MfaException failure) {
        return failure.getClass().getSimpleName() + ", " + failure.disposition();
    }
}
