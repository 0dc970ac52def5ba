package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

/**
 * Tells the phone of a person. The one bean that an application has to provide; with it in place, nobody who has a password alone
 * is signed in.
 *
 * <pre>{@code
 * @Bean
 * UserPhones phones(Users users) {
 *     return person -> users.byName(person.getName()).mapNotNull(User::phone).map(PhoneNumber::of);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface UserPhones {

    /**
     * Finds the phone of a person. Asked when a code is sent and again when it is checked, so that no number is kept in the session.
     *
     * @param person who has proven the first factor
     * @return the number; empty if the person has none on file
     */
    Mono<PhoneNumber> phoneOf(Authentication person);

    /**
     * Whether every number on file was proven by a code before it was saved, as {@link PhoneEnrolment} does. The send guard's
     * budgets for codes that nobody enters do not apply to proven numbers.
     *
     * @return default false
     */
    default boolean numbersAreProven() {
        return false;
    }
}
