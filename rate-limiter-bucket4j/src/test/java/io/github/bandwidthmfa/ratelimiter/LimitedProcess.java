package io.github.bandwidthmfa.ratelimiter;

import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.Outcome;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One of several processes that share a limit: counts the calls it makes in a span of time. */
final class LimitedProcess {

    private LimitedProcess() {}

    /** Arguments: the address of Redis, permits a second, when to begin counting, and for how many milliseconds. */
    public static void main(String[] arguments) {
        long permits = Long.parseLong(arguments[1]);
        Instant begin = Instant.parse(arguments[2]);
        Duration span = Duration.ofMillis(Long.parseLong(arguments[3]));
        RedisClient redis = RedisClient.create(arguments[0]);
        Bucket4jRateLimiter limiter = Bucket4jRateLimiter.of(permits, Duration.ofSeconds(1))
                .sharedOnRedis(redis.connect(ByteArrayCodec.INSTANCE), key());
        BatchOptions options =
                BatchOptions.builder().concurrency(64).rateLimiter(limiter).build();
        // Both processes are busy before the count begins, so that nothing of a start is in it.
        Long calls = Flux.generate(sink -> sink.next(""))
                .transform(Batch.of((Object item) -> Mono.fromCallable(Instant::now), options))
                .takeUntil(outcome -> Instant.now().isAfter(begin.plus(span)))
                .filter(outcome -> outcome.result()
                        .filter(at -> !at.isBefore(begin) && at.isBefore(begin.plus(span)))
                        .isPresent())
                .filter(outcome -> outcome instanceof Outcome.Success)
                .count()
                .block(span.plusSeconds(60));
        System.out.println("calls " + calls);
        System.exit(0);
    }

    static byte[] key() {
        return "limit".getBytes(StandardCharsets.US_ASCII);
    }
}
