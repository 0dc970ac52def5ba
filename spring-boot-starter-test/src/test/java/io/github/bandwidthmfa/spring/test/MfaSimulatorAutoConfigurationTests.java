package io.github.bandwidthmfa.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorBuilder;
import io.github.bandwidthmfa.spring.MfaAutoConfiguration;
import io.github.bandwidthmfa.spring.MfaConnectionDetails;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import reactor.test.StepVerifier;

class MfaSimulatorAutoConfigurationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NUMBER = "+19195551234";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MfaAutoConfiguration.class, MfaSimulatorAutoConfiguration.class));

    @Test
    void theClientCallsTheSimulatorWithNothingSet() {
        application.run(MfaSimulatorAutoConfigurationTests::sends);
    }

    @Test
    void theAccountOfThePropertiesIsNotCalled() {
        application
                .withPropertyValues(
                        "bandwidth.mfa.account-id=5500000",
                        "bandwidth.mfa.client-id=live",
                        "bandwidth.mfa.client-secret=live-secret",
                        "bandwidth.mfa.base-uri=https://mfa.example.com/api/v1")
                .run(MfaSimulatorAutoConfigurationTests::sends);
    }

    @Test
    void connectionDetailsOfTheApplicationGiveWay() {
        application.withBean(MfaConnectionDetails.class, Live::new).run(MfaSimulatorAutoConfigurationTests::sends);
    }

    @Test
    void customizersAreAppliedInTheirOrder() {
        application
                .withBean("b", MfaSimulatorBuilderCustomizer.class, () -> new Named("Second", 2))
                .withBean("a", MfaSimulatorBuilderCustomizer.class, () -> new Named("First", 1))
                .run(context -> {
                    sends(context);
                    assertThat(context.getBean(MfaSimulator.class)
                                    .latestMessage(NUMBER)
                                    .text())
                            .contains("Second");
                });
    }

    @Test
    void aSimulatorOfTheTestsOwnTakesItsPlace() {
        try (MfaSimulator theirs = MfaSimulator.builder().start()) {
            application.withBean(MfaSimulator.class, () -> theirs).run(context -> {
                assertThat(context.getBean(MfaSimulator.class)).isSameAs(theirs);
                sends(context);
            });
        }
    }

    private record Named(String name, int order) implements MfaSimulatorBuilderCustomizer, Ordered {

        @Override
        public void customize(MfaSimulatorBuilder settings) {
            settings.applicationName(name);
        }

        @Override
        public int getOrder() {
            return order;
        }
    }

    private record Live() implements MfaConnectionDetails {

        @Override
        public String accountId() {
            return "5500000";
        }

        @Override
        public Credentials credentials() {
            return Credentials.clientCredentials("live", "live-secret");
        }

        @Override
        public URI baseUri() {
            return URI.create("https://mfa.example.com/api/v1");
        }
    }

    private static void sends(ApplicationContext context) {
        StepVerifier.create(context.getBean(MfaClient.class)
                        .sendMessagingCode(CodeRequest.builder()
                                .to(NUMBER)
                                .from("+19195554321")
                                .applicationId("66fd98ae-ac8d")
                                .message("Your {NAME} code is {CODE}")
                                .build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(context.getBean(MfaSimulator.class).inbox(NUMBER)).hasSize(1);
    }
}
