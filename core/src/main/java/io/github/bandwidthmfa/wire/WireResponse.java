package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.ServiceError;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a transport keeps of an answer: the status, the two headers that matter, and the body up to the transport's limit. */
public final class WireResponse {

    private final int status;
    private final @Nullable String requestId;
    private final @Nullable String retryAfter;
    private final byte[] body;
    private final boolean complete;

    /**
     * Wraps an answer.
     *
     * @param status the HTTP status
     * @param requestId the header {@code x-amzn-RequestId}, or where that is missing {@code X-Amz-Cf-Id}
     * @param retryAfter the header {@code Retry-After}
     * @param body the body's bytes, not copied
     * @param complete whether that is the whole body
     */
    public WireResponse(
            int status, @Nullable String requestId, @Nullable String retryAfter, byte[] body, boolean complete) {
        this.status = status;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
        this.body = body;
        this.complete = complete;
    }

    /**
     * The answer whose head this is.
     *
     * @param bytes the body's bytes, not copied
     * @param whole whether that is the whole body
     * @return the answer with the body
     */
    public WireResponse withBody(byte[] bytes, boolean whole) {
        return new WireResponse(status, requestId, retryAfter, bytes, whole);
    }

    /**
     * The HTTP status.
     *
     * @return the status
     */
    public int status() {
        return status;
    }

    /**
     * Whether the status is 2xx: to be decoded. Anything else is an error.
     *
     * @return whether the service says that it did what was asked
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * The request id of the headers.
     *
     * @return the id, or empty if the headers hold none that looks like one
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId).filter(ErrorBody::looksLikeRequestId);
    }

    /**
     * Whether the gateway refused the credentials, before any code of the service ran: status 401, or 403 in the words of
     * its authorizer. Its other 403s, such as "Missing Authentication Token", mean a wrong path.
     *
     * @return whether other credentials might be accepted, and repeating the request with them is safe
     */
    public boolean refusesCredentials() {
        return ServiceError.refusesCredentials(status, status == 403 ? ErrorBody.gatewayMessage(body) : "");
    }

    /**
     * What an error answer says, as far as it can be read.
     *
     * @param secrets values of the request that must not show, should the body repeat them
     * @param now when the answer arrived
     * @return the error
     */
    public ServiceError toServiceError(Collection<String> secrets, Instant now) {
        return ErrorBody.read(this, new Redaction(secrets), now);
    }

    byte[] body() {
        return body;
    }

    boolean isComplete() {
        return complete;
    }

    @Nullable
    String retryAfter() {
        return retryAfter;
    }

    /** The status only: the body may hold personal data. */
    @Override
    public String toString() {
        return "WireResponse[" + status + ", " + body.length + " bytes]";
    }
}
