package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command, as a process of its own: what it says when it does not start. */
@Timeout(120)
class StartTests {

    private record End(int exitCode, String printed) {}

    @Test
    void helpListsTheOptions() throws IOException, InterruptedException {
        End end = run(Map.of(), "-h");

        assertThat(end.exitCode()).isZero();
        assertThat(end.printed()).contains("--port=PORT", "--sign-in.by-phone", "-h, --help");
    }

    @Test
    void aPortInUseIsToldInOneLine() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            End end = run(Map.of(), "--port", String.valueOf(taken.getLocalPort()));

            assertThat(end.printed())
                    .isEqualTo("Port " + taken.getLocalPort() + " is in use. Stop what listens there, or choose another"
                            + " with --port=PORT (0 for any free one).\n");
            assertThat(end.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void missingVariablesAreToldInOneLine() throws IOException, InterruptedException {
        End end = run(Map.of("BW_ACCOUNT_ID", "9900000"));

        assertThat(end.printed()).startsWith("Not set: BW_NUMBER, ").hasLineCount(1);
        assertThat(end.exitCode()).isEqualTo(2);
    }

    @Test
    void aVariableThatTheClientWouldRefuseIsNamedAndNotShown() throws IOException, InterruptedException {
        End end = run(Map.of(
                "BW_ACCOUNT_ID", "9900000",
                "BW_CLIENT_ID", "id",
                "BW_CLIENT_SECRET", "secret",
                "BW_NUMBER", "919-555-4321",
                "BW_MESSAGING_APPLICATION_ID", "m",
                "BW_VOICE_APPLICATION_ID", "v"));

        assertThat(end.printed())
                .contains("'bandwidth.mfa.phone-factor.from' (environment variable BW_NUMBER) must be an E.164 number")
                .doesNotContain("4321");
        assertThat(end.exitCode()).isEqualTo(2);
    }

    @Test
    void aSettingThatTheClientWouldRefuseIsNamedWithItsOrigin() throws IOException, InterruptedException {
        End end = run(
                Map.of(),
                "--port=0",
                "--bandwidth.mfa.phone-factor.code-lifetime=90s",
                "--bandwidth.mfa.phone-factor.resend-cooldown=0s");

        assertThat(end.printed())
                .contains(
                        "code-lifetime' (\"bandwidth.mfa.phone-factor.code-lifetime\" from property source \"commandLineArgs\")"
                                + " must be whole minutes, 1 to 15",
                        "resend-cooldown' (");
        assertThat(end.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--prot=1,Unknown option --prot;",
        "--help-me,Unknown option --help-me;",
        "-p,Unknown option -p;",
        "8080,A value without an option;",
        "--port,--port needs a value",
        "--port=80a,--port must be a number from 0 to 65535",
        "--port=65536,--port must be a number from 0 to 65535",
        "--server.port=-1,--port must be a number from 0 to 65535",
        "--sign-in.by-phone,--sign-in.by-phone needs a value",
        "--sign-on.region=US,Unknown option --sign-on.region;"
    })
    void whatNobodyWouldReadIsRefused(String argument, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignInArguments.parse(argument))
                .withMessageContaining(message);
    }

    @Test
    void propertiesAreSpringsAndThePortHasAShortName() {
        assertThat(SignInArguments.parse("--port", "1", "--sign-in.by-phone=true", "--server.address=::1", "--debug"))
                .containsExactly("--server.port=1", "--sign-in.by-phone=true", "--server.address=::1", "--debug");
    }

    private static End run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As Maven starts it: later JDKs warn of Netty's native parts otherwise.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SignInApplication.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BW_"));
        builder.environment().putAll(environment);
        Path printed = Files.createTempFile("start", ".log");
        Process process = builder.redirectOutput(printed.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new End(process.exitValue(), Files.readString(printed));
        } finally {
            process.destroyForcibly();
            Files.delete(printed);
        }
    }
}
