package io.github.bandwidthmfa.phonefactor;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Work by key. Requests for the same at the same time, as of a double click, share it. */
final class SharedWork<K, T> {

    /**
     * What came of it.
     *
     * @param isForLast whether this is the outcome for the request that came last, whose response a browser takes
     */
    record Outcome<T>(T value, boolean isForLast) {}

    private record InFlight<T>(Mono<T> work, Deque<Object> requests) {}

    private final Map<K, InFlight<T>> inFlight = new ConcurrentHashMap<>();

    /** Goes on if who asked for it cancels. After an error it is done anew, however soon it is asked for. */
    Mono<Outcome<T>> join(K key, Supplier<Mono<T>> work) {
        return Mono.defer(() -> {
            Object request = new Object();
            InFlight<T> joined = inFlight.computeIfAbsent(key, absent -> begin(absent, work.get()));
            joined.requests().add(request);
            return joined.work()
                    .map(value -> new Outcome<>(value, joined.requests().peekLast() == request))
                    .doOnCancel(() -> joined.requests().remove(request));
        });
    }

    private InFlight<T> begin(K key, Mono<T> work) {
        Mono<T> shared = work.doOnError(failed -> inFlight.remove(key))
                .doFinally(signal -> {
                    if (signal == SignalType.ON_COMPLETE) {
                        inFlight.remove(key);
                    }
                })
                .cache();
        return new InFlight<>(shared, new ConcurrentLinkedDeque<>());
    }
}
