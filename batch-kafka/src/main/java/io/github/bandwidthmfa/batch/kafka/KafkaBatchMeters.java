package io.github.bandwidthmfa.batch.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.noop.NoopMeter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a {@link KafkaBatch}, to be bound to a registry: {@code new KafkaBatchMeters(sending).bindTo(registry)}. They
 * are read from {@link KafkaBatch#status()} when the registry looks. Needs micrometer-core on the class path.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>what it is</th></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.claimed}</td><td>gauge: orders claimed without an outcome</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.lag}</td><td>gauge: orders of its partitions without an outcome</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.partitions}</td><td>gauge: partitions that it owns</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.healthy}</td><td>gauge: 1 if it is healthy, else 0</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.claims}</td><td>counter: orders claimed</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.outcomes}</td><td>counter: outcomes committed, by {@code outcome}</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.interrupted}</td><td>counter: outcomes written for a process that had ended</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.released}</td><td>counter: orders given back to another process</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.retries}</td><td>counter: orders tried again because they were not sent</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.refused}</td><td>counter: commits refused or given up</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.settled}</td><td>counter: commits whose response was lost</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.late}</td><td>counter: outcomes that came when the partition had another owner</td></tr>
 * <tr><td>{@code bandwidth.mfa.kafka.missing}</td><td>counter: orders deleted before they were claimed</td></tr>
 * </table>
 */
public final class KafkaBatchMeters implements MeterBinder, AutoCloseable {

    private static final String PREFIX = "bandwidth.mfa.kafka.";

    /** Which meters are bound: a registry does not tell whether it has returned the meter of another. */
    private static final Map<MeterRegistry, Set<Meter.Id>> TAKEN = new WeakHashMap<>();

    private record Bound(MeterRegistry registry, Meter meter) {}

    private final KafkaBatch<?, ?> sending;
    private final Tags tags;
    private final List<Bound> bound = new CopyOnWriteArrayList<>();

    /**
     * Meters without tags: for an application with one {@code KafkaBatch}.
     *
     * @param sending whose meters
     */
    public KafkaBatchMeters(KafkaBatch<?, ?> sending) {
        this(sending, Tags.empty());
    }

    /**
     * Meters with tags that tell several of an application apart.
     *
     * @param sending whose meters
     * @param tags the tags of each of its meters
     */
    public KafkaBatchMeters(KafkaBatch<?, ?> sending, Iterable<Tag> tags) {
        this.sending = Objects.requireNonNull(sending, "sending");
        this.tags = Tags.of(tags);
    }

    /**
     * Binds the meters.
     *
     * @param registry where to bind them
     * @throws IllegalStateException if the registry has meters with the same name and tags: it would keep those and drop these
     *     silently
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "claimed", "Orders claimed without an outcome", KafkaBatchStatus::claimed);
        gauge(registry, "lag", "Orders without an outcome", KafkaBatchStatus::lag);
        gauge(registry, "partitions", "Partitions owned", KafkaBatchStatus::partitions);
        gauge(registry, "healthy", "1 if it is healthy, else 0", status -> status.isHealthy() ? 1 : 0);
        counter(registry, "claims", "Orders claimed", tags, KafkaBatchStatus.Totals::claims);
        for (OutcomeRecord.Result result : OutcomeRecord.Result.values()) {
            counter(
                    registry,
                    "outcomes",
                    "Outcomes committed",
                    tags.and("outcome", result.name().toLowerCase(Locale.ROOT)),
                    totals -> totals.outcomes(result));
        }
        counter(
                registry,
                "interrupted",
                "Outcomes written for a process that had ended",
                tags,
                KafkaBatchStatus.Totals::interrupted);
        counter(registry, "released", "Orders given back", tags, KafkaBatchStatus.Totals::released);
        counter(registry, "retries", "Orders tried again", tags, KafkaBatchStatus.Totals::retries);
        counter(registry, "refused", "Commits refused or given up", tags, KafkaBatchStatus.Totals::refused);
        counter(registry, "settled", "Commits whose response was lost", tags, KafkaBatchStatus.Totals::settled);
        counter(registry, "late", "Outcomes after the partition was lost", tags, KafkaBatchStatus.Totals::late);
        counter(registry, "missing", "Orders deleted before they were claimed", tags, KafkaBatchStatus.Totals::missing);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<KafkaBatchStatus> value) {
        take(
                registry,
                Gauge.builder(PREFIX + name, sending, of -> value.applyAsDouble(of.status()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            Tags tagsOfThis,
            ToDoubleFunction<KafkaBatchStatus.Totals> value) {
        take(
                registry,
                FunctionCounter.builder(
                                PREFIX + name,
                                sending,
                                of -> value.applyAsDouble(of.status().totals()))
                        .description(description)
                        .tags(tagsOfThis)
                        .register(registry));
    }

    private void take(MeterRegistry registry, Meter meter) {
        if (meter instanceof NoopMeter) {
            // A filter denies it.
            return;
        }
        synchronized (TAKEN) {
            if (!TAKEN.computeIfAbsent(registry, first -> new HashSet<>()).add(meter.getId())) {
                throw new IllegalStateException("another KafkaBatch has the meter "
                        + meter.getId().getName() + " with the tags "
                        + meter.getId().getTags()
                        + ": give each a tag of its own, with new KafkaBatchMeters(sending, Tags.of(\"topic\", name)), or"
                        + " close the other's meters first");
            }
        }
        bound.add(new Bound(registry, meter));
    }

    /** Removes the meters from all registries that they were bound to, so that another {@code KafkaBatch} may have theirs. */
    @Override
    public void close() {
        synchronized (TAKEN) {
            bound.forEach(each -> {
                each.registry().remove(each.meter());
                TAKEN.getOrDefault(each.registry(), new HashSet<>())
                        .remove(each.meter().getId());
            });
        }
        bound.clear();
    }
}
