package io.github.bandwidthmfa.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import io.github.bandwidthmfa.simulator.Operation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A WebFlux application with the actuator, from its properties to the service and back. */
final class ApplicationTests {

    private static final String SECRETS = "demo-client|demo-secret|s3cret";

    @RegisterExtension
    static final MfaSimulatorExtension service = new MfaSimulatorExtension();

    private final List<Observation.Context> observed = new CopyOnWriteArrayList<>();
    private ConfigurableApplicationContext running;

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void aCodeIsSentAndVerified() {
        WebTestClient browser = start();

        browser.post().uri("/send").exchange().expectStatus().isOk();
        String code = service.simulator().latestMessage(Samples.NUMBER).code();

        browser.post()
                .uri("/verify?code=" + code)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(Boolean.class)
                .isEqualTo(true);
    }

    @Test
    void theHealthIsUnknownThenUpThenDownAndNoCallIsMadeForIt() {
        WebTestClient browser = start("bandwidth.mfa.health.down-after-calls=2", "bandwidth.mfa.health.down-after=0s");

        assertThat(health(browser)).contains("\"status\":\"UNKNOWN\"", "\"service\":\"UNKNOWN\"");
        browser.post().uri("/verify?code=000000").exchange().expectStatus().isOk();
        assertThat(health(browser)).contains("\"status\":\"UP\"", "\"running\":\"0 of 64\"", "\"connections\":");
        service.simulator().faults().next(Operation.VERIFY, 1, Fault.status(503));
        browser.post().uri("/verify?code=000000").exchange().expectStatus().is5xxServerError();
        assertThat(health(browser))
                .contains("\"status\":\"UNKNOWN\"", "\"service\":\"UNAVAILABLE\"", "\"type\":\"MfaServerException\"")
                .doesNotContain("5551234");
        service.simulator().faults().next(Operation.VERIFY, 4, Fault.status(401));
        browser.post().uri("/verify?code=000000").exchange().expectStatus().is5xxServerError();
        assertThat(health(browser)).contains("\"status\":\"UNKNOWN\"", "\"service\":\"UNAUTHORIZED\"");
        browser.post().uri("/verify?code=000000").exchange().expectStatus().is5xxServerError();
        assertThat(health(browser)).contains("\"status\":\"DOWN\"", "\"service\":\"UNAUTHORIZED\"", "\"status\":401");
        long calls = service.simulator().requestCount(Operation.VERIFY);

        for (int i = 0; i < 10; i++) {
            health(browser);
        }

        assertThat(service.simulator().requestCount(Operation.VERIFY)).isEqualTo(calls);
    }

    @Test
    void thePropertiesSayWhatDownIs() {
        WebTestClient browser = start(
                "bandwidth.mfa.health.down-when=failing",
                "bandwidth.mfa.health.down-after-calls=1",
                "bandwidth.mfa.health.down-after=0s");
        service.simulator().faults().next(Operation.VERIFY, 1, Fault.status(503));

        browser.post().uri("/verify?code=000000").exchange().expectStatus().is5xxServerError();

        assertThat(health(browser)).contains("\"status\":\"DOWN\"");
    }

    @Test
    void theHealthCanBeSwitchedOff() {
        WebTestClient browser = start("management.health.mfa.enabled=false");

        browser.get().uri("/actuator/health/mfa").exchange().expectStatus().isNotFound();
    }

    @Test
    void theMetricsOfASignInAreThere() {
        WebTestClient browser = start();
        browser.post().uri("/send").exchange().expectStatus().isOk();
        browser.post().uri("/verify?code=000000").exchange().expectStatus().isOk();

        assertThat(get(browser, "/actuator/metrics/bandwidth.mfa?tag=operation:messaging"))
                .contains("\"statistic\":\"COUNT\",\"value\":1.0", "SUCCESS");
        assertThat(get(browser, "/actuator/metrics/bandwidth.mfa?tag=operation:verify"))
                .contains("\"statistic\":\"COUNT\",\"value\":1.0", "WRONG_CODE");
        assertThat(get(browser, "/actuator/metrics/bandwidth.mfa.attempt")).contains("\"value\":2.0");
        assertThat(get(browser, "/actuator/metrics/bandwidth.mfa.connections")).contains("mfaClient");
        assertThat(get(browser, "/actuator/metrics/bandwidth.mfa.tokens?tag=outcome:SUCCESS"))
                .contains("\"value\":1.0");
    }

    @Test
    void aCallIsPartOfTheRequestThatMadeIt() {
        WebTestClient browser = start();

        browser.post().uri("/verify?code=000000").exchange().expectStatus().isOk();

        Observation.Context call = observed.stream()
                .filter(context -> "bandwidth.mfa".equals(context.getName()))
                .findFirst()
                .orElseThrow();
        ObservationView parent = call.getParentObservation();
        assertThat(parent).isNotNull();
        assertThat(parent.getContextView().getName()).isEqualTo("http.server.requests");
    }

    @Test
    void theActuatorShowsNoCredentialsEvenIfItIsToldToShowValues() {
        WebTestClient browser = start(
                "management.endpoint.env.show-values=always",
                "management.endpoint.configprops.show-values=always",
                "bandwidth.mfa.proxy.host=proxy.example.com",
                "bandwidth.mfa.proxy.port=3128",
                "bandwidth.mfa.proxy.username=s3cret-name",
                "bandwidth.mfa.proxy.password=s3cret-password",
                "bandwidth.mfa.phone-factor.trusted-device.key=s3cret-key-of-trusted-devices");

        for (String endpoint : List.of("env", "configprops", "env/bandwidth.mfa.client-secret", "beans")) {
            assertThat(get(browser, "/actuator/" + endpoint)).as(endpoint).doesNotContainPattern(SECRETS);
        }
        assertThat(get(browser, "/actuator/configprops")).contains("9900000", "clientSecret");
    }

    @Test
    void aSecretIsMaskedUnderEveryNameAndInEveryForm() {
        String secret = "Xy7+p/q=z\"9 end";
        WebTestClient browser = start(
                "management.endpoint.env.show-values=always",
                "management.endpoint.configprops.show-values=always",
                "VARIABLE_OF_ANY_NAME=" + secret,
                "bandwidth.mfa.client-secret=${VARIABLE_OF_ANY_NAME}",
                "launcher.command=java -jar app.jar --bandwidth.mfa.client-secret=" + secret,
                "launcher.proxy=http://somebody:" + URLEncoder.encode(secret, UTF_8) + "@proxy.example.com:3128",
                "launcher.proxy.percent=http://s:"
                        + URLEncoder.encode(secret, UTF_8).replace("+", "%20") + "@proxy",
                "launcher.json={\"secret\":\"" + secret.replace("\"", "\\\"") + "\"}",
                "launcher.kubernetes=" + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)),
                "launcher.header=Basic "
                        + Base64.getEncoder()
                                .encodeToString((MfaSimulator.DEFAULT_CLIENT_ID + ":" + secret).getBytes(UTF_8)),
                "launcher.harmless=https://mfa.bandwidth.com");

        for (String endpoint : List.of("env", "configprops", "env/VARIABLE_OF_ANY_NAME", "env/launcher.command")) {
            assertThat(get(browser, "/actuator/" + endpoint)).as(endpoint).doesNotContain("Xy7", "Xy7".substring(1));
        }
        String env = get(browser, "/actuator/env");
        for (String name : List.of("proxy", "proxy.percent", "json", "kubernetes", "header", "command")) {
            assertThat(env).contains("\"launcher." + name + "\":{\"value\":\"******\"");
        }
        assertThat(env).contains("\"launcher.harmless\":{\"value\":\"https://mfa.bandwidth.com\"");
        assertThat(get(browser, "/actuator/configprops")).contains("9900000");
    }

    @Test
    void theCommandLineOfTheJvmShowsNoSecret() {
        String secret = System.getProperty("sun.java.command").strip();
        WebTestClient browser =
                start("management.endpoint.env.show-values=always", "bandwidth.mfa.client-secret=" + firstWord(secret));

        assertThat(get(browser, "/actuator/env/sun.java.command")).doesNotContain(firstWord(secret));
    }

    private static String firstWord(String text) {
        return text.split("\\s", 2)[0];
    }

    @Test
    void aShortSecretIsMaskedWhereItStandsAloneAndHidesNothingElse() {
        WebTestClient browser = start(
                "management.endpoint.env.show-values=always",
                "bandwidth.mfa.client-secret=a",
                "THE_SECRET=a",
                "launcher.command=java --secret=a",
                "launcher.harmless=a-b banana");

        String env = get(browser, "/actuator/env");

        assertThat(env)
                .contains(
                        "\"THE_SECRET\":{\"value\":\"******\"",
                        "\"launcher.command\":{\"value\":\"******\"",
                        "\"launcher.harmless\":{\"value\":\"a-b banana\"",
                        "java.class.path");
    }

    @Test
    void secretsOfAClientThatIsSwitchedOffAreMasked() {
        WebTestClient browser = start(
                "bandwidth.mfa.enabled=false",
                "spring.main.lazy-initialization=true",
                "management.endpoint.env.show-values=always",
                "THE_SECRET=${bandwidth.mfa.client-secret}");

        assertThat(get(browser, "/actuator/env")).doesNotContainPattern(SECRETS);
    }

    @Test
    void withoutBeingToldToItShowsNothingAtAll() {
        WebTestClient browser = start();

        assertThat(get(browser, "/actuator/env")).doesNotContainPattern(SECRETS).doesNotContain("9900000");
        assertThat(get(browser, "/actuator/configprops")).doesNotContainPattern(SECRETS);
    }

    private static String health(WebTestClient browser) {
        byte[] body = browser.get()
                .uri("/actuator/health/mfa")
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String get(WebTestClient browser, String path) {
        return browser.mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(1 << 24))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    private WebTestClient start(String... more) {
        MfaSimulator simulator = service.simulator();
        SpringApplication application = new SpringApplication(SignInApplication.class);
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("seen", ObservationHandler.class, () -> new ObservationHandler<Observation.Context>() {
                    @Override
                    public void onStop(Observation.Context context) {
                        observed.add(context);
                    }

                    @Override
                    public boolean supportsContext(Observation.Context context) {
                        return true;
                    }
                }));
        String[] properties = {
            "server.port=0",
            "spring.reactor.netty.shutdown-quiet-period=0s",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.health.show-details=always",
            "bandwidth.mfa.account-id=" + MfaSimulator.DEFAULT_ACCOUNT_ID,
            "bandwidth.mfa.client-id=" + MfaSimulator.DEFAULT_CLIENT_ID,
            "bandwidth.mfa.client-secret=" + MfaSimulator.DEFAULT_CLIENT_SECRET,
            "bandwidth.mfa.base-uri=" + simulator.baseUri(),
            "bandwidth.mfa.token-uri=" + simulator.tokenUri()
        };
        Map<String, Object> defaults = new HashMap<>();
        for (String[] group : new String[][] {properties, more}) {
            for (String property : group) {
                int equals = property.indexOf('=');
                defaults.put(property.substring(0, equals), property.substring(equals + 1));
            }
        }
        application.setDefaultProperties(defaults);
        running = application.run();
        int port =
                ((ReactiveWebServerApplicationContext) running).getWebServer().getPort();
        return WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }
}
