package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * The attempts of one call, one after the other. There is a second only where the first is known not to have been acted on,
 * so what became of the last one is what became of the call.
 */
final class CallAttempts {

    /** A request that has less of its call's time left than this would be sent only to be given up. */
    private static final int MIN_SHARE_FOR_THE_RESPONSE = 10;

    private final long deadline;
    private final long handOverBy;
    private volatile @Nullable Attempt latest;
    private volatile boolean refusedBefore;
    private volatile boolean givenUp;
    private int retries;
    private boolean sentBasic;

    CallAttempts(long callNanos) {
        this.deadline = System.nanoTime() + callNanos;
        this.handOverBy = deadline - callNanos / MIN_SHARE_FOR_THE_RESPONSE;
    }

    /** The {@link System#nanoTime()} at which the call is over. */
    long deadline() {
        return deadline;
    }

    Attempt next(byte[] body, AuthorizationHeader header) {
        Attempt attempt = new Attempt(body, header, handOverBy);
        sentBasic = header.isBasic();
        latest = attempt;
        // giveUp() sets its flag before it reads the latest attempt: one of the two threads sees what the other did.
        if (givenUp) {
            attempt.abandon();
        }
        return attempt;
    }

    /** The latest attempt was answered by a refusal of its credentials. With others, the count of retries begins anew. */
    void refused() {
        refusedBefore = true;
        retries = 0;
        latest = null;
    }

    /** The latest attempt found its header expired before anything was sent. This is no retry: the next one is the first. */
    void expired() {
        latest = null;
    }

    /** Whether the latest attempt that was made carried Basic authentication. */
    boolean sentBasic() {
        return sentBasic;
    }

    boolean refusedBefore() {
        return refusedBefore;
    }

    /** The latest attempt has failed and is known not to have been acted on: it will not be handed over any more, either. */
    void notSent() {
        abandonLatest();
        retries++;
        latest = null;
    }

    /** How many attempts of the present credentials were not sent. */
    int retries() {
        return retries;
    }

    boolean isOverdue(long now, long responseNanos) {
        Attempt attempt = latest;
        return attempt != null && attempt.isOverdue(now, responseNanos);
    }

    Disposition afterFailure() {
        return rejectedIfRefusedBefore(latestAfterFailure());
    }

    /** What became of the latest attempt alone: whether to retry it does not depend on those before. */
    Disposition latestAfterFailure() {
        Attempt attempt = latest;
        return attempt == null ? Disposition.NOT_SENT : attempt.afterFailure();
    }

    Disposition afterGivingUp() {
        Attempt attempt = latest;
        return rejectedIfRefusedBefore(attempt == null ? Disposition.NOT_SENT : attempt.afterGivingUp());
    }

    Optional<WireResponse> errorResponse() {
        Attempt attempt = latest;
        return Optional.ofNullable(attempt == null ? null : attempt.errorHead());
    }

    /**
     * Makes sure that what has not been handed to a connection never will be, and neither will a further attempt, should one
     * be about to begin. Only after this can be said what became of a call that is not waited for any more.
     */
    void giveUp() {
        givenUp = true;
        abandonLatest();
    }

    private void abandonLatest() {
        Attempt attempt = latest;
        if (attempt != null) {
            attempt.abandon();
        }
    }

    /** Cancels what the latest attempt is doing. */
    void cancel(Subscription work) {
        Attempt attempt = latest;
        if (attempt == null) {
            work.cancel();
        } else {
            attempt.onLoop(work::cancel);
        }
    }

    private Disposition rejectedIfRefusedBefore(Disposition ofLatest) {
        return ofLatest == Disposition.NOT_SENT && refusedBefore ? Disposition.REJECTED : ofLatest;
    }
}
