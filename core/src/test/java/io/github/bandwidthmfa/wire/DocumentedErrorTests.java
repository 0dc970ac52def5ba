package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MfaBadRequestException;
import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaServerException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the service's page on errors, word for word, and the request ids that support asks for. */
final class DocumentedErrorTests {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String ID = "abc12312-abcd-1234-abcd-1234abcd1234";

    private static final WireCall<?> SEND = WireCall.messaging(CodeRequest.builder()
            .to("+12345678901")
            .from("+12345678901")
            .applicationId("93de2206-9669-4e07-948d-329f4b722ee2")
            .scope("2FA")
            .digits(7)
            .message("Test code: {CODE}")
            .build());

    private static final WireCall<?> VERIFY = verify("1234");

    @Test
    void badRequest() {
        assertThat(answered(SEND, 400, """
                {
                  "error": "to number is required",
                  "requestId": "abc12312-abcd-1234-abcd-1234abcd1234"
                }"""))
                .isInstanceOf(MfaBadRequestException.class)
                .satisfies(e -> says(e, "to number is required", ID));
    }

    @Test
    void unauthorized() {
        assertThat(answered(SEND, 401, """
                {
                    "message": "Unauthorized"
                }"""))
                .isInstanceOf(MfaUnauthorizedException.class)
                .satisfies(e -> says(e, "Unauthorized", null));
    }

    @Test
    void forbidden() {
        assertThat(answered(SEND, 403, """
                {
                   "Message": "User is not authorized to access this resource with an explicit deny"
                }"""))
                .isInstanceOf(MfaForbiddenException.class)
                .satisfies(e -> says(e, "User is not authorized to access this resource with an explicit deny", null));
    }

    @Test
    void tooManyRequests() {
        assertThat(answered(VERIFY, 429, """
                {
                  "error": "This number has exceeded verification attempts, please wait 2 minutes",
                  "requestId": "abc12312-abcd-1234-abcd-1234abcd1234"
                }"""))
                .isInstanceOf(MfaTooManyRequestsException.class)
                .satisfies(e -> says(e, "This number has exceeded verification attempts, please wait 2 minutes", ID))
                .returns(Duration.ofMinutes(2), e -> e.retryAfter().orElseThrow());
    }

    @Test
    void internalError() {
        assertThat(answered(VERIFY, 500, """
                {
                  "error": "Internal Error",
                  "requestId": "abc12312-abcd-1234-abcd-1234abcd1234"
                }"""))
                .isInstanceOf(MfaServerException.class)
                .satisfies(e -> says(e, "Internal Error", ID));
    }

    @ParameterizedTest
    @CsvSource({
        "1234, abc12312-abcd-1234-abcd-1234abcd1234",
        "8671703, 354cc8a3-6701-461e-8fa7-8671703dd898",
        "87654321, 87654321-8765-4321-8765-432187654321",
        "0000, 00000000-0000-0000-0000-000000000000",
        "1234, ABC12312-ABCD-1234-ABCD-1234ABCD1234",
        "2345, JKJa2345LvHcESH=",
        "1234, hq7rOqVsUdWnLQDCOhR1234RT1B0s2bxTbTQfE8gWxjEV9pJDwQuVO==",
        "12345678, Root=1-67891233-abcdef012345678912345678"
    })
    void anIdInAFormOfAwsIsKeptWhateverDigitsItHolds(String code, String id) {
        MfaServiceException inBody = answered(verify(code), 429, "{\"error\":\"no\",\"requestId\":\"" + id + "\"}");
        MfaServiceException inHeader =
                verify(code).toException(WireResponses.of(500, id, null, new byte[0], true), NOW);
        assertThat(inBody.requestId()).contains(id);
        assertThat(inHeader.requestId()).contains(id);
        assertThat(inHeader).hasMessageContaining(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "req-1234",
                "1234-abcd",
                "12345678-abcd-1234-abcd",
                "abc12312-abcd-1234-abcd-1234abcd12345",
                "x-abc12312-abcd-1234-abcd-1234abcd1234",
                "abc12312abcd1234abcd1234abcd1234",
                "id.12345678901"
            })
    void anIdInAnotherFormThatHoldsTheCodeOrTheNumberIsDropped(String id) {
        assertThat(answered(VERIFY, 429, "{\"error\":\"no\",\"requestId\":\"" + id + "\"}")
                        .requestId())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 299})
    void aSuccessThatSpeaksOfAnErrorKeepsItsId(int status) {
        WireResponse response = WireResponses.of(
                status,
                "fffffff1-ffff-4fff-8fff-ffffffffffff",
                null,
                ("{\"error\":\"Internal Error\",\"requestId\":\"" + ID + "\"}").getBytes(UTF_8),
                true);
        assertThatExceptionOfType(MfaDecodingException.class)
                .isThrownBy(() -> VERIFY.decode(response))
                .satisfies(e -> assertThat(e.requestId()).contains(ID))
                .withMessageContaining("its body has no 'valid'");
    }

    private static WireCall<?> verify(String code) {
        return WireCall.verify(VerifyCodeRequest.builder()
                .to("+12345678901")
                .scope("2FA")
                .expirationTime(Duration.ofMinutes(3))
                .code(code)
                .build());
    }

    private static MfaServiceException answered(WireCall<?> call, int status, String body) {
        return call.toException(WireResponses.of(status, null, null, body.getBytes(UTF_8), true), NOW);
    }

    private static void says(MfaServiceException e, String message, @Nullable String id) {
        assertThat(e.serviceMessage()).contains(message);
        assertThat(e.requestId()).isEqualTo(Optional.ofNullable(id));
    }
}
