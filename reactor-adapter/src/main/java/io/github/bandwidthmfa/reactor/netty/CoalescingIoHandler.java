package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Tells the operating system what a connection wants to hear of only when that has settled: just before the loop asks for
 * news. Reactor Netty 1.3.7 turns reading off and on again for each request; told at once, each of the two is a system call,
 * and both together change nothing.
 */
final class CoalescingIoHandler implements IoHandler {

    private static final Logger LOGGER = Loggers.getLogger(CoalescingIoHandler.class);

    private final IoHandler actual;
    private final ThreadAwareExecutor loop;
    private final Queue<Registration> changed = new ArrayDeque<>();

    private CoalescingIoHandler(IoHandler actual, ThreadAwareExecutor loop) {
        this.actual = actual;
        this.loop = loop;
    }

    static IoHandlerFactory on(IoHandlerFactory actual) {
        return loop -> new CoalescingIoHandler(actual.newHandler(loop), loop);
    }

    @Override
    public int run(IoHandlerContext context) {
        settle();
        return actual.run(context);
    }

    private void settle() {
        for (Registration next = changed.poll(); next != null; next = changed.poll()) {
            next.settle();
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(handle, actual.register(handle));
    }

    @Override
    public void initialize() {
        actual.initialize();
    }

    @Override
    public void prepareToDestroy() {
        actual.prepareToDestroy();
    }

    @Override
    public void destroy() {
        actual.destroy();
    }

    @Override
    public void wakeup() {
        actual.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return actual.isCompatible(handleType);
    }

    private final class Registration implements IoRegistration {

        private final IoHandle handle;
        private final IoRegistration actual;
        private @Nullable IoOps told;
        private @Nullable IoOps wanted;

        Registration(IoHandle handle, IoRegistration actual) {
            this.handle = handle;
            this.actual = actual;
        }

        /** Answers as if it had been told. What goes wrong later than that ends the connection. */
        @Override
        public long submit(IoOps ops) {
            if (loop.isExecutorThread(Thread.currentThread())) {
                want(ops);
            } else {
                loop.execute(() -> want(ops));
            }
            return actual.isValid() ? 0 : -1;
        }

        private void want(IoOps ops) {
            if (wanted == null) {
                changed.add(this);
            }
            wanted = ops;
        }

        void settle() {
            IoOps ops = wanted;
            wanted = null;
            if (ops == null || ops.equals(told) || !actual.isValid()) {
                return;
            }
            told = ops;
            try {
                actual.submit(ops);
            } catch (RuntimeException failure) {
                LOGGER.debug("The operating system refused to watch a connection", failure);
                close();
            }
        }

        private void close() {
            try {
                handle.close();
            } catch (Exception failure) {
                LOGGER.debug("A connection that cannot be watched could not be closed", failure);
            }
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature.
        public <T> T attachment() {
            return actual.attachment();
        }

        @Override
        public boolean isValid() {
            return actual.isValid();
        }

        @Override
        public boolean cancel() {
            return actual.cancel();
        }
    }
}
