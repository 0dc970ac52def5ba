package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.NUMBER;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.ReceivedMessage;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What the product is for: a code is sent, read and verified, against a service that behaves like the real one. */
final class MainJobTests {

    private enum Kind {
        OAUTH2,
        BASIC;

        private Credentials credentials() {
            return this == OAUTH2
                    ? Credentials.clientCredentials(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET)
                    : Credentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD);
        }
    }

    @RegisterExtension
    static final MfaSimulatorExtension SIMULATOR = new MfaSimulatorExtension();

    @RegisterExtension
    private final Clients clients = new Clients();

    private MfaSimulator simulator;

    @BeforeEach
    void find() {
        simulator = SIMULATOR.simulator();
    }

    @ParameterizedTest
    @EnumSource
    void aCodeIsSentReadAndVerified(Kind kind) {
        MfaClient client = client(kind.credentials());

        MessagingCodeResponse sent =
                responseOf(client.sendMessagingCode(codeRequest().build()));
        ReceivedMessage message = simulator.latestMessage(NUMBER);
        assertThat(message.id()).isEqualTo(sent.messageId());
        assertThat(message.channel()).isEqualTo(ReceivedMessage.Channel.SMS);
        assertThat(message.text()).isEqualTo("Your Demo code is " + message.code());

        assertThat(responseOf(client.verifyCode(verify(otherThan(message.code())))))
                .isEqualTo(new VerifyCodeResponse(false));
        assertThat(responseOf(client.verifyCode(verify(message.code())))).isEqualTo(new VerifyCodeResponse(true));
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(2);
        assertThat(simulator.requestCount(Operation.TOKEN)).isEqualTo(kind == Kind.OAUTH2 ? 1 : 0);
    }

    @Test
    void aCodeIsCalledOutAndVerified() {
        MfaClient client = client(Kind.OAUTH2.credentials());

        VoiceCodeResponse called =
                responseOf(client.sendVoiceCode(codeRequest().digits(8).build()));

        ReceivedMessage call = simulator.latestMessage(NUMBER);
        assertThat(call.id()).isEqualTo(called.callId());
        assertThat(call.channel()).isEqualTo(ReceivedMessage.Channel.VOICE);
        assertThat(call.code()).hasSize(8);
        assertThat(responseOf(client.verifyCode(verify(call.code()))).valid()).isTrue();
    }

    @Test
    void aCodeForOnePurposeIsNotValidForAnother() {
        MfaClient client = client(Kind.BASIC.credentials());
        responseOf(client.sendMessagingCode(codeRequest().scope("sign-in").build()));
        String code = simulator.latestMessage(NUMBER).code();

        assertThat(responseOf(client.verifyCode(verify(code))).valid()).isFalse();
        assertThat(responseOf(client.verifyCode(VerifyCodeRequest.builder()
                                .to(NUMBER)
                                .code(code)
                                .scope("sign-in")
                                .expirationTime(Duration.ofMinutes(3))
                                .build()))
                        .valid())
                .isTrue();
    }

    @Test
    void tooManyWrongCodesLockTheNumberAndSayForHowLong() {
        MfaClient client = client(Kind.OAUTH2.credentials());
        responseOf(client.sendMessagingCode(codeRequest().build()));
        String right = simulator.latestMessage(NUMBER).code();
        StepVerifier.create(Flux.range(0, 5).concatMap(i -> client.verifyCode(verify(otherThan(right)))))
                .expectNextCount(5)
                .expectComplete()
                .verify(PATIENCE);

        MfaTooManyRequestsException locked =
                failureOf(client.verifyCode(verify(right)), MfaTooManyRequestsException.class);

        assertThat(locked.retryAfter()).contains(Duration.ofMinutes(2));
        assertThat(locked.requestId()).isPresent();
        assertThat(locked.serviceMessage())
                .contains("This number has exceeded verification attempts, please wait 2 minutes");
        assertThat(locked.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(6);
    }

    @Test
    void wrongCredentialsAreRefusedOnce() {
        MfaForbiddenException refused = failureOf(
                client(Credentials.basic("nobody", "nothing"))
                        .sendMessagingCode(codeRequest().build()),
                MfaForbiddenException.class);
        assertThat(refused.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);

        MfaTokenException noToken = failureOf(
                client(Credentials.clientCredentials("nobody", "nothing"))
                        .sendMessagingCode(codeRequest().build()),
                MfaTokenException.class);
        assertThat(noToken.status()).hasValue(401);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void aRevokedTokenIsReplacedWithoutTheCallerNoticing() {
        MfaClient client = client(Kind.OAUTH2.credentials());
        responseOf(client.sendMessagingCode(codeRequest().build()));
        simulator.revokeTokens();

        responseOf(client.sendMessagingCode(codeRequest().build()));

        assertThat(simulator.inbox(NUMBER)).hasSize(2);
        assertThat(simulator.requestCount(Operation.TOKEN)).isEqualTo(2);
    }

    @Test
    void aThousandVerifiesAtOnceAllGetTheirAnswers() {
        MfaClient client = MfaClient.create(options(Kind.OAUTH2.credentials())
                .maxPending(1_000)
                .pendingTimeout(PATIENCE)
                .build());

        StepVerifier.create(Flux.range(0, 1_000)
                        .flatMap(
                                i -> client.verifyCode(VerifyCodeRequest.builder()
                                        .to("+1919555" + (1_000 + i))
                                        .code("000000")
                                        .expirationTime(Duration.ofMinutes(1))
                                        .build()),
                                1_000)
                        .filter(response -> !response.valid()))
                .expectNextCount(1_000)
                .expectComplete()
                .verify(PATIENCE);

        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1_000);
        assertThat(simulator.requestCount(Operation.TOKEN)).isEqualTo(1);
        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
    }

    private MfaClient client(Credentials credentials) {
        return clients.open(options(credentials));
    }

    private MfaClientOptions.Builder options(Credentials credentials) {
        return MfaClientOptions.builder()
                .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                .credentials(credentials)
                .baseUri(simulator.baseUri())
                .tokenUri(simulator.tokenUri());
    }

    private static VerifyCodeRequest verify(String code) {
        return VerifyCodeRequest.builder()
                .to(NUMBER)
                .code(code)
                .expirationTime(Duration.ofMinutes(3))
                .build();
    }

    private static String otherThan(String code) {
        return code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
    }
}
