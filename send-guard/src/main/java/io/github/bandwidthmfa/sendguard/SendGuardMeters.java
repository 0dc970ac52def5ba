package io.github.bandwidthmfa.sendguard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts what a guard decides in the counter {@code bandwidth.mfa.guard}: by {@code verdict} ({@code admitted},
 * {@code refused} or, for a rule that only observes, {@code observed}) and by {@code rule} ({@code none} if admitted), and by {@code purpose}. No tag holds
 * personal data. Needs {@code micrometer-core}.
 */
public final class SendGuardMeters implements SendGuardListener, MeterBinder {

    private static final String NAME = "bandwidth.mfa.guard";

    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    /** Meters that count nothing until they are {@linkplain #bindTo bound} to a registry. */
    public SendGuardMeters() {}

    /**
     * Meters of a registry.
     *
     * @param registry where to count
     */
    public SendGuardMeters(MeterRegistry registry) {
        bindTo(registry);
    }

    /**
     * Counts in this registry, too, from now on.
     *
     * @param registry where to count
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
    }

    @Override
    public void admitted(SendAttempt attempt) {
        count("none", "admitted", attempt);
    }

    @Override
    public void objected(SendAttempt attempt, Rule rule, Evaluation evaluation) {
        count(tag(rule), tag(evaluation), attempt);
    }

    private void count(String rule, String verdict, SendAttempt attempt) {
        registries.forEach(registry -> Counter.builder(NAME)
                .description("Codes that somebody wanted sent, by what the send guard decided")
                .tag("rule", rule)
                .tag("verdict", verdict)
                .tag("purpose", tag(attempt.purpose()))
                .register(registry)
                .increment());
    }

    private static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
