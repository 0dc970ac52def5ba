package io.github.bandwidthmfa.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The example in the README: it compiles, it works, and it is this one. */
final class ReadmeExampleTests {

    private static final Path README = Path.of("../../README.md");
    private static final Path THIS_FILE =
            Path.of("src/test/java/io/github/bandwidthmfa/examples/quickstart/ReadmeExampleTests.java");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final MfaSimulatorExtension SIMULATOR = new MfaSimulatorExtension();

    // readme:sign-in
    static final class SignIn {

        private final MfaClient client;

        SignIn(MfaClient client) {
            this.client = client;
        }

        Mono<String> sendCode(String number) {
            return client.sendMessagingCode(CodeRequest.builder()
                            .to(number)
                            .from("+19195554321")
                            .applicationId("66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1")
                            .message("Your {NAME} code is {CODE}")
                            .build())
                    .map(MessagingCodeResponse::messageId);
        }

        Mono<String> verify(String number, String typedIn) {
            return client.verifyCode(VerifyCodeRequest.builder()
                            .to(number)
                            .code(typedIn)
                            .expirationTime(Duration.ofMinutes(3))
                            .build())
                    .map(response -> response.valid() ? "welcome" : "wrong code")
                    .onErrorResume(MfaTooManyRequestsException.class, e -> Mono.just("too many tries, wait a while"))
                    .onErrorResume(MfaException.class, e -> Mono.just("not verified: " + e.disposition()));
        }
    }
    // readme:end

    @Test
    void itSignsAPersonIn(MfaSimulator simulator) {
        String clientId = MfaSimulator.DEFAULT_CLIENT_ID;
        String clientSecret = MfaSimulator.DEFAULT_CLIENT_SECRET;
        // readme:in-tests
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId("9900000")
                .credentials(Credentials.clientCredentials(clientId, clientSecret))
                .baseUri(simulator.baseUri())
                .tokenUri(simulator.tokenUri())
                .build());

        new SignIn(client).sendCode("+19195551234").block(PATIENCE);
        String code = simulator.latestMessage("+19195551234").code();
        assertThat(new SignIn(client).verify("+19195551234", code).block(PATIENCE))
                .isEqualTo("welcome");
        // readme:end
        assertThat(new SignIn(client).verify("+19195551234", "0000").block(PATIENCE))
                .isEqualTo("wrong code");
        client.close().block(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sign-in", "in-tests"})
    void theReadmeShowsExactlyThis(String name) throws IOException {
        String region = find("// readme:" + name + "\n(.*?)\\s*// readme:end", Files.readString(THIS_FILE));
        String shown = find("<!-- example:" + name + " -->\n+```java\n(.*?)\n```", Files.readString(README));

        assertThat(shown).isEqualTo(region.stripIndent().strip());
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as("there is " + pattern).isTrue();
        return matcher.group(1);
    }
}
