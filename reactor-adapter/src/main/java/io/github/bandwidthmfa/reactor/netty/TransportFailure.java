package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;

/**
 * The ways in which connecting, writing and reading fail, told by the exceptions of the JDK, Netty and Reactor Netty. Says
 * nothing about whether the request was sent: the same exception is seen in both cases.
 */
public enum TransportFailure {
    /** As many callers wait for a connection of the pool as may. */
    POOL_FULL(false, "no connection was free"),
    /** A caller waited too long for a connection of the pool. */
    POOL_TIMEOUT(false, "no connection was free"),
    /** The server did not accept the connection in time. */
    CONNECT_TIMEOUT(true, "no connection could be made"),
    /** The TLS handshake did not end in time. */
    TLS_HANDSHAKE_TIMEOUT(false, "TLS failed"),
    /** DNS has no address for the host. */
    UNKNOWN_HOST(true, "the host's name could not be resolved"),
    /** The proxy refused to connect, or could not. */
    PROXY(true, "the proxy made no connection"),
    /** The connection was refused, or no route leads to the host. */
    CONNECT(true, "no connection could be made"),
    /** The TLS handshake failed: a certificate stays as it is. */
    TLS_HANDSHAKE(false, "TLS failed: is the certificate trusted, and issued for this host?"),
    /** TLS failed after the handshake. */
    TLS(true, "TLS failed: is the certificate trusted, and issued for this host?"),
    /** The connection handed out by the pool was closed, or held bytes that nobody asked for. */
    STALE_CONNECTION(true, "the pooled connection had been closed, or held bytes that nobody asked for"),
    /** The connection has another HTTP codec than this client's: another version of Reactor Netty, or a customizer. */
    FOREIGN_CODEC(
            false,
            "the connection has another HTTP codec than this client's: use a version of Reactor Netty that this client"
                    + " supports, and a customizer that leaves the codec alone"),
    /** The response is not HTTP. */
    UNREADABLE_RESPONSE(false, "the response is not valid HTTP"),
    /** The connection broke. */
    CONNECTION_LOST(true, "the connection broke before a complete response arrived"),
    /** Anything else. */
    OTHER(false, "no response could be read");

    private final boolean mayPass;
    private final String description;

    TransportFailure(boolean mayPass, String description) {
        this.mayPass = mayPass;
        this.description = description;
    }

    /** Which failure this exception tells of. */
    public static TransportFailure of(Throwable failure) {
        return switch (failure.getClass().getSimpleName()) {
            // By name: both live in a package that Reactor Netty calls internal.
            case "PoolAcquirePendingLimitException" -> POOL_FULL;
            case "PoolAcquireTimeoutException" -> POOL_TIMEOUT;
            default -> ofConnection(failure);
        };
    }

    private static TransportFailure ofConnection(Throwable failure) {
        if (failure instanceof SingleResponseCodec.StaleConnectionException) {
            return STALE_CONNECTION;
        }
        if (failure instanceof SingleResponseCodec.ForeignCodecException) {
            return FOREIGN_CODEC;
        }
        if (failure instanceof SingleResponseCodec.UnreadableResponseException) {
            return UNREADABLE_RESPONSE;
        }
        if (failure instanceof AbortedException) {
            return CONNECTION_LOST;
        }
        return failure instanceof IOException io ? ofIo(io) : OTHER;
    }

    private static TransportFailure ofIo(IOException failure) {
        if (failure instanceof ConnectTimeoutException) {
            return CONNECT_TIMEOUT;
        }
        if (failure instanceof SslHandshakeTimeoutException) {
            return TLS_HANDSHAKE_TIMEOUT;
        }
        if (failure instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        }
        if (failure instanceof ProxyConnectException) {
            return PROXY;
        }
        if (failure instanceof ConnectException) {
            return CONNECT;
        }
        if (failure instanceof SSLHandshakeException
                || failure instanceof SSLPeerUnverifiedException
                || failure instanceof NotSslRecordException) {
            return TLS_HANDSHAKE;
        }
        return failure instanceof SSLException ? TLS : CONNECTION_LOST;
    }

    /** Whether the same request may succeed a moment later on another connection. */
    public boolean mayPass() {
        return mayPass;
    }

    /** What happened, in words that quote nothing of what was sent or received. */
    public String describe(Throwable failure) {
        return switch (this) {
            case UNREADABLE_RESPONSE -> String.valueOf(failure.getMessage());
            case OTHER -> description + " (" + failure.getClass().getName() + ")";
            default -> description;
        };
    }

    /** The exception, if its message cannot quote what was read: I/O failures speak of addresses, decoders of bytes. */
    public static @Nullable Throwable safeCause(Throwable failure) {
        return failure instanceof IOException ? failure : null;
    }
}
