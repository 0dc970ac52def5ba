package io.github.bandwidthmfa.reactor;

import java.lang.reflect.Field;
import reactor.netty.resources.LoopResources;

/** Looks into a client, for what its users cannot see. */
final class Internals {

    private Internals() {}

    static InFlightCalls inFlight(MfaClient client) {
        return (InFlightCalls) read(client, "inFlight");
    }

    static ConcurrencyLimiter limiter(MfaClient client) {
        return (ConcurrencyLimiter) read(client, "limiter");
    }

    static LoopResources loops(MfaClient client) {
        return ((ConnectionResources) read(client, "resources")).loops();
    }

    private static Object read(MfaClient client, String name) {
        try {
            Field field = ReactorMfaClient.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(client);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the client has no " + name, e);
        }
    }
}
