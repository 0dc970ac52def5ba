package io.github.bandwidthmfa.reactor.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.slf4j.LoggerFactory;

/**
 * Fails the run if Netty reports a buffer that was dropped without being released: after each class, and once more at the
 * very end. Finds itself into every test class by the ServiceLoader. A buffer that a test drops on purpose is {@linkplain
 * ByteBuf#touch(Object) touched} with {@link #ON_PURPOSE}.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

    public static final String ON_PURPOSE = "leaked on purpose";

    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();
    private static final int COLLECTIONS = 3;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(LeakWatch.class)).computeIfAbsent(LeakWatch.class, key -> {
            Reports reports = new Reports();
            reports.start();
            leakLogger().addAppender(reports);
            return (AutoCloseable) LeakWatch::failOnLeaks;
        });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failOnLeaks();
    }

    /** What has been reported since the run began, including what was dropped on purpose. */
    public static List<String> reports() {
        return List.copyOf(REPORTS);
    }

    /** What has been reported since the run began and was not dropped on purpose. */
    public static List<String> leaks() {
        return REPORTS.stream().filter(report -> !report.contains(ON_PURPOSE)).toList();
    }

    /** Has the garbage collector find dropped buffers, and Netty report them: it does so when it makes the next one. */
    public static void provokeReports() {
        System.gc();
        for (int i = 0; i < 100; i++) {
            ByteBufAllocator.DEFAULT.buffer(1).release();
        }
    }

    private static void failOnLeaks() {
        for (int i = 0; i < COLLECTIONS; i++) {
            provokeReports();
        }
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    leaks.size() + " buffers leaked, here or in a class that ran before; the first: " + leaks.get(0));
        }
    }

    private static Logger leakLogger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }

    private static final class Reports extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            String message = event.getFormattedMessage();
            if (message.startsWith("LEAK")) {
                REPORTS.add(message);
            }
        }
    }
}
