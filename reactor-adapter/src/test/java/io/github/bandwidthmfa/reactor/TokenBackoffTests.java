package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBackoffTests {

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(2).toNanos());

    @Test
    void itDoublesFromHalfASecondToHalfAMinute() {
        TokenBackoff backoff = new TokenBackoff(now::get, () -> 0.5);
        for (String delay :
                new String[] {"PT0.5S", "PT1S", "PT2S", "PT4S", "PT8S", "PT16S", "PT30S", "PT30S", "PT30S"}) {
            backoff.failed(Optional.empty());
            assertThat(backoff.remaining()).contains(Duration.parse(delay));
        }
        for (int i = 0; i < 100; i++) {
            backoff.failed(Optional.empty());
        }
        assertThat(backoff.remaining()).contains(Duration.ofSeconds(30));
    }

    @Test
    void jitterIsHalfAsLongToOneAndAHalfTimesAsLong() {
        TokenBackoff shortest = new TokenBackoff(now::get, () -> 0);
        shortest.failed(Optional.empty());
        assertThat(shortest.remaining()).contains(Duration.ofMillis(250));
        TokenBackoff longest = new TokenBackoff(now::get, () -> 1);
        longest.failed(Optional.empty());
        assertThat(longest.remaining()).contains(Duration.ofMillis(750));
    }

    @Test
    void whatIsAskedForIsNeverCutShortButHasALimit() {
        TokenBackoff backoff = new TokenBackoff(now::get, () -> 0);
        backoff.failed(Optional.of(Duration.ofSeconds(7)));
        assertThat(backoff.remaining()).contains(Duration.ofSeconds(7));
        backoff.failed(Optional.of(Duration.ofDays(1)));
        assertThat(backoff.remaining()).contains(TokenBackoff.MAX_ASKED_FOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.001S"})
    void lessThanItsOwnIsNotEnough(Duration askedFor) {
        TokenBackoff backoff = new TokenBackoff(now::get, () -> 0.5);
        backoff.failed(Optional.of(askedFor));
        assertThat(backoff.remaining()).contains(TokenBackoff.MIN);
    }

    @Test
    void oneInEveryDelayMayPass() {
        TokenBackoff backoff = new TokenBackoff(now::get, () -> 0.5);
        assertThat(backoff.tryPass()).isTrue();
        assertThat(backoff.tryPass()).isTrue();

        backoff.failed(Optional.empty());
        assertThat(backoff.tryPass()).isFalse();
        now.addAndGet(TokenBackoff.MIN.toNanos() - 1);
        assertThat(backoff.tryPass()).isFalse();
        now.incrementAndGet();
        assertThat(backoff.tryPass()).isTrue();
        assertThat(backoff.tryPass()).isFalse();
        now.addAndGet(TokenBackoff.MIN.toNanos());
        assertThat(backoff.tryPass()).isTrue();
    }

    @Test
    void aSuccessForgetsEverything() {
        TokenBackoff backoff = new TokenBackoff(now::get, () -> 0.5);
        backoff.failed(Optional.of(Duration.ofMinutes(1)));
        backoff.succeeded();
        assertThat(backoff.isActive()).isFalse();
        assertThat(backoff.tryPass()).isTrue();
        assertThat(backoff.remaining()).isEmpty();
        backoff.failed(Optional.empty());
        assertThat(backoff.remaining()).contains(TokenBackoff.MIN);
    }
}
