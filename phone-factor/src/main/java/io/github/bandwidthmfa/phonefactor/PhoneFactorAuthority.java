package io.github.bandwidthmfa.phonefactor;

import java.time.Instant;
import java.util.Arrays;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** The authority that stands for an entered code. */
record PhoneFactorAuthority(String name) {

    boolean isHeldBy(Authentication person) {
        return person.getAuthorities().stream().anyMatch(authority -> name.equals(authority.getAuthority()));
    }

    /**
     * The same person, of the same class, with the factor. It replaces an older one: rules look at the first they find.
     *
     * @throws IllegalStateException if the class of the authentication would be lost
     */
    Authentication addTo(Authentication person, Instant issuedAt) {
        requireCopyable(person);
        FactorGrantedAuthority factor =
                FactorGrantedAuthority.withAuthority(name).issuedAt(issuedAt).build();
        return person.toBuilder()
                .authorities(authorities -> {
                    authorities.removeIf(authority -> name.equals(authority.getAuthority()));
                    authorities.add(factor);
                })
                .build();
    }

    /** As Spring Security asks: what is inherited makes another class, with another name. */
    static void requireCopyable(Authentication person) {
        boolean copyable = Arrays.stream(person.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("toBuilder") && method.getParameterCount() == 0);
        if (!copyable) {
            throw new IllegalStateException(
                    "No factor can be added to a " + person.getClass().getName()
                            + ": override toBuilder() in that class, so that a copy is of the same class and has the same name");
        }
    }
}
