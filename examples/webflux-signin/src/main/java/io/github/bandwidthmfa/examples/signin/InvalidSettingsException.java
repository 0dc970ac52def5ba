package io.github.bandwidthmfa.examples.signin;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that would fail every send or every check of a code. Its text holds no phone number. */
final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * One of them.
     *
     * @param property full name
     * @param rule what the value must be
     */
    record Fault(String property, String rule) {}

    private final transient List<Fault> faults;

    InvalidSettingsException(List<Fault> faults) {
        super(faults.stream()
                .map(fault -> fault.property() + ": " + fault.rule())
                .collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    List<Fault> faults() {
        return faults;
    }
}
