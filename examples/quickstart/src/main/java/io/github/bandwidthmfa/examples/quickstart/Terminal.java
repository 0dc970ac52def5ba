package io.github.bandwidthmfa.examples.quickstart;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.Charset;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where the person reads and types. */
final class Terminal {

    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String YELLOW = "33";
    private static final String BOLD = "1";

    private final PrintStream out;
    private final BufferedReader in;
    private final boolean colour;

    Terminal(PrintStream out, Reader in, boolean colour) {
        this.out = out;
        this.in = new BufferedReader(in);
        this.colour = colour;
    }

    /** In colour at a real terminal, unless the environment sets {@code NO_COLOR}. */
    // Only JDK 22 to 24 have a console where there is no terminal: there NO_COLOR is the way out.
    @SuppressWarnings("SystemConsoleNull")
    static Terminal ofThisProcess() {
        boolean colour = System.console() != null && System.getenv("NO_COLOR") == null;
        return new Terminal(System.out, new InputStreamReader(System.in, Charset.defaultCharset()), colour);
    }

    void heading(String text) {
        out.println(painted(BOLD, text));
    }

    void line(String text) {
        out.println(text);
    }

    void problem(String text) {
        out.println(painted(RED, text));
    }

    void done(String title, String seen) {
        step(painted(GREEN, "  ok  "), title, seen);
    }

    void skipped(String title, String why) {
        step(painted(YELLOW, " skip "), title, why);
    }

    void failed(String title, String why) {
        step(painted(RED, "FAILED"), title, why);
    }

    void summary(boolean allDone) {
        out.println();
        out.println(
                allDone ? painted(GREEN, "Every step did what it should.") : painted(RED, "Not every step worked."));
    }

    /** Waits for a line on a thread that may block. */
    Mono<String> ask(String question) {
        return Mono.fromCallable(() -> {
                    out.print("       " + question + ": ");
                    out.flush();
                    return in.readLine();
                })
                .map(String::strip)
                .filter(response -> !response.isEmpty())
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("nothing was typed in")))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private void step(String mark, String title, String detail) {
        out.println(mark + " " + painted(BOLD, title));
        detail.lines().forEach(line -> out.println("       " + line));
    }

    private String painted(String style, String text) {
        return colour ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }
}
