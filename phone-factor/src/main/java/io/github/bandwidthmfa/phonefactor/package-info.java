/**
 * A code to the phone as an authentication factor for WebFlux applications on Spring Security. An application provides {@link
 * io.github.bandwidthmfa.phonefactor.UserPhones}, and may use {@link io.github.bandwidthmfa.phonefactor.PhoneFactor}; the rest is
 * auto-configuration.
 */
@NullMarked
package io.github.bandwidthmfa.phonefactor;

import org.jspecify.annotations.NullMarked;
