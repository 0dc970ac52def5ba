package io.github.bandwidthmfa.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The walk, from the terminal's side. */
final class QuickstartTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final MfaSimulatorExtension SIMULATOR = new MfaSimulatorExtension();

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Settings settings = Settings.ofSimulator();

    @Test
    void onItsOwnSimulatorEveryStepDoesWhatItShould() {
        int exitCode = Quickstart.run(Map.of(), terminal(new StringReader("")));

        assertThat(printed())
                .containsSubsequence(
                        "Service: a simulator at http://127.0.0.1:",
                        "  ok   Send a code by text message",
                        "accepted, message id ",
                        "  ok   The message as it arrived",
                        "\"Your Demo code is ",
                        "  ok   Verify a wrong code",
                        "valid=false",
                        "  ok   Verify the right code",
                        "valid=true",
                        "  ok   Send a code by phone call",
                        "accepted, call id c-",
                        "  ok   Verify wrong codes until the number is locked",
                        "MfaTooManyRequestsException, REJECTED",
                        "wait 120 s, request id ",
                        "  ok   Build a bad request",
                        "5 faults: to must be an E.164 number",
                        "  ok   Call a service that is not there",
                        "MfaTransportException, NOT_SENT",
                        "  ok   1,000 verifies at once",
                        " calls per second",
                        "Every step did what it should.");
        assertThat(exitCode).isZero();
    }

    @Test
    void incompleteSettingsEndWithOneMessageAndExitCodeTwo() {
        int exitCode = Quickstart.run(Map.of("BW_ACCOUNT_ID", "9900000"), terminal(new StringReader("")));

        assertThat(printed()).contains("Not set: BW_NUMBER, ").doesNotContain("ok");
        assertThat(exitCode).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpNamesEveryVariable(String argument) {
        int exitCode = Quickstart.run(List.of(argument), Map.of("BW_NUMBER", "x"), terminal(new StringReader("")));

        assertThat(printed())
                .contains("BW_ACCOUNT_ID", "BW_CLIENT_SECRET", "BW_PASSWORD", "BW_VOICE_APPLICATION_ID", "USER_NUMBER");
        assertThat(exitCode).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=1", "help", "-x", ""})
    void anArgumentThatNobodyReadsIsRefusedInOneLine(String argument) {
        int exitCode = Quickstart.run(List.of(argument), Map.of(), terminal(new StringReader("")));

        assertThat(printed()).startsWith("There are no options but --help").hasLineCount(1);
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void onTheRealServiceThePersonTypesTheCodeInAndCostlyStepsAreSkipped(MfaSimulator simulator) {
        Terminal terminal = terminal(new PersonReading(simulator, settings.to().value()));

        boolean allDone = walkAsOnRealService(simulator, terminal);

        assertThat(printed())
                .containsSubsequence(
                        "Send a code by text message",
                        "The code that arrived at +1***34: ",
                        "valid=false",
                        "valid=true",
                        "Send a code by phone call",
                        " skip  Verify wrong codes until the number is locked",
                        " skip  1,000 verifies at once");
        assertThat(allDone).isTrue();
        assertThat(simulator.requestCount()).as("calls, token included").isEqualTo(5);
    }

    @Test
    void theFirstStepThatFailsEndsTheWalk(MfaSimulator simulator) {
        simulator.faults().next(Fault.status(503));

        boolean allDone = walkAsOnRealService(simulator, terminal(new StringReader("")));

        assertThat(printed())
                .contains("FAILED Send a code by text message", "the service answered 503", "[UNKNOWN]")
                .doesNotContain("Verify");
        assertThat(allDone).isFalse();
    }

    @Test
    void colourIsOnlyForTerminals() {
        Terminal painting =
                new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8), Reader.nullReader(), true);

        painting.done("title", "seen");
        assertThat(printed()).contains("\u001b[32m  ok  \u001b[0m");

        printed.reset();
        terminal(Reader.nullReader()).done("title", "seen");
        assertThat(printed()).doesNotContain("\u001b");
    }

    private boolean walkAsOnRealService(MfaSimulator simulator, Terminal terminal) {
        return Boolean.TRUE.equals(Mono.usingWhen(
                        Mono.fromSupplier(() -> MfaClient.create(settings.clientOptions()
                                .baseUri(simulator.baseUri())
                                .tokenUri(simulator.tokenUri())
                                .build())),
                        client -> Tour.take(Tour.onRealService(client, settings, terminal), terminal),
                        MfaClient::close)
                .block(PATIENCE));
    }

    private Terminal terminal(Reader in) {
        return new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8), in, false);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Looks at the phone when asked, not before. */
    private static final class PersonReading extends Reader {

        private final MfaSimulator simulator;
        private final String number;

        PersonReading(MfaSimulator simulator, String number) {
            this.simulator = simulator;
            this.number = number;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            String line = simulator.latestMessage(number).code() + "\n";
            line.getChars(0, line.length(), buffer, offset);
            return line.length();
        }

        @Override
        public void close() {}
    }
}
