package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import org.springframework.security.core.userdetails.UserDetails;
import reactor.core.publisher.Mono;

/**
 * Tells whose phone a number is. A bean of this type switches on sign-in by phone alone at {@code /login/phone}: who can read the
 * messages of a number is then signed in as its person, without a password.
 */
@FunctionalInterface
public interface PhoneUsers {

    /**
     * Finds the person of a number. The response to the browser does not depend on the result, nor on the time it takes. After 10 s
     * the lookup is cancelled, and no code is sent.
     *
     * @param number as somebody typed it, in E.164 form
     * @return the person; empty if the number belongs to nobody, or to more than one
     */
    Mono<UserDetails> findByPhone(PhoneNumber number);
}
