/** Sends a code for every order of a Kafka topic, and shows with a broker of its own that none is sent twice. */
@NullMarked
package io.github.bandwidthmfa.examples.kafkasender;

import org.jspecify.annotations.NullMarked;
