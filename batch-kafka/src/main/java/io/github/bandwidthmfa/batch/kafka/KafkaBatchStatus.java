package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a {@link KafkaBatch} stands: for health checks and dashboards. A snapshot; its numbers are read one after the other.
 *
 * @param state what it is doing
 * @param partitions how many partitions it owns
 * @param claimed orders that it has claimed and that have no outcome: what a crash would leave as {@code UNKNOWN} at most
 * @param lag orders of its partitions that have no outcome yet, claimed or not; up to a second old
 * @param sinceCommit how old the latest commit is that was carried out; there is none while there is nothing to commit
 * @param failure why it has ended by itself, for {@link State#FAILED}
 * @param totals what has happened since the start
 */
public record KafkaBatchStatus(
        State state,
        int partitions,
        int claimed,
        long lag,
        Duration sinceCommit,
        Optional<Throwable> failure,
        Totals totals) {

    /** What it is doing. */
    public enum State {
        /** Nobody has subscribed to {@link KafkaBatch#run()}. */
        NEW,
        /** It sends, or waits for orders or for partitions. */
        RUNNING,
        /** Orders are claimed and no commit has succeeded for {@code staleAfter}: no call is begun. */
        STALLED,
        /** It waits for calls in flight. */
        STOPPING,
        /** It has ended because it was told to. */
        STOPPED,
        /** It has ended by itself. */
        FAILED
    }

    /**
     * Checks that everything is there.
     *
     * @param state what it is doing
     * @param partitions how many partitions it owns
     * @param claimed orders claimed without an outcome
     * @param lag orders without an outcome
     * @param sinceCommit how old the latest commit is
     * @param failure why it has ended by itself
     * @param totals what has happened since the start
     */
    public KafkaBatchStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(sinceCommit, "sinceCommit");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(totals, "totals");
    }

    /**
     * Whether a health check should report it as up: it sends, waits for orders, or has not been started yet.
     *
     * @return false if it is stalled, stops, has stopped or has failed
     */
    public boolean isHealthy() {
        return state == State.RUNNING || state == State.NEW;
    }

    /**
     * Counts since the start of this process.
     *
     * @param claims orders claimed; one that was given back and is claimed again counts again
     * @param outcomes outcomes committed, those of interrupted orders included
     * @param interrupted outcomes that this process has written for one that had ended: part of {@code UNKNOWN}
     * @param released orders given back because a partition moved, or at the end
     * @param retries orders given back because they were not sent
     * @param refused commits that were refused or given up; nothing of them is in force
     * @param settled commits whose response was lost, and about which the broker was asked
     * @param late outcomes that came when the partition had another owner
     * @param missing orders deleted before they were claimed, and skipped
     */
    public record Totals(
            long claims,
            Map<OutcomeRecord.Result, Long> outcomes,
            long interrupted,
            long released,
            long retries,
            long refused,
            long settled,
            long late,
            long missing) {

        /**
         * Copies the map.
         *
         * @param claims orders claimed
         * @param outcomes outcomes committed
         * @param interrupted outcomes written for a process that had ended
         * @param released orders given back because a partition moved, or at the end
         * @param retries orders given back because they were not sent
         * @param refused commits that were refused or given up
         * @param settled commits whose response was lost
         * @param late outcomes that came when the partition had another owner
         * @param missing orders skipped
         */
        public Totals {
            outcomes = Map.copyOf(outcomes);
        }

        /**
         * How many outcomes of a kind were committed.
         *
         * @param result which
         * @return the number
         */
        public long outcomes(OutcomeRecord.Result result) {
            return outcomes.getOrDefault(result, 0L);
        }
    }
}
