package io.github.bandwidthmfa.spring.test;

import io.github.bandwidthmfa.simulator.MfaSimulatorBuilder;

/**
 * Changes the settings of the simulator that {@link AutoConfigureMfaSimulator} starts. Beans of this type are called in their
 * order ({@code @Order}). The client uses account {@value io.github.bandwidthmfa.simulator.MfaSimulator#DEFAULT_ACCOUNT_ID}
 * with the default OAuth2 client: with accounts of your own, add that one, too.
 */
@FunctionalInterface
public interface MfaSimulatorBuilderCustomizer {

    /**
     * Changes the settings.
     *
     * @param settings what the customizers before this one have made of the defaults
     */
    void customize(MfaSimulatorBuilder settings);
}
