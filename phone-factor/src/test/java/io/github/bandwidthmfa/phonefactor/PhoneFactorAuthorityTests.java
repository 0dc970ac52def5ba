package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** The factor is added to a person, who stays the same otherwise. */
class PhoneFactorAuthorityTests {

    private final PhoneFactorAuthority authority = new PhoneFactorAuthority("FACTOR_SMS");

    @Test
    void renewedFactorReplacesTheOldOne() {
        Authentication ann = UsernamePasswordAuthenticationToken.authenticated(
                "ann", null, AuthorityUtils.createAuthorityList("ROLE_USER", "FACTOR_PASSWORD"));
        Instant later = Instant.parse("2027-01-01T00:00:00Z");

        Authentication twice = authority.addTo(authority.addTo(ann, Instant.EPOCH), later);

        List<Instant> issued = twice.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(FactorGrantedAuthority.class::cast)
                .filter(factor -> factor.getAuthority().equals("FACTOR_SMS"))
                .map(FactorGrantedAuthority::getIssuedAt)
                .toList();
        assertThat(issued).containsExactly(later);
        assertThat(twice).isInstanceOf(UsernamePasswordAuthenticationToken.class);
        assertThat(AuthorityUtils.authorityListToSet(twice.getAuthorities()))
                .containsExactlyInAnyOrder("ROLE_USER", "FACTOR_PASSWORD", "FACTOR_SMS");
    }

    /** Without a toBuilder of its own: the inherited one makes another class, with another name. */
    private static final class HomeMade extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        HomeMade() {
            super(List.of());
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return "ann";
        }
    }

    /** Inherits a toBuilder that makes the class that it inherits from. */
    private static final class Narrowed extends UsernamePasswordAuthenticationToken {

        private static final long serialVersionUID = 1L;

        Narrowed() {
            super("ann", "", List.of());
        }
    }

    @Test
    void authenticationThatCannotBeCopiedIsRefusedWithTheFix() {
        for (Authentication person : List.of(new HomeMade(), new Narrowed())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> authority.addTo(person, Instant.EPOCH))
                    .withMessageContainingAll(person.getClass().getName(), "override toBuilder()");
        }
    }
}
