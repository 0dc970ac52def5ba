/**
 * Observations of calls and attempts for Micrometer: their names, keys and context. Needed only by applications that give
 * the client an {@code ObservationRegistry}.
 */
@NullMarked
package io.github.bandwidthmfa.reactor.observation;

import org.jspecify.annotations.NullMarked;
