/** Phone numbers as people type and paste them. */
@NullMarked
package io.github.bandwidthmfa.phoneinput;

import org.jspecify.annotations.NullMarked;
