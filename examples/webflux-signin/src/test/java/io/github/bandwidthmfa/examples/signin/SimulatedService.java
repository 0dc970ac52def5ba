package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.MfaSimulatorBuilderCustomizer;
import java.time.Duration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** The page's settings of the simulator, and time for both, which stands still until a test moves it. */
@TestConfiguration(proxyBeanMethods = false)
class SimulatedService {

    @Bean
    @Primary
    SettableTime settableTime() {
        return new SettableTime();
    }

    @Bean
    MfaSimulatorBuilderCustomizer simulatorSettings(SettableTime time) {
        return settings -> settings.applicationName("Night Owl Books")
                .clock(time.wallClock())
                // Moving the clock by hours is not to make tokens expire: a refused call would count as one.
                .tokenLifetime(Duration.ofDays(1_000));
    }

    @Bean
    DynamicPropertyRegistrar inboxOf(MfaSimulator simulator) {
        return properties -> properties.add("sign-in.inbox", simulator::inboxPage);
    }
}
