package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;

/**
 * It could not be found out in time whether the broker has carried out a commit. Orders in flight become {@code UNKNOWN} unless
 * it has.
 */
public final class UnsettledCommitException extends KafkaBatchException {

    private static final long serialVersionUID = 1L;

    UnsettledCommitException(Duration limit, Throwable cause) {
        super(
                "the brokers did not say within " + limit.toSeconds()
                        + " s whether a commit was carried out; start again when they respond",
                cause);
    }
}
