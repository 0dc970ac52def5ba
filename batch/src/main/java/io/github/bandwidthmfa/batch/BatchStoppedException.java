package io.github.bandwidthmfa.batch;

import io.github.bandwidthmfa.MfaException;
import org.jspecify.annotations.Nullable;

/**
 * A batch stopped before its source had ended, because further calls would have failed, too. Comes after the outcomes of all
 * items that were taken from the source. What the source still held was not taken; those items have no outcome.
 *
 * <p>{@link #getCause()} is the failure that stopped it, if it was a failure of the client: an {@link MfaException}.
 */
public final class BatchStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BatchStoppedException(String why, @Nullable Throwable cause) {
        super("the batch was stopped: " + why, cause);
    }
}
