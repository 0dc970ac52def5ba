package io.github.bandwidthmfa.sendguard;

/**
 * Learns what a {@link StandardSendGuard} decides, for meters and alarms. Called on the thread that decides, which may be an
 * event loop: it must not block, and must not throw. An attempt holds personal data.
 */
public interface SendGuardListener {

    /** What became of an attempt that a rule objected to. */
    enum Evaluation {
        /** The attempt was refused. */
        REFUSED,
        /** The rule only observes: the attempt went on to the next one. */
        OBSERVED
    }

    /** Does nothing. */
    SendGuardListener NONE = new SendGuardListener() {};

    /**
     * All rules that are enforced have let the attempt pass.
     *
     * @param attempt the attempt
     */
    default void admitted(SendAttempt attempt) {}

    /**
     * A rule objected to an attempt.
     *
     * @param attempt the attempt
     * @param rule the rule
     * @param evaluation what became of the attempt
     */
    default void objected(SendAttempt attempt, Rule rule, Evaluation evaluation) {}
}
