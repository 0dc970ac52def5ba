package io.github.bandwidthmfa.reactor;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/** The event loops that a client owns: on Linux epoll's, elsewhere what Reactor Netty takes. */
final class EventLoops implements LoopResources {

    private static final int MOST = 3;

    private final EventLoopGroup group;

    private EventLoops(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new LoopThread(task);
            thread.setDaemon(true);
            thread.setName(name + "-epoll-" + number.incrementAndGet());
            return thread;
        };
        group = new MultiThreadIoEventLoopGroup(count, threads, SettledInterest.on(EpollIoHandler.newFactory())) {
            @Override
            public boolean isCompatible(Class<? extends IoHandle> handleType) {
                // Netty asks the loop whose turn it is to be given a connection. Reactor Netty 1.3.7 asks for each new
                // connection, so that of an even number of loops every other would never get one.
                return ((IoEventLoop) iterator().next()).isCompatible(handleType);
            }
        };
    }

    static LoopResources create(String name) {
        return Epoll.isAvailable()
                ? new EventLoops(name, count())
                : LoopResources.create(name, -1, count(), true, false);
    }

    /** As many as can be kept busy. More would only wake each other up. */
    static int count() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (processors == 1 || Epoll.isAvailable()) {
            return Math.min(processors, MOST);
        }
        // Two steps for each connection with kqueue, as described above, and an odd number of steps without.
        return LoopResources.hasNativeSupport() ? 3 : 2;
    }

    /** Reactor Netty finds a thread that must not be blocked by {@link NonBlocking}. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
        LoopThread(Runnable task) {
            super(task);
        }
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    /** Where io_uring is on the class path, Reactor Netty would take it for these loops, too. */
    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup loops) {
        if (type.equals(SocketChannel.class)) {
            return type.cast(new EpollSocketChannel());
        }
        return type.equals(DatagramChannel.class)
                ? type.cast(new EpollDatagramChannel())
                : LoopResources.super.onChannel(type, loops);
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup loops) {
        if (type.equals(SocketChannel.class)) {
            return EpollSocketChannel.class.asSubclass(type);
        }
        return type.equals(DatagramChannel.class)
                ? EpollDatagramChannel.class.asSubclass(type)
                : LoopResources.super.onChannelClass(type, loops);
    }

    @Override
    public boolean daemon() {
        return true;
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.create(
                sink -> group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .addListener(done -> sink.success()));
    }

    @Override
    public boolean isDisposed() {
        return group.isShuttingDown();
    }
}
