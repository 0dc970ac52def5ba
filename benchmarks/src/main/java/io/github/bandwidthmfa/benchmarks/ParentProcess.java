package io.github.bandwidthmfa.benchmarks;

/** The process that has started this one. */
final class ParentProcess {

    private ParentProcess() {}

    /** It may be killed without a chance to stop what it has started; what is left running would disturb the next run. */
    static void endWithIt() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent ->
                        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    }
}
