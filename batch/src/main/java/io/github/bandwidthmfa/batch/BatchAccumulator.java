package io.github.bandwidthmfa.batch;

import io.github.bandwidthmfa.Disposition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Outcomes, counted as they come. Used by one thread at a time. */
final class BatchAccumulator<T> {

    static final long NANOS_PER_UNIT = 1_000;

    private static final long LONGEST = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 2;

    private final long begun = System.nanoTime();
    private final Map<Disposition, Long> failed = new EnumMap<>(Disposition.class);
    private final Map<String, Long> failures = new HashMap<>();
    private final Map<Outcome.NotAttempted.Reason, Long> notAttempted =
            new EnumMap<>(Outcome.NotAttempted.Reason.class);
    private final List<T> toReconcile = new ArrayList<>();
    private final List<T> toSendAgain = new ArrayList<>();
    private final Histogram latencies = new Histogram(LONGEST, DIGITS);
    private long succeeded;
    private long defects;
    private long lastReport = begun;

    void add(Outcome<T, ?> outcome) {
        if (outcome instanceof Outcome.Success<T, ?> success) {
            succeeded++;
            took(success.elapsedNanos());
        } else if (outcome instanceof Outcome.Failure<T, ?> failure) {
            failed.merge(failure.error().disposition(), 1L, Long::sum);
            failures.merge(failure.error().getClass().getSimpleName(), 1L, Long::sum);
            took(failure.elapsedNanos());
            switch (failure.error().disposition()) {
                case UNKNOWN -> list(toReconcile, failure.item());
                case NOT_SENT -> list(toSendAgain, failure.item());
                case REJECTED -> {}
            }
        } else if (outcome instanceof Outcome.NotAttempted<T, ?> not) {
            notAttempted.merge(not.reason(), 1L, Long::sum);
            if (not.reason() != Outcome.NotAttempted.Reason.NO_REQUEST) {
                list(toSendAgain, not.item());
            }
        } else if (outcome instanceof Outcome.UnexpectedError<T, ?> defect) {
            defects++;
            took(defect.elapsedNanos());
            list(toReconcile, defect.item());
        }
    }

    BatchAccumulator<T> plus(BatchAccumulator<T> other) {
        succeeded += other.succeeded;
        defects += other.defects;
        other.failed.forEach((key, n) -> failed.merge(key, n, Long::sum));
        other.failures.forEach((key, n) -> failures.merge(key, n, Long::sum));
        other.notAttempted.forEach((key, n) -> notAttempted.merge(key, n, Long::sum));
        other.toReconcile.forEach(item -> list(toReconcile, item));
        other.toSendAgain.forEach(item -> list(toSendAgain, item));
        latencies.add(other.latencies);
        return this;
    }

    boolean isDue(long everyNanos) {
        return System.nanoTime() - lastReport >= everyNanos;
    }

    BatchReport<T> report() {
        lastReport = System.nanoTime();
        return new BatchReport<>(this, Duration.ofNanos(lastReport - begun));
    }

    long succeeded() {
        return succeeded;
    }

    Map<Disposition, Long> failed() {
        return failed;
    }

    Map<String, Long> failures() {
        return failures;
    }

    Map<Outcome.NotAttempted.Reason, Long> notAttempted() {
        return notAttempted;
    }

    long defects() {
        return defects;
    }

    List<T> toReconcile() {
        return toReconcile;
    }

    List<T> toSendAgain() {
        return toSendAgain;
    }

    Histogram latencies() {
        return latencies;
    }

    private void took(long nanos) {
        latencies.recordValue(Math.min(nanos / NANOS_PER_UNIT, LONGEST));
    }

    private static <T> void list(List<T> list, T item) {
        if (list.size() < BatchReport.LISTED) {
            list.add(item);
        }
    }
}
