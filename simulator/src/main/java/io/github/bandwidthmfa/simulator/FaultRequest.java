package io.github.bandwidthmfa.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of {@code POST /simulator/faults}. */
record FaultRequest(
        @Nullable String fault,
        @Nullable Integer status,
        @Nullable Integer millis,
        @Nullable Integer times,
        @Nullable String form,
        @Nullable Map<String, JsonNode> headers,
        @Nullable JsonNode body,
        @Nullable String accountId,
        @Nullable String operation) {}
