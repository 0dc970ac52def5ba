package io.github.bandwidthmfa.sendguard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/**
 * Counts what a guard decides in the counter {@code bandwidth.mfa.guard}: by {@code verdict} ({@code admitted},
 * {@code refused} or, for a rule that only observes, {@code observed}) and by {@code rule} ({@code none} if admitted), and by {@code purpose}. No tag holds
 * personal data. Needs {@code micrometer-core}.
 */
public final class SendGuardMeters implements SendGuardListener {

    private static final String NAME = "bandwidth.mfa.guard";

    private final MeterRegistry registry;

    /**
     * Meters of a registry.
     *
     * @param registry where to count
     */
    public SendGuardMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void admitted(SendAttempt attempt) {
        counter("none", "admitted", attempt).increment();
    }

    @Override
    public void objected(SendAttempt attempt, Rule rule, Evaluation evaluation) {
        counter(tag(rule), tag(evaluation), attempt).increment();
    }

    private Counter counter(String rule, String verdict, SendAttempt attempt) {
        return Counter.builder(NAME)
                .description("Codes that somebody wanted sent, by what the send guard decided")
                .tag("rule", rule)
                .tag("verdict", verdict)
                .tag("purpose", tag(attempt.purpose()))
                .register(registry);
    }

    private static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
