package io.github.bandwidthmfa.spring;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Tells which of the two kinds to remove. Before Spring Boot's own, which leaves the choice to the reader. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TwoKindsOfCredentialsFailureAnalyzer
        extends AbstractFailureAnalyzer<MutuallyExclusiveConfigurationPropertiesException> {

    private final Environment environment;

    TwoKindsOfCredentialsFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, MutuallyExclusiveConfigurationPropertiesException cause) {
        if (cause.getConfiguredNames().stream().noneMatch(name -> name.startsWith(MfaProperties.PREFIX))) {
            return null;
        }
        String names = cause.getConfiguredNames().stream()
                .sorted()
                .map(name -> "'" + name + "'" + origin(name))
                .collect(Collectors.joining(" and "));
        return new FailureAnalysis(
                "OAuth2 and Basic credentials are both set: " + names + ".",
                "Remove 'bandwidth.mfa.username' and 'bandwidth.mfa.password': Bandwidth ends Basic on 2026-12-02.",
                cause);
    }

    private String origin(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .flatMap(source -> Optional.ofNullable(source.getConfigurationProperty(name)).stream())
                .findFirst()
                .map(found -> {
                    Origin origin = found.getOrigin();
                    return origin == null ? "" : " (from " + origin + ")";
                })
                .orElse("");
    }
}
