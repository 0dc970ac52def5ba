package io.github.bandwidthmfa.reactor.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The low-cardinality keys of a context, as one immutable value. Micrometer's context puts each pair into a map, and makes
 * a new value of the map for each handler that asks.
 */
final class ObservedKeys {

    private volatile KeyValues present = KeyValues.empty();

    KeyValues all() {
        return present;
    }

    synchronized void add(KeyValues more) {
        // At the end a convention gives the keys of the start once more: then nothing needs to be merged.
        present = areReplaced(present, more) ? more : present.and(more);
    }

    synchronized void remove(String key) {
        present = KeyValues.of(
                present.stream().filter(pair -> !pair.getKey().equals(key)).toList());
    }

    @Nullable
    KeyValue get(String key) {
        for (KeyValue pair : present) {
            if (pair.getKey().equals(key)) {
                return pair;
            }
        }
        return null;
    }

    /** Whether each key has a new value. Both are sorted. */
    private static boolean areReplaced(KeyValues present, KeyValues more) {
        Iterator<KeyValue> values = more.iterator();
        for (KeyValue pair : present) {
            int order = -1;
            while (order < 0 && values.hasNext()) {
                order = values.next().getKey().compareTo(pair.getKey());
            }
            if (order != 0) {
                return false;
            }
        }
        return true;
    }
}
