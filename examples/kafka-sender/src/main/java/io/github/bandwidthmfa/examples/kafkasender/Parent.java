package io.github.bandwidthmfa.examples.kafkasender;

import java.util.concurrent.CompletableFuture;

/** The process that has started this one. */
final class Parent {

    private Parent() {}

    /** A demonstration that is killed leaves no process behind. */
    static void whenGone(Runnable action) {
        ProcessHandle.current().parent().ifPresent(parent -> {
            CompletableFuture<Void> unusedEnd = parent.onExit().thenRun(action);
        });
    }
}
