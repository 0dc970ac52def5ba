package io.github.bandwidthmfa.phonefactor;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a browser has come, for an application with a page of its own. Holds no secret.
 *
 * @param step what the page should ask for
 * @param number where a code was or would be sent, all but the last digits masked; null if not known yet
 * @param channels how a code can be sent
 * @param channel how the last code was sent; null without one
 * @param resendAfter time until another code can be had; zero if now
 * @param lockedFor time for which the service refuses to check codes for the number; zero if it is not locked
 * @param deviceCanBeTrusted whether to offer to remember this device
 */
public record PhoneLoginState(
        Step step,
        @Nullable String number,
        List<Channel> channels,
        @Nullable Channel channel,
        Duration resendAfter,
        Duration lockedFor,
        boolean deviceCanBeTrusted) {

    /** What the page should ask for. */
    public enum Step {

        /** A phone number, and how to send a code to it. */
        NUMBER,

        /** How to send a code. */
        SEND,

        /** The code that was sent. */
        CODE,

        /** Nothing: the person has no number on file, and cannot add one here. */
        NO_PHONE,

        /** Nothing: the code has been entered. */
        DONE
    }
}
