package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has happened since the start. Written by the poll loop, read by anybody. */
final class Counters {

    private final Map<Result, LongAdder> outcomes = new EnumMap<>(Result.class);
    private final LongAdder claims = new LongAdder();
    private final LongAdder interrupted = new LongAdder();
    private final LongAdder released = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder settled = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder missing = new LongAdder();

    Counters() {
        for (Result result : Result.values()) {
            outcomes.put(result, new LongAdder());
        }
    }

    void claimed(int orders) {
        claims.add(orders);
    }

    void outcome(OutcomeRecord outcome) {
        LongAdder counter = outcomes.get(outcome.outcome());
        if (counter != null) {
            counter.increment();
        }
        if (outcome.reason().filter(OutcomeRecord.INTERRUPTED::equals).isPresent()) {
            interrupted.increment();
        }
    }

    void released(int orders) {
        released.add(orders);
    }

    void refused() {
        refused.increment();
    }

    void settled() {
        settled.increment();
    }

    void late() {
        late.increment();
    }

    void retried() {
        retries.increment();
    }

    void missing(long orders) {
        missing.add(orders);
    }

    KafkaBatchStatus.Totals totals() {
        Map<Result, Long> sums = new EnumMap<>(Result.class);
        outcomes.forEach((result, counter) -> sums.put(result, counter.sum()));
        return new KafkaBatchStatus.Totals(
                claims.sum(),
                sums,
                interrupted.sum(),
                released.sum(),
                retries.sum(),
                refused.sum(),
                settled.sum(),
                late.sum(),
                missing.sum());
    }
}
