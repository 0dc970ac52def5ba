package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.wire.WireResponse.Headers;
import org.jspecify.annotations.Nullable;

/** Responses as a transport makes them. */
final class WireResponses {

    static final int MAX_BYTES = 64 * 1024;

    private WireResponses() {}

    static WireResponse of(
            int status, @Nullable String requestId, @Nullable String retryAfter, byte[] body, boolean whole) {
        return WireResponse.head(status, new Headers(requestId, retryAfter, null, null))
                .withBody(body, whole, MAX_BYTES);
    }

    static WireResponse encoded(int status, String contentEncoding, byte[] body) {
        return WireResponse.head(status, new Headers(null, null, null, contentEncoding))
                .withBody(body, true, MAX_BYTES);
    }
}
