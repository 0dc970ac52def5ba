package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientMeters;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Binds the meters of the application's clients to its registries, each tagged with the name of the client's bean. Where
 * Micrometer's meters are there; {@code management.metrics.enable.bandwidth=false} switches them off.
 */
@AutoConfiguration(after = MfaAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(MfaClient.class)
public final class MfaMetricsAutoConfiguration {

    MfaMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "mfaClientMeters")
    MeterBinder mfaClientMeters(Map<String, MfaClient> clients) {
        return registry -> clients.forEach(
                (name, client) -> new MfaClientMeters(client, Tags.of("client", name)).bindTo(registry));
    }
}
