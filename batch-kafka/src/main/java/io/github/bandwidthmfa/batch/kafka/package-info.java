/**
 * Sends the orders of a Kafka topic with any number of processes, none of them twice: {@link
 * io.github.bandwidthmfa.batch.kafka.KafkaBatch}. Each order has exactly one {@link
 * io.github.bandwidthmfa.batch.kafka.OutcomeRecord} in another topic.
 */
@NullMarked
package io.github.bandwidthmfa.batch.kafka;

import org.jspecify.annotations.NullMarked;
