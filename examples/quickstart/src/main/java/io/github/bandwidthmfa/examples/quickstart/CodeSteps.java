package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** What an application does all day: send a code, verify it. */
final class CodeSteps {

    private final MfaClient client;
    private final Settings settings;
    private final Mono<String> arrivedCode;

    CodeSteps(MfaClient client, Settings settings, Mono<String> arrivedCode) {
        this.client = client;
        this.settings = settings;
        this.arrivedCode = arrivedCode;
    }

    Step sendTextMessage() {
        CodeRequest request =
                request().applicationId(settings.messagingApplicationId()).build();
        return Step.of(
                "Send a code by text message",
                client.sendMessagingCode(request).map(accepted -> "accepted, message id " + accepted.messageId()));
    }

    Step sendByPhoneCall() {
        CodeRequest request =
                request().applicationId(settings.voiceApplicationId()).build();
        return Step.of(
                "Send a code by phone call",
                client.sendVoiceCode(request).map(accepted -> "accepted, call id " + accepted.callId()));
    }

    Step verifyRightCode() {
        return Step.of("Verify the right code", arrivedCode.flatMap(code -> verify(code, true)));
    }

    Step verifyWrongCode() {
        return Step.of("Verify a wrong code", arrivedCode.flatMap(code -> verify(withOtherLastDigit(code), false)));
    }

    private CodeRequest.Builder request() {
        return CodeRequest.builder()
                .to(settings.to())
                .from(settings.from().value())
                .message("Your {NAME} code is {CODE}");
    }

    /** A wrong code is a response, not an error: look at {@code valid()}. */
    private Mono<String> verify(String code, boolean expected) {
        VerifyCodeRequest request = VerifyCodeRequest.builder()
                .to(settings.to())
                .code(code)
                .expirationTime(Duration.ofMinutes(3))
                .build();
        return client.verifyCode(request)
                .filter(response -> response.valid() == expected)
                .map(response -> "valid=" + response.valid())
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("valid=" + !expected)));
    }

    private static String withOtherLastDigit(String code) {
        int last = code.length() - 1;
        return code.substring(0, last) + (code.charAt(last) == '0' ? '1' : '0');
    }
}
