package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;

/** Spring Security's events of an entered code, which Spring Boot's audit listens to. They hold no code and no number. */
final class LoginEvents {

    private final AuthenticationEventPublisher publisher;

    LoginEvents(AuthenticationEventPublisher publisher) {
        this.publisher = publisher;
    }

    void succeeded(Authentication person) {
        publisher.publishAuthenticationSuccess(person);
    }

    void failed(Applicant applicant, RefusedException refused) {
        publisher.publishAuthenticationFailure(translate(refused.reason()), new CodeEntry(applicant.owner()));
    }

    private static AuthenticationException translate(Reason reason) {
        return switch (reason) {
            case LOCKED, TOO_MANY_TRIES -> new LockedException(reason.title());
            case NOT_CHECKED, NOT_SAVED, OUR_FAULT -> new AuthenticationServiceException(reason.title());
            default -> new BadCredentialsException(reason.title());
        };
    }

    /** Somebody who has entered a code. */
    private static final class CodeEntry extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final String name;

        CodeEntry(String name) {
            super(AuthorityUtils.NO_AUTHORITIES);
            this.name = name.isEmpty() ? "unknown" : name;
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return name;
        }
    }
}
