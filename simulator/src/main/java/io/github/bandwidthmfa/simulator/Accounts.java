package io.github.bandwidthmfa.simulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which Basic credentials belong to which accounts; written once, then only read. */
final class Accounts {

    private static final String SCHEME = "Basic ";

    private final Map<String, Set<String>> accountsByUser = new HashMap<>();
    private final Map<String, Set<String>> accountsByClient = new HashMap<>();

    Accounts(Map<String, AcceptedCredentials[]> accepted) {
        accepted.forEach((accountId, all) -> Arrays.stream(all)
                .forEach(one -> (one.isClient() ? accountsByClient : accountsByUser)
                        .computeIfAbsent(one.basicToken(), token -> new HashSet<>())
                        .add(accountId)));
    }

    /** Empty unless the header holds a known user's name and password. */
    Set<String> ofUser(String authorization) {
        return find(accountsByUser, authorization);
    }

    /** Empty unless the header holds a known client's id and secret. */
    Set<String> ofClient(@Nullable String authorization) {
        return authorization == null ? Set.of() : find(accountsByClient, authorization);
    }

    static boolean isBasic(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private static Set<String> find(Map<String, Set<String>> accounts, String authorization) {
        if (!isBasic(authorization)) {
            return Set.of();
        }
        return accounts.getOrDefault(authorization.substring(SCHEME.length()).trim(), Set.of());
    }
}
