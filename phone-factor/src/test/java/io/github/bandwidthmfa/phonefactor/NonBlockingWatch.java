package io.github.bandwidthmfa.phonefactor;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Remembers every blocking call on a thread that must not block. It stops none: an error in the middle of a library's lock would leave it
 * locked. The simulator is left alone: it stands in for another machine.
 */
public final class NonBlockingWatch implements BlockHoundIntegration {

    private static final Queue<BlockingOperationError> SEEN = new ConcurrentLinkedQueue<>();

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("io.github.bandwidthmfa.simulator.HttpFrontend", "act")
                // Jackson prepares itself for a type on its first use, behind a lock.
                .allowBlockingCallsInside(
                        "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer")
                // Netty's allocator may wait for a lock of its own for the moment in which it grows; seen in 4.2.15.
                .allowBlockingCallsInside(
                        "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines")
                // Spring Security masks its token against forged requests with random bytes of the system.
                .allowBlockingCallsInside(
                        "org.springframework.security.web.server.csrf.XorServerCsrfTokenRequestAttributeHandler",
                        "createXoredCsrfToken")
                // The random ids of Spring Session, and the random keys of an OAuth2 login.
                .allowBlockingCallsInside("java.util.UUID", "randomUUID")
                .allowBlockingCallsInside(
                        "org.springframework.security.crypto.keygen.Base64StringKeyGenerator", "generateKey")
                .blockingMethodCallback(method -> SEEN.add(new BlockingOperationError(method)));
    }

    static void forget() {
        SEEN.clear();
    }

    static List<BlockingOperationError> seen() {
        return List.copyOf(SEEN);
    }
}
