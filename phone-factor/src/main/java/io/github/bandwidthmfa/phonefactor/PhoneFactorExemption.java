package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.core.Authentication;

/**
 * Decides who needs no code. A bean of this type takes the place of the default, which exempts callers with a bearer token, JWT or opaque,
 * who have no browser to enter a code in: an {@code AbstractOAuth2TokenAuthenticationToken} of Spring Security, or anybody with {@code
 * FACTOR_BEARER}. Callers with a client certificate need a bean, and so do tokens that a converter turns into another class.
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
