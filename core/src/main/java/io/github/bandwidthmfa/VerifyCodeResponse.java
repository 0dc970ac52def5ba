package io.github.bandwidthmfa;

/**
 * The service's response to a code. A wrong code is a response, not an error: check {@link #valid()}.
 *
 * @param valid {@code true} if, and only if, the service said that the code is valid; {@code false} for a wrong or expired
 *     code, a wrong scope, or a number that was never sent a code, which the service does not tell apart
 */
public record VerifyCodeResponse(boolean valid) {}
