package io.github.bandwidthmfa.benchmarks;

import reactor.core.publisher.Mono;

/** A {@link Contender} that an application calls with what its own caller has sent. */
interface Verifier extends Contender {

    Mono<Boolean> verify(Json.Request request);

    @Override
    default void call(Outcome outcome) {
        verify(Json.REQUEST).subscribe(outcome::succeeded, outcome::failed);
    }
}
