package io.github.bandwidthmfa.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/** A clock that stands still until a test moves it: expiry and lockout without waiting. Safe for many threads. */
public final class SettableClock extends Clock {

    /** Shared by the views of one clock from several zones. */
    private static final class Hand {
        private volatile Instant now;

        Hand(Instant now) {
            this.now = now;
        }
    }

    private final Hand hand;
    private final ZoneId zone;

    /** Creates a clock that stands at the system's present time, in UTC. */
    public SettableClock() {
        this(Instant.now());
    }

    /**
     * Creates a clock that stands at the given time, in UTC.
     *
     * @param now the time it shows
     */
    public SettableClock(Instant now) {
        this(new Hand(Objects.requireNonNull(now, "now")), ZoneOffset.UTC);
    }

    private SettableClock(Hand hand, ZoneId zone) {
        this.hand = hand;
        this.zone = zone;
    }

    /**
     * Moves the clock.
     *
     * @param amount how far; negative moves it back
     */
    public void advance(Duration amount) {
        synchronized (hand) {
            hand.now = hand.now.plus(amount);
        }
    }

    /**
     * Sets the clock.
     *
     * @param instant the time it shows from now on
     */
    public void set(Instant instant) {
        Instant time = Objects.requireNonNull(instant, "instant");
        synchronized (hand) {
            hand.now = time;
        }
    }

    @Override
    public Instant instant() {
        return hand.now;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /**
     * {@return the same clock seen from another zone: moving one moves both}
     *
     * @param other the zone
     */
    @Override
    public SettableClock withZone(ZoneId other) {
        return new SettableClock(hand, other);
    }
}
