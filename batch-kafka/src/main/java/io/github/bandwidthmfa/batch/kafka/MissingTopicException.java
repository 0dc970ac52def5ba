package io.github.bandwidthmfa.batch.kafka;

/** A topic does not exist, or may not be seen. */
public final class MissingTopicException extends KafkaBatchException {

    private static final long serialVersionUID = 1L;

    MissingTopicException(String topic) {
        super(
                "the topic " + topic + " does not exist, or these credentials may not describe it: create it first",
                null);
    }
}
