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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** The examples in the documents: they compile, they work, and the documents show exactly them. */
final class DocumentationExampleTests {

    private static final Path ROOT = Path.of("../..");
    private static final Path THIS_FILE =
            Path.of("src/test/java/io/github/bandwidthmfa/examples/quickstart/DocumentationExampleTests.java");
    private static final List<String> PAGES = List.of("README.md", "docs/guide.md");
    private static final String COMPILED = "// example:(?!end)([a-z-]+)\n(.*?)\\s*// example:end";
    private static final String SHOWN = "<!-- example:([a-z-]+) -->\n+```java\n(.*?)\n```";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final MfaSimulatorExtension SIMULATOR = new MfaSimulatorExtension();

    // example:sign-in
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
    // example:end

    @Test
    void theFirstScreenCreatesAClient() {
        String accountId = MfaSimulator.DEFAULT_ACCOUNT_ID;
        String clientId = MfaSimulator.DEFAULT_CLIENT_ID;
        String clientSecret = MfaSimulator.DEFAULT_CLIENT_SECRET;
        // example:create
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId(accountId)
                .credentials(Credentials.clientCredentials(clientId, clientSecret))
                .build());
        // example:end
        assertThat(client.status().closed()).isFalse();
        client.close().block(PATIENCE);
        assertThat(client.status().closed()).isTrue();
    }

    @Test
    void theFirstScreenVerifiesACode(MfaSimulator simulator) {
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                .credentials(Credentials.clientCredentials(
                        MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET))
                .baseUri(simulator.baseUri())
                .tokenUri(simulator.tokenUri())
                .build());
        new SignIn(client).sendCode("+19195551234").block(PATIENCE);
        String typedIn = simulator.latestMessage("+19195551234").code();
        // example:verify
        Mono<String> result = client.verifyCode(VerifyCodeRequest.builder()
                        .to("+19195551234")
                        .code(typedIn)
                        .expirationTime(Duration.ofMinutes(3))
                        .build())
                .map(response -> response.valid() ? "welcome" : "wrong code")
                .onErrorReturn(MfaTooManyRequestsException.class, "too many tries, wait a while")
                .onErrorResume(MfaException.class, e -> Mono.just("not verified: " + e.disposition()));
        // example:end
        assertThat(result.block(PATIENCE)).isEqualTo("welcome");
        client.close().block(PATIENCE);
        assertThat(result.block(PATIENCE)).isEqualTo("not verified: NOT_SENT");
    }

    @Test
    void itSignsAPersonIn(MfaSimulator simulator) {
        String clientId = MfaSimulator.DEFAULT_CLIENT_ID;
        String clientSecret = MfaSimulator.DEFAULT_CLIENT_SECRET;
        // example:in-tests
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
        // example:end
        assertThat(new SignIn(client).verify("+19195551234", "0000").block(PATIENCE))
                .isEqualTo("wrong code");
        client.close().block(PATIENCE);
    }

    @Test
    void theDocumentsShowExactlyTheseExamples() throws IOException {
        Map<String, String> compiled = examples(COMPILED, THIS_FILE);
        Map<String, String> shown = new TreeMap<>();
        for (String page : PAGES) {
            shown.putAll(examples(SHOWN, ROOT.resolve(page)));
        }

        assertThat(shown).isNotEmpty().isEqualTo(compiled);
    }

    @Test
    void everyJavaBlockOfThesePagesIsAnExample() throws IOException {
        for (String page : PAGES) {
            String text = Files.readString(ROOT.resolve(page));

            assertThat(text.lines().filter("```java"::equals))
                    .as("examples without a name in " + page)
                    .hasSameSizeAs(examples(SHOWN, ROOT.resolve(page)).keySet());
        }
    }

    private static Map<String, String> examples(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(file))
                .results()
                .collect(Collectors.toMap(
                        match -> match.group(1),
                        match -> match.group(2).stripIndent().strip(),
                        (one, another) -> {
                            throw new IllegalStateException("one name for two examples in " + file);
                        },
                        TreeMap::new));
    }
}
