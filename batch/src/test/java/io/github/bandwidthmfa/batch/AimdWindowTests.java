package io.github.bandwidthmfa.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a batch slows down, by moments that the test names, in nanoseconds. */
final class AimdWindowTests {

    private static final long NOW = 1_000_000_000_000L;
    private static final long OWN_PAUSE = Duration.ofMillis(250).toNanos();

    private final AimdWindow pace = new AimdWindow(16, Duration.ofMinutes(5));

    private static Optional<Duration> asked(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void thePauseIsAsLongAsTheServiceAsks() {
        assertThat(pace.throttled(asked(7), NOW - 1, NOW, NOW)).isTrue();

        assertThat(pace.pauseLeft(NOW)).isEqualTo(seconds(7));
        assertThat(pace.pauseLeft(NOW + seconds(6))).isEqualTo(seconds(1));
        assertThat(pace.pauseLeft(NOW + seconds(7))).isNotPositive();
    }

    @Test
    void theLongestPauseThatACrowdIsAskedForCounts() {
        pace.throttled(asked(3), NOW - 1, NOW, NOW);
        pace.throttled(asked(9), NOW - 1, NOW + 1, NOW + 1);
        pace.throttled(asked(1), NOW - 1, NOW + 2, NOW + 2);

        assertThat(pace.pauseLeft(NOW + 2)).isEqualTo(seconds(9) - 1);
    }

    @Test
    void withoutBeingAskedThePauseDoublesUntilACallSucceeds() {
        pace.throttled(Optional.empty(), NOW - 1, NOW, NOW);
        assertThat(pace.pauseLeft(NOW)).isEqualTo(OWN_PAUSE);
        long later = NOW + seconds(10);
        pace.throttled(Optional.empty(), later - 1, later, later);
        assertThat(pace.pauseLeft(later)).isEqualTo(2 * OWN_PAUSE);

        pace.answered();
        long latest = NOW + seconds(20);
        pace.throttled(Optional.empty(), latest - 1, latest, latest);
        assertThat(pace.pauseLeft(latest)).isEqualTo(OWN_PAUSE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -60, 1})
    void theOwnPauseIsTheLeastWhateverTheServiceAsksFor(long seconds) {
        long now = NOW;
        for (long pause = OWN_PAUSE; pause < seconds(20); pause *= 2) {
            assertThat(pace.throttled(asked(seconds), now - 1, now, now)).isTrue();
            long left = pace.pauseLeft(now);
            assertThat(left).isEqualTo(Math.max(pause, seconds(seconds)));
            now += left + 2;
        }
        assertThat(pace.pausesInARow()).isEqualTo(7);
    }

    @Test
    void onlyWhatTheServiceAsksForCanBeTooLong() {
        AimdWindow impatient = new AimdWindow(16, Duration.ofMillis(100));

        assertThat(impatient.throttled(Optional.empty(), NOW - 1, NOW, NOW)).isTrue();
        assertThat(impatient.pauseLeft(NOW)).isEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(impatient.throttled(asked(1), NOW - 1, NOW + 1, NOW + 1)).isFalse();
    }

    @Test
    void aCrowdHalvesTheWindowOnceAndEachRoundThatGoesWellWidensItByOne() {
        for (int i = 0; i < 16; i++) {
            pace.throttled(asked(0), NOW - 1, NOW + i, NOW + i);
        }
        assertThat(pace.window()).isEqualTo(8);
        assertThat(pace.pauseLeft(NOW + 1 + OWN_PAUSE)).isNotPositive();
        for (int window = 8; window < 16; window++) {
            assertThat(pace.atFullSpeed()).isFalse();
            assertThat(pace.window()).isEqualTo(window);
            for (int i = 0; i < window; i++) {
                pace.answered();
            }
        }
        assertThat(pace.window()).isEqualTo(16);
        assertThat(pace.atFullSpeed()).isTrue();
    }

    @Test
    void aPauseBeyondTheLongestIsCutAndSaidToBe() {
        assertThat(pace.throttled(asked(301), NOW - 1, NOW, NOW)).isFalse();

        assertThat(pace.pauseLeft(NOW)).isEqualTo(seconds(300));
    }
}
