package io.github.bandwidthmfa.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureWebTestClient
@AutoConfigureMfaSimulator
class MfaSimulatorResetTests {

    private static final String NUMBER = "+19195551234";

    @Autowired
    WebTestClient web;

    @Autowired
    MfaSimulator simulator;

    @BeforeEach
    void whatABeforeEachScriptsIsKept() {
        simulator.faults().next(Fault.status(500));
    }

    @RepeatedTest(2)
    void eachTestBeginsWithAnEmptySimulator() {
        assertThat(simulator.inbox(NUMBER)).isEmpty();

        send(503);
        send(200);

        assertThat(simulator.inbox(NUMBER)).hasSize(1);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(2);
    }

    private void send(int status) {
        web.post().uri("/send?to={number}", NUMBER).exchange().expectStatus().isEqualTo(status);
    }

    @Nested
    class InNestedClasses {

        @RepeatedTest(2)
        void eachTestBeginsWithAnEmptySimulator() {
            MfaSimulatorResetTests.this.eachTestBeginsWithAnEmptySimulator();
        }
    }
}
