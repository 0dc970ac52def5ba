package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Divides the time for connecting among the addresses of a host. Reactor Netty 1.3.7 gives the whole of it to each, one after
 * the other. At most {@link #MAX_ADDRESSES} are tried for one connection; those that have failed lately come last, so that a
 * host with more dead addresses is reached by a later connection.
 */
public final class ConnectBudget {

    static final int MAX_ADDRESSES = 4;
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(60);

    private static final int MAX_REMEMBERED = 256;

    private final int totalMillis;
    private final LongSupplier nanoTime;
    private final Map<InetAddress, Long> failedAt = new ConcurrentHashMap<>();

    public ConnectBudget(Duration connectTimeout, LongSupplier nanoTime) {
        this.totalMillis = Math.toIntExact(connectTimeout.toMillis());
        this.nanoTime = nanoTime;
    }

    /** The addresses to try, each with its share of the time. */
    public List<SocketAddress> divide(List<? extends SocketAddress> resolved) {
        long now = nanoTime.getAsLong();
        failedAt.values().removeIf(at -> now - at > FAILURE_MEMORY.toNanos());
        List<SocketAddress> addresses = new ArrayList<>(resolved);
        // Stable: those that have not failed keep the resolver's order. The one that failed longest ago is next.
        addresses.sort(Comparator.comparingLong(address -> recency(address, now)));
        List<SocketAddress> tried = addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES));
        int millis = Math.max(1, totalMillis / tried.size());
        tried.replaceAll(address -> address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? new BudgetedAddress(inet, millis)
                : address);
        return tried;
    }

    private long recency(SocketAddress address, long now) {
        Long at = address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? failedAt.get(inet.getAddress())
                : null;
        return at == null ? 0 : FAILURE_MEMORY.toNanos() - (now - at);
    }

    void failed(InetAddress address) {
        if (failedAt.size() < MAX_REMEMBERED) {
            failedAt.put(address, nanoTime.getAsLong());
        }
    }

    /** An address that knows how long to wait for it. */
    private static final class BudgetedAddress extends InetSocketAddress {

        private static final long serialVersionUID = 1L;

        private final int millis;

        BudgetedAddress(InetSocketAddress address, int millis) {
            super(address.getAddress(), address.getPort());
            this.millis = millis;
        }
    }

    /** Keeps the share of the address that a new connection is made to. */
    public ChannelOutboundHandlerAdapter handler() {
        return new Handler();
    }

    private final class Handler extends ChannelOutboundHandlerAdapter {

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            if (remote instanceof BudgetedAddress budgeted) {
                context.channel().config().setConnectTimeoutMillis(budgeted.millis);
                promise.addListener(connected -> {
                    if (connected.isSuccess()) {
                        failedAt.remove(budgeted.getAddress());
                    } else {
                        failed(budgeted.getAddress());
                    }
                });
            }
            ChannelFuture unused = context.connect(remote, local, promise);
            context.pipeline().remove(this);
        }
    }
}
