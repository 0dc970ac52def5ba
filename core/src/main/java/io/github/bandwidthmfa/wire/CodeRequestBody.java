package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.CodeRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The JSON of a request for a code, its properties in the order of the service's schema. Null is left out. */
record CodeRequestBody(
        String to,
        String from,
        String applicationId,
        @Nullable String scope,
        String message,
        int digits,
        @Nullable String callbackUrl) {

    static CodeRequestBody of(CodeRequest request) {
        return new CodeRequestBody(
                request.to().value(),
                request.from(),
                request.applicationId(),
                request.scope().orElse(null),
                request.message(),
                request.digits(),
                request.callbackUrl().map(URI::toString).orElse(null));
    }

    /** Nothing of it: it holds personal data. */
    @Override
    public String toString() {
        return "CodeRequestBody[***]";
    }
}
