package io.github.bandwidthmfa.reactor.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the operating system is told, and when. */
final class CoalescingIoHandlerTests {

    private record Ops(String name) implements IoOps {}

    private static final Ops READ = new Ops("read");
    private static final Ops NOTHING = new Ops("nothing");

    private final List<Object> told = new ArrayList<>();
    private final List<Runnable> left = new ArrayList<>();
    private final SystemCalls system = new SystemCalls();
    private boolean onTheLoop = true;
    private boolean closed;
    private final IoHandler loop = CoalescingIoHandler.on(executor -> system).newHandler(new ThreadAwareExecutor() {
        @Override
        public boolean isExecutorThread(Thread thread) {
            return onTheLoop;
        }

        @Override
        public void execute(Runnable task) {
            left.add(task);
        }
    });

    @Test
    void whatIsTurnedOffAndOnAgainWithinOneTurnIsNotMentioned() throws Exception {
        IoRegistration connection = loop.register(new Connection());
        connection.submit(READ);
        turn();
        connection.submit(NOTHING);
        connection.submit(READ);
        turn();

        assertThat(told).containsExactly(READ, "wait", "wait");
    }

    @Test
    void aChangeIsToldBeforeTheLoopWaits() throws Exception {
        IoRegistration connection = loop.register(new Connection());
        connection.submit(READ);
        turn();
        connection.submit(NOTHING);
        assertThat(told).containsExactly(READ, "wait");
        turn();

        assertThat(told).containsExactly(READ, "wait", NOTHING, "wait");
    }

    @Test
    void eachConnectionIsToldForItself() throws Exception {
        IoRegistration one = loop.register(new Connection());
        IoRegistration other = loop.register(new Connection());
        one.submit(READ);
        other.submit(NOTHING);
        turn();

        assertThat(told).containsExactly(READ, NOTHING, "wait");
    }

    @Test
    void whatAnotherThreadWantsIsLeftToTheLoop() throws Exception {
        IoRegistration connection = loop.register(new Connection());
        onTheLoop = false;
        connection.submit(READ);
        turn();
        assertThat(told).containsExactly("wait");
        onTheLoop = true;
        left.forEach(Runnable::run);
        turn();

        assertThat(told).containsExactly("wait", READ, "wait");
    }

    @Test
    void nothingIsToldOfAConnectionThatHasGone() throws Exception {
        IoRegistration connection = loop.register(new Connection());
        connection.submit(READ);
        connection.cancel();
        turn();

        assertThat(told).containsExactly("wait");
        assertThat(connection.submit(READ)).isEqualTo(-1);
    }

    @Test
    void aConnectionThatCannotBeWatchedIsClosed() throws Exception {
        IoRegistration connection = loop.register(new Connection());
        system.refuses = true;
        connection.submit(READ);
        turn();

        assertThat(closed).isTrue();
        assertThat(told).containsExactly("wait");
    }

    private void turn() {
        loop.run(new IoHandlerContext() {
            @Override
            public boolean canBlock() {
                return true;
            }

            @Override
            public long delayNanos(long now) {
                return 0;
            }

            @Override
            public long deadlineNanos() {
                return -1;
            }
        });
    }

    private final class Connection implements IoHandle {

        @Override
        public void handle(IoRegistration registration, IoEvent event) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Stands in for epoll. */
    private final class SystemCalls implements IoHandler {

        private boolean refuses;

        @Override
        public int run(IoHandlerContext context) {
            told.add("wait");
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            return new Watched();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return true;
        }

        private final class Watched implements IoRegistration {

            private boolean valid = true;

            @Override
            @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature.
            public <T> T attachment() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long submit(IoOps ops) {
                if (refuses) {
                    throw new IllegalStateException("refused, as expected");
                }
                told.add(ops);
                return 0;
            }

            @Override
            public boolean isValid() {
                return valid;
            }

            @Override
            public boolean cancel() {
                valid = false;
                return true;
            }
        }
    }
}
