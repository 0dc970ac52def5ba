package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;

/** Makes load on the server, in a process of its own. */
interface LoadSource extends AutoCloseable {

    /** So many calls in flight, each followed by the next, for so long. */
    Sample run(Transport transport, int concurrency, int millis) throws IOException;

    /** Until it is as fast as it gets, or for {@code mostMillis}. */
    void warmUp(Transport transport, int concurrency, int mostMillis) throws IOException;

    @Override
    void close();
}
