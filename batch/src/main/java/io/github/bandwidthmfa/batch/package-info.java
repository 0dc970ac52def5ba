/**
 * Many calls through a {@code Flux}: {@link io.github.bandwidthmfa.reactor.batch.Batch} makes the calls and gives an {@link
 * io.github.bandwidthmfa.reactor.batch.Outcome} for every item, {@link io.github.bandwidthmfa.reactor.batch.BatchReport}
 * adds them up.
 */
@NullMarked
package io.github.bandwidthmfa.reactor.batch;

import org.jspecify.annotations.NullMarked;
