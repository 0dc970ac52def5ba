package io.github.bandwidthmfa.batch.kafka;

import org.jspecify.annotations.Nullable;

/** Why a {@link KafkaBatch} has ended by itself. Nothing was sent twice; calls in flight were waited for. */
public abstract sealed class KafkaBatchException extends RuntimeException
        permits MissingClaimsException, MissingOrdersException, MissingTopicException, UnsettledCommitException {

    private static final long serialVersionUID = 1L;

    KafkaBatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
