package io.github.bandwidthmfa.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.AcceptedCredentials;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorBuilder;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.ReceivedRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command says about every failure, and that it sends nothing and shows no secret. */
@Timeout(60)
final class DoctorTests {

    private static final String ID = "hunter-client";
    private static final String SECRET = "hunter2-secret";
    private static final String USER = "hunter-user";
    private static final String PASSWORD = "hunter2-password";
    private static final String TOKEN = "hunter2-token";
    private static final String GOOD_TOKEN =
            "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
    private static final Map<String, String> CLIENT =
            Map.of("BW_ACCOUNT_ID", "9900000", "BW_CLIENT_ID", ID, "BW_CLIENT_SECRET", SECRET);
    private static final Map<String, String> BASIC =
            Map.of("BW_ACCOUNT_ID", "9900000", "BW_USERNAME", USER, "BW_PASSWORD", PASSWORD);

    private record Outcome(int exitCode, String out, String err) {}

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void allIsWellOnTheSimulator() {
        MfaSimulator simulator = simulator(MfaSimulator.builder().refuseBasic());

        Outcome outcome = examine(CLIENT, simulator);

        assertThat(outcome.out())
                .containsSubsequence(
                        "ok         variables  BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET are set",
                        "ok         dns        127.0.0.1:" + simulator.port() + ": 127.0.0.1",
                        "ok         connect    127.0.0.1:" + simulator.port() + ": connected in ",
                        "skipped    tls        127.0.0.1:" + simulator.port()
                                + ": skipped because the address begins with http",
                        "ok         token      127.0.0.1:" + simulator.port()
                                + ": status 200, token_type Bearer, expires_in 3600",
                        "ok         verify     127.0.0.1:" + simulator.port() + ": status 200, valid false",
                        "means: OAuth2 is accepted by MFA for this account",
                        "ok         clock      this machine is 0 s",
                        "All is well.");
        assertThat(outcome.exitCode()).isZero();
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
    }

    @Test
    void repeatedRunsLockNobodyOut() {
        MfaSimulator simulator = simulator(MfaSimulator.builder().wrongTriesBeforeLockout(1));

        for (int i = 0; i < 4; i++) {
            assertThat(examine(CLIENT, simulator).exitCode()).isZero();
        }
        assertThat(simulator.requests().stream()
                        .filter(request -> request.operation() == Operation.VERIFY)
                        .map(ReceivedRequest::body))
                .doesNotHaveDuplicates()
                .allMatch(body -> body.contains("\"+1000"));
    }

    @Test
    void jsonIsOneObjectWithStableKeys() {
        Outcome outcome = examine(CLIENT, simulator(MfaSimulator.builder()), "--json");

        JsonNode report = JsonMapper.shared().readTree(outcome.out());
        assertThat(report.propertyNames()).containsExactly("result", "exitCode", "steps");
        assertThat(report.get("result").asString()).isEqualTo("ok");
        assertThat(report.get("exitCode").asInt()).isZero();
        assertThat(report.get("steps").valueStream())
                .allSatisfy(step -> assertThat(step.propertyNames())
                        .containsExactly("step", "about", "status", "seen", "meaning", "action"));
        assertThat(report.get("steps")
                        .valueStream()
                        .map(step -> step.get("step").asString() + "="
                                + step.get("status").asString()))
                .containsExactly(
                        "variables=ok", "dns=ok", "connect=ok", "tls=skipped", "token=ok", "verify=ok", "clock=ok");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutVariablesNothingIsClaimed(boolean json) {
        Outcome outcome = run(Map.of("PATH", "/bin"), Trust.ofJvm(), json ? new String[] {"--json"} : new String[0]);

        assertThat(outcome.out())
                .contains("Not set: BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET")
                .contains("--simulator")
                .contains("skipped because there is no account to check")
                .doesNotContain("All is well");
        assertThat(outcome.exitCode()).isEqualTo(2);
        if (json) {
            assertThat(JsonMapper.shared().readTree(outcome.out()).get("result").asString())
                    .isEqualTo("unusable");
        }
    }

    @Test
    void aMalformedVariableIsNamedAndNotShown() {
        Map<String, String> malformed = new HashMap<>(CLIENT);
        malformed.put("BW_CLIENT_SECRET", SECRET + "\n");

        Outcome outcome = run(malformed, Trust.ofJvm());

        assertThat(outcome.out()).contains("BW_CLIENT_SECRET must not hold control characters");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    void theTrialNeedsNoAccountAndUsesNone() {
        Outcome outcome = run(Map.of(), Trust.ofJvm(), "--simulator");

        assertThat(outcome.out())
                .startsWith("A trial on an embedded simulator: it says nothing about any account.")
                .contains("All is well.");
        assertThat(outcome.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--client-secret=hunter2-secret,unknown option --client-secret;",
        "-x,unknown option -x;",
        "hunter2-secret,there is a value without an option;",
        "--timeout=0,--timeout must be between 1 and 600",
        "--timeout=x,--timeout",
        "--base-uri=http://example.org,--base-uri must use https",
        "--base-uri=ftp://example.org,--base-uri must be an absolute http or https URI",
        "--token-uri=https://a_b/,--token-uri has the host",
        "--simulator --base-uri=https://example.org,--simulator excludes",
    })
    void badUsageIsOneLineAndExitCodeTwo(String arguments, String message) {
        Outcome outcome = run(CLIENT, Trust.ofJvm(), arguments.split(" "));

        assertThat(outcome.err())
                .contains(message)
                .endsWith("; see --help" + System.lineSeparator())
                .hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"-h,Usage: doctor", "--help,Exit codes: 0 all is well", "--version,doctor 0."})
    void helpAndVersionArePrinted(String argument, String text) {
        Outcome outcome = run(Map.of(), Trust.ofJvm(), argument);

        assertThat(outcome.out()).contains(text);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void anUnknownHostEndsTheWayThere() {
        Outcome outcome = run(
                CLIENT,
                Trust.ofJvm(),
                "--base-uri=https://nowhere.invalid/api",
                "--token-uri=https://nowhere.invalid/t");

        assertThat(outcome.out())
                .contains("FAILED     dns        nowhere.invalid:443: the name has no address")
                .contains("skipped    connect    nowhere.invalid:443: skipped because the name was not resolved")
                .contains(
                        "skipped    token      nowhere.invalid:443: skipped because the token endpoint could not be reached")
                .contains("skipped    verify     nowhere.invalid:443: skipped because the service could not be reached")
                .contains("skipped    clock      skipped because no server has answered");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aRefusedPortEndsTheWayThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        MfaSimulator simulator = simulator(MfaSimulator.builder());

        Outcome outcome = run(
                CLIENT, Trust.ofJvm(), "--base-uri=http://127.0.0.1:" + port, "--token-uri=" + simulator.tokenUri());

        assertThat(outcome.out())
                .contains("FAILED     connect    127.0.0.1:" + port + ": refused: ConnectException", "HTTPS_PROXY")
                .contains("ok         token ")
                .contains("skipped    verify     127.0.0.1:" + port
                        + ": skipped because the service could not be reached");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    static Stream<Arguments> badCertificates() {
        // Signed: the dates of a certificate that is trusted itself are not looked at.
        HeldCertificate issuer =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate expired = localhost()
                .signedBy(issuer)
                .validityInterval(0, Instant.now().minusSeconds(60).toEpochMilli())
                .build();
        HeldCertificate early = localhost()
                .signedBy(issuer)
                .validityInterval(
                        Instant.now().plusSeconds(3600).toEpochMilli(),
                        Instant.now().plusSeconds(7200).toEpochMilli())
                .build();
        HeldCertificate other = new HeldCertificate.Builder()
                .signedBy(issuer)
                .addSubjectAlternativeName("other.example")
                .build();
        return Stream.of(
                Arguments.of("the certificate is not trusted", localhost().build(), issuer),
                Arguments.of("the certificate has expired", expired, issuer),
                Arguments.of("the certificate is not valid yet", early, issuer),
                Arguments.of("the certificate is for another host", other, issuer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCertificates")
    void aBadCertificateIsExplained(String seen, HeldCertificate shown, HeldCertificate trusted) throws Exception {
        MockWebServer server = server(new Answers(json(200, GOOD_TOKEN), json(200, "{\"valid\":false}")), shown);

        Outcome outcome = examine(CLIENT, server, trusting(trusted));

        assertThat(outcome.out())
                .contains("FAILED     tls        localhost:" + server.getPort() + ": " + seen)
                .contains("skipped    verify ");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aGoodCertificateIsShownWithIssuerAndExpiry() throws Exception {
        HeldCertificate certificate = localhost().commonName("Test Authority").build();
        MockWebServer server = server(new Answers(json(200, GOOD_TOKEN), json(200, "{\"valid\":false}")), certificate);

        Outcome outcome = examine(CLIENT, server, trusting(certificate));

        assertThat(outcome.out())
                .containsPattern("ok +tls .* TLSv1.3, certificate valid until 20.*Z, issued by CN=Test Authority");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void plainHttpOnATlsPortIsNamed() {
        MfaSimulator simulator = simulator(MfaSimulator.builder());
        String authority = "127.0.0.1:" + simulator.port();

        Outcome outcome = run(
                CLIENT, Trust.ofJvm(), "--base-uri=https://" + authority, "--token-uri=https://" + authority + "/t");

        assertThat(outcome.out()).contains("FAILED     tls        " + authority + ": the response is not TLS");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aServerThatIsSilentInTlsIsUndecided() throws IOException {
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        open.add(silent);
        String authority = "127.0.0.1:" + silent.getLocalPort();

        Outcome outcome = run(
                CLIENT,
                Trust.ofJvm(),
                "--timeout=1",
                "--base-uri=https://" + authority,
                "--token-uri=https://" + authority + "/t");

        assertThat(outcome.out()).contains("undecided  tls        " + authority + ": no answer within 1 s");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"3600,this machine is 3[56]\\d\\d s behind", "-3600,this machine is 36\\d\\d s ahead"})
    void aClockThatIsAnHourOffFails(long offset, String seen) throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(offset).atOffset(ZoneOffset.UTC));
        MockResponse verified = json(200, "{\"valid\":false}")
                .newBuilder()
                .setHeader("Date", date)
                .build();
        MockResponse token =
                json(200, GOOD_TOKEN).newBuilder().setHeader("Date", date).build();

        Outcome outcome = examine(CLIENT, server(new Answers(token, verified), null), Trust.ofJvm());

        assertThat(outcome.out()).containsPattern("FAILED +clock +" + seen);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday"})
    void withoutAReadableDateTheClockIsUndecided(String date) throws Exception {
        MockResponse.Builder token = json(200, GOOD_TOKEN).newBuilder().removeHeader("Date");
        MockResponse.Builder verified =
                json(200, "{\"valid\":false}").newBuilder().removeHeader("Date");
        if (!date.isEmpty()) {
            token.setHeader("Date", date);
            verified.setHeader("Date", date);
        }

        Outcome outcome = examine(CLIENT, server(new Answers(token.build(), verified.build()), null), Trust.ofJvm());

        assertThat(outcome.out())
                .contains("undecided  clock      no response had a readable Date", "ok         verify");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error\":\"invalid_request\"}|FAILED     token|1",
                "401|{\"error\":\"invalid_client\"}|FAILED     token|1",
                "403|{\"message\":\"Forbidden\"}|FAILED     token|1",
                "404|nothing here|FAILED     token|1",
                "302||FAILED     token|1",
                "429||undecided  token|3",
                "500|{\"message\":null}|undecided  token|3",
                "503|<html>hunter2-secret</html>|undecided  token|3",
                "200|<html>Log in to the hotel hunter2-secret</html>|FAILED     token|1",
                "200|{\"token_type\":\"Bearer\",\"expires_in\":3600}|FAILED     token|1",
                "200|{\"access_token\":\"hunter2-token\",\"token_type\":\"hunter2-mac\"}|FAILED     token|1",
                "200||FAILED     token|1",
            })
    void aTokenEndpointInTroubleIsExplained(int status, String body, String line, int exitCode) throws Exception {
        MockResponse response = json(status, body == null ? "" : body)
                .newBuilder()
                .setHeader("Location", "/elsewhere")
                .build();
        Answers answers = new Answers(response, json(200, "{\"valid\":false}"));

        Outcome outcome = examine(CLIENT, server(answers, null), Trust.ofJvm());

        assertThat(outcome.out())
                .containsPattern(line + " .*: status " + status)
                .contains("skipped because there is no access token");
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(answers.verifies).isZero();
        assertThat(answers.tokens).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "{\"access_token\":\"hunter2-token\"},expires_in missing",
        "'{\"access_token\":\"hunter2-token\",\"expires_in\":60}',expires_in 60",
    })
    void whatATokenLacksIsSaid(String body, String seen) throws Exception {
        Answers answers = new Answers(json(200, body), json(200, "{\"valid\":false}"));

        Outcome outcome = examine(CLIENT, server(answers, null), Trust.ofJvm());

        assertThat(outcome.out()).contains("token_type Bearer, " + seen);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aTokenEndpointThatHangsIsUndecided() throws Exception {
        MockResponse hanging = new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build();

        Outcome outcome =
                examine(CLIENT, server(new Answers(hanging, json(200, "{}")), null), Trust.ofJvm(), "--timeout=1");

        assertThat(outcome.out())
                .containsPattern("undecided +token .*: no response within 1 s")
                .contains("skipped because there is no access token");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"valid\":true}|FAILED     verify|A made-up code was called valid|1",
                "200|<html>hotel</html>|FAILED     verify|Something else than the service answers|1",
                "200|{\"valid\":\"false\"}|FAILED     verify|Something else than the service answers|1",
                "200||FAILED     verify|Something else than the service answers|1",
                "302||FAILED     verify|follows no redirect|1",
                "400|{\"error\":\"to number is required\",\"requestId\":\"abc-1\"}|undecided  verify|probably accepted|3",
                "401|{\"message\":\"Unauthorized\"}|FAILED     verify|OAuth2 is not accepted by MFA|1",
                "403|{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}"
                        + "|FAILED     verify|OAuth2 is not accepted by MFA for this account|1",
                "403|{\"message\":\"Missing Authentication Token\"}|FAILED     verify|The path does not exist|1",
                "403|<html><title>The request could not be satisfied</title></html>|undecided  verify|A firewall refused|3",
                "403|{\"message\":\"Forbidden\"}|undecided  verify|A firewall refused|3",
                "404|{\"message\":\"Not Found\"}|FAILED     verify|The path does not exist|1",
                "404|{\"error\":\"no code was sent to this number\",\"requestId\":\"abc-1\"}|ok         verify|OAuth2 is accepted|0",
                "418||undecided  verify|not known|3",
                "429|{\"message\":\"Too Many Requests\"}|undecided  verify|The service is busy|3",
                "500|{\"error\":\"Internal Error\",\"requestId\":\"abc-1\"}|undecided  verify|The service failed|3",
                "504|{\"message\":\"Endpoint request timed out\"}|undecided  verify|The service failed|3",
            })
    void everyAnswerOfTheServiceIsExplained(int status, String body, String line, String meaning, int exitCode)
            throws Exception {
        MockResponse response = json(status, body == null ? "" : body)
                .newBuilder()
                .setHeader("Location", "/elsewhere")
                .build();

        Outcome outcome = examine(CLIENT, server(new Answers(json(200, GOOD_TOKEN), response), null), Trust.ofJvm());

        assertThat(outcome.out()).contains(line, meaning, "ok         token");
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aServiceThatHangsIsUndecided() {
        MfaSimulator simulator = simulator(MfaSimulator.builder());
        simulator.faults().next(Operation.VERIFY, 1, Fault.hang());

        Outcome outcome = examine(CLIENT, simulator, "--timeout=1");

        assertThat(outcome.out()).containsPattern("undecided +verify .*: no response in time, in phase RESPONSE");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void aConnectionThatBreaksIsUndecided() {
        MfaSimulator simulator = simulator(MfaSimulator.builder());
        simulator.faults().next(Operation.VERIFY, 1, Fault.resetAfterReading());

        Outcome outcome = examine(CLIENT, simulator);

        assertThat(outcome.out()).containsPattern("undecided +verify .*: the connection failed");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
    }

    @Test
    void anotherAccountsClientIsNotAccepted() {
        MfaSimulator simulator = simulator(MfaSimulator.builder());
        Map<String, String> other = new HashMap<>(CLIENT);
        other.put("BW_ACCOUNT_ID", "1234567");

        Outcome outcome = examine(other, simulator);

        assertThat(outcome.out()).contains("OAuth2 is not accepted by MFA for this account");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void refusedBasicNamesTheMigration() {
        Outcome outcome = examine(BASIC, simulator(MfaSimulator.builder().refuseBasic()));

        assertThat(outcome.out())
                .containsPattern("FAILED +verify .*: status 401")
                .contains("Basic is not accepted", "2026-12-02", "set BW_CLIENT_ID and BW_CLIENT_SECRET");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void acceptedBasicLeavesOAuth2Undecided() {
        MfaSimulator simulator = simulator(MfaSimulator.builder());

        Outcome outcome = examine(BASIC, simulator);

        assertThat(outcome.out())
                .contains("undecided  token      not tried: the variables name an API user")
                .contains("Basic is accepted by MFA for this account")
                .contains("ok         clock");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(simulator.requestCount(Operation.TOKEN)).isZero();
    }

    @Test
    void theJvmsProxyIsNotUsed() {
        MfaSimulator simulator = simulator(MfaSimulator.builder());
        Map<String, String> proxy =
                Map.of("http.proxyHost", "127.0.0.1", "http.proxyPort", "1", "http.nonProxyHosts", "none");
        proxy.forEach(System::setProperty);
        try {
            assertThat(examine(CLIENT, simulator).exitCode()).isZero();
        } finally {
            proxy.keySet().forEach(System::clearProperty);
        }
    }

    private static HeldCertificate.Builder localhost() {
        return new HeldCertificate.Builder().addSubjectAlternativeName("localhost");
    }

    private static Trust trusting(HeldCertificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("trusted", certificate.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return new Trust(factory);
    }

    private MfaSimulator simulator(MfaSimulatorBuilder settings) {
        MfaSimulator simulator = settings.account(
                        "9900000", AcceptedCredentials.client(ID, SECRET), AcceptedCredentials.basic(USER, PASSWORD))
                .account("1234567")
                .start();
        open.add(simulator);
        return simulator;
    }

    private MockWebServer server(Answers answers, HeldCertificate certificate) throws IOException {
        MockWebServer server = new MockWebServer();
        server.setDispatcher(answers);
        if (certificate != null) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
        }
        server.start();
        open.add(server);
        return server;
    }

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                Instant.now().atOffset(ZoneOffset.UTC)))
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    /** One response for all token requests and one for all verifies. Anything else is a message or a call. */
    private static final class Answers extends Dispatcher {

        private final MockResponse token;
        private final MockResponse verify;
        volatile int tokens;
        volatile int verifies;
        volatile int others;

        Answers(MockResponse token, MockResponse verify) {
            this.token = token;
            this.verify = verify;
        }

        @Override
        public synchronized MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            if (path.equals("/token")) {
                tokens++;
                return token;
            }
            if (path.endsWith("/code/verify")) {
                verifies++;
                return verify;
            }
            others++;
            return new MockResponse.Builder().code(500).build();
        }
    }

    private Outcome examine(Map<String, String> account, MfaSimulator simulator, String... arguments) {
        Outcome outcome = run(
                account,
                Trust.ofJvm(),
                with(arguments, "--base-uri=" + simulator.baseUri(), "--token-uri=" + simulator.tokenUri()));
        assertThat(simulator.requestCount(Operation.MESSAGING, Operation.VOICE)).isZero();
        return outcome;
    }

    private Outcome examine(Map<String, String> account, MockWebServer server, Trust trust, String... arguments) {
        String root = server.url("/").toString().replaceAll("/$", "");
        Outcome outcome = run(
                account, trust, with(arguments, "--base-uri=" + root + "/api/v1", "--token-uri=" + root + "/token"));
        assertThat(((Answers) server.getDispatcher()).others).isZero();
        return outcome;
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Whatever happens, no secret and no number is shown; and lines and JSON hold the same. */
    private static Outcome run(Map<String, String> environment, Trust trust, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Doctor.run(environment, trust, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(out + err.toString())
                .doesNotContain(ID, SECRET, USER, PASSWORD, TOKEN, "hunter2", "+1000", "000000");
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
