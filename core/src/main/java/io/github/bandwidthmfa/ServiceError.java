package io.github.bandwidthmfa;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What an error response of the service says, as far as it could be read. Only the status is certain: the rest is whatever
 * the body and the headers of the response held, with control characters and anything that looks like a code, a number or
 * credentials removed.
 *
 * @param status the HTTP status, any but 2xx
 * @param requestId the id to quote to Bandwidth's support, from the body or the headers
 * @param message what the service says is wrong; for a body that is not the documented JSON, the beginning of its text
 * @param retryAfter how long the service asks to wait, from the {@code Retry-After} header or else from the message
 * @param refusesCredentials whether it refuses the credentials, as {@link #refusesCredentials(int, String)} has it
 * @param sentBasic whether the request carried Basic authentication
 */
public record ServiceError(
        int status,
        Optional<String> requestId,
        Optional<String> message,
        Optional<Duration> retryAfter,
        boolean refusesCredentials,
        boolean sentBasic) {

    private static final String AUTHORIZER_REFUSAL = "not authorized to access this resource";

    /**
     * Makes an error whose message decides whether it refuses the credentials; for tests of code that handles errors.
     *
     * @param status the HTTP status, any but 2xx
     * @param requestId the id to quote to Bandwidth's support
     * @param message what the service says is wrong
     * @param retryAfter how long the service asks to wait
     */
    public ServiceError(
            int status, Optional<String> requestId, Optional<String> message, Optional<Duration> retryAfter) {
        this(status, requestId, message, retryAfter, refusesCredentials(status, message.orElse("")), false);
    }

    /**
     * The same error of a request that carried Basic authentication: if it refuses the credentials, the exception for it says
     * that Basic ends, and what takes its place.
     *
     * @return the error
     */
    public ServiceError ofBasic() {
        return new ServiceError(status, requestId, message, retryAfter, refusesCredentials, true);
    }

    /**
     * Whether an error refuses the credentials: status 401, or 403 in the words of the gateway's authorizer, in any case.
     * The other 403s, a firewall's or "Missing Authentication Token", say nothing about credentials.
     *
     * @param status the HTTP status
     * @param message the text of the body's property {@code message}, or the empty string
     * @return whether the credentials were refused
     */
    public static boolean refusesCredentials(int status, String message) {
        return status == 401
                || (status == 403 && message.toLowerCase(Locale.ROOT).contains(AUTHORIZER_REFUSAL));
    }
}
