package io.github.bandwidthmfa.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import org.jspecify.annotations.Nullable;

/** The JSON of the response to a code sent by phone call. */
final class VoiceResponseBody {

    private static final String ID = "callId";

    private @Nullable String id;

    @JsonSetter(ID)
    void setId(ResponseProperty property) {
        property.refuseSecond(id);
        id = property.requireText();
    }

    String callId() {
        return ResponseProperty.required(ID, id);
    }
}
