package io.github.bandwidthmfa.reactor.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Remembers every blocking call that BlockHound has stopped, so that one whose error was swallowed on its way is not missed.
 * The simulator is left alone: it stands in for another machine.
 */
public final class NonBlockingWatch implements BlockHoundIntegration {

    private static final Queue<BlockingOperationError> STOPPED = new ConcurrentLinkedQueue<>();

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("io.github.bandwidthmfa.simulator.HttpFrontend", "act")
                .blockingMethodCallback(method -> {
                    BlockingOperationError error = new BlockingOperationError(method);
                    STOPPED.add(error);
                    throw error;
                });
    }

    public static void forget() {
        STOPPED.clear();
    }

    public static List<BlockingOperationError> stopped() {
        return List.copyOf(STOPPED);
    }
}
