package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** A client is wanted and there is none: tells which property is missing. Before Spring Boot's own, which cannot know. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingMfaClientFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final Environment environment;

    MissingMfaClientFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
        Class<?> wanted = cause.getResolvableType() == null
                ? null
                : cause.getResolvableType().resolve();
        if (cause instanceof NoUniqueBeanDefinitionException
                || (wanted != MfaClient.class && wanted != MfaClientOptions.Builder.class)) {
            return null;
        }
        String description = "A bean of type '" + wanted.getName() + "' is wanted, and there is none: ";
        if (!environment.getProperty("bandwidth.mfa.enabled", Boolean.class, true)) {
            return new FailureAnalysis(
                    description + "'bandwidth.mfa.enabled' is false.",
                    "Remove that property, or make a bean of this type yourself.",
                    cause);
        }
        return new FailureAnalysis(
                description + "'bandwidth.mfa.account-id' is not set, or blank.",
                ConfigurationHints.ACCOUNT_AND_CREDENTIALS,
                cause);
    }
}
