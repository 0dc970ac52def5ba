package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call, one after the other. There is a second only where the first is known not to have been acted on,
 * so what became of the last one is what became of the call.
 */
final class Attempts {

    private volatile @Nullable Attempt latest;
    private volatile boolean refusedBefore;

    Attempt next(byte[] body, String authorization) {
        Attempt attempt = new Attempt(body, authorization);
        latest = attempt;
        return attempt;
    }

    /** The latest attempt was answered by a refusal of its credentials. */
    void refused() {
        refusedBefore = true;
        latest = null;
    }

    Disposition afterFailure() {
        Attempt attempt = latest;
        return mindRefusal(attempt == null ? Disposition.NOT_SENT : attempt.afterFailure());
    }

    Disposition afterGivingUp() {
        Attempt attempt = latest;
        return mindRefusal(attempt == null ? Disposition.NOT_SENT : attempt.afterGivingUp());
    }

    Optional<WireResponse> errorAnswered() {
        Attempt attempt = latest;
        return Optional.ofNullable(attempt == null ? null : attempt.errorHead());
    }

    /** Makes sure that what has not been handed to a connection never will be. */
    void abandon() {
        Attempt attempt = latest;
        if (attempt != null) {
            attempt.abandon();
        }
    }

    private Disposition mindRefusal(Disposition ofLatest) {
        return ofLatest == Disposition.NOT_SENT && refusedBefore ? Disposition.REJECTED : ofLatest;
    }
}
