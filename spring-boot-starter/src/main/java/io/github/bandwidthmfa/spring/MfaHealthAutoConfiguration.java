package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.reactor.MfaClient;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeReactiveHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Shows in the application's health what its clients know from the calls that were made anyway. Where Spring Boot's health
 * module is there; {@code management.health.mfa.enabled=false} switches it off.
 */
@AutoConfiguration(after = MfaAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean({MfaClient.class, MfaProperties.class})
@ConditionalOnEnabledHealthIndicator("mfa")
public final class MfaHealthAutoConfiguration
        extends CompositeReactiveHealthContributorConfiguration<MfaHealthIndicator, MfaClient> {

    MfaHealthAutoConfiguration(MfaProperties properties) {
        super(client -> new MfaHealthIndicator(client, properties.health()));
    }

    @Bean
    @ConditionalOnMissingBean(name = {"mfaHealthIndicator", "mfaHealthContributor"})
    ReactiveHealthContributor mfaHealthContributor(Map<String, MfaClient> clients) {
        return createContributor(clients);
    }
}
