package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/** The event loops that a client owns: epoll's on Linux, NIO's where there is nothing native. */
public final class EventLoops implements LoopResources {

    private static final int MAX = 3;

    /** A transport of Netty's. */
    private record Transport(
            String name,
            IoHandlerFactory handlers,
            Class<? extends SocketChannel> socketType,
            Supplier<SocketChannel> socket,
            Class<? extends DatagramChannel> datagramType,
            Supplier<DatagramChannel> datagram) {

        static Transport epoll() {
            return new Transport(
                    "epoll",
                    CoalescingIoHandler.on(EpollIoHandler.newFactory()),
                    EpollSocketChannel.class,
                    EpollSocketChannel::new,
                    EpollDatagramChannel.class,
                    EpollDatagramChannel::new);
        }

        static Transport nio() {
            return new Transport(
                    "nio",
                    NioIoHandler.newFactory(),
                    NioSocketChannel.class,
                    NioSocketChannel::new,
                    NioDatagramChannel.class,
                    NioDatagramChannel::new);
        }
    }

    private final Transport transport;
    private final EventLoopGroup group;

    private EventLoops(String name, Transport transport, int count) {
        this.transport = transport;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new LoopThread(task);
            thread.setDaemon(true);
            thread.setName(name + "-" + transport.name() + "-" + number.incrementAndGet());
            return thread;
        };
        group = new MultiThreadIoEventLoopGroup(count, threads, transport.handlers()) {
            @Override
            public boolean isCompatible(Class<? extends IoHandle> handleType) {
                // Netty asks the loop whose turn it is to be given a connection. Reactor Netty 1.3.7 asks for each new
                // connection, so that of an even number of loops every other would never get one.
                return ((IoEventLoop) iterator().next()).isCompatible(handleType);
            }
        };
    }

    public static LoopResources create(String name) {
        if (Epoll.isAvailable()) {
            return new EventLoops(name, Transport.epoll(), count());
        }
        return LoopResources.hasNativeSupport()
                ? LoopResources.create(name, -1, count(), true, false)
                : new EventLoops(name, Transport.nio(), count());
    }

    /** As many as can be kept busy. More would only wake each other up. */
    public static int count() {
        // Of Reactor Netty's own loops, where kqueue is, an even number would leave half without connections: see
        // above.
        return !Epoll.isAvailable() && LoopResources.hasNativeSupport()
                ? MAX
                : Math.min(Runtime.getRuntime().availableProcessors(), MAX);
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

    /** Where another native transport is on the class path, Reactor Netty would take that for these loops, too. */
    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup loops) {
        if (type.equals(SocketChannel.class)) {
            return type.cast(transport.socket().get());
        }
        return type.equals(DatagramChannel.class)
                ? type.cast(transport.datagram().get())
                : LoopResources.super.onChannel(type, loops);
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup loops) {
        if (type.equals(SocketChannel.class)) {
            return transport.socketType().asSubclass(type);
        }
        return type.equals(DatagramChannel.class)
                ? transport.datagramType().asSubclass(type)
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
