package io.github.bandwidthmfa.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells why no client could be made, and what to do. Before Spring Boot's own, which shows the value of a property. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidMfaConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMfaConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidMfaConfigurationException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
