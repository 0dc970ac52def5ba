package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Purpose;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Who wants a code, and for what.
 *
 * @param purpose what the code is for
 * @param person who has signed in; null if nobody has
 * @param onFile the number that codes go to; null if the person has none, or types one
 */
record Applicant(
        Purpose purpose,
        @Nullable Authentication person,
        @Nullable PhoneNumber onFile) {

    String owner() {
        return person == null ? "" : person.getName();
    }

    boolean typesNumber() {
        return purpose != Purpose.SECOND_FACTOR;
    }

    /** Without who and where. */
    @Override
    public String toString() {
        return "Applicant[purpose=" + purpose + "]";
    }
}
