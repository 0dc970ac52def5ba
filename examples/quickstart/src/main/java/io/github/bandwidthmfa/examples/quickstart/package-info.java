/** The whole product in one terminal run; {@link io.github.bandwidthmfa.examples.quickstart.Quickstart} starts it. */
@NullMarked
package io.github.bandwidthmfa.examples.quickstart;

import org.jspecify.annotations.NullMarked;
