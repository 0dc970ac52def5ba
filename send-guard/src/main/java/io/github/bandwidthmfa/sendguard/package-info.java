/**
 * Limits on sending one-time codes, so that nobody pumps messages through an application:
 * {@link io.github.bandwidthmfa.sendguard.SendGuard}.
 */
@NullMarked
package io.github.bandwidthmfa.sendguard;

import org.jspecify.annotations.NullMarked;
