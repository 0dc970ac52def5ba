/**
 * Many calls through a {@code Flux}: {@link io.github.bandwidthmfa.batch.Batch} makes the calls and gives an {@link
 * io.github.bandwidthmfa.batch.Outcome} for every item, {@link io.github.bandwidthmfa.batch.BatchReport}
 * adds them up.
 */
@NullMarked
package io.github.bandwidthmfa.batch;

import org.jspecify.annotations.NullMarked;
