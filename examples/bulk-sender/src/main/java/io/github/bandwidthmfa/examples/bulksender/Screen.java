package io.github.bandwidthmfa.examples.bulksender;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** What the command says: lines, and at a terminal a bar below them. */
final class Screen {

    /** From Java 22 on this is true of a pipe, too: the bar is then painted into it. */
    @SuppressWarnings("SystemConsoleNull")
    private static final boolean IS_TERMINAL = System.console() != null;

    /** To the left edge, and nothing to the right of it: the bar is painted there. */
    private static final String OVER_THE_BAR = "\r\u001B[K";

    private Screen() {}

    static void say(String line) {
        System.err.print((IS_TERMINAL ? OVER_THE_BAR : "") + line + System.lineSeparator());
    }

    /** A bar over the whole file, which begins where earlier runs have left off. */
    static ProgressBar bar(long rows, long done, Duration refresh) {
        return new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(rows)
                .startsFrom(done, Duration.ZERO)
                .setUpdateIntervalMillis((int) refresh.toMillis())
                .setConsumer(
                        IS_TERMINAL
                                ? new ConsoleProgressBarConsumer(System.err)
                                : new DelegatingProgressBarConsumer(painted -> {}))
                .showSpeed()
                .build();
    }
}
