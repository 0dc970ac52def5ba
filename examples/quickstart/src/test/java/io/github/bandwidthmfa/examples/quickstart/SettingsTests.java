package io.github.bandwidthmfa.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTests {

    @Test
    void nothingSetMeansTheSimulator() {
        assertThat(Settings.from(Map.of())).isEmpty();
        assertThat(Settings.from(Map.of("PATH", "/bin", "BW_ACCOUNT_ID", " "))).isEmpty();
    }

    @Test
    void everythingSetMeansTheRealService() {
        Settings settings = Settings.from(complete()).orElseThrow();

        assertThat(settings.clientOptions().build().toString()).contains("accountId=9900000");
        assertThat(settings.from().value()).isEqualTo("+19195554321");
        assertThat(settings.to().value()).isEqualTo("+19195551234");
        assertThat(settings.messagingApplicationId()).isEqualTo("messaging-app");
        assertThat(settings.voiceApplicationId()).isEqualTo("voice-app");
    }

    @Test
    void aUserAndPasswordDoInPlaceOfAClient() {
        Map<String, String> environment = complete();
        environment.remove("BW_CLIENT_ID");
        environment.remove("BW_CLIENT_SECRET");
        environment.put("BW_USERNAME", "user");
        environment.put("BW_PASSWORD", "password");

        assertThat(Settings.from(environment).orElseThrow().clientOptions().build())
                .isNotNull();
    }

    @Test
    void everythingMissingIsNamedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.from(Map.of("BW_ACCOUNT_ID", "9900000", "USER_NUMBER", "")))
                .withMessage("Not set: BW_NUMBER, BW_MESSAGING_APPLICATION_ID, BW_VOICE_APPLICATION_ID, USER_NUMBER,"
                        + " BW_CLIENT_ID and BW_CLIENT_SECRET (or, until 2026-12-02, BW_USERNAME and BW_PASSWORD). The real"
                        + " service needs all of them; to use the simulator, unset all of BW_* and USER_NUMBER.");
    }

    @Test
    void ofCredentialsOnlyTheMissingHalfIsNamed() {
        Map<String, String> environment = complete();
        environment.remove("BW_CLIENT_SECRET");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.from(environment))
                .withMessageStartingWith("Not set: BW_CLIENT_SECRET. ");

        environment.remove("BW_CLIENT_ID");
        environment.put("BW_PASSWORD", "password");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.from(environment))
                .withMessageStartingWith("Not set: BW_USERNAME. ");
    }

    @Test
    void aMalformedNumberIsNamedButNotShown() {
        Map<String, String> environment = complete();
        environment.put("BW_NUMBER", "919-555-4321");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.from(environment))
                .withMessageStartingWith("BW_NUMBER: a phone number must be an E.164 number")
                .withMessageNotContaining("4321");
    }

    @Test
    void theStringFormHoldsNoSecretAndNoNumber() {
        assertThat(Settings.from(complete()).orElseThrow().toString())
                .doesNotContain("client-secret", "9195551234", "9195554321");
    }

    private static Map<String, String> complete() {
        return new HashMap<>(Map.of(
                "BW_ACCOUNT_ID", "9900000",
                "BW_CLIENT_ID", "client-id",
                "BW_CLIENT_SECRET", "client-secret",
                "BW_NUMBER", "+19195554321",
                "BW_MESSAGING_APPLICATION_ID", "messaging-app",
                "BW_VOICE_APPLICATION_ID", "voice-app",
                "USER_NUMBER", "+19195551234"));
    }
}
