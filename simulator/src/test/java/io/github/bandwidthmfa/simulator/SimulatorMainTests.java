package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorMainTests {

    @Test
    void theWelcomeShowsHowToUseIt() {
        SimulatorArguments arguments = SimulatorArguments.parse("--port", "0");
        try (MfaSimulator simulator = arguments.settings().start()) {
            assertThat(StartupBanner.text(simulator, arguments))
                    .contains(
                            simulator.inboxPage() + "  (open it in a browser)\n",
                            simulator.baseUri() + "\n",
                            simulator.tokenUri() + "\n",
                            "demo-client:demo-secret\n",
                            "TOKEN=$(curl -sS -u 'demo-client:demo-secret' -d grant_type=client_credentials "
                                    + simulator.tokenUri() + " | cut",
                            "curl -sS -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' "
                                    + simulator.baseUri() + "/accounts/9900000/code/messaging -d '",
                            "curl -sS 'http://127.0.0.1:" + simulator.port() + "/simulator/inbox?to=%2B",
                            "/accounts/9900000/code/verify -d '",
                            "http://127.0.0.1:" + simulator.port() + "/simulator/faults\n")
                    .doesNotContain("demo-user");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',401",
        "--refuse-basic,401",
        "--client me:secret,401",
        "--accept-basic,200",
        "--accept-basic --client me:secret,200",
        "--basic demo-user:demo-password,200"
    })
    void basicIsRefusedUnlessAsked(String options, int status) {
        SimulatorArguments arguments =
                SimulatorArguments.parse(("--port=0 " + options).strip().split(" "));
        try (MfaSimulator simulator = arguments.settings().start()) {
            assertThat(new Caller(simulator).send().statusCode()).isEqualTo(status);
            assertThat(StartupBanner.text(simulator, arguments).contains("user       "))
                    .isEqualTo(status == 200);
        }
    }

    @Test
    void argumentsSetUpTheAccount() {
        SimulatorArguments arguments = SimulatorArguments.parse(
                "--port", "0", "--account", "7", "--basic", "me:a:b", "--name", "Shop", "--client", "id:s");
        try (MfaSimulator simulator = arguments.settings().start()) {
            Caller caller = new Caller(simulator);
            int status = caller.exchange(
                            caller.request("/accounts/7/code/messaging")
                                    .header("Authorization", Caller.basic("me", "a:b")),
                            Caller.sendBody(Caller.TO))
                    .statusCode();

            assertThat(status).isEqualTo(200);
            assertThat(simulator.latestMessage(Caller.TO).text()).startsWith("Shop ");
            assertThat(caller.token(Caller.basic("id", "s"), "grant_type=client_credentials")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anApplicationOfTheArgumentsIsTheOneOfTheWelcome() {
        SimulatorArguments arguments =
                SimulatorArguments.parse("--port", "0", "--accept-basic", "--application", "shop=+19195550001,12345");
        try (MfaSimulator simulator = arguments.settings().start()) {
            assertThat(StartupBanner.text(simulator, arguments))
                    .contains("\"from\":\"+19195550001\",\"applicationId\":\"shop\"");
            assertThat(new Caller(simulator).send().statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--port x,--port must be a number",
        "--port,--port needs a value",
        "--port 70000,port must be 0 to 65535",
        "--basic secret,--basic needs two parts",
        "--application =1,--application needs an id",
        "--application shop=,an E.164 number or a short code",
        "--application shop=12,an E.164 number or a short code",
        "--wrong,unknown option --wrong",
        "--refuse-basic --accept-basic,--refuse-basic excludes --accept-basic",
        "--basic user:secret --refuse-basic,--refuse-basic excludes --accept-basic and --basic",
        "--accept-basic=true,a value without an option",
        "--basc=user:secret,unknown option --basc",
        "-p,unknown option -p",
        "--port=,--port must be a number",
        "secret,a value without an option"
    })
    void badArgumentsAreExplainedWithoutRepeatingSecrets(String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatorArguments.parse(arguments.split(" ", -1)))
                .withMessageContaining(message)
                .withMessageNotContaining("secret");
    }

    @Test
    void badArgumentsExitWithTwo() throws IOException, InterruptedException {
        Process process = java("--port", "x").redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("--port must be a number, was x; --help lists the options\n");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpListsTheOptions(String argument) throws IOException, InterruptedException {
        Process process = java("--port", argument).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("Options:\n")
                .contains("--port PORT", "-h, --help");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aValueMayFollowAnEqualsSign() {
        SimulatorArguments arguments =
                SimulatorArguments.parse("--port=0", "--application=shop=+19195550001", "--name=A=B");

        assertThat(arguments.settings().applications).containsOnlyKeys("shop");
    }

    @Test
    void aTakenPortExitsWithOne() throws IOException, InterruptedException {
        try (MfaSimulator first = MfaSimulator.builder().start()) {
            Process process = java("--port", String.valueOf(first.port()))
                    .redirectErrorStream(true)
                    .start();

            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("cannot listen on 127.0.0.1:" + first.port())
                    .hasLineCount(1);
            assertThat(process.waitFor()).isEqualTo(1);
        }
    }

    private static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As Maven starts it: later JDKs warn of Netty's native parts otherwise.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
