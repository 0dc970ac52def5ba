/** A call for every item of a {@code Flux}, at a bounded concurrency and rate. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.github.bandwidthmfa.batch {
    requires transitive io.github.bandwidthmfa;
    requires static transitive org.jspecify;
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires HdrHistogram;

    exports io.github.bandwidthmfa.batch;
}
