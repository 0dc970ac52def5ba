package io.github.bandwidthmfa.simulator;

import java.util.concurrent.CountDownLatch;
import reactor.netty.ChannelBindException;

/**
 * Runs the simulator from a terminal until it is stopped or the process that started it ends.
 *
 * <p>Exit codes: 1 if the address cannot be listened on, 2 for bad arguments. {@code --help} lists the arguments.
 */
public final class SimulatorMain {

    private SimulatorMain() {}

    /**
     * Starts the simulator, prints how to use it, and does not return while it runs.
     *
     * @param arguments see {@code --help}
     * @throws InterruptedException if the thread is interrupted while the simulator runs
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (SimulatorArguments.askForHelp(arguments)) {
            System.out.print(SimulatorArguments.USAGE);
            return;
        }
        SimulatorArguments parsed;
        try {
            parsed = SimulatorArguments.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "; --help lists the options");
            System.exit(2);
            return;
        }
        // Whoever started it may be killed without a chance to stop it; an orphan would keep the port.
        ProcessHandle.current().parent().ifPresent(parent -> {
            var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
        });
        try (MfaSimulator simulator = parsed.settings().start()) {
            System.out.print(StartupBanner.text(simulator, parsed));
            System.out.flush();
            new CountDownLatch(1).await();
        } catch (ChannelBindException taken) {
            System.err.println("cannot listen on " + taken.localHost() + ":" + taken.localPort()
                    + ", because it is in use or not this machine's: choose another with --port (0 for any free one)"
                    + " or --host");
            System.exit(1);
        }
    }
}
