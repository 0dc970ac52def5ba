package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.wire.WireCall;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;

/**
 * The one place where a status or a failure of the transport becomes an {@link MfaException}. The failure's class decides
 * what the exception says, never whether the request was sent: that is the {@link Attempt}'s to know.
 */
final class ErrorTranslator {

    private final MfaClientOptions options;

    ErrorTranslator(MfaClientOptions options) {
        this.options = options;
    }

    MfaException translate(WireCall<?> call, Attempts attempts, Throwable failure) {
        MfaOperation operation = call.operation();
        if (failure instanceof MfaException translated) {
            return translated;
        }
        if (failure instanceof HttpExchange.ErrorAnswerException answer) {
            return call.toException(answer.response(), Instant.now());
        }
        if (failure instanceof TokenCache.NoTokenException none) {
            return new MfaTokenException(
                    operation, none.status(), none.retryAfter(), String.valueOf(none.getMessage()), none.getCause());
        }
        if (failure instanceof Admission.QueueFullException) {
            return new MfaOverloadedException(operation, options.maxConnections(), options.maxPending());
        }
        if (failure instanceof Admission.QueueTimeoutException) {
            return new MfaTimeoutException(
                    operation, attempts.afterGivingUp(), Phase.QUEUE, options.pendingTimeout(), null);
        }
        if (failure instanceof Calls.CallTimeoutException
                || failure instanceof Calls.ResponseTimeoutException
                || failure instanceof Calls.ClosedException) {
            return attempts.errorAnswered()
                    .<MfaException>map(head -> call.toException(head, Instant.now()))
                    .orElseGet(() -> givenUp(operation, attempts.afterGivingUp(), failure));
        }
        return transportFailure(operation, attempts.afterFailure(), failure);
    }

    private MfaException givenUp(MfaOperation operation, Disposition disposition, Throwable reason) {
        if (reason instanceof Calls.ClosedException) {
            return new MfaTransportException(operation, disposition, "the client is closed", null);
        }
        return reason instanceof Calls.ResponseTimeoutException
                ? new MfaTimeoutException(operation, disposition, Phase.RESPONSE, options.responseTimeout(), null)
                : new MfaTimeoutException(operation, disposition, Phase.CALL, options.callTimeout(), null);
    }

    /** What a failure of the transport is to the caller, given what became of the request. */
    MfaException transportFailure(MfaOperation operation, Disposition disposition, Throwable failure) {
        return switch (failure.getClass().getSimpleName()) {
            // By name: both live in a package that Reactor Netty calls internal. Rare behind the gate: the pool is full
            // only while connections are still being made for callers who have given up.
            case "PoolAcquirePendingLimitException" ->
                new MfaOverloadedException(operation, options.maxConnections(), options.maxPending());
            case "PoolAcquireTimeoutException" ->
                new MfaTimeoutException(operation, disposition, Phase.QUEUE, options.pendingTimeout(), failure);
            default -> {
                if (failure instanceof ConnectTimeoutException) {
                    yield new MfaTimeoutException(
                            operation, disposition, Phase.CONNECT, options.connectTimeout(), failure);
                }
                if (failure instanceof SslHandshakeTimeoutException) {
                    yield new MfaTimeoutException(
                            operation, disposition, Phase.TLS_HANDSHAKE, options.tlsHandshakeTimeout(), failure);
                }
                yield new MfaTransportException(operation, disposition, describe(failure), safeCause(failure));
            }
        };
    }

    static String describe(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "the host's name could not be resolved";
        }
        if (failure instanceof ProxyConnectException) {
            return "the proxy made no connection";
        }
        if (failure instanceof ConnectException) {
            return "no connection could be made";
        }
        if (failure instanceof SSLException) {
            return "TLS failed: is the certificate trusted, and issued for this host?";
        }
        if (failure instanceof OneAnswerCodec.StaleConnectionException
                || failure instanceof OneAnswerCodec.UnreadableAnswerException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof IOException || failure instanceof AbortedException) {
            return "the connection broke before a complete answer arrived";
        }
        return "no answer could be had (" + failure.getClass().getName() + ")";
    }

    /** I/O failures speak of addresses and sockets. Those of decoders quote what they read: they are left out. */
    static @Nullable Throwable safeCause(Throwable failure) {
        return failure instanceof IOException ? failure : null;
    }
}
