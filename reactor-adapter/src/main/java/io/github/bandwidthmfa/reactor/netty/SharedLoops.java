package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of an application, for the connections of a client: in turn, and no more of them than there are processors.
 * Reactor Netty makes at least four, and loops that share a processor wake each other up for each call that begins on one and
 * has its connection on another. Disposes of nothing.
 */
public final class SharedLoops implements LoopResources {

    private final LoopResources shared;
    private final Some loops;

    public SharedLoops(LoopResources shared) {
        this.shared = shared;
        this.loops = new Some(shared.onClient(LoopResources.DEFAULT_NATIVE));
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return useNative == LoopResources.DEFAULT_NATIVE ? loops : shared.onClient(useNative);
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup loops) {
        return shared.onChannel(type, allOf(loops));
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup loops) {
        return shared.onChannelClass(type, allOf(loops));
    }

    private static EventLoopGroup allOf(EventLoopGroup loops) {
        return loops instanceof Some some ? some.all : loops;
    }

    @Override
    public boolean daemon() {
        return shared.daemon();
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }

    @Override
    public boolean isDisposed() {
        return shared.isDisposed();
    }

    /** Some loops of a group. */
    private static final class Some extends AbstractEventExecutorGroup implements EventLoopGroup {

        private final EventLoopGroup all;
        private final List<EventLoop> chosen = new ArrayList<>();
        private final AtomicInteger turns = new AtomicInteger();

        Some(EventLoopGroup all) {
            this.all = all;
            int processors = Runtime.getRuntime().availableProcessors();
            for (EventExecutor loop : all) {
                if (chosen.size() < processors) {
                    chosen.add((EventLoop) loop);
                }
            }
        }

        @Override
        public EventLoop next() {
            return chosen.get(Math.floorMod(turns.getAndIncrement(), chosen.size()));
        }

        @Override
        public Iterator<EventExecutor> iterator() {
            return Collections.<EventExecutor>unmodifiableList(chosen).iterator();
        }

        @Override
        public ChannelFuture register(Channel channel) {
            return next().register(channel);
        }

        @Override
        public ChannelFuture register(ChannelPromise promise) {
            return next().register(promise);
        }

        @Override
        @Deprecated
        public ChannelFuture register(Channel channel, ChannelPromise promise) {
            return next().register(channel, promise);
        }

        @Override
        public boolean isShuttingDown() {
            return all.isShuttingDown();
        }

        @Override
        public boolean isShutdown() {
            return all.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return all.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return all.awaitTermination(timeout, unit);
        }

        @Override
        public Future<?> terminationFuture() {
            return all.terminationFuture();
        }

        /** They are not the client's to shut down. */
        @Override
        public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException("the loops belong to the application");
        }

        @Override
        @Deprecated
        public void shutdown() {
            throw new UnsupportedOperationException("the loops belong to the application");
        }
    }
}
