package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** What stands in a configuration file is taken as it is meant, or refused with the place and the remedy. */
@ExtendWith(OutputCaptureExtension.class)
final class PlaceholderTests {

    private static final String BOTH_SCHEMES = """
            bandwidth.mfa:
              account-id: ${BW_ACCOUNT_ID:}
              client-id: ${BW_CLIENT_ID:}
              client-secret: ${BW_CLIENT_SECRET:}
              username: ${BW_USERNAME:}
              password: ${BW_PASSWORD:}
              base-uri: ${BW_BASE_URI:}
              max-connections: ${BW_MAX_CONNECTIONS:}
              call-timeout: ${BW_CALL_TIMEOUT:}
              enabled: ${BW_ENABLED:}
              proxy:
                host: ${BW_PROXY_HOST:}
                port: ${BW_PROXY_PORT:}
                username: ${BW_PROXY_USERNAME:}
                password: ${BW_PROXY_PASSWORD:}
              ssl.bundle: ${BW_SSL_BUNDLE:}
              health.down-when: ${BW_DOWN_WHEN:}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account-id",
                "client-id",
                "client-secret",
                "base-uri",
                "token-uri",
                "user-agent",
                "max-connections",
                "call-timeout",
                "max-response-bytes",
                "http2",
                "proxy.host",
                "proxy.password",
                "ssl.bundle",
                "health.down-when",
                "enabled"
            })
    void aVariableThatIsNotSetIsNamedWithItsProperty(String property, CapturedOutput output) {
        fails("bandwidth.mfa." + property + ": before-s3cret-${BW_NOT_SET}", Map.of());

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("'bandwidth.mfa." + property
                        + "' takes its value from '${BW_NOT_SET}', and 'BW_NOT_SET' is not set.")
                .contains("It is set in ")
                .contains("'${BW_NOT_SET:}' leaves")
                .doesNotContain("s3cret");
    }

    @Test
    void aVariableBehindAnotherIsNamed(CapturedOutput output) {
        fails("""
                bw.secret: ${BW_NOT_SET}
                bandwidth.mfa.client-secret: ${bw.secret}
                """, Map.of());

        assertThat(output)
                .contains("'bandwidth.mfa.client-secret' takes its value from '${BW_NOT_SET}'")
                .contains("Set the variable or property 'BW_NOT_SET'");
    }

    @Test
    void aPlaceholderThatIsMeantAsTextIsOne() {
        try (ConfigurableApplicationContext context = starts("""
                bandwidth.mfa:
                  account-id: "9900000"
                  client-id: the-client
                  client-secret: the-\\${secret}
                  user-agent: agent \\${one}
                """, Map.of())) {
            assertThat(context.getBean(MfaClientOptions.Builder.class).build().toString())
                    .contains("userAgent=agent ${one}");
        }
    }

    @Test
    void oneFileIsForBothSchemesAndForNone() {
        try (ConfigurableApplicationContext none = starts(BOTH_SCHEMES, Map.of())) {
            assertThat(none.getBeansOfType(MfaClient.class)).isEmpty();
        }
        try (ConfigurableApplicationContext blank =
                starts(BOTH_SCHEMES, Map.of("BW_ACCOUNT_ID", "  ", "BW_CLIENT_ID", "", "BW_PASSWORD", "\t"))) {
            assertThat(blank.getBeansOfType(MfaClient.class)).isEmpty();
        }
        try (ConfigurableApplicationContext client = starts(
                BOTH_SCHEMES,
                Map.of("BW_ACCOUNT_ID", "9900000", "BW_CLIENT_ID", "the-client", "BW_CLIENT_SECRET", "the-secret"))) {
            assertThat(client.getBeansOfType(MfaClient.class)).hasSize(1);
        }
        try (ConfigurableApplicationContext user = starts(
                BOTH_SCHEMES,
                Map.of("BW_ACCOUNT_ID", "9900000", "BW_USERNAME", "the-user", "BW_PASSWORD", "the-password"))) {
            assertThat(user.getBeansOfType(MfaClient.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BW_CLIENT_ID, BW_CLIENT_SECRET, BW_SSL_BUNDLE, bandwidth.mfa.account-id",
        "BW_ACCOUNT_ID, BW_CLIENT_ID, BW_BASE_URI, bandwidth.mfa.client-secret",
        "BW_ACCOUNT_ID, BW_CLIENT_SECRET, BW_BASE_URI, bandwidth.mfa.client-id",
        "BW_ACCOUNT_ID, BW_USERNAME, BW_BASE_URI, bandwidth.mfa.password",
        "BW_ACCOUNT_ID, BW_PASSWORD, BW_BASE_URI, bandwidth.mfa.username",
        "BW_ACCOUNT_ID, BW_BASE_URI, BW_MAX_CONNECTIONS, bandwidth.mfa.client-id"
    })
    void halfAConfigurationNamesTheOtherHalf(
            String first, String second, String third, String missing, CapturedOutput output) {
        fails(
                BOTH_SCHEMES,
                Map.of(
                        first,
                        "1",
                        second,
                        second.contains("URI") ? "https://a.example" : "s3cret",
                        third,
                        third.contains("URI") ? "https://a.example" : ""));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(missing)
                .doesNotContain("s3cret");
    }

    @Test
    void halfOfTheOtherSchemeIsNotIgnored(CapturedOutput output) {
        fails(
                BOTH_SCHEMES,
                Map.of(
                        "BW_ACCOUNT_ID", "9900000",
                        "BW_CLIENT_ID", "s3cret-client",
                        "BW_CLIENT_SECRET", "s3cret-secret",
                        "BW_PASSWORD", "s3cret-password"));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("bandwidth.mfa.client-id", "bandwidth.mfa.password")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "client-secret, 0123456",
        "client-secret, 1e5",
        "client-secret, 12345678",
        "client-secret, 0x1F",
        "client-secret, 1_000_000",
        "client-secret, true",
        "client-id, 0123456",
        "username, 1e5",
        "password, .5",
        "proxy.username, 007",
        "proxy.password, 0123456"
    })
    void aCredentialThatYamlHasReadAsSomethingElseIsRefused(String property, String value, CapturedOutput output) {
        fails("bandwidth.mfa." + property + ": " + value, Map.of());

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("'bandwidth.mfa." + property + "' is set without quotes")
                .contains("Write the value of 'bandwidth.mfa." + property + "' in quotes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456", "0x1F", "1_000_000", "1e5", "0b11", "true", "+12345"})
    void anAccountIdThatYamlHasChangedIsRefused(String accountId, CapturedOutput output) {
        fails("bandwidth.mfa.account-id: " + accountId, Map.of());

        assertThat(output).contains("Write the value of 'bandwidth.mfa.account-id' in quotes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9900000", "9900000 # ours", "'0123456'", "acme"})
    void anAccountIdThatYamlLeavesAsItIsNeedsNoQuotes(String accountId) {
        try (ConfigurableApplicationContext context = starts("""
                bandwidth.mfa:
                  account-id: %s
                  client-id: the-client
                  client-secret: the-secret
                """.formatted(accountId), Map.of())) {
            assertThat(context.getBean(MfaClientOptions.Builder.class).build().toString())
                    .contains("accountId=" + accountId.replaceAll("'| #.*", "") + ",");
        }
    }

    @Test
    void aNumberBehindAPlaceholderIsRefusedWithItsOwnName(CapturedOutput output) {
        fails("""
                bw.secret: 0123456
                bandwidth.mfa.client-secret: ${bw.secret}
                """, Map.of());

        assertThat(output).contains("'bw.secret' is set without quotes").doesNotContain("Value: ");
    }

    @Test
    void quotedNumbersAreText() {
        try (ConfigurableApplicationContext context = starts("""
                bandwidth.mfa:
                  account-id: "0123456"
                  client-id: "0123456"
                  client-secret: "1e5"
                """, Map.of())) {
            assertThat(context.getBean(MfaClientOptions.Builder.class).build().toString())
                    .contains("accountId=0123456");
        }
    }

    private static ConfigurableApplicationContext starts(String yaml, Map<String, Object> variables) {
        SpringApplication application = new SpringApplication(Bare.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addInitializers(context -> {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("variables", variables));
            context.getEnvironment().getPropertySources().addLast(load(yaml));
        });
        return application.run();
    }

    private static void fails(String yaml, Map<String, Object> variables) {
        assertThatThrownBy(() -> starts(yaml, variables)).isNotNull();
    }

    private static PropertySource<?> load(String yaml) {
        try {
            return new YamlPropertySourceLoader()
                    .load("the file", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "the file"))
                    .get(0);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MfaAutoConfiguration.class)
    static class Bare {}
}
