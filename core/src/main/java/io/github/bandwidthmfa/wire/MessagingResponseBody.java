package io.github.bandwidthmfa.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import org.jspecify.annotations.Nullable;

/** The JSON of the response to a code sent by text message. */
final class MessagingResponseBody {

    private static final String ID = "messageId";

    private @Nullable String id;

    @JsonSetter(ID)
    void setId(ResponseProperty property) {
        property.refuseSecond(id);
        id = property.requireText();
    }

    String messageId() {
        return ResponseProperty.required(ID, id);
    }
}
