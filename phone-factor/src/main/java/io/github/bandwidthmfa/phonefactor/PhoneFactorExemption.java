package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.core.Authentication;

/**
 * Decides who needs no code. A bean of this type takes the place of the default, which exempts {@code FACTOR_BEARER}: callers with a
 * JWT, who have no browser to enter a code in. Opaque tokens carry no such authority and need a bean; so do callers with a client certificate.
 */
@FunctionalInterface
public interface PhoneFactorExemption {

    /**
     * Asked for everybody who has signed in and lacks the factor. Must not block.
     *
     * @param person who has signed in
     * @return whether the person may do without the code
     */
    boolean isExempt(Authentication person);
}
