package io.github.bandwidthmfa.examples.signin;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the page needs to know beside the client's own properties.
 *
 * @param from Number that codes come from.
 * @param messagingApplicationId Messaging application that the number belongs to.
 * @param voiceApplicationId Voice application that the number belongs to.
 * @param message Text of the message, with {CODE} where the code goes.
 * @param codeLifetime Time a code may be used, in whole minutes from 1 to 15.
 * @param resendCooldown Time between two codes for one number.
 * @param sendsPerNumber Codes that one number can be sent within an hour.
 * @param sendsPerSession Codes that one browser can ask for within an hour.
 * @param sendsPerMinute Codes that all browsers together can ask for within a minute.
 * @param inbox Page that shows what the phones receive, where a simulator stands in for the service.
 */
@ConfigurationProperties("sign-in")
record SignInProperties(
        @DefaultValue("+19195554321") String from,
        @DefaultValue("demo-messaging-app") String messagingApplicationId,
        @DefaultValue("demo-voice-app") String voiceApplicationId,
        @DefaultValue("Your {NAME} code is {CODE}") String message,
        @DefaultValue("5m") Duration codeLifetime,
        @DefaultValue("30s") Duration resendCooldown,
        @DefaultValue("5") int sendsPerNumber,
        @DefaultValue("8") int sendsPerSession,
        @DefaultValue("60") int sendsPerMinute,
        @Nullable URI inbox) {}
