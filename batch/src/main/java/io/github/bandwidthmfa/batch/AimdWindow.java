package io.github.bandwidthmfa.batch;

import java.time.Duration;
import java.util.Optional;

/**
 * How many items may be worked on at a time after the service has asked for patience, and until when to pause. Halves, and
 * recovers by one a round, as TCP does. Touched by one thread at a time.
 */
final class AimdWindow {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration MAX_OWN_PAUSE = Duration.ofSeconds(30);

    private final int full;
    private final long maxPauseNanos;
    private int window;
    private int answeredThisRound;
    private int pausesInARow;
    private Duration ownPause = FIRST_PAUSE;
    private long lastCut;
    private boolean cut;
    private boolean pausing;
    private long pausedUntil;

    AimdWindow(int full, Duration maxPause) {
        this.full = full;
        this.window = full;
        this.maxPauseNanos = maxPause.toNanos();
    }

    int window() {
        return window;
    }

    boolean atFullSpeed() {
        return window == full && !pausing;
    }

    /** How long to pause still, in nanoseconds; zero or less to go on. */
    long pauseLeft(long now) {
        if (!pausing) {
            return 0;
        }
        long left = pausedUntil - now;
        if (left <= 0) {
            pausing = false;
        }
        return left;
    }

    /** How many times it has slowed down since a call last got through. */
    int pausesInARow() {
        return pausesInARow;
    }

    void answered() {
        pausesInARow = 0;
        ownPause = FIRST_PAUSE;
        if (window < full && ++answeredThisRound >= window) {
            answeredThisRound = 0;
            window++;
        }
    }

    /**
     * Slows down. All calls begun before the previous slow-down count as one throttling event.
     *
     * <p>The own pause is the least, whatever the service asks for: a service that asks for none would otherwise be asked
     * again and again at once.
     *
     * @param begun when the call was begun, and {@code ended} when it ended, both by {@link System#nanoTime}
     * @param now the time that pauses are measured by
     * @return whether the service asked for no longer a pause than allowed
     */
    boolean throttled(Optional<Duration> asked, long begun, long ended, long now) {
        long askedNanos = asked.map(AimdWindow::nanos).orElse(0L);
        long pause = askedNanos;
        if (!cut || begun - lastCut > 0) {
            cut = true;
            pausesInARow++;
            lastCut = ended;
            window = Math.max(1, window / 2);
            answeredThisRound = 0;
            pause = Math.max(askedNanos, ownPause.toNanos());
            Duration twice = ownPause.multipliedBy(2);
            ownPause = twice.compareTo(MAX_OWN_PAUSE) < 0 ? twice : MAX_OWN_PAUSE;
        }
        long until = now + Math.min(pause, maxPauseNanos);
        if (pause > 0 && (!pausing || until - pausedUntil > 0)) {
            pausing = true;
            pausedUntil = until;
        }
        return askedNanos <= maxPauseNanos;
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(365)) < 0
                ? duration.toNanos()
                : Duration.ofDays(365).toNanos();
    }
}
