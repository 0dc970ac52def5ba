package io.github.bandwidthmfa.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which applications exist, and which numbers they own. Without any, every application exists and owns every number. */
record Applications(Map<String, Set<String>> numbers) {

    Applications {
        numbers = Map.copyOf(numbers);
    }

    /** What is wrong; names no number. */
    Optional<String> violation(String applicationId, String from) {
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        Set<String> owned = numbers.get(applicationId);
        if (owned == null) {
            return Optional.of("applicationId is unknown");
        }
        return owned.isEmpty() || owned.contains(from)
                ? Optional.empty()
                : Optional.of("from number is not associated with the application");
    }
}
