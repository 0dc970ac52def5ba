package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.MfaConnectionDetails;
import java.time.Duration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** A simulator in the service's place, and time for it and the page, which stands still until a test moves it. */
@TestConfiguration(proxyBeanMethods = false)
class SimulatedService {

    @Bean
    @Primary
    SettableTime settableTime() {
        return new SettableTime();
    }

    @Bean
    MfaSimulator simulator(SettableTime time) {
        return MfaSimulator.builder()
                .applicationName("Night Owl Books")
                .clock(time.wallClock())
                // Moving the clock by hours is not to make tokens expire: a refused call would count as one.
                .tokenLifetime(Duration.ofDays(1_000))
                .start();
    }

    @Bean
    MfaConnectionDetails connection(MfaSimulator simulator) {
        return new EmbeddedSimulator.Connection(simulator);
    }

    @Bean
    DynamicPropertyRegistrar inboxOf(MfaSimulator simulator) {
        return properties -> properties.add("sign-in.inbox", simulator::inboxPage);
    }
}
