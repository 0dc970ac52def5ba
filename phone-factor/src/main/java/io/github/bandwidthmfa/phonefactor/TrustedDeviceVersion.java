package io.github.bandwidthmfa.phonefactor;

import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

/**
 * Revokes trusted devices. An application with a bean of this type returns a text for each person, and another one once devices
 * that the person has trusted so far must ask for a code again, for example after a change of password or number.
 */
@FunctionalInterface
public interface TrustedDeviceVersion {

    /**
     * The current version. Asked on every request of a trusted device.
     *
     * @param person who has proven the first factor
     * @return any text; empty counts as an empty text
     */
    Mono<String> versionOf(Authentication person);
}
