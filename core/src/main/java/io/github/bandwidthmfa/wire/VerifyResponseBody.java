package io.github.bandwidthmfa.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import org.jspecify.annotations.Nullable;

/** The JSON of the response to a verification. */
final class VerifyResponseBody {

    private static final String VALID = "valid";

    private @Nullable Boolean valid;

    @JsonSetter(VALID)
    void setValid(ResponseProperty property) {
        property.refuseSecond(valid);
        valid = property.requireBoolean();
    }

    boolean valid() {
        return ResponseProperty.required(VALID, valid);
    }
}
