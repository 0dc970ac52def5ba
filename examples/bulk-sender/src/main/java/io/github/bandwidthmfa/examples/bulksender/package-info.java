/** Sends a code to every number of a CSV file, as fast as the limits allow, and can be killed and resumed at any time. */
@NullMarked
package io.github.bandwidthmfa.examples.bulksender;

import org.jspecify.annotations.NullMarked;
