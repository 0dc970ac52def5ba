package io.github.bandwidthmfa.spring.test;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorBuilder;
import io.github.bandwidthmfa.spring.MfaAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What {@link AutoConfigureMfaSimulator} adds to an application. */
@AutoConfiguration(before = MfaAutoConfiguration.class)
public final class MfaSimulatorAutoConfiguration {

    MfaSimulatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MfaSimulator mfaSimulator(ObjectProvider<MfaSimulatorBuilderCustomizer> customizers) {
        MfaSimulatorBuilder settings = MfaSimulator.builder();
        customizers.orderedStream().forEach(customizer -> customizer.customize(settings));
        return settings.start();
    }

    /** Before those of the application: a test must not send a message that is billed. */
    @Bean
    @Primary
    SimulatorConnectionDetails mfaSimulatorConnectionDetails(MfaSimulator simulator) {
        return new SimulatorConnectionDetails(simulator);
    }
}
