package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.sendguard.AttemptLimits;
import io.github.bandwidthmfa.sendguard.Purpose;
import io.github.bandwidthmfa.sendguard.StandardSendGuard;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.mock.web.server.MockWebSession;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A code that nothing was sent of: nobody may wait for it in silence. */
@ExtendWith(OutputCaptureExtension.class)
class SendCodeTests {

    private static final String NUMBER = "+19195550000";

    // No test gets as far as a call.
    private final MfaClient client = MfaClient.create(MfaClientOptions.builder()
            .accountId("9900000")
            .baseUri(URI.create("http://127.0.0.1:9"))
            .tokenUri(URI.create("http://127.0.0.1:9/token"))
            .credentials(Credentials.clientCredentials("id", "secret"))
            .build());

    @AfterEach
    void close() {
        client.close().block(Duration.ofSeconds(10));
    }

    private SendCode sendCode(@Nullable PhoneUsers users) {
        var messages = new CodeMessages(NUMBER, "messaging", null, "{CODE}", 6, Duration.ofMinutes(5));
        return new SendCode(
                new CodeSender(client, StandardSendGuard.builder().build(), messages),
                new SendLimits(AttemptLimits.inMemory(), Duration.ofSeconds(30), 5),
                new DetachedWork(),
                PhoneNumberParser.international(),
                new Attempts(false, null),
                users,
                Clock.systemUTC());
    }

    @Test
    void lookupThatNeverEndsIsLogged(CapturedOutput output) {
        var applicant = new Applicant(Purpose.SIGN_IN, null, null);

        StepVerifier.withVirtualTime(() -> sendCode(number -> Mono.never())
                        .send(
                                MockServerWebExchange.from(MockServerHttpRequest.post("/")),
                                applicant,
                                Channel.SMS,
                                NUMBER)
                        .then(Mono.delay(Duration.ofSeconds(11))))
                .thenAwait(Duration.ofSeconds(11))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(30));

        assertThat(output).contains("was not sent: java.util.concurrent.TimeoutException");
    }

    /** Of a store that is away. */
    private static final class LostSession extends MockWebSession {

        @Override
        public Mono<Void> save() {
            return Mono.error(new IllegalStateException("the store is away"));
        }
    }

    @Test
    void sessionThatCannotBeSavedLeavesNoCooldown() {
        SendCode sendCode = sendCode(number -> Mono.empty());
        var applicant = new Applicant(Purpose.SIGN_IN, null, null);
        WebSession lost = new LostSession();

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(sendCode.send(
                            MockServerWebExchange.builder(MockServerHttpRequest.post("/"))
                                    .session(lost)
                                    .build(),
                            applicant,
                            Channel.SMS,
                            NUMBER))
                    .expectErrorMessage("the store is away")
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void challengeOfAnotherVersionIsNone() {
        var applicant = new Applicant(Purpose.SIGN_IN, null, null);
        for (String left : List.of(
                "1|PASSKEY||phone-1|SMS|0|0|" + NUMBER,
                "1|SIGN_IN||phone-1|PIGEON|0|0|" + NUMBER,
                "1|SIGN_IN|***|phone-1|SMS|0|0|" + NUMBER,
                "1|SIGN_IN||phone-1|SMS|soon|0|" + NUMBER,
                "1|SIGN_IN||phone-1|SMS|0|0|nobody",
                "2|SIGN_IN||phone-1|SMS|0|0|" + NUMBER,
                "")) {
            WebSession session = new MockWebSession();
            session.getAttributes().put("io.github.bandwidthmfa.phonefactor.CHALLENGE", left);

            assertThat(PhoneChallenge.of(session, applicant)).as(left).isEmpty();
        }
    }
}
