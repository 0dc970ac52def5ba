package io.github.bandwidthmfa.sendguard;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConfigurationBuilder;
import java.time.Duration;
import java.util.List;

/** What the bucket of a key holds, and how fast it fills. */
record BucketShape(List<Content> contents) {

    /** Of some tokens at first, filled evenly up to a capacity. */
    record Content(long capacity, long initially, long refill, Duration period) {

        Duration untilFull() {
            return period.multipliedBy(capacity).dividedBy(refill);
        }
    }

    BucketShape {
        if (contents.isEmpty()) {
            throw new IllegalArgumentException("at least one limit is needed");
        }
        contents = List.copyOf(contents);
    }

    static BucketShape of(List<Limit> limits) {
        return new BucketShape(limits.stream()
                .map(limit -> new Content(limit.attempts(), limit.attempts(), limit.attempts(), limit.period()))
                .toList());
    }

    BucketConfiguration configuration() {
        ConfigurationBuilder configuration = BucketConfiguration.builder();
        for (Content content : contents) {
            configuration.addLimit(limit -> limit.capacity(content.capacity)
                    .refillGreedy(content.refill, content.period)
                    .initialTokens(content.initially));
        }
        return configuration.build();
    }

    Duration untilFull() {
        return contents.stream()
                .map(Content::untilFull)
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
