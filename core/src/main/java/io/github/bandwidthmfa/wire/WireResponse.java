package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.ServiceError;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a transport keeps of a response: the status, the headers that matter, and the body up to the transport's limit. */
public final class WireResponse {

    private static final byte[] NO_BYTES = {};

    private final int status;
    private final Headers headers;
    private final byte[] body;
    private final @Nullable String defect;

    private WireResponse(int status, Headers headers, byte[] body, @Nullable String defect) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.defect = defect;
    }

    /**
     * The headers that matter, each as it stands in the response, or null if it is missing.
     *
     * @param requestId {@code x-amzn-RequestId}, or where that is missing {@code X-Amz-Cf-Id}
     * @param retryAfter {@code Retry-After}
     * @param date {@code Date}
     * @param contentEncoding {@code Content-Encoding}, several lines joined by commas
     */
    public record Headers(
            @Nullable String requestId,
            @Nullable String retryAfter,
            @Nullable String date,
            @Nullable String contentEncoding) {

        /** None of them. */
        public static final Headers NONE = new Headers(null, null, null, null);
    }

    /**
     * A response whose body has not been read.
     *
     * @param status the HTTP status
     * @param headers the headers
     * @return the response
     */
    public static WireResponse head(int status, Headers headers) {
        return new WireResponse(status, headers, NO_BYTES, "its body was not read");
    }

    /**
     * The response whose head this is. Undoes its {@code Content-Encoding}.
     *
     * @param bytes the body's bytes, not copied
     * @param whole whether that is the whole body
     * @param maxBytes how many bytes the body may have once it is decoded; what goes beyond is cut off
     * @return the response with the body
     */
    public WireResponse withBody(byte[] bytes, boolean whole, int maxBytes) {
        ContentEncoding.Body body = new ContentEncoding.Body(bytes, whole ? null : ContentEncoding.TOO_LARGE);
        @Nullable String encoding = headers.contentEncoding();
        if (encoding != null) {
            body = ContentEncoding.decode(encoding, body, maxBytes);
        }
        return new WireResponse(status, headers, body.bytes(), body.defect());
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
        return Optional.ofNullable(headers.requestId()).filter(ErrorBody::looksLikeRequestId);
    }

    /**
     * Whether the gateway refused the credentials, before any code of the service ran: status 401, or 403 in the words of
     * its authorizer. Its other 403s, such as "Missing Authentication Token", mean a wrong path.
     *
     * @return whether other credentials might be accepted, and a retry with them is safe
     */
    public boolean refusesCredentials() {
        return ServiceError.refusesCredentials(status, status == 403 ? ErrorBody.gatewayMessage(body) : "");
    }

    /**
     * Whether a 403 that does not say so might still be about the credentials: a gateway may answer {@code Forbidden} to a dead
     * token. "Missing Authentication Token" is not: it means a wrong path.
     *
     * @return whether it is worth asking for a new token before the next call; not whether this call may be retried
     */
    public boolean mayConcernCredentials() {
        return status == 403 && !ErrorBody.isWrongPath(body);
    }

    /**
     * What an error response says, as far as it can be read.
     *
     * @param secrets values of the request that must not show, should the body repeat them
     * @param now when the response arrived
     * @return the error
     */
    public ServiceError toServiceError(Collection<String> secrets, Instant now) {
        return ErrorBody.read(this, new Redaction(secrets), now);
    }

    byte[] body() {
        return body;
    }

    /** The body of a response that is to be decoded: a part of it decides nothing. */
    byte[] requireBody() {
        if (defect != null) {
            throw new UnexpectedBodyException(defect);
        }
        return body;
    }

    @Nullable
    String retryAfter() {
        return headers.retryAfter();
    }

    @Nullable
    String date() {
        return headers.date();
    }

    /** The status only: the body may hold personal data. */
    @Override
    public String toString() {
        return "WireResponse[" + status + ", " + body.length + " bytes]";
    }
}
