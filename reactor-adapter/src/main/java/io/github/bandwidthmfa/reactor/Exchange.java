package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.wire.WireResponse;
import reactor.core.publisher.Mono;

/** A way to make an attempt: plain, or observed. */
interface Exchange {

    /**
     * Sends the attempt when subscribed to.
     *
     * @return the response if its status is 2xx; an {@link CallFailure.ErrorResponse} for any other; or the
     *     transport's failure
     */
    Mono<WireResponse> send(Attempt attempt);
}
