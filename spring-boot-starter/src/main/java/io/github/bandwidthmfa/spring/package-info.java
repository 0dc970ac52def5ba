/**
 * Auto-configuration of the client of Bandwidth's MFA API: with this on the classpath and three properties set, an {@link
 * io.github.bandwidthmfa.reactor.MfaClient} can be injected.
 */
@NullMarked
package io.github.bandwidthmfa.spring;

import org.jspecify.annotations.NullMarked;
