package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import io.github.bandwidthmfa.sendguard.StandardSendGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * What the application's properties say.
 *
 * @param require Whom to ask for a code: everybody who signs in, or only where a rule asks for the factor.
 * @param from Number that codes come from, in E.164 form.
 * @param messagingApplicationId Messaging application that the number belongs to; text messages are offered if it is set.
 * @param voiceApplicationId Voice application that the number belongs to; calls are offered if it is set.
 * @param message Text of the message, with {CODE} where the code goes.
 * @param digits Length of a code, 4 to 8 digits.
 * @param codeLifetime Time a code may be used, in whole minutes from 1 to 15.
 * @param resendCooldown Time between two codes for one number, 1 second to 1 hour.
 * @param tries Wrong codes after which another code is needed, 1 to 10.
 * @param authority Authority of who has entered a code, FACTOR_ and a name that is no other factor's.
 * @param loginPage Path of the page that asks for the code; another than the default is a page of the application's own.
 * @param region Region of two letters, such as US, that typed numbers without a country code are of.
 * @param enabled Whether to ask for a code at all.
 * @param allowStatelessChains Whether a security filter chain may do without sessions. Nobody can enter a code there, so only those who are exempt can use it.
 * @param trustedDevice Devices that need no code for a while.
 * @param guard Guard against message pumping.
 */
@ConfigurationProperties(prefix = "bandwidth.mfa.phone-factor", ignoreUnknownFields = false)
record PhoneFactorProperties(
        @DefaultValue("always") Require require,
        @Nullable String from,
        @Nullable String messagingApplicationId,
        @Nullable String voiceApplicationId,
        @DefaultValue("Your {NAME} code is {CODE}") String message,
        @DefaultValue("6") int digits,
        @DefaultValue("5m") Duration codeLifetime,
        @DefaultValue("30s") Duration resendCooldown,
        @DefaultValue("5") int tries,
        @DefaultValue(PhoneFactor.AUTHORITY) String authority,
        @DefaultValue(PhoneLoginWebFilter.PATH) String loginPage,
        @Nullable String region,
        @DefaultValue("false") boolean allowStatelessChains,
        @DefaultValue("true") boolean enabled,
        @DefaultValue TrustedDevice trustedDevice,
        @DefaultValue Guard guard) {

    static final String PREFIX = "bandwidth.mfa.phone-factor.";

    private static final String SOME_NUMBER = "+19195551234";
    private static final Duration MIN_COOLDOWN = Duration.ofSeconds(1);
    private static final Duration MAX_COOLDOWN = Duration.ofHours(1);
    private static final int MAX_TRIES = 10;
    private static final int MIN_KEY = 32;
    private static final Pattern AUTHORITY = Pattern.compile("FACTOR_[A-Z0-9][A-Z0-9_]*");
    private static final Set<String> FIRST_FACTORS = Set.of(
            FactorGrantedAuthority.PASSWORD_AUTHORITY,
            FactorGrantedAuthority.AUTHORIZATION_CODE_AUTHORITY,
            FactorGrantedAuthority.BEARER_AUTHORITY,
            FactorGrantedAuthority.CAS_AUTHORITY,
            FactorGrantedAuthority.SAML_RESPONSE_AUTHORITY,
            FactorGrantedAuthority.WEBAUTHN_AUTHORITY,
            FactorGrantedAuthority.X509_AUTHORITY);

    /** Of what a path may hold by RFC 3986; two slashes would begin the name of another host. */
    private static final Pattern PAGE = Pattern.compile("/|(/([\\w.~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+)+/?");

    /**
     * Devices that need no code for a while.
     *
     * @param key Secret that the cookies of trusted devices are signed with, 32 characters or more; devices can be trusted if it is set.
     * @param lifetime Time for which a device is trusted, up to 365 days.
     */
    record TrustedDevice(
            @Nullable String key, @DefaultValue("30d") Duration lifetime) {

        /** Without the key. */
        @Override
        public String toString() {
            return "TrustedDevice[lifetime=" + lifetime + "]";
        }
    }

    /**
     * Guard against message pumping.
     *
     * @param mode Whether the rules against pumping only observe, or refuse.
     * @param countries Comma-separated list of the countries that codes are sent to, two letters each.
     */
    record Guard(
            @DefaultValue("observe") Mode mode,
            @DefaultValue List<String> countries) {

        /** What the rules do. */
        enum Mode {
            /** Count what they would refuse. The limits of number and person refuse all the same. */
            OBSERVE,
            /** Refuse. */
            ENFORCE
        }
    }

    PhoneFactorProperties {
        Faults faults = new Faults();
        String sender = from;
        if (sender == null) {
            faults.add("from", "must be set to the number that codes come from, for example +19195554321");
        } else {
            faults.check("from", () -> request().from(sender).build());
        }
        if (messagingApplicationId == null && voiceApplicationId == null) {
            faults.add(
                    "messaging-application-id",
                    "must be set to the id of your messaging application, or voice-application-id to that of your voice application");
        }
        faults.checkApplication("messaging-application-id", messagingApplicationId);
        faults.checkApplication("voice-application-id", voiceApplicationId);
        String text = message;
        faults.check("message", () -> request().message(text).build());
        int length = digits;
        faults.check("digits", () -> request().digits(length).build());
        Duration lifetime = codeLifetime;
        faults.check(
                "code-lifetime",
                () -> VerifyCodeRequest.builder()
                        .to(SOME_NUMBER)
                        .code("123456")
                        .expirationTime(lifetime)
                        .build());
        faults.require(
                "resend-cooldown",
                resendCooldown.compareTo(MIN_COOLDOWN) >= 0 && resendCooldown.compareTo(MAX_COOLDOWN) <= 0,
                "must be between 1 s and 1 h, was " + resendCooldown);
        faults.require("tries", tries >= 1 && tries <= MAX_TRIES, "must be between 1 and 10, was " + tries);
        faults.require(
                "authority",
                AUTHORITY.matcher(authority).matches(),
                "must be FACTOR_ and a name in capital letters, for example FACTOR_SMS: a role that people have anyway would open"
                        + " everything without a code");
        faults.require(
                "authority",
                !FIRST_FACTORS.contains(authority),
                "must not be that of another factor: who has that would need no code");
        faults.require(
                "login-page",
                PAGE.matcher(loginPage).matches() && !loginPage.startsWith(PhoneLoginWebFilter.PATH + "/"),
                "must be a path within the application that begins with one / and has no query, percent-encoded where"
                        + " needed, and not below " + PhoneLoginWebFilter.PATH + "/");
        String numbersOf = region;
        if (numbersOf != null) {
            faults.check("region", () -> PhoneNumberParser.in(numbersOf));
        }
        String key = trustedDevice.key();
        faults.require(
                "trusted-device.key",
                key == null || key.length() >= MIN_KEY,
                "must have 32 characters or more; make one with: openssl rand -base64 32");
        Duration trusted = trustedDevice.lifetime();
        faults.require(
                "trusted-device.lifetime",
                trusted.compareTo(Duration.ofMinutes(1)) >= 0 && trusted.compareTo(Duration.ofDays(365)) <= 0,
                "must be between 1 minute and 365 days, was " + trusted);
        List<String> countries = guard.countries();
        faults.check("guard.countries", () -> StandardSendGuard.builder().countries(countries));
        faults.throwIfAny();
    }

    CodeMessages messages() {
        return new CodeMessages(
                String.valueOf(from), messagingApplicationId, voiceApplicationId, message, digits, codeLifetime);
    }

    PhoneNumberParser numbers() {
        return region == null ? PhoneNumberParser.international() : PhoneNumberParser.in(region);
    }

    private static CodeRequest.Builder request() {
        return CodeRequest.builder()
                .to(SOME_NUMBER)
                .from(SOME_NUMBER)
                .applicationId("application")
                .message("{CODE}");
    }

    /** Without the key, and the numbers. */
    @Override
    public String toString() {
        return "PhoneFactorProperties[require=" + require + "]";
    }

    /** All at once: an application is started once to learn of all. */
    private static final class Faults {

        private final List<String> faults = new ArrayList<>();

        void add(String property, String rule) {
            faults.add("'" + PREFIX + property + "' " + rule);
        }

        void require(String property, boolean holds, String rule) {
            if (!holds) {
                add(property, rule);
            }
        }

        /** The rule is that of who takes the value. */
        void check(String property, Runnable use) {
            try {
                use.run();
            } catch (IllegalArgumentException refused) {
                String rule = String.valueOf(refused.getMessage());
                add(property, rule.replaceFirst("^Invalid \\w+(, \\d+ faults)?: (\\w+ )?", ""));
            }
        }

        void checkApplication(String property, @Nullable String id) {
            if (id != null) {
                check(property, () -> request().applicationId(id).build());
            }
        }

        void throwIfAny() {
            if (!faults.isEmpty()) {
                throw new PhoneFactorConfigurationException(
                        "The phone factor cannot be set up: " + String.join("; ", faults) + ".",
                        "Correct " + (faults.size() == 1 ? "this property." : "these properties."));
            }
        }
    }
}
