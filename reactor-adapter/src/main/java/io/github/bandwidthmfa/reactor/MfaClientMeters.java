package io.github.bandwidthmfa.reactor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.noop.NoopMeter;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a client, to be bound to a registry: {@code new MfaClientMeters(client).bindTo(registry)}. They are read
 * from {@link MfaClient#status()} when the registry looks, so calls pay nothing for them. How long calls take, and how they
 * end, is told by observations: see {@link MfaClientOptions.Builder#observationRegistry}.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>what it is</th></tr>
 * <tr><td>{@code bandwidth.mfa.calls.running}</td><td>gauge: calls that have a permit</td></tr>
 * <tr><td>{@code bandwidth.mfa.calls.running.max}</td><td>gauge: {@code maxConnections}</td></tr>
 * <tr><td>{@code bandwidth.mfa.calls.waiting}</td><td>gauge: calls that wait for a permit</td></tr>
 * <tr><td>{@code bandwidth.mfa.calls.waiting.max}</td><td>gauge: {@code maxPending}</td></tr>
 * <tr><td>{@code bandwidth.mfa.connections}</td><td>gauge: open connections</td></tr>
 * <tr><td>{@code bandwidth.mfa.queue}</td><td>timer: how many calls had to wait, and for how long</td></tr>
 * <tr><td>{@code bandwidth.mfa.retries}</td><td>counter: requests that were retried</td></tr>
 * <tr><td>{@code bandwidth.mfa.tokens}</td><td>counter: tokens asked for, by {@code outcome}, {@code SUCCESS} or
 * {@code ERROR}</td></tr>
 * </table>
 */
public final class MfaClientMeters implements MeterBinder {

    /** Whose the meters are: a registry does not tell. Keeps neither registries nor clients from being collected. */
    private static final Map<MeterRegistry, Map<Meter.Id, WeakReference<MfaClient>>> OWNERS = new WeakHashMap<>();

    private final MfaClient client;
    private final Tags tags;

    /**
     * Meters without tags: for an application with one client.
     *
     * @param client whose meters; the registry does not keep it from being collected
     */
    public MfaClientMeters(MfaClient client) {
        this(client, Tags.empty());
    }

    /**
     * Meters with tags that tell several clients of an application apart.
     *
     * @param client whose meters; the registry does not keep it from being collected
     * @param tags the tags of each of its meters
     */
    public MfaClientMeters(MfaClient client, Iterable<Tag> tags) {
        this.client = Objects.requireNonNull(client, "client");
        this.tags = Tags.of(tags);
    }

    /**
     * Binds the meters. If they have the name and tags of those of another client, they take their place if that client is
     * closed or gone. Binding the same client again has no effect.
     *
     * @param registry where to bind them
     * @throws IllegalStateException if another client, which is not closed, has meters with the same name and tags: the
     *     registry would keep the first and drop these silently
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "calls.running",
                "Calls that have a permit",
                status -> status.calls().running());
        gauge(registry, "calls.running.max", "Permits", status -> status.calls().maxConnections());
        gauge(
                registry,
                "calls.waiting",
                "Calls that wait for a permit",
                status -> status.calls().waiting());
        gauge(
                registry,
                "calls.waiting.max",
                "Places to wait",
                status -> status.calls().maxPending());
        gauge(
                registry,
                "connections",
                "Open connections",
                status -> status.calls().connections());
        bind(
                registry,
                () -> FunctionTimer.builder(
                                "bandwidth.mfa.queue",
                                client,
                                of -> of.status().calls().queued(),
                                of -> of.status().calls().queueTime().toNanos(),
                                TimeUnit.NANOSECONDS)
                        .description("Calls that had to wait for a permit")
                        .tags(tags)
                        .register(registry));
        counter(
                registry,
                "retries",
                "Requests retried",
                tags,
                status -> status.calls().retries());
        counter(
                registry,
                "tokens",
                "Tokens asked for",
                tags.and("outcome", "SUCCESS"),
                status -> status.tokens().obtained());
        counter(
                registry,
                "tokens",
                "Tokens asked for",
                tags.and("outcome", "ERROR"),
                status -> status.tokens().failed());
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<MfaClientStatus> value) {
        bind(
                registry,
                () -> Gauge.builder("bandwidth.mfa." + name, client, of -> value.applyAsDouble(of.status()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            Tags tags,
            ToDoubleFunction<MfaClientStatus> value) {
        bind(
                registry,
                () -> FunctionCounter.builder("bandwidth.mfa." + name, client, of -> value.applyAsDouble(of.status()))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    /** A registry returns the meter that it already has under a name and tags, whosever it is. */
    private void bind(MeterRegistry registry, Supplier<Meter> register) {
        synchronized (OWNERS) {
            Meter meter = register.get();
            if (meter instanceof NoopMeter) {
                // A filter denies it.
                return;
            }
            Map<Meter.Id, WeakReference<MfaClient>> owners = OWNERS.computeIfAbsent(registry, first -> new HashMap<>());
            WeakReference<MfaClient> owner = owners.put(meter.getId(), new WeakReference<>(client));
            if (owner == null) {
                return;
            }
            MfaClient other = owner.get();
            if (other == client) {
                return;
            }
            if (other != null && !other.status().closed()) {
                owners.put(meter.getId(), owner);
                throw new IllegalStateException(
                        "another client has the meter " + meter.getId().getName()
                                + " with the tags " + meter.getId().getTags()
                                + ": give each client a tag of its own, with new MfaClientMeters(client, Tags.of(\"client\", name)),"
                                + " or close the other one first");
            }
            registry.remove(meter);
            Meter unusedReplacement = register.get();
        }
    }
}
