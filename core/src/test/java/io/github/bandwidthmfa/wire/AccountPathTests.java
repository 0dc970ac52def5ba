package io.github.bandwidthmfa.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.MfaOperation;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccountPathTests {

    @ParameterizedTest
    @CsvSource({
        "MESSAGING, /accounts/9900000/code/messaging",
        "VOICE,     /accounts/9900000/code/voice",
        "VERIFY,    /accounts/9900000/code/verify"
    })
    void eachOperationHasThePathOfTheSchema(MfaOperation operation, String path) {
        assertThat(AccountPath.of("9900000").of(operation)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a/b,       a%2Fb",
                "a\\b,      a%5Cb",
                "a b,       a%20b",
                "\" 1 \",   %201%20",
                "ä,         %C3%A4",
                "😀,        %F0%9F%98%80",
                "%2e%2e,    %252e%252e",
                "../..,     ..%2F..",
                "...,       ...",
                "1;v=2,     1%3Bv%3D2",
                "1?a=b#c,   1%3Fa%3Db%23c",
                "user@host, user%40host",
                "a+b:c,     a%2Bb%3Ac",
                "AZaz09-._~, AZaz09-._~"
            })
    void anAccountIdBecomesExactlyOnePathSegment(String accountId, String segment) {
        String path = AccountPath.of(accountId).of(MfaOperation.VERIFY);

        assertThat(path).isEqualTo("/accounts/" + segment + "/code/verify");
        URI uri = URI.create("https://mfa.bandwidth.com/api/v1" + path).normalize();
        assertThat(uri)
                .hasToString("https://mfa.bandwidth.com/api/v1" + path)
                .hasPath("/api/v1/accounts/" + accountId + "/code/verify")
                .hasNoQuery()
                .hasNoFragment();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\n", "\u2003"})
    void aBlankAccountIdIsRefused(String accountId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountPath.of(accountId).of(MfaOperation.VOICE))
                .withMessage("accountId must not be blank: pass the id of your Bandwidth account");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void anAccountIdThatWouldBeResolvedAwayIsRefused(String accountId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountPath.of(accountId).of(MfaOperation.MESSAGING))
                .withMessage("accountId must not be '.' or '..': pass the id of your Bandwidth account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9900000\n", "99\r\n00000", "\0", "a\u001fb", "9900000\u007f", "9900000\u0085"})
    void anAccountIdWithAControlCharacterIsRefused(String accountId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountPath.of(accountId).of(MfaOperation.VERIFY))
                .withMessage("accountId must not hold control characters: pass the id of your Bandwidth account");
    }
}
