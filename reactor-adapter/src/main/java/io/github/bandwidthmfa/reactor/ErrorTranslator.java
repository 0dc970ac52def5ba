package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.netty.TransportFailure;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the {@link MfaException} for a failed call; the table of statuses is in {@link MfaServiceException#of}. The failure
 * decides what the exception says, never whether the request was sent: that is the {@link Attempt}'s to know.
 */
final class ErrorTranslator {

    /** An exception names an operation, and a warm-up is none: see {@link MfaClient#warmUp}. */
    private static final MfaOperation OF_WARM_UP = MfaOperation.VERIFY;

    private final MfaClientOptions options;

    ErrorTranslator(MfaClientOptions options) {
        this.options = options;
    }

    MfaException translate(WireCall<?> call, CallAttempts attempts, Throwable failure) {
        if (failure instanceof MfaException translated) {
            return translated;
        }
        return failure instanceof CallFailure internal
                ? callFailure(call, attempts, internal)
                : transportFailure(call.operation(), attempts.afterFailure(), failure);
    }

    private MfaException callFailure(WireCall<?> call, CallAttempts attempts, CallFailure failure) {
        MfaOperation operation = call.operation();
        return switch (failure.reason()) {
            case ERROR_RESPONSE -> errorResponse(call, attempts, ((CallFailure.ErrorResponse) failure).response());
            case NO_TOKEN -> noToken(operation, (CallFailure.NoToken) failure);
            case QUEUE_FULL -> queueFull(operation);
            case CLOSED, CALL_TIMEOUT, RESPONSE_TIMEOUT ->
                attempts.errorResponse()
                        .<MfaException>map(head -> errorResponse(call, attempts, head))
                        .orElseGet(() -> givenUp(operation, attempts.afterGivingUp(), failure.reason()));
            case QUEUE_TIMEOUT -> givenUp(operation, attempts.afterGivingUp(), failure.reason());
            case ABANDONED, TOKEN_EXPIRED -> transportFailure(operation, attempts.afterFailure(), failure);
        };
    }

    /** What kept the client from being warmed up. Nothing was sent that the service could act on, however far it got. */
    MfaException ofWarmUp(Throwable failure) {
        if (!(failure instanceof CallFailure internal)) {
            return transportFailure(OF_WARM_UP, Disposition.NOT_SENT, failure);
        }
        return switch (internal.reason()) {
            case NO_TOKEN -> noToken(OF_WARM_UP, (CallFailure.NoToken) internal);
            case QUEUE_FULL -> queueFull(OF_WARM_UP);
            case CLOSED, QUEUE_TIMEOUT, CALL_TIMEOUT, RESPONSE_TIMEOUT ->
                givenUp(OF_WARM_UP, Disposition.NOT_SENT, internal.reason());
            case ERROR_RESPONSE, ABANDONED, TOKEN_EXPIRED ->
                transportFailure(OF_WARM_UP, Disposition.NOT_SENT, internal);
        };
    }

    private static MfaServiceException errorResponse(WireCall<?> call, CallAttempts attempts, WireResponse response) {
        Instant now = Instant.now();
        return attempts.sentBasic() ? call.toExceptionOfBasic(response, now) : call.toException(response, now);
    }

    private static MfaTokenException noToken(MfaOperation operation, CallFailure.NoToken none) {
        return new MfaTokenException(
                operation, none.status(), none.retryAfter(), String.valueOf(none.getMessage()), none.getCause());
    }

    private MfaException givenUp(MfaOperation operation, Disposition disposition, CallFailure.Reason reason) {
        return switch (reason) {
            case CALL_TIMEOUT -> timeout(operation, disposition, Phase.CALL, options.callTimeout(), null);
            case QUEUE_TIMEOUT -> timeout(operation, disposition, Phase.QUEUE, options.pendingTimeout(), null);
            case RESPONSE_TIMEOUT -> timeout(operation, disposition, Phase.RESPONSE, options.responseTimeout(), null);
            default -> new MfaTransportException(operation, disposition, "the client is closed", null);
        };
    }

    /** What a failure of the transport is to the caller, given what became of the request. */
    MfaException transportFailure(MfaOperation operation, Disposition disposition, Throwable failure) {
        TransportFailure kind = TransportFailure.of(failure);
        return switch (kind) {
            // Rare behind the limiter: only while connections are still being made for callers that have given up.
            case POOL_FULL -> queueFull(operation);
            case POOL_TIMEOUT -> timeout(operation, disposition, Phase.QUEUE, options.pendingTimeout(), failure);
            case CONNECT_TIMEOUT -> timeout(operation, disposition, Phase.CONNECT, options.connectTimeout(), failure);
            case TLS_HANDSHAKE_TIMEOUT ->
                timeout(operation, disposition, Phase.TLS_HANDSHAKE, options.tlsHandshakeTimeout(), failure);
            default ->
                new MfaTransportException(
                        operation, disposition, kind.describe(failure), TransportFailure.safeCause(failure));
        };
    }

    private MfaOverloadedException queueFull(MfaOperation operation) {
        return new MfaOverloadedException(operation, options.maxConnections(), options.maxPending());
    }

    private static MfaTimeoutException timeout(
            MfaOperation operation, Disposition disposition, Phase phase, Duration limit, @Nullable Throwable cause) {
        return new MfaTimeoutException(operation, disposition, phase, limit, cause);
    }
}
