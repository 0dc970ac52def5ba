package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.examples.signin.InvalidSettingsException.Fault;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the page needs to know beside the client's own properties. What the client would refuse at the first call is refused
 * here, when the application starts, and so is a property that does not exist.
 *
 * @param from Number that codes come from, in E.164 form.
 * @param messagingApplicationId Messaging application that the number belongs to.
 * @param voiceApplicationId Voice application that the number belongs to.
 * @param message Text of the message, with {CODE} where the code goes.
 * @param region Region of two letters, such as US, that numbers without a country code are of; none by default.
 * @param codeLifetime Time a code may be used, in whole minutes from 1 to 15.
 * @param resendCooldown Time between two codes for one number, more than 0 and at most 1 hour.
 * @param sendsPerNumber Codes that one number can be sent within an hour, at least 1.
 * @param sendsPerSession Codes that one browser can ask for within an hour, at least 1.
 * @param sendsPerMinute Codes that all browsers together can ask for within a minute, at least 1.
 * @param inbox Page that shows what the phones receive, where a simulator stands in for the service.
 */
@ConfigurationProperties(prefix = "sign-in", ignoreUnknownFields = false)
record SignInProperties(
        @DefaultValue("+19195554321") String from,
        @DefaultValue("demo-messaging-app") String messagingApplicationId,
        @DefaultValue("demo-voice-app") String voiceApplicationId,
        @DefaultValue("Your {NAME} code is {CODE}") String message,
        @Nullable String region,
        @DefaultValue("5m") Duration codeLifetime,
        @DefaultValue("30s") Duration resendCooldown,
        @DefaultValue("5") int sendsPerNumber,
        @DefaultValue("8") int sendsPerSession,
        @DefaultValue("60") int sendsPerMinute,
        @Nullable URI inbox) {

    private static final String SOME_NUMBER = "+19195551234";

    SignInProperties {
        region = region == null || region.isBlank() ? null : region.strip().toUpperCase(Locale.ROOT);
        Check check = new Check();
        check.client("from", () -> request().from(from).build());
        check.client(
                "messaging-application-id",
                () -> request().applicationId(messagingApplicationId).build());
        check.client(
                "voice-application-id",
                () -> request().applicationId(voiceApplicationId).build());
        check.client("message", () -> request().message(message).build());
        check.client(
                "code-lifetime",
                () -> VerifyCodeRequest.builder()
                        .to(SOME_NUMBER)
                        .code("123456")
                        .expirationTime(codeLifetime)
                        .build());
        if (region != null) {
            String given = region;
            check.client("region", () -> PhoneNumberParser.in(given));
        }
        check.that(
                "resend-cooldown",
                resendCooldown.compareTo(Duration.ZERO) > 0 && resendCooldown.compareTo(SendLimits.WINDOW) <= 0,
                "must be more than 0 and at most 1 hour, but was " + resendCooldown);
        check.atLeastOne("sends-per-number", sendsPerNumber);
        check.atLeastOne("sends-per-session", sendsPerSession);
        check.atLeastOne("sends-per-minute", sendsPerMinute);
        check.that(
                "inbox",
                inbox == null
                        || (inbox.getHost() != null
                                && String.valueOf(inbox.getScheme()).matches("(?i)https?")),
                "must be an absolute http or https address");
        check.throwIfAny();
    }

    private static CodeRequest.Builder request() {
        return CodeRequest.builder()
                .to(SOME_NUMBER)
                .from(SOME_NUMBER)
                .applicationId("application")
                .message("{CODE}");
    }

    private static final class Check {

        private final List<Fault> faults = new ArrayList<>();

        void that(String name, boolean holds, String rule) {
            if (!holds) {
                faults.add(new Fault("sign-in." + name, rule));
            }
        }

        void atLeastOne(String name, int value) {
            that(name, value >= 1, "must be at least 1, but was " + value);
        }

        /** The rule is the client's own. */
        void client(String name, Runnable use) {
            try {
                use.run();
            } catch (IllegalArgumentException refused) {
                that(
                        name,
                        false,
                        String.valueOf(refused.getMessage()).replaceFirst("^Invalid \\w+(, \\d+ faults)?: ", ""));
            }
        }

        void throwIfAny() {
            if (!faults.isEmpty()) {
                throw new InvalidSettingsException(faults);
            }
        }
    }
}
