package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTokenTests {

    @Test
    void aTokenIsRequestedWithTheGrantAlone() {
        assertThat(AccessToken.REQUEST_FORM).isEqualTo("grant_type=client_credentials");
    }

    @Test
    void theResponseHoldsATokenAndItsLifetime() {
        assertThat(decode("{\"access_token\":\"eyJ0.e30.~+/-._==\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                        + "\"scope\":{\"access_token\":[1]}}"))
                .returns("Bearer eyJ0.e30.~+/-._==", AccessToken::authorization)
                .returns(Optional.of(Duration.ofHours(1)), AccessToken::lifetime);
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT1S",
        "59, PT59S",
        "1.0, PT1S",
        "3599.9, PT59M59S",
        "3.6e3, PT1H",
        "2147483647, PT2147483647S",
        "'\"600\"', PT10M",
        "'\" 600 \"', PT10M",
        "'\"600.5\"', PT10M",
        "'\"6e2\"', PT10M"
    })
    void theLifetimeIsWholeSeconds(String expiresIn, Duration lifetime) {
        assertThat(decode("{\"access_token\":\"t\",\"expires_in\":" + expiresIn + "}"))
                .returns("Bearer t", AccessToken::authorization)
                .returns(Optional.of(lifetime), AccessToken::lifetime);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-3600",
                "0.999",
                "2147483648",
                "1e400",
                "99999999999999999999999999",
                "\"0\"",
                "\"-600\"",
                "\"NaN\"",
                "\"600s\"",
                "\"1e400\"",
                "\"1e999999999\"",
                "\"\"",
                "null",
                "true",
                "[3600]",
                "{\"expires_in\":3600}"
            })
    void anyOtherLifetimeCountsAsNotGiven(String expiresIn) {
        assertThat(decode("{\"expires_in\":" + expiresIn + ",\"access_token\":\"t\"}"))
                .returns("Bearer t", AccessToken::authorization)
                .returns(Optional.empty(), AccessToken::lifetime);
    }

    @Test
    void aLifetimeMayBeMissing() {
        assertThat(decode("{\"access_token\":\"t\"}").lifetime()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret\\r\\nX-Evil: 1",
                "secret\\n",
                "\\u0000secret",
                "sec ret",
                " secret",
                "secret ",
                "sécret",
                "secret\\u007f",
                "secret\\u0085"
            })
    void aTokenThatNoHeaderMayHoldIsRefused(String token) {
        assertRefused(
                "{\"access_token\":\"" + token + "\",\"expires_in\":3600}",
                "its 'access_token' holds characters that no header may hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Bearer\"", "\"bearer\"", "\"BEARER\"", "\" Bearer \"", "null"})
    void aBearerTokenIsOneInAnyCase(String type) {
        assertThat(decode("{\"token_type\":" + type + ",\"access_token\":\"t\"}")
                        .authorization())
                .isEqualTo("Bearer t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mac\"",
                "\"DPoP\"",
                "\"Basic\"",
                "\"BearerToken\"",
                "\"urn:ietf:params:oauth:token-type:jwt\"",
                "\"\"",
                "42",
                "true",
                "[\"Bearer\"]"
            })
    void aTokenOfAnotherTypeIsRefused(String type) {
        assertRefused(
                "{\"access_token\":\"secret\",\"token_type\":" + type + "}",
                "its 'token_type' is not 'Bearer', the only one this client can use");
    }

    @Test
    void aResponseWithoutATokenIsRefused() {
        assertRefused("{\"token_type\":\"Bearer\",\"expires_in\":3600}", "its body has no 'access_token'");
        assertRefused("{\"a\":{\"access_token\":\"secret\"}}", "its body has no 'access_token'");
        assertRefused("{\"access_token\":\"\"}", "its body has an empty 'access_token'");
        assertRefused("{\"access_token\":\" \"}", "its body has an empty 'access_token'");
        assertRefused("{\"access_token\":null}", "its 'access_token' is not text but null");
        assertRefused("{\"access_token\":42}", "its 'access_token' is not text but a number");
        assertRefused("{\"access_token\":[\"secret\"]}", "its 'access_token' is not text but an array");
    }

    @Test
    void aResponseThatIsNotWholeIsRefused() {
        assertRefused("", "its body is empty");
        assertRefused("{\"access_token\":\"secret\"", "its body is not well-formed JSON");
        assertRefused("{\"access_token\":\"secret\"} x", "its body is not well-formed JSON");
        assertRefused("{\"access_token\":\"secret\"} {}", "its body goes on after the JSON object");
        assertRefused("<html>secret</html>", "its body is not well-formed JSON");
        assertRefused("\"secret\"", "its body is not a JSON object");
        assertThatExceptionOfType(UnexpectedBodyException.class)
                .isThrownBy(() -> AccessToken.decode(
                        WireResponses.of(200, null, null, "{\"access_token\":\"secret\"}".getBytes(UTF_8), false)))
                .withMessage("its body is larger than this client reads")
                .withNoCause();
    }

    @Test
    void theStringFormHasTheLifetimeOnly() {
        assertThat(decode("{\"access_token\":\"secret\",\"expires_in\":3600}"))
                .hasToString("AccessToken[***, lifetime=PT1H]");
        assertThat(decode("{\"access_token\":\"secret\"}")).hasToString("AccessToken[***, lifetime=null]");
    }

    private static AccessToken decode(String body) {
        return AccessToken.decode(WireResponses.of(200, null, null, body.getBytes(UTF_8), true));
    }

    private static void assertRefused(String body, String message) {
        assertThatExceptionOfType(UnexpectedBodyException.class)
                .isThrownBy(() -> decode(body))
                .withMessage(message)
                .withNoCause();
    }
}
