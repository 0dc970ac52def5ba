package io.github.bandwidthmfa.phonefactor;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Tells what keeps the factor from being set up, where each property comes from, and what to do. Before Spring Boot's own, which shows
 * the value of a property.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PhoneFactorConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<PhoneFactorConfigurationException> {

    private static final Pattern PROPERTY =
            Pattern.compile("'(" + Pattern.quote(PhoneFactorProperties.PREFIX) + "[a-z.-]+)'");

    private final Environment environment;

    PhoneFactorConfigurationFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PhoneFactorConfigurationException cause) {
        String description = PROPERTY.matcher(String.valueOf(cause.getMessage()))
                .replaceAll(property -> property.group() + origin(property.group(1)));
        return new FailureAnalysis(description, cause.action(), cause);
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
