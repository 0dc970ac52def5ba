package io.github.bandwidthmfa.examples.bulksender;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How the rows of the whole file stand. */
final class Totals {

    private final Map<Result.Kind, Long> ended = new EnumMap<>(Result.Kind.class);
    private long rows;

    synchronized void row() {
        rows++;
    }

    synchronized void ended(Result.Kind kind) {
        ended.merge(kind, 1L, Long::sum);
    }

    synchronized long rows() {
        return rows;
    }

    synchronized long done() {
        return ended.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized long left() {
        return rows - done();
    }

    synchronized boolean allAccepted() {
        return ended.getOrDefault(Result.Kind.ACCEPTED, 0L) == rows;
    }

    /** One line, without what is zero. */
    @Override
    public synchronized String toString() {
        String counts = ended.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        return rows + " rows: " + (counts.isEmpty() ? "none sent" : counts)
                + (left() == 0 ? "" : ", " + left() + " left");
    }
}
