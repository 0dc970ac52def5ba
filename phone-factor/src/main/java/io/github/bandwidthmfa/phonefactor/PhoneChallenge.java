package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.WebSession;

/**
 * A code that may be on its way to a phone. Kept in the session as one text, which every kind of session store can hold.
 *
 * @param purpose what the code is for
 * @param owner the name of who asked for it: a session may outlive a logout and serve the next person; empty for nobody
 * @param scope what sets this code apart at the service: a code of one challenge is no code of another
 * @param channel how it was sent last
 * @param sentAt when it was sent last
 * @param lockedUntil until when the service refuses to check codes for the number
 * @param number where it was sent, if a person typed it; null if it is the number on file, which is looked up each time
 */
record PhoneChallenge(
        Purpose purpose,
        String owner,
        String scope,
        Channel channel,
        Instant sentAt,
        Instant lockedUntil,
        @Nullable PhoneNumber number) {

    private static final String ATTRIBUTE = "io.github.bandwidthmfa.phonefactor.CHALLENGE";
    private static final String FORMAT = "1";
    private static final int PARTS = 8;

    /** With a scope of its own, which is no secret. */
    static PhoneChallenge begin(Applicant applicant, Channel channel, @Nullable PhoneNumber typed, Instant now) {
        String scope = "phone-" + Long.toString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        return new PhoneChallenge(applicant.purpose(), applicant.owner(), scope, channel, now, Instant.EPOCH, typed);
    }

    /** Another code within the same scope: whichever message arrives can be used. */
    PhoneChallenge resent(Channel by, Instant now) {
        return new PhoneChallenge(purpose, owner, scope, by, now, lockedUntil, number);
    }

    PhoneChallenge locked(Instant until) {
        return new PhoneChallenge(purpose, owner, scope, channel, sentAt, until, number);
    }

    Duration lockedFor(Instant now) {
        return until(lockedUntil, now);
    }

    Duration untilResend(Duration cooldown, Instant now) {
        return until(sentAt.plus(cooldown), now);
    }

    boolean isExpired(Duration lifetime, Instant now) {
        return sentAt.plus(lifetime).isBefore(now);
    }

    private static Duration until(Instant end, Instant now) {
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }

    void keepIn(WebSession session) {
        session.getAttributes().put(ATTRIBUTE, text());
    }

    static void removeFrom(WebSession session) {
        session.getAttributes().remove(ATTRIBUTE);
    }

    /** Empty if there is none, or if it is somebody else's or for something else. */
    static Optional<PhoneChallenge> of(WebSession session, Applicant applicant) {
        return session.getAttribute(ATTRIBUTE) instanceof String text
                ? parse(text)
                        .filter(found -> found.purpose == applicant.purpose() && found.owner.equals(applicant.owner()))
                : Optional.empty();
    }

    private String text() {
        return String.join(
                "|",
                FORMAT,
                purpose.name(),
                Base64.getUrlEncoder().encodeToString(owner.getBytes(StandardCharsets.UTF_8)),
                scope,
                channel.name(),
                String.valueOf(sentAt.toEpochMilli()),
                String.valueOf(lockedUntil.toEpochMilli()),
                number == null ? "" : number.value());
    }

    /** Empty for what another version of the application has left. */
    private static Optional<PhoneChallenge> parse(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != PARTS || !parts[0].equals(FORMAT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PhoneChallenge(
                    Purpose.valueOf(parts[1]),
                    new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8),
                    parts[3],
                    Channel.valueOf(parts[4]),
                    Instant.ofEpochMilli(Long.parseLong(parts[5])),
                    Instant.ofEpochMilli(Long.parseLong(parts[6])),
                    parts[7].isEmpty() ? null : PhoneNumber.of(parts[7])));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** Without who and where. */
    @Override
    public String toString() {
        return "PhoneChallenge[purpose=" + purpose + ", channel=" + channel + "]";
    }
}
