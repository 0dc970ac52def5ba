package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.web.server.WebFilter;

/** Puts the factor into every security filter chain. Leaves entry points and handlers to the application. */
final class PhoneFactorWiring implements Customizer<ServerHttpSecurity> {

    private final WebFilter halfSignedIn;
    private final WebFilter login;
    private final WebFilter missingFactor;

    PhoneFactorWiring(
            HalfSignedInWebFilter halfSignedIn, PhoneLoginWebFilter login, MissingFactorWebFilter missingFactor) {
        this.halfSignedIn = halfSignedIn;
        this.login = login;
        this.missingFactor = missingFactor;
    }

    @Override
    public void customize(ServerHttpSecurity http) {
        // After the logout, which must see who has signed in; of two filters at one place the first comes first.
        http.addFilterAfter(halfSignedIn, SecurityWebFiltersOrder.LOGOUT)
                .addFilterAfter(login, SecurityWebFiltersOrder.LOGOUT)
                .addFilterBefore(missingFactor, SecurityWebFiltersOrder.AUTHORIZATION);
    }
}
