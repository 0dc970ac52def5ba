package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

/**
 * Saves a number that a person has proven to have. A bean of this type switches on the page {@code /login/phone/number}.
 *
 * <p>A person without a number on file enters one after the first factor, and proves it by a code: the number is trusted on
 * first use, so an attacker who has the password before the owner enrols can enrol a phone of their own. A person with a number
 * changes it only within 5 minutes of a code to the old one.
 */
@FunctionalInterface
public interface PhoneEnrolment {

    /**
     * Saves the number in the application's records. {@link UserPhones} must return it from then on.
     *
     * @param person who entered the code
     * @param number where the code had been sent
     * @return completes when it is saved; on an error the person stays without the factor, and is told to try again
     */
    Mono<Void> save(Authentication person, PhoneNumber number);
}
