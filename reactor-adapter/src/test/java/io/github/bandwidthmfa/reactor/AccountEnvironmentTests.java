package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaOperation;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link MfaClientOptions#fromEnvironment}: which variables make an account, and what is said of the others. */
final class AccountEnvironmentTests {

    private static final String NO_CREDENTIALS =
            "BW_CLIENT_ID and BW_CLIENT_SECRET (or, until 2026-12-02, BW_USERNAME and BW_PASSWORD)";

    private final Map<String, String> environment = new HashMap<>(
            Map.of("BW_ACCOUNT_ID", "9900000", "BW_CLIENT_ID", "client-id", "BW_CLIENT_SECRET", "client-secret"));

    @Test
    void accountAndOAuth2ClientAreTaken() {
        MfaClientOptions options = read().build();

        assertThat(options.address(MfaOperation.VERIFY)).hasPath("/api/v1/accounts/9900000/code/verify");
        assertThat(credentials(options).authorization())
                .isEqualTo(Credentials.clientCredentials("client-id", "client-secret")
                        .authorization());
        assertThat(options.fixedCredentials()).isNull();
    }

    @Test
    void withoutAnOAuth2ClientTheUserIsTaken() {
        useBasic("user", "pässword");
        environment.put("BW_CLIENT_SECRET", " ");

        assertThat(credentials(read().build()).authorization())
                .isEqualTo(Credentials.basic("user", "pässword").authorization());
    }

    @Test
    void ofBothPairsTheOAuth2ClientIsTaken() {
        environment.put("BW_USERNAME", "user");
        environment.put("BW_PASSWORD", "\"unused and malformed\n");

        assertThat(credentials(read().build())).isInstanceOf(Credentials.ClientCredentials.class);
    }

    @Test
    void everythingMissingIsNamedInOneMessage() {
        assertRefused(
                Map.of(),
                "Not set: BW_ACCOUNT_ID, BW_NUMBER, USER_NUMBER, " + NO_CREDENTIALS,
                "BW_NUMBER",
                "USER_NUMBER");
        assertRefused(Map.of("BW_NUMBER", " \t"), "Not set: BW_ACCOUNT_ID, BW_NUMBER, " + NO_CREDENTIALS, "BW_NUMBER");
    }

    @Test
    void aNameIsMissingOnlyOnce() {
        assertRefused(
                Map.of("BW_CLIENT_ID", "id"),
                "Not set: BW_ACCOUNT_ID, BW_CLIENT_SECRET",
                "BW_ACCOUNT_ID",
                "BW_CLIENT_SECRET",
                "BW_CLIENT_SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "BW_CLIENT_ID,BW_CLIENT_SECRET",
        "BW_CLIENT_SECRET,BW_CLIENT_ID",
    })
    void halfAnOAuth2ClientNeverLeadsToBasic(String kept, String missing) {
        useBasic("user", "password");
        environment.put(kept, "half");

        assertRefused(environment, "Not set: " + missing);
    }

    @ParameterizedTest
    @CsvSource({"BW_USERNAME,BW_PASSWORD", "BW_PASSWORD,BW_USERNAME"})
    void theOtherHalfOfAUserIsNamed(String kept, String missing) {
        assertRefused(Map.of("BW_ACCOUNT_ID", "1", kept, "half"), "Not set: " + missing);
    }

    @Test
    void missingAndMalformedAreToldTogether() {
        environment.put("BW_CLIENT_ID", "'hunter2'");
        environment.put("BW_CLIENT_SECRET", "hunter2\n");

        assertRefused(
                environment,
                "Not set: BW_NUMBER; BW_CLIENT_ID must not be in quotes: remove them (a file of variables for Docker takes"
                        + " them as part of the value); BW_CLIENT_SECRET must not hold control characters: look for a line"
                        + " break at its end",
                "BW_NUMBER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2\n",
                "hunter2\r\n",
                "hunter2\u0000",
                "\thunter2",
                " hunter2",
                "hunter2 ",
                "hunter2\u00a0",
                "\ufeffhunter2",
                "hunter2\u200b",
                "\"hunter2\"",
                "'hunter2'",
                "`hunter2`",
                "hunter2\ud800"
            })
    void aValueThatCannotHaveBeenMeantIsRefusedUnderItsName(String value) {
        for (String name : environment.keySet()) {
            Map<String, String> malformed = new HashMap<>(environment);
            malformed.put(name, value);

            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> MfaClientOptions.fromEnvironment(malformed))
                    .withMessageStartingWith(name + " must ")
                    .withMessageNotContaining("hunter2")
                    .withMessageNotContaining(";");
        }
        useBasic(value, value);
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageMatching("BW_USERNAME must .*; BW_PASSWORD must .*")
                .withMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "BW_ACCOUNT_ID,９９０００００,must consist of visible ASCII characters",
        "BW_ACCOUNT_ID,..,must not be '.' or '..'",
        "BW_CLIENT_ID,hüntér2,must consist of visible ASCII characters",
        "BW_CLIENT_ID,hunter:2,must not hold a colon",
        "BW_CLIENT_SECRET,hüntér2,must consist of visible ASCII characters",
    })
    void theRulesOfOAuth2AndOfTheBuilderHold(String name, String value, String rule) {
        environment.put(name, value);

        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageStartingWith(name + " " + rule)
                .withMessageNotContaining(value + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b\"c", "\"", "'a", "=?&%+/", "${x}"})
    void whatMayBeASecretIsTakenAsItIs(String secret) {
        environment.put("BW_CLIENT_SECRET", secret);

        assertThat(credentials(read().build()).authorization())
                .isEqualTo(Credentials.clientCredentials("client-id", secret).authorization());
    }

    @Test
    void whatTheCallerReadsItselfMustBePlausibleToo() {
        environment.put("BW_NUMBER", "\"+19195554321\"");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaClientOptions.fromEnvironment(environment, "BW_NUMBER"))
                .withMessageStartingWith("BW_NUMBER must not be in quotes")
                .withMessageNotContaining("5554321");
    }

    @Test
    void aVariableWithoutAValueCountsAsNotSet() {
        environment.put("BW_CLIENT_SECRET", null);

        assertRefused(environment, "Not set: BW_CLIENT_SECRET");
    }

    private MfaClientOptions.Builder read() {
        return MfaClientOptions.fromEnvironment(environment);
    }

    private void useBasic(String username, String password) {
        environment.remove("BW_CLIENT_ID");
        environment.remove("BW_CLIENT_SECRET");
        environment.put("BW_USERNAME", username);
        environment.put("BW_PASSWORD", password);
    }

    private static Credentials credentials(MfaClientOptions options) {
        return options.credentialsSource().block();
    }

    private static void assertRefused(Map<String, String> variables, String message, String... alsoRequired) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaClientOptions.fromEnvironment(variables, alsoRequired))
                .withMessage(message);
    }
}
