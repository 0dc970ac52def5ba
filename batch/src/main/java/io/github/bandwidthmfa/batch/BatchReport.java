package io.github.bandwidthmfa.batch;

import io.github.bandwidthmfa.Disposition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The account of a batch, or of a part of it: how many items ended how, how long calls took, which items to look into and
 * which to send again. Immutable.
 *
 * <pre>{@code
 * outcomes.collect(BatchReport.collector())
 *         .subscribe(report -> log.info("{}", report));
 * }</pre>
 *
 * <p>The counts are exact. The two lists hold no more than {@value #LISTED} items each, so that a batch of millions that fails
 * as a whole does not fill the memory; write all of them down as their outcomes come, if you need them.
 *
 * @param <T> the items
 */
public final class BatchReport<T> {

    /** How many items each of the two lists holds at most. */
    public static final int LISTED = 10_000;

    private final long succeeded;
    private final Map<Disposition, Long> failed;
    private final Map<String, Long> failures;
    private final Map<Outcome.NotAttempted.Reason, Long> notAttempted;
    private final long defects;
    private final List<T> toReconcile;
    private final List<T> toSendAgain;
    private final Histogram latencies;
    private final Duration elapsed;

    BatchReport(BatchAccumulator<T> count, Duration elapsed) {
        this.succeeded = count.succeeded();
        this.failed = Map.copyOf(count.failed());
        this.failures = Map.copyOf(count.failures());
        this.notAttempted = Map.copyOf(count.notAttempted());
        this.defects = count.defects();
        this.toReconcile = List.copyOf(count.toReconcile());
        this.toSendAgain = List.copyOf(count.toSendAgain());
        this.latencies = count.latencies().copy();
        this.elapsed = elapsed;
    }

    /**
     * Adds up outcomes as they come, and gives the report at their end. It has no report of a batch that ends with an error;
     * {@link #progress} has.
     *
     * @param <T> the items
     * @param <R> the responses
     * @return for {@link Flux#collect(Collector)}
     */
    public static <T, R> Collector<Outcome<T, R>, ?, BatchReport<T>> collector() {
        return Collector.of(
                BatchAccumulator<T>::new,
                BatchAccumulator::add,
                BatchAccumulator::plus,
                (BatchAccumulator<T> count) -> count.report());
    }

    /**
     * Adds up outcomes as they come, and gives a report now and then: with the first outcome that comes when the last report
     * is so old, and at the end; the last report comes before the error, too, if the batch ends with one.
     *
     * <pre>{@code
     * outcomes.transform(BatchReport.progress(Duration.ofSeconds(1)))
     *         .doOnNext(soFar -> bar.stepTo(soFar.items()))
     * }</pre>
     *
     * @param every how old a report may grow, zero or more
     * @param <T> the items
     * @param <R> the responses
     * @return a function for {@link Flux#transform}; every report covers all outcomes so far
     */
    public static <T, R> Function<Flux<Outcome<T, R>>, Flux<BatchReport<T>>> progress(Duration every) {
        long nanos = every.toNanos();
        return outcomes -> Flux.defer(() -> {
            BatchAccumulator<T> count = new BatchAccumulator<>();
            Mono<BatchReport<T>> last = Mono.fromSupplier(count::report);
            return outcomes.<BatchReport<T>>handle((outcome, sink) -> {
                        count.add(outcome);
                        if (count.isDue(nanos)) {
                            sink.next(count.report());
                        }
                    })
                    .onErrorResume(failure -> Flux.concat(last, Mono.error(failure)))
                    .concatWith(last);
        });
    }

    /**
     * How many outcomes there were.
     *
     * @return the sum of all kinds
     */
    public long items() {
        return succeeded
                + defects
                + failed.values().stream().mapToLong(Long::longValue).sum()
                + notAttempted.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * How many {@link Outcome.Success} there were.
     *
     * @return the number
     */
    public long succeeded() {
        return succeeded;
    }

    /**
     * How many {@link Outcome.Failure} of this disposition there were.
     *
     * @param disposition which
     * @return the number
     */
    public long failed(Disposition disposition) {
        return failed.getOrDefault(disposition, 0L);
    }

    /**
     * How many {@link Outcome.Failure} of each kind of error there were.
     *
     * @return by the simple name of the exception, for example {@code MfaServerException}
     */
    public Map<String, Long> failures() {
        return failures;
    }

    /**
     * How many {@link Outcome.NotAttempted} there were for this reason.
     *
     * @param reason which
     * @return the number
     */
    public long notAttempted(Outcome.NotAttempted.Reason reason) {
        return notAttempted.getOrDefault(reason, 0L);
    }

    /**
     * How many {@link Outcome.UnexpectedError} there were.
     *
     * @return the number
     */
    public long defects() {
        return defects;
    }

    /**
     * Items that may or may not have been sent: failures that are {@code UNKNOWN}, and unexpected errors. Find out before
     * sending them again.
     *
     * @return the first {@value #LISTED} of them, in the order of their outcomes
     */
    public List<T> toReconcile() {
        return toReconcile;
    }

    /**
     * Items that were not sent and can be sent as they are: failures that are {@code NOT_SENT}, and those that were not
     * attempted, save {@link Outcome.NotAttempted.Reason#NO_REQUEST}.
     *
     * @return the first {@value #LISTED} of them, in the order of their outcomes
     */
    public List<T> toSendAgain() {
        return toSendAgain;
    }

    /**
     * How long calls took that ended with a response or an error: the time below which so many of them stayed.
     *
     * @param percentile 0 to 100, for example 99.9
     * @return right to one percent; zero if there was no call
     */
    public Duration latency(double percentile) {
        return Duration.ofNanos(latencies.getValueAtPercentile(percentile) * BatchAccumulator.NANOS_PER_UNIT);
    }

    /**
     * How long it took from the subscription to this report.
     *
     * @return zero or more
     */
    public Duration elapsed() {
        return elapsed;
    }

    /** One line with the counts that are not zero, the latencies, and no items. */
    @Override
    public String toString() {
        return items() + " items in " + elapsed.toMillis() + " ms: " + succeeded + " succeeded"
                + (failed.isEmpty() ? "" : ", failed " + failed + " " + failures)
                + (notAttempted.isEmpty() ? "" : ", not attempted " + notAttempted)
                + (defects == 0 ? "" : ", defects " + defects) + "; latency p50 "
                + latency(50).toMillis() + " ms, p99 " + latency(99).toMillis() + " ms, p99.9 "
                + latency(99.9).toMillis() + " ms";
    }
}
