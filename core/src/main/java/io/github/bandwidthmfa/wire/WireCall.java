package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One call of the service as a value: what to send, and how to read what comes back. Immutable; the same call may be sent
 * any number of times.
 *
 * @param <R> what a successful response becomes
 */
public final class WireCall<R> {

    private final MfaOperation operation;
    private final byte[] body;
    private final Function<byte[], R> decoder;
    private final List<String> secrets;

    private WireCall(MfaOperation operation, byte[] body, Function<byte[], R> decoder, List<String> secrets) {
        this.operation = operation;
        this.body = body;
        this.decoder = decoder;
        this.secrets = secrets;
    }

    /**
     * Sends a code by text message.
     *
     * @param request what to send
     * @return the call
     */
    public static WireCall<MessagingCodeResponse> messaging(CodeRequest request) {
        return new WireCall<>(
                MfaOperation.MESSAGING,
                JsonCodec.encode(request),
                body -> new MessagingCodeResponse(JsonCodec.messageId(body)),
                List.of(request.to().value()));
    }

    /**
     * Sends a code by phone call.
     *
     * @param request what to send
     * @return the call
     * @throws IllegalArgumentException if the request has a callback URL, which exists for text messages only
     */
    public static WireCall<VoiceCodeResponse> voice(CodeRequest request) {
        if (request.callbackUrl().isPresent()) {
            throw new IllegalArgumentException(
                    "callbackUrl is only for text messages: the service reports nothing about calls; leave it out");
        }
        return new WireCall<>(
                MfaOperation.VOICE,
                JsonCodec.encode(request),
                body -> new VoiceCodeResponse(JsonCodec.callId(body)),
                List.of(request.to().value()));
    }

    /**
     * Checks a code.
     *
     * @param request what to check
     * @return the call
     */
    public static WireCall<VerifyCodeResponse> verify(VerifyCodeRequest request) {
        return new WireCall<>(
                MfaOperation.VERIFY,
                JsonCodec.encode(request),
                body -> new VerifyCodeResponse(JsonCodec.valid(body)),
                List.of(request.to().value(), request.code()));
    }

    /**
     * Which operation this is.
     *
     * @return the operation
     */
    public MfaOperation operation() {
        return operation;
    }

    /**
     * What to send: JSON in UTF-8. Not to be modified. Holds personal data.
     *
     * @return the bytes, not a copy
     */
    public byte[] body() {
        return body;
    }

    /**
     * Reads a successful response. Strict: {@code valid} counts only in the documented form.
     *
     * @param response a response with a status of 2xx
     * @return the response
     * @throws MfaDecodingException if the body is not the documented JSON
     */
    public R decode(WireResponse response) {
        try {
            return decoder.apply(response.requireBody());
        } catch (UnexpectedBodyException e) {
            Optional<String> requestId = ErrorBody.requestId(response, new Redaction(secrets));
            throw new MfaDecodingException(operation, response.status(), requestId, e.what());
        }
    }

    /**
     * Reads an error response. Tolerant: whatever the body is, the status decides.
     *
     * @param response a response with any other status
     * @param now when it arrived, to turn a date in {@code Retry-After} into a duration if it has no {@code Date} itself
     * @return the exception for it, without any part of the request
     */
    public MfaServiceException toException(WireResponse response, Instant now) {
        return MfaServiceException.of(operation, response.toServiceError(secrets, now));
    }

    /**
     * Reads an error response to a request that carried Basic authentication; if its credentials were refused, the message
     * says that Basic ends, and what takes its place.
     *
     * @param response a response with any other status than 2xx
     * @param now as for {@link #toException}
     * @return the exception for it, without any part of the request
     */
    public MfaServiceException toExceptionOfBasic(WireResponse response, Instant now) {
        return MfaServiceException.of(
                operation, response.toServiceError(secrets, now).ofBasic());
    }

    /** The operation only: the body holds personal data. */
    @Override
    public String toString() {
        return "WireCall[" + operation + "]";
    }
}
