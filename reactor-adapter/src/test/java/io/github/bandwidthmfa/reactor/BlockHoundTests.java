package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.testing.Clients;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Proves that a blocking call of the client would be noticed, wherever its code runs. */
final class BlockHoundTests {

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void blockingATimersThreadIsNoticed() {
        StepVerifier.create(Mono.fromRunnable(BlockHoundTests::block).subscribeOn(Schedulers.parallel()))
                .expectError(BlockingOperationError.class)
                .verify(PATIENCE);
    }

    @Test
    void blockingAnEventLoopIsNoticed() {
        server.enqueue(valid());
        MfaClient client = clients.open(options(server));

        StepVerifier.create(client.verifyCode(verifyRequest()).doOnNext(response -> {
                    assertThat(Schedulers.isInNonBlockingThread()).isTrue();
                    block();
                }))
                .expectError(BlockingOperationError.class)
                .verify(PATIENCE);
    }

    @SuppressWarnings("ThreadSleepMillis") // Blocking is the point.
    private static void block() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
