package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.reactor.MfaClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that cannot start says what to set, and no secret. */
@ExtendWith(OutputCaptureExtension.class)
final class FailureAnalysisTests {

    @Test
    void aMissingAccountIsNamed(CapturedOutput output) {
        start();

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("'bandwidth.mfa.account-id' is not set, or blank")
                .contains("Set 'bandwidth.mfa.account-id' to the id of your Bandwidth account. "
                        + "Set 'bandwidth.mfa.client-id' and 'bandwidth.mfa.client-secret' (OAuth2), or");
    }

    @Test
    void missingCredentialsAreNamed(CapturedOutput output) {
        start("--bandwidth.mfa.account-id=9900000");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("credentials are required")
                .contains("Set 'bandwidth.mfa.client-id' and 'bandwidth.mfa.client-secret' (OAuth2), or");
    }

    @Test
    void theMissingHalfOfAPairIsNamed(CapturedOutput output) {
        start("--bandwidth.mfa.account-id=9900000", "--bandwidth.mfa.client-secret=s3cret-s3cret");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Set 'bandwidth.mfa.client-id', or leave both unset.")
                .doesNotContain("s3cret-s3cret");
    }

    @Test
    void beingSwitchedOffIsTheReasonIfItIs(CapturedOutput output) {
        start("--bandwidth.mfa.account-id=9900000", "--bandwidth.mfa.enabled=false");

        assertThat(output).contains("APPLICATION FAILED TO START").contains("'bandwidth.mfa.enabled' is false");
    }

    @Test
    void twoKindsOfCredentialsAreNamedAndNotShown(CapturedOutput output) {
        start(
                "--bandwidth.mfa.account-id=9900000",
                "--bandwidth.mfa.client-id=s3cret-client",
                "--bandwidth.mfa.client-secret=s3cret-s3cret",
                "--bandwidth.mfa.username=s3cret-user",
                "--bandwidth.mfa.password=s3cret-password");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("'bandwidth.mfa.client-id' (from \"bandwidth.mfa.client-id\" from property source")
                .contains("'bandwidth.mfa.username' (from ")
                .contains(
                        "Remove 'bandwidth.mfa.username' and 'bandwidth.mfa.password': Bandwidth ends Basic on 2026-12-02.")
                .doesNotContain("s3cret");
    }

    @Test
    void halfAUserIsToldToLeaveBasic(CapturedOutput output) {
        start("--bandwidth.mfa.account-id=9900000", "--bandwidth.mfa.password=s3cret-password");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Set 'bandwidth.mfa.username', or leave Basic: Bandwidth ends it on 2026-12-02. Set"
                        + " 'bandwidth.mfa.client-id' and 'bandwidth.mfa.client-secret' of an OAuth2 client")
                .doesNotContain("s3cret");
    }

    @Test
    void aUserThatCannotBeUsedIsToldToLeaveBasic(CapturedOutput output) {
        start(
                "--bandwidth.mfa.account-id=9900000",
                "--bandwidth.mfa.username=s3cret:user",
                "--bandwidth.mfa.password=s3cret-password");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("username must not hold a colon")
                .contains("Correct the property, or leave Basic: Bandwidth ends it on 2026-12-02.")
                .doesNotContain("s3cret");
    }

    @Test
    void credentialsThatCannotBeUsedAreNotShown(CapturedOutput output) {
        start(
                "--bandwidth.mfa.account-id=9900000",
                "--bandwidth.mfa.client-id=s3cret:client",
                "--bandwidth.mfa.client-secret=s3cret-s3cret");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("clientId must not hold a colon")
                .doesNotContain("s3cret");
    }

    @Test
    void aValueOutOfRangeIsShownWithItsProperty(CapturedOutput output) {
        start(
                "--bandwidth.mfa.account-id=9900000",
                "--bandwidth.mfa.client-id=s3cret-client",
                "--bandwidth.mfa.client-secret=s3cret-s3cret",
                "--bandwidth.mfa.call-timeout=0s");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("bandwidth.mfa.call-timeout")
                .contains("callTimeout must be between 1 ms and 24 days, but was PT0S")
                .doesNotContain("s3cret");
    }

    private static void start(String... properties) {
        SpringApplication application = new SpringApplication(Wanting.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run(properties)).isNotNull();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({MfaAutoConfiguration.class, SslAutoConfiguration.class})
    static class Wanting {

        @Bean
        String wanting(MfaClient client) {
            return client.toString();
        }
    }
}
