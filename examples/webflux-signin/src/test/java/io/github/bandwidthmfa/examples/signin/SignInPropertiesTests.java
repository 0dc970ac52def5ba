package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SignInPropertiesTests {

    private static SignInProperties bound(String name, String value) {
        return new Binder(new MapConfigurationPropertySource(Map.of("sign-in." + name, value)))
                .bindOrCreate("sign-in", SignInProperties.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "code-lifetime       | 20m          | must be whole minutes, 1 to 15, but was 'PT20M'",
                "code-lifetime       | 90s          | must be whole minutes, 1 to 15",
                "code-lifetime       | 0s           | must be whole minutes, 1 to 15",
                "code-lifetime       | 900001ms     | must be whole minutes, 1 to 15",
                "code-lifetime       | -5m          | must be whole minutes, 1 to 15",
                "from                | 19195554321  | must be an E.164 number",
                "from                | '+1 919 555' | must be an E.164 number",
                "from                | ''           | must be an E.164 number",
                "messaging-application-id | ' '     | must not be blank",
                "voice-application-id     | ''      | must not be blank",
                "message             | Your code    | must contain {CODE}",
                "message             | '{code}'     | must contain {CODE}",
                "message             | ''           | must not be blank",
                "region              | UK           | must be a region of two letters",
                "region              | USA          | must be a region of two letters",
                "resend-cooldown     | 0s           | must be more than 0 and at most 1 hour, but was PT0S",
                "resend-cooldown     | -1s          | must be more than 0",
                "resend-cooldown     | 61m          | at most 1 hour",
                "resend-cooldown     | 400000d      | at most 1 hour",
                "sends-per-number    | 0            | must be at least 1, but was 0",
                "sends-per-session   | -3           | must be at least 1",
                "sends-per-minute    | 0            | must be at least 1",
                "inbox               | inbox        | must be an absolute http or https address",
                "inbox               | ftp://a/     | must be an absolute http or https address"
            })
    void whatWouldFailLaterIsRefusedNowByName(String name, String value, String rule) {
        assertThat(catchThrowable(() -> bound(name, value)))
                .rootCause()
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("sign-in." + name + ": ")
                .hasMessageContaining(rule);
    }

    @Test
    void aLongTextIsCountedInCharactersAsPeopleCount() {
        assertThat(bound("message", "{CODE}" + "😀".repeat(2042)).message()).endsWith("😀");
        assertThat(catchThrowable(() -> bound("message", "{CODE}" + "😀".repeat(2043))))
                .hasRootCauseMessage("sign-in.message: message must have at most 2048 characters, but had 2049");
    }

    @Test
    void everyFaultIsToldAtOnceAndNoNumberIsShown() {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(
                "sign-in.from", "+1 919 555 4321", "sign-in.sends-per-number", "0", "sign-in.code-lifetime", "1h")));

        assertThat(catchThrowable(() -> binder.bind("sign-in", SignInProperties.class)))
                .rootCause()
                .hasMessageContainingAll("sign-in.from: ", "sign-in.sends-per-number: ", "sign-in.code-lifetime: ")
                .hasMessageNotContaining("4321");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "15m", "60s", "PT5M", "120000"})
    void aLifetimeOfWholeMinutesIsTaken(String lifetime) {
        assertThat(bound("code-lifetime", lifetime).codeLifetime()).isPositive();
    }

    @Test
    void aBlankRegionIsNone() {
        assertThat(bound("region", " ").region()).isNull();
        assertThat(bound("region", "gb").region()).isEqualTo("GB");
    }
}
