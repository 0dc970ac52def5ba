package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;

/** One thing that is measured. */
interface Part {

    void run(Server server, Report report) throws IOException;
}
