package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which processor runs what: by {@code taskset}, and only where that exists and there is more than one processor. */
final class Processors {

    /** That of whoever is measured. */
    static final String LOAD = "0";

    /** That of the server, and of what would be elsewhere, too, such as those who make calls at fixed moments. */
    static final String SERVER = "1";

    static final String BOTH = LOAD + "," + SERVER;

    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Path THIS_THREAD = Path.of("/proc/thread-self");
    private static final int MAX_TRIES = 20;

    private Processors() {}

    static boolean canBeChosen() {
        return Files.isExecutable(TASKSET) && Runtime.getRuntime().availableProcessors() > 1;
    }

    /** The beginning of a command that is to run there. */
    static List<String> prefix(String processors) {
        return List.of(TASKSET.toString(), "-c", processors);
    }

    /** From now on the process has those processors only. */
    static void give(String processors, long pid) throws IOException {
        if (!canBeChosen()) {
            return;
        }
        // It fails where a thread ends between being listed and being moved.
        for (int tries = 1; taskset("-a", "-p", "-c", processors, String.valueOf(pid)) != 0; tries++) {
            if (tries == MAX_TRIES) {
                throw new IOException("taskset failed " + MAX_TRIES + " times");
            }
        }
    }

    /** From now on this thread, and no other of its process, has those processors only. */
    static void giveThisThread(String processors) throws IOException {
        // The process itself may have been told that there is but one processor.
        if (Files.isExecutable(TASKSET)) {
            String id = Files.readSymbolicLink(THIS_THREAD).getFileName().toString();
            taskset("-p", "-c", processors, id);
        }
    }

    private static int taskset(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(TASKSET.toString()));
        command.addAll(Arrays.asList(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
