package io.github.bandwidthmfa.examples.signin;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Names property, origin and rule. Before Spring Boot's own, which shows the value: it may be a phone number. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingsException> {

    private final Environment environment;

    InvalidSettingsFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
        String description = cause.faults().stream()
                .map(fault -> fault.property() + origin(fault.property()) + ": " + fault.rule())
                .collect(Collectors.joining("\n"));
        return new FailureAnalysis(description, null, cause);
    }

    private String origin(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .flatMap(source -> Optional.ofNullable(source.getConfigurationProperty(name)).stream())
                .findFirst()
                .map(found -> found.getOrigin() == null ? "" : " (" + found.getOrigin() + ")")
                .orElse("");
    }
}
