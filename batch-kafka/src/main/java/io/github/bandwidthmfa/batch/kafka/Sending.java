package io.github.bandwidthmfa.batch.kafka;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;

/**
 * What a {@link KafkaBatch} is to do: the builder's values, complete and checked.
 *
 * @param topic the topic of orders
 * @param decoder reads an order
 * @param call makes the call of an order
 * @param permits how many permits of the rate limiter an order takes
 * @param responseId the id in a response
 * @param outcomesTopic the topic of outcomes
 * @param lateTopic the topic of late outcomes
 * @param echoOrderKeys whether outcomes have the keys of orders
 * @param options all else
 */
record Sending<O, R>(
        String topic,
        OrderDecoder<O> decoder,
        Function<? super O, ? extends Mono<R>> call,
        ToIntFunction<? super O> permits,
        Function<? super R, String> responseId,
        String outcomesTopic,
        Optional<String> lateTopic,
        boolean echoOrderKeys,
        KafkaBatchOptions options) {}
