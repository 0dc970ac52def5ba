package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.MfaException;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** One step of the walk: says what was seen, or fails if that is not what should have been seen. */
record Step(String title, boolean isSkipped, Mono<String> action) {

    static Step of(String title, Mono<String> action) {
        return new Step(title, false, action);
    }

    static Step skipped(String title, String why) {
        return new Step(title, true, Mono.just(why));
    }

    /** A step that is done when the call fails in this way, and only then. */
    static <E extends MfaException> Step failing(String title, Mono<?> call, Class<E> type, Function<E, String> seen) {
        Mono<String> succeeded = Mono.error(() -> new IllegalStateException("this should have failed, but did not"));
        return of(title, call.then(succeeded).onErrorResume(type, failure -> Mono.just(seen.apply(failure))));
    }
}
