package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a server will keep an idle connection open, where it says so with {@code Keep-Alive: timeout=N}. The connection is
 * closed here a moment before, so that no request meets the server's closing on its way.
 */
final class KeepAlive {

    private static final Pattern TIMEOUT =
            Pattern.compile("(?:^|[,;\\s])timeout\\s*=\\s*\"?([0-9]{1,9})(?![0-9])", Pattern.CASE_INSENSITIVE);

    private static final long MAX_MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BooleanSupplier idle;
    private boolean limited;
    private long limitNanos;
    private long overAt;
    private @Nullable Future<?> closing;

    KeepAlive(BooleanSupplier idle) {
        this.idle = idle;
    }

    /** The latest response has this header, or none. */
    void announced(@Nullable String header) {
        limited = false;
        if (header != null) {
            Matcher timeout = TIMEOUT.matcher(header);
            if (timeout.find()) {
                limited = true;
                long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(timeout.group(1)));
                limitNanos = nanos - Math.min(nanos / 2, MAX_MARGIN_NANOS);
            }
        }
    }

    /**
     * The connection is idle from now on.
     *
     * @return whether it may be used again at all
     */
    boolean begin(ChannelHandlerContext context) {
        if (!limited) {
            return true;
        }
        overAt = System.nanoTime() + limitNanos;
        if (limitNanos > 0 && closing == null) {
            schedule(context, limitNanos);
        }
        return limitNanos > 0;
    }

    boolean isOver() {
        return limited && overAt - System.nanoTime() <= 0;
    }

    void cancel() {
        if (closing != null) {
            closing.cancel(false);
            closing = null;
        }
    }

    private void schedule(ChannelHandlerContext context, long nanos) {
        closing = context.executor()
                .schedule(
                        () -> {
                            closing = null;
                            if (idle.getAsBoolean() && limited) {
                                closeOrLookAgain(context);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private void closeOrLookAgain(ChannelHandlerContext context) {
        long left = overAt - System.nanoTime();
        if (left > 0) {
            schedule(context, left);
        } else {
            ChannelFuture unused = context.close();
        }
    }
}
