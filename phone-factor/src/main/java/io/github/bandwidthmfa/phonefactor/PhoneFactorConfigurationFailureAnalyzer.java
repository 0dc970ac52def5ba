package io.github.bandwidthmfa.phonefactor;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells what keeps the factor from being set up, and what to do. Before Spring Boot's own, which shows the value of a property. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PhoneFactorConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<PhoneFactorConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PhoneFactorConfigurationException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
