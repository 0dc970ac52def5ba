package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientStatus;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Streak;
import io.github.bandwidthmfa.spring.MfaProperties.DownWhen;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

/** Down is what lasts, and not for longer than is known. */
final class MfaHealthIndicatorTests {

    @ParameterizedTest
    @CsvSource({
        "NEVER,          UNAUTHORIZED, 99, 3600, 0,   UNKNOWN",
        "CALLER_REFUSED, UNKNOWN,        0,  0,    0,   UNKNOWN",
        "CALLER_REFUSED, AVAILABLE,        0,  0,    0,   UP",
        "CALLER_REFUSED, UNAUTHORIZED, 1,  0,    0,   UNKNOWN",
        "CALLER_REFUSED, UNAUTHORIZED, 999,59,   0,   UNKNOWN",
        "CALLER_REFUSED, UNAUTHORIZED, 2,  3600, 0,   UNKNOWN",
        "CALLER_REFUSED, UNAUTHORIZED, 3,  60,   0,   DOWN",
        "CALLER_REFUSED, UNAVAILABLE,          3,  60,   0,   DOWN",
        "CALLER_REFUSED, UNAUTHORIZED, 3,  60,   299, DOWN",
        "CALLER_REFUSED, UNAUTHORIZED, 3,  60,   300, UNKNOWN",
        "FAILING,        UNAVAILABLE,          3,  60,   0,   DOWN",
        "FAILING,        UNAVAILABLE,          1,  0,    0,   UNKNOWN",
        "FAILING,        UNAVAILABLE,          9,  90,   301, UNKNOWN"
    })
    void downNeedsSeveralCallsOverATimeAndDoesNotLast(
            DownWhen when, Service service, long calls, long span, long age, String health) {
        Streak streak = new Streak(calls, Duration.ofSeconds(span), Duration.ofSeconds(age));
        MfaClientStatus status = new MfaClientStatus(
                service,
                streak,
                streak,
                Optional.empty(),
                new MfaClientStatus.Calls(0, 64, 0, 128, 0, 0, Duration.ZERO, 0),
                new MfaClientStatus.Tokens(0, 0),
                false);
        MfaProperties.Health defaults = new MfaProperties.Health(when, 3, Duration.ofMinutes(1), Duration.ofMinutes(5));

        assertThat(new MfaHealthIndicator(new Knowing(status), defaults)
                        .health()
                        .block(Samples.PATIENCE)
                        .getStatus())
                .isEqualTo(new Status(health));
    }

    private record Knowing(MfaClientStatus status) implements MfaClient {

        @Override
        public Mono<MessagingCodeResponse> sendMessagingCode(CodeRequest request) {
            return Mono.error(new AssertionError("a call was made"));
        }

        @Override
        public Mono<VoiceCodeResponse> sendVoiceCode(CodeRequest request) {
            return Mono.error(new AssertionError("a call was made"));
        }

        @Override
        public Mono<VerifyCodeResponse> verifyCode(VerifyCodeRequest request) {
            return Mono.error(new AssertionError("a call was made"));
        }

        @Override
        public Mono<Void> warmUp() {
            return Mono.error(new AssertionError("a call was made"));
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }
    }
}
