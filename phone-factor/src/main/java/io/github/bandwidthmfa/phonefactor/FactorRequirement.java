package io.github.bandwidthmfa.phonefactor;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;

/** Who needs a code, and has not entered one. */
final class FactorRequirement {

    private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();
    private final PhoneFactorAuthority authority;
    private final PhoneFactorExemption exemption;

    FactorRequirement(PhoneFactorAuthority authority, PhoneFactorExemption exemption) {
        this.authority = authority;
        this.exemption = exemption;
    }

    boolean isPerson(@Nullable Authentication authentication) {
        return authentication != null && trust.isAuthenticated(authentication);
    }

    boolean isMissing(@Nullable Authentication authentication) {
        return authentication != null
                && isPerson(authentication)
                && !authority.isHeldBy(authentication)
                && !exemption.isExempt(authentication);
    }
}
