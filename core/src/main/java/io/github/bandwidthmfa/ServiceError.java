package io.github.bandwidthmfa;

import java.time.Duration;
import java.util.Optional;

/**
 * What an error answer of the service says, as far as it could be read. Only the status is certain: the rest is whatever
 * the body and the headers of the answer held, with control characters and anything that looks like a code, a number or
 * credentials removed.
 *
 * @param status the HTTP status, any but 2xx
 * @param requestId the id to quote to Bandwidth's support, from the body or the headers
 * @param message what the service says is wrong; for a body that is not the documented JSON, the beginning of its text
 * @param retryAfter how long the service asks to wait, from the {@code Retry-After} header or else from the message
 */
public record ServiceError(
        int status, Optional<String> requestId, Optional<String> message, Optional<Duration> retryAfter) {}
