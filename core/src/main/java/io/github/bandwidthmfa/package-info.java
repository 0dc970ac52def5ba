/**
 * The values a caller passes in, the responses and the errors that come back. Start with {@link CodeRequest} and {@link
 * VerifyCodeRequest}; every failure of a call is an {@link MfaException}.
 *
 * <p>Nothing here performs I/O. A one-time code, a phone number, a password or a token has no string form in any of these
 * types: {@code toString} and exception messages mask it.
 *
 * @serial exclude
 */
@NullMarked
package io.github.bandwidthmfa;

import org.jspecify.annotations.NullMarked;
