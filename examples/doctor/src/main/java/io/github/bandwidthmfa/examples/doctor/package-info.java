/** Checks an account and the way to the service, and sends nothing. */
@NullMarked
package io.github.bandwidthmfa.examples.doctor;

import org.jspecify.annotations.NullMarked;
