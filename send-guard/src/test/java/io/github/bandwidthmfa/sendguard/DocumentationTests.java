package io.github.bandwidthmfa.sendguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.PhoneNumber;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What docs/send-guard.md shows. */
final class DocumentationTests {

    private static final Path THIS_FILE =
            Path.of("src/test/java/io/github/bandwidthmfa/sendguard/DocumentationTests.java");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PhoneNumber number = PhoneNumber.of("+19195551234");
    private final String clientAddress = "192.0.2.1";
    private final String request = "request";
    private final Client client = new Client();

    private static final class Client {

        private Mono<String> sendMessagingCode(String request) {
            return Mono.just("sent the " + request);
        }
    }

    private static final class TooManyCodesException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyCodesException(Duration retryAfter) {
            super("in " + retryAfter);
        }
    }

    @Test
    void theDocumentedExampleRuns() throws Exception {
        // example
        SendGuard guard = StandardSendGuard.builder()
                .countries(List.of("US", "GB"))
                .listener(new SendGuardMeters(registry))
                .build();

        SendAttempt attempt = SendAttempt.to(number, Purpose.SIGN_IN).from(clientAddress);
        Mono<String> sent = guard.admit(attempt).flatMap(verdict -> {
            if (verdict instanceof Verdict.Refused refused) {
                return Mono.error(new TooManyCodesException(refused.retryAfter()));
            }
            return client.sendMessagingCode(request);
        });
        // end
        StepVerifier.create(sent)
                .expectNext("sent the request")
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        StepVerifier.create(sent).expectError(TooManyCodesException.class).verify(Duration.ofSeconds(20));

        String source = Files.readString(THIS_FILE);
        String example = source.substring(source.indexOf("// example\n") + 11, source.indexOf("// end"));
        assertThat(packed(page())).contains(packed(example));
    }

    @Test
    void theTableNamesAllRulesInOrder() throws Exception {
        List<String> rows = page().lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Rule.values()).map(Enum::name).toList());
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/send-guard.md"));
    }

    /** The page breaks lines elsewhere. */
    private static String packed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
