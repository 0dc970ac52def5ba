package io.github.bandwidthmfa.sendguard;

import io.github.bandwidthmfa.PhoneNumber;
import java.util.Objects;
import java.util.Optional;

/**
 * A code that somebody wants sent. {@link #toString()} shows the purpose and no personal data.
 *
 * @param number where the code would go
 * @param purpose what the code is for
 * @param person who asks, as the application names them; empty if nobody has signed in yet
 * @param source where the request comes from, as the application knows it, for example the client's IP address behind a trusted proxy; empty if it does not know
 * @param proven whether this person has entered a code that was sent to this number before: such numbers pass the rules
 *     that budget codes nobody entered
 */
public record SendAttempt(
        PhoneNumber number, Purpose purpose, Optional<String> person, Optional<String> source, boolean proven) {

    /**
     * Nothing may be missing.
     *
     * @param number where the code would go
     * @param purpose what the code is for
     * @param person who asks
     * @param source where the request comes from
     * @param proven whether this person has proven to have the number
     */
    public SendAttempt {
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(person, "person");
        Objects.requireNonNull(source, "source");
    }

    /**
     * An attempt by nobody in particular, to a number that is not proven.
     *
     * @param number where the code would go
     * @param purpose what the code is for
     * @return the attempt
     */
    public static SendAttempt to(PhoneNumber number, Purpose purpose) {
        return new SendAttempt(number, purpose, Optional.empty(), Optional.empty(), false);
    }

    /**
     * The same attempt by a person.
     *
     * @param person a name that stays the same for a person
     * @return the attempt
     */
    public SendAttempt by(String person) {
        return new SendAttempt(number, purpose, Optional.of(person), source, proven);
    }

    /**
     * The same attempt from a source.
     *
     * @param source for example an IP address
     * @return the attempt
     */
    public SendAttempt from(String source) {
        return new SendAttempt(number, purpose, person, Optional.of(source), proven);
    }

    /**
     * The same attempt to a number that this person has proven to have.
     *
     * @return the attempt
     */
    public SendAttempt toProvenNumber() {
        return new SendAttempt(number, purpose, person, source, true);
    }

    @Override
    public String toString() {
        return "SendAttempt[purpose=" + purpose + ", proven=" + proven + "]";
    }
}
