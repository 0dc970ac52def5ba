package io.github.bandwidthmfa.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of a request for a code. Values of any type, so that every violated rule can be named at once. */
record SendRequest(
        @Nullable JsonNode to,
        @Nullable JsonNode from,
        @Nullable JsonNode applicationId,
        @Nullable JsonNode scope,
        @Nullable JsonNode message,
        @Nullable JsonNode digits) {

    /** Nothing of it: it holds a phone number. */
    @Override
    public String toString() {
        return "SendRequest[***]";
    }
}
