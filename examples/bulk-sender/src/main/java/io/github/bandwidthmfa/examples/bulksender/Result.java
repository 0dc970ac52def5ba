package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServiceException;

/** What has become of a row, once it is final. */
record Result(Kind kind, String messageId, String error, String requestId) {

    /** How a row can end. */
    enum Kind {
        /** The service has accepted the message. */
        ACCEPTED,
        /** The service refused it, and did nothing. */
        REJECTED,
        /** The row holds no number; nothing was sent. */
        INVALID,
        /** It may have been sent. */
        UNKNOWN
    }

    static final Result INTERRUPTED = new Result(Kind.UNKNOWN, "", "interrupted", "");

    static Result accepted(String messageId) {
        return new Result(Kind.ACCEPTED, messageId, "", "");
    }

    static Result of(MfaException error) {
        String requestId = error instanceof MfaServiceException answered
                ? answered.requestId().orElse("")
                : "";
        Kind kind = switch (error.disposition()) {
            case REJECTED -> Kind.REJECTED;
            case UNKNOWN -> Kind.UNKNOWN;
            case NOT_SENT -> throw new IllegalArgumentException("a row that was not sent is for the next run");
        };
        return new Result(kind, "", String.valueOf(error.getMessage()), requestId);
    }

    static Result invalid(String why) {
        return new Result(Kind.INVALID, "", why, "");
    }

    static Result unknown(String why) {
        return new Result(Kind.UNKNOWN, "", why, "");
    }
}
