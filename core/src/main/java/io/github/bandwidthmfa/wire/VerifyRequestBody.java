package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.VerifyCodeRequest;
import org.jspecify.annotations.Nullable;

/** The JSON of a verification, its properties in the order of the service's schema. Null is left out. */
record VerifyRequestBody(String to, @Nullable String scope, long expirationTimeInMinutes, String code) {

    static VerifyRequestBody of(VerifyCodeRequest request) {
        return new VerifyRequestBody(
                request.to().value(),
                request.scope().orElse(null),
                request.expirationTime().toMinutes(),
                request.code());
    }

    /** Nothing of it: it holds personal data. */
    @Override
    public String toString() {
        return "VerifyRequestBody[***]";
    }
}
