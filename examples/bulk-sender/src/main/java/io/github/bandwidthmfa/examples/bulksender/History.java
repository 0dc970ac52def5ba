package io.github.bandwidthmfa.examples.bulksender;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * What earlier runs have done, by number. A number that is in the file several times has had as many messages as it has
 * results: they belong to its first rows, whatever line these are on now.
 */
final class History {

    private static final class Sends {

        private final Queue<Result> results = new ArrayDeque<>(1);
        private int open;
    }

    private final Map<String, Sends> byNumber = new HashMap<>();

    void begun(String number) {
        of(number).open++;
    }

    void undone(String number) {
        Sends sends = of(number);
        sends.open = Math.max(0, sends.open - 1);
    }

    void ended(String number, Result result) {
        undone(number);
        of(number).results.add(result);
    }

    boolean knows(String number) {
        return byNumber.containsKey(number);
    }

    boolean isEmpty() {
        return byNumber.isEmpty();
    }

    /** Takes the result of one send to this number, if there is one left; of one that was interrupted, that it was. */
    Optional<Result> take(String number) {
        Sends sends = byNumber.get(number);
        if (sends == null) {
            return Optional.empty();
        }
        Result result = sends.results.poll();
        if (result != null) {
            return Optional.of(result);
        }
        if (sends.open > 0) {
            sends.open--;
            return Optional.of(Result.INTERRUPTED);
        }
        return Optional.empty();
    }

    /** What is left: sends of rows that the file no longer has. */
    void forEachLeft(BiConsumer<String, Result> action) {
        byNumber.keySet().stream().sorted().forEach(number -> {
            for (Optional<Result> left = take(number); left.isPresent(); left = take(number)) {
                action.accept(number, left.get());
            }
        });
    }

    private Sends of(String number) {
        return byNumber.computeIfAbsent(number, first -> new Sends());
    }
}
