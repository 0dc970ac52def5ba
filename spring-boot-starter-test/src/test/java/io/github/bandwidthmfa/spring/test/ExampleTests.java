package io.github.bandwidthmfa.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The example of docs/spring.md, which {@link DocumentationTests} compares with this. */
@WebFluxTest
@AutoConfigureMfaSimulator
class ExampleTests {

    @Test
    void theCodeArrives(@Autowired WebTestClient web, @Autowired MfaSimulator simulator) {
        web.post()
                .uri("/send?to={to}", "+19195551234")
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(simulator.latestMessage("+19195551234").code()).hasSize(6);

        simulator.faults().next(Fault.status(500));
        web.post()
                .uri("/send?to={to}", "+19195551234")
                .exchange()
                .expectStatus()
                .isEqualTo(503);
    }
}
