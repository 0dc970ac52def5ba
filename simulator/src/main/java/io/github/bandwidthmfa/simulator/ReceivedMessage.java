package io.github.bandwidthmfa.simulator;

import java.time.Instant;

/**
 * A message that the real service would have delivered to a phone.
 *
 * @param id the {@code messageId} or {@code callId} that the caller was given
 * @param channel how the code was delivered
 * @param accountId the account that asked for it
 * @param from the number it came from
 * @param to the number it went to
 * @param scope the scope of the code; {@code 2FA} if the request had none
 * @param applicationId the application named in the request
 * @param text the message with {@code {CODE}}, {@code {NAME}} and {@code {SCOPE}} replaced
 * @param code the one-time code alone, with its leading zeros
 * @param time when, by the simulator's clock
 */
public record ReceivedMessage(
        String id,
        Channel channel,
        String accountId,
        String from,
        String to,
        String scope,
        String applicationId,
        String text,
        String code,
        Instant time) {

    /** How a code reaches the phone. */
    public enum Channel {
        /** A text message. */
        SMS,
        /** A voice call; {@link ReceivedMessage#text()} is what it would say. */
        VOICE
    }

    /** {@return id, channel and time; never a number, the text or the code} */
    @Override
    public String toString() {
        return "ReceivedMessage[id=" + id + ", channel=" + channel + ", time=" + time + ", ***]";
    }
}
