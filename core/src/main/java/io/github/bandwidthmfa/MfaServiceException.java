package io.github.bandwidthmfa;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service, or the gateway in front of it, answered with an error. The status decides the type; this type itself stands
 * for the statuses that have none of their own.
 *
 * <p>No error response is billed (Bandwidth's documentation), but only {@link Disposition#REJECTED} says that nothing was
 * done: after a 408 or a 5xx the code may still be on its way.
 */
public sealed class MfaServiceException extends MfaException
        permits MfaBadRequestException,
                MfaUnauthorizedException,
                MfaForbiddenException,
                MfaTooManyRequestsException,
                MfaServerException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String requestId;
    private final @Nullable String serviceMessage;
    private final @Nullable Duration retryAfter;
    private final boolean refusesCredentials;

    MfaServiceException(MfaOperation operation, Disposition disposition, ServiceError error) {
        super(operation, disposition, describe(error), null);
        this.status = error.status();
        this.requestId = error.requestId().orElse(null);
        this.serviceMessage = error.message().orElse(null);
        this.retryAfter = error.retryAfter().orElse(null);
        this.refusesCredentials = error.refusesCredentials();
    }

    /**
     * The status table: the one place that says which status is which type, and what became of the request.
     *
     * @param operation the call that failed
     * @param error what the service answered
     * @return the exception for this status
     * @throws IllegalArgumentException if the status is 2xx
     */
    public static MfaServiceException of(MfaOperation operation, ServiceError error) {
        int status = error.status();
        if (status >= 200 && status < 300) {
            throw new IllegalArgumentException("status " + status + " is not an error");
        }
        return switch (status) {
            case 400 -> new MfaBadRequestException(operation, error);
            case 401 -> new MfaUnauthorizedException(operation, error);
            case 403 -> new MfaForbiddenException(operation, error);
            case 429 -> new MfaTooManyRequestsException(operation, error);
            // The server gave up waiting for the rest of a request: how much of it arrived is anyone's guess.
            case 408 -> new MfaServiceException(operation, Disposition.UNKNOWN, error);
            default -> {
                if (status >= 500 && status < 600) {
                    yield new MfaServerException(operation, error);
                }
                boolean refused = status >= 400 && status < 500;
                yield new MfaServiceException(operation, refused ? Disposition.REJECTED : Disposition.UNKNOWN, error);
            }
        };
    }

    @Override
    public boolean refusesCredentials() {
        return refusesCredentials;
    }

    /**
     * The HTTP status.
     *
     * @return any status but 2xx
     */
    public int status() {
        return status;
    }

    /**
     * The id of the request at Bandwidth: quote it to support.
     *
     * @return the id, or empty if the response held none
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /**
     * The service's own words, without control characters and without anything that looks like a code, a phone number or
     * credentials; at most 500 characters. Of an HTML page in its place, the title or the beginning of the
     * text, after {@code [page]}. Not meant for end users, and not documented well enough to decide by.
     *
     * @return the text, or empty if the response held none
     */
    public Optional<String> serviceMessage() {
        return Optional.ofNullable(serviceMessage);
    }

    /**
     * How long the service asks to wait: the {@code Retry-After} header (seconds, or a date, counted from the response's own
     * {@code Date}) or else the "please wait N minutes" of the message.
     *
     * @return more than zero, at most a day; empty if the service did not say, or named a moment that is over: your own
     *     backoff holds then
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    private static String describe(ServiceError error) {
        StringBuilder text = new StringBuilder("the service answered ").append(error.status());
        error.requestId().ifPresent(id -> text.append(", request id ").append(id));
        error.message().ifPresent(message -> text.append(": ").append(message));
        if (error.sentBasic() && error.refusesCredentials()) {
            text.append(". ").append(Credentials.Basic.RETIREMENT);
        }
        return text.toString();
    }
}
