package io.github.bandwidthmfa.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why no client could be made, and what to do. */
final class InvalidMfaConfigurationAnalyzer extends AbstractFailureAnalyzer<InvalidMfaConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidMfaConfigurationException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
