package io.github.bandwidthmfa.phonefactor.smallest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The lines of the documentation, and nothing else, protect an application. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.security.user.password=secret",
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging"
        })
@AutoConfigureMfaSimulator
class ShopTests {

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Test
    void passwordAloneOpensNothing() {
        WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .build()
                .get()
                .uri("/")
                .headers(headers -> headers.setBasicAuth("user", "secret"))
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.factor")
                .isEqualTo("FACTOR_SMS");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isZero();
    }

    @Test
    void documentationShowsTheseLines() throws IOException {
        String source = Files.readString(
                Path.of("src/test/java", getClass().getPackageName().replace('.', '/'), "Shop.java"));
        String lines = source.substring(source.indexOf("@SpringBootApplication\n"));

        assertThat(Files.readString(Path.of("../docs/phone-factor.md"))).contains(lines);
        assertThat(lines.lines()).hasSizeLessThanOrEqualTo(15);
    }
}
