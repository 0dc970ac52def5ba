package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes load on the server, in a process of its own. */
interface LoadSource extends AutoCloseable {

    int WARM_UP_SLICE_MILLIS = 1_000;
    int AGREEING_SLICES = 3;
    double AGREEMENT = 0.07;
    double QUIET_COMPILER = 0.05;

    static LoadSource of(ContenderType candidate, Server server, Transport transport, String... jvmOptions)
            throws IOException {
        if (candidate == ContenderType.WRK) {
            return new Wrk(server);
        }
        return candidate.isEndpoint()
                ? new EndpointLoad(candidate, server, transport)
                : JavaProcess.load(candidate, server, transport == Transport.TLS_NATIVE, jvmOptions);
    }

    /** So many calls in flight, each followed by the next, for so long. */
    Sample run(Transport transport, int concurrency, int millis) throws IOException;

    /** Calls at fixed moments, for so long. */
    Sample atFixedRate(Transport transport, long perSecond, int millis) throws IOException;

    /** Until it is as fast as it gets, or for {@code mostMillis}. */
    void warmUp(Transport transport, int concurrency, int mostMillis) throws IOException;

    /** Until the compiler has nothing left to do and three slices agree. */
    default void untilSteady(Transport transport, int concurrency, int mostMillis) throws IOException {
        List<Double> last = new ArrayList<>();
        for (int spent = 0; spent < mostMillis; spent += WARM_UP_SLICE_MILLIS) {
            Sample slice = run(transport, concurrency, WARM_UP_SLICE_MILLIS);
            last.add(slice.callsPerSecond());
            if (last.size() > AGREEING_SLICES) {
                last.remove(0);
                double low = Collections.min(last);
                if (slice.compilerShare() < QUIET_COMPILER && Collections.max(last) - low < AGREEMENT * low) {
                    return;
                }
            }
        }
    }

    /** What a part of it that is on the server's processor has taken there. */
    default double secondsBesideServer() {
        return 0;
    }

    @Override
    void close();
}
