package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * Exempts who comes with a bearer token. Known by its class, too: the converter that Spring Security takes for a JWT in WebFlux does
 * not add {@code FACTOR_BEARER}, and neither does that for an opaque token.
 */
final class BearerTokenExemption implements PhoneFactorExemption {

    private static final boolean RESOURCE_SERVER = ClassUtils.isPresent(
            "org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
            BearerTokenExemption.class.getClassLoader());

    @Override
    public boolean isExempt(Authentication person) {
        return (RESOURCE_SERVER && Token.isTheFactorOf(person))
                || person.getAuthorities().stream()
                        .anyMatch(held -> FactorGrantedAuthority.BEARER_AUTHORITY.equals(held.getAuthority()));
    }

    /** A class of its own: an application that takes no tokens is without what it names. */
    private static final class Token {

        private Token() {}

        static boolean isTheFactorOf(Authentication person) {
            return person instanceof AbstractOAuth2TokenAuthenticationToken<?>;
        }
    }
}
