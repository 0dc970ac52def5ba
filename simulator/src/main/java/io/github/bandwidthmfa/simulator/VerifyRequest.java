package io.github.bandwidthmfa.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of a verification. Values of any type, so that every violated rule can be named at once. */
record VerifyRequest(
        @Nullable JsonNode to,
        @Nullable JsonNode scope,
        @Nullable JsonNode expirationTimeInMinutes,
        @Nullable JsonNode code) {

    /** Nothing of it: it holds a phone number and a code. */
    @Override
    public String toString() {
        return "VerifyRequest[***]";
    }
}
