package io.github.bandwidthmfa.reactor.netty;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reactor Netty 1.3.7 logs each failure of a connection that it also signals, with its stack trace. That of an I/O failure
 * shows an event loop at work, always the same one, and in an outage fills the disk.
 */
final class StackTraces {

    private static final StackTraceElement[] NONE = {};
    private static final int MAX_CAUSES = 8;

    private StackTraces() {}

    /** The same failure, without stack traces if it and its causes are failures of I/O. */
    static Throwable dropOfIo(Throwable failure) {
        @Nullable Throwable next = failure;
        for (int i = 0; i < MAX_CAUSES && next instanceof IOException; i++) {
            next.setStackTrace(NONE);
            next = next.getCause();
        }
        return failure;
    }
}
