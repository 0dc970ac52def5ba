package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTests {

    @Test
    void aNameAndAPasswordAreEncodedAsRfc7617Says() {
        assertThat(Credentials.basic("Aladdin", "open sesame").authorization())
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @Test
    void namesAndSecretsAreEncodedAsUtf8() {
        // The example of RFC 7617, section 2.1: the pound sign is C2 A3.
        assertThat(Credentials.basic("test", "123£").authorization()).isEqualTo("Basic dGVzdDoxMjPCow==");
        assertThat(Credentials.clientCredentials("tést", "😀").authorization()).isEqualTo("Basic dMOpc3Q68J+YgA==");
    }

    @Test
    void aSecretMayHoldColonsAndSpaces() {
        assertThat(Credentials.basic("a", "b:c d").authorization()).isEqualTo("Basic YTpiOmMgZA==");
        assertThat(Credentials.clientCredentials("a", ":").authorization()).isEqualTo("Basic YTo6");
    }

    @Test
    void aNameMustNotHoldAColon() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic("hunter:2", "secret"))
                .withMessage("username must not hold a colon (RFC 7617, section 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.clientCredentials(":", "secret"))
                .withMessage("clientId must not hold a colon (RFC 7617, section 2)");
    }

    @Test
    void noPartMayBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic("", "secret"))
                .withMessage("username must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic("name", ""))
                .withMessage("password must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.clientCredentials("", "secret"))
                .withMessage("clientId must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.clientCredentials("name", ""))
                .withMessage("clientSecret must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2\n", "hunter2\r\n", "\0", "hun\tter2", "hunter2\u007f", "hunter2\u0085"})
    void noPartMayHoldAControlCharacter(String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic(part, "secret"))
                .withMessage("username must not hold control characters: look for a line break at its end");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic("name", part))
                .withMessage("password must not hold control characters: look for a line break at its end");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.clientCredentials(part, "secret"))
                .withMessage("clientId must not hold control characters: look for a line break at its end");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.clientCredentials("name", part))
                .withMessage("clientSecret must not hold control characters: look for a line break at its end");
    }

    @Test
    void aTokenIsSentAsItIs() {
        assertThat(Credentials.bearerToken("eyJ0.e30.~+/-._==").authorization()).isEqualTo("Bearer eyJ0.e30.~+/-._==");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hunter2 ", "hun ter2", "hunter2\r\nX-Evil: 1", "hunter2\n", "hüntér2", "a\u007f"})
    void aTokenThatNoHeaderMayHoldIsRefusedAndNotShown(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.bearerToken(token))
                .withMessage("token must consist of visible ASCII characters, without spaces or line breaks");
    }

    @Test
    void credentialsHaveNoStringForm() {
        assertThat(Credentials.basic("hunter", "hunter2")).hasToString("Basic[***]");
        assertThat(Credentials.clientCredentials("hunter", "hunter2")).hasToString("ClientCredentials[***]");
        assertThat(Credentials.bearerToken("hunter2")).hasToString("BearerToken[***]");
    }
}
