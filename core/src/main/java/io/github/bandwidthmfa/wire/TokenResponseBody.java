package io.github.bandwidthmfa.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The JSON of a token endpoint's response. */
final class TokenResponseBody {

    private static final String ACCESS_TOKEN = "access_token";

    private @Nullable String accessToken;
    private @Nullable ResponseProperty expiresIn;
    private @Nullable ResponseProperty tokenType;

    @JsonSetter(ACCESS_TOKEN)
    void setAccessToken(ResponseProperty property) {
        property.refuseSecond(accessToken);
        accessToken = property.requireText();
    }

    @JsonSetter("expires_in")
    void setExpiresIn(ResponseProperty property) {
        property.refuseSecond(expiresIn);
        expiresIn = property;
    }

    /** A token of another type, "mac" for example, is not used by sending it. Without a type, Bearer is the only one known. */
    @JsonSetter("token_type")
    void setTokenType(ResponseProperty property) {
        property.refuseSecond(tokenType);
        if (!property.isNull() && !property.isText("Bearer")) {
            throw new UnexpectedBodyException("its 'token_type' is not 'Bearer', the only one this client can use");
        }
        tokenType = property;
    }

    AccessToken accessToken() {
        return new AccessToken(ResponseProperty.required(ACCESS_TOKEN, accessToken), lifetime());
    }

    /** An {@code expires_in} that is no positive number, not even as text, counts as not given. */
    private @Nullable Duration lifetime() {
        double seconds = expiresIn == null ? 0 : expiresIn.toNumber();
        return seconds >= 1 && seconds <= Integer.MAX_VALUE ? Duration.ofSeconds((long) seconds) : null;
    }
}
