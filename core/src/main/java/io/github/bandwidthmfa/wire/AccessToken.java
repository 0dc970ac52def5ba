package io.github.bandwidthmfa.wire;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An OAuth2 access token, as the token endpoint gave it. Has no string form. */
public final class AccessToken {

    /** The body of a request for a token: the form {@code grant_type=client_credentials}. */
    public static final String REQUEST_FORM = "grant_type=client_credentials";

    private final String authorization;
    private final @Nullable Duration lifetime;

    AccessToken(String token, @Nullable Duration lifetime) {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UnexpectedBodyException("its 'access_token' holds characters that no header may hold");
        }
        this.authorization = "Bearer " + token;
        this.lifetime = lifetime;
    }

    /**
     * Reads the token endpoint's response.
     *
     * @param response a response with a status of 2xx
     * @return the token
     * @throws UnexpectedBodyException if the body is not the documented JSON
     */
    public static AccessToken decode(WireResponse response) {
        return JsonCodec.accessToken(response.requireBody());
    }

    /**
     * The value of the {@code Authorization} header that presents this token. Secret.
     *
     * @return the header's value
     */
    public String authorization() {
        return authorization;
    }

    /**
     * How long the token lives.
     *
     * @return the {@code expires_in} of the response, a number or a number as text; empty if it was missing or not positive
     */
    public Optional<Duration> lifetime() {
        return Optional.ofNullable(lifetime);
    }

    /** Shows the lifetime only. */
    @Override
    public String toString() {
        return "AccessToken[***, lifetime=" + lifetime + "]";
    }
}
