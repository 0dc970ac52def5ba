/**
 * Values, errors and the wire format of Bandwidth's Multi-Factor Authentication API. No I/O and no reactive type: a
 * transport is another module.
 */
module io.github.bandwidthmfa {
    requires static transitive org.jspecify;
    requires tools.jackson.databind;

    exports io.github.bandwidthmfa;
    exports io.github.bandwidthmfa.wire;

    // The bodies of requests and responses are bound by reflection; they are not public.
    opens io.github.bandwidthmfa.wire to
            tools.jackson.databind;
}
