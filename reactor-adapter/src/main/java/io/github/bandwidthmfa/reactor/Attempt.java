package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.reactor.CallFailure.Reason;
import io.github.bandwidthmfa.reactor.netty.SingleResponseCodec;
import io.github.bandwidthmfa.wire.WireResponse;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One request on its way, and the only witness of how far it got. Travels in the Reactor Context, where the hooks of {@link
 * HttpExchange} find it.
 *
 * <p>What an exception says about a failure is not proof: the same exception is seen with the request processed and with
 * the request never written. So the request has a state: the first to move it out of {@code NEW}, the connection that is
 * about to write it or the caller that gives up, decides whether it is ever sent.
 */
final class Attempt {

    private enum Progress {
        /** Nothing of the request exists outside this client. */
        NEW,
        /** Given up before it was handed over: it never will be. */
        ABANDONED,
        /** Given to the channel to write. */
        HANDED,
        /** Its last byte was accepted by the operating system. */
        WRITTEN,
        /** The server says that it has not looked at the request: HTTP/2 knows how to say so. */
        UNPROCESSED,
        /** The status and headers of the response have arrived. */
        ANSWERED
    }

    private static final AtomicReferenceFieldUpdater<Attempt, Progress> PROGRESS =
            AtomicReferenceFieldUpdater.newUpdater(Attempt.class, Progress.class, "progress");

    private final byte[] body;
    private final AuthorizationHeader header;
    private final long handOverBy;
    private volatile Progress progress = Progress.NEW;
    private volatile @Nullable WireResponse errorHead;
    private volatile long quietSince;
    private volatile @Nullable EventLoop loop;
    private boolean foreignCodec;

    /**
     * A request that is ready to go.
     *
     * @param handOverBy the {@link System#nanoTime()} after which it is too late to begin
     */
    Attempt(byte[] body, AuthorizationHeader header, long handOverBy) {
        this.body = body;
        this.header = header;
        this.handOverBy = handOverBy;
    }

    static Attempt in(ContextView context) {
        return context.get(Attempt.class);
    }

    Context putInto(Context context) {
        return context.put(Attempt.class, this);
    }

    /** Null if the request carries none. */
    @Nullable
    String authorization() {
        return header == AuthorizationHeader.NONE ? null : header.header();
    }

    /** The request is about to be handed to a connection of that loop. */
    void on(EventLoop loop, boolean ownCodec) {
        this.foreignCodec = !ownCodec;
        this.loop = loop;
    }

    /**
     * Runs it where the connection's signals arrive. Reactor Netty 1.3.7 loses, unreleased, what a response holds that arrives
     * while its request is cancelled by another thread.
     */
    void onLoop(Runnable task) {
        EventLoop present = loop;
        if (present != null && present.inEventLoop()) {
            task.run();
        } else {
            later(task);
        }
    }

    /** Runs it once the connection's loop is done with what it is doing: by then, a connection that has answered is idle. */
    void later(Runnable task) {
        EventLoop present = loop;
        if (present == null) {
            task.run();
            return;
        }
        try {
            present.execute(task);
        } catch (RejectedExecutionException shutDown) {
            task.run();
        }
    }

    /** The connection takes the request. Fails if the caller gave up first, or if it is too late to begin. */
    byte[] handOver() {
        long now = System.nanoTime();
        if (now - handOverBy > 0) {
            abandon();
            throw new CallFailure(Reason.CALL_TIMEOUT);
        }
        if (foreignCodec) {
            abandon();
            throw new SingleResponseCodec.ForeignCodecException();
        }
        if (header.isExpired(now)) {
            abandon();
            throw new CallFailure(Reason.TOKEN_EXPIRED);
        }
        if (!PROGRESS.compareAndSet(this, Progress.NEW, Progress.HANDED)) {
            throw new CallFailure(Reason.ABANDONED);
        }
        return body;
    }

    /** The caller gives up: {@code true} is proof that the request was not and will not be sent. */
    boolean abandon() {
        return PROGRESS.compareAndSet(this, Progress.NEW, Progress.ABANDONED) || progress == Progress.ABANDONED;
    }

    void written() {
        quietSince = System.nanoTime();
        PROGRESS.compareAndSet(this, Progress.HANDED, Progress.WRITTEN);
    }

    void refusedUnprocessed() {
        if (!PROGRESS.compareAndSet(this, Progress.HANDED, Progress.UNPROCESSED)) {
            PROGRESS.compareAndSet(this, Progress.WRITTEN, Progress.UNPROCESSED);
        }
    }

    /** The status and headers of the response have arrived. */
    void answered(WireResponse head) {
        if (!head.isSuccess()) {
            errorHead = head;
        }
        header.answered(head.status());
        heard();
        progress = Progress.ANSWERED;
    }

    /** Something of the response has arrived. */
    void heard() {
        quietSince = System.nanoTime();
    }

    /** Whether the server has kept silent for too long since it got the request, or since it began to answer. */
    boolean isOverdue(long now, long responseNanos) {
        Progress present = progress;
        return (present == Progress.WRITTEN || present == Progress.ANSWERED) && now - quietSince > responseNanos;
    }

    /** An error response without its body, if that much has arrived: its status counts, whatever becomes of the rest. */
    @Nullable
    WireResponse errorHead() {
        return errorHead;
    }

    /**
     * What became of the request once its connection has failed. A server needs the last byte of a request to act on it,
     * and a connection that failed before that byte was written will not write it later.
     */
    Disposition afterFailure() {
        return switch (progress) {
            case NEW, ABANDONED, HANDED, UNPROCESSED -> Disposition.NOT_SENT;
            case WRITTEN, ANSWERED -> Disposition.UNKNOWN;
        };
    }

    /** What became of the request when the caller stops waiting while its connection may still be at work. */
    Disposition afterGivingUp() {
        return abandon() || progress == Progress.UNPROCESSED ? Disposition.NOT_SENT : Disposition.UNKNOWN;
    }
}
