package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BandwidthAccountTests {

    private static final Map<String, String> ALL = Map.of(
            "BW_ACCOUNT_ID", "7",
            "BW_CLIENT_ID", "id",
            "BW_CLIENT_SECRET", "secret",
            "BW_NUMBER", "+15551234567",
            "BW_MESSAGING_APPLICATION_ID", "m",
            "BW_VOICE_APPLICATION_ID", "v");

    @Test
    void withoutAnyVariableThereIsNoAccount() {
        assertThat(BandwidthAccount.properties(Map.of("BW_ACCOUNT_ID", " "))).isEmpty();
    }

    @Test
    void theVariablesBecomeTheStartersProperties() {
        assertThat(BandwidthAccount.properties(ALL))
                .hasValue(Map.of(
                        "bandwidth.mfa.account-id", "7",
                        "bandwidth.mfa.client-id", "id",
                        "bandwidth.mfa.client-secret", "secret",
                        "bandwidth.mfa.phone-factor.from", "+15551234567",
                        "bandwidth.mfa.phone-factor.messaging-application-id", "m",
                        "bandwidth.mfa.phone-factor.voice-application-id", "v"));
    }

    @Test
    void aUserTakesTheClientsPlace() {
        Map<String, String> user = new HashMap<>(ALL);
        user.keySet().removeIf(name -> name.startsWith("BW_CLIENT"));
        user.put("BW_USERNAME", "u");
        user.put("BW_PASSWORD", "p");

        assertThat(BandwidthAccount.properties(user).orElseThrow())
                .containsEntry("bandwidth.mfa.username", "u")
                .containsEntry("bandwidth.mfa.password", "p")
                .doesNotContainKey("bandwidth.mfa.client-id");
    }

    @Test
    void whatIsMissingIsNamedAndNoValueIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BandwidthAccount.properties(Map.of("BW_CLIENT_SECRET", "hush", "BW_NUMBER", "+1555")))
                .withMessageStartingWith("Not set: BW_ACCOUNT_ID, BW_MESSAGING_APPLICATION_ID, BW_VOICE_APPLICATION_ID,"
                        + " BW_CLIENT_ID. ")
                .withMessageNotContaining("hush");
    }
}
