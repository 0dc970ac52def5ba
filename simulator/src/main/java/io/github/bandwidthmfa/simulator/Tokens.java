package io.github.bandwidthmfa.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The token endpoint, and the tokens it handed out. */
final class Tokens {

    private static final String SCHEME = "Bearer ";
    private static final Pattern GRANT = Pattern.compile("(?:^|.*&)grant_type=client_credentials(?:&.*|$)");
    private static final int LIMIT = 100_000;

    private record Grant(Set<String> accountIds, long expiresAt) {}

    private final Accounts accounts;
    private final Clock clock;
    private final Duration lifetime;
    private final @Nullable Duration announced;
    private final Map<String, Grant> granted = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> oldestFirst = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    Tokens(Accounts accounts, Clock clock, Duration lifetime, @Nullable Duration announced) {
        this.accounts = accounts;
        this.clock = clock;
        this.lifetime = lifetime;
        this.announced = announced;
    }

    SimulatedResponse respond(@Nullable String authorization, byte[] form) {
        Set<String> accountIds = accounts.ofClient(authorization);
        if (accountIds.isEmpty()) {
            return SimulatedResponse.of(401, Json.object("error", "invalid_client"));
        }
        if (!GRANT.matcher(new String(form, StandardCharsets.UTF_8).strip()).matches()) {
            return SimulatedResponse.of(400, Json.object("error", "unsupported_grant_type"));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant(accountIds));
        body.put("token_type", "Bearer");
        if (announced != null) {
            body.put("expires_in", announced.toSeconds());
        }
        return SimulatedResponse.ok(Json.write(body));
    }

    private String grant(Set<String> accountIds) {
        String token = Identifiers.token();
        granted.put(token, new Grant(accountIds, clock.millis() + lifetime.toMillis()));
        oldestFirst.add(token);
        size.incrementAndGet();
        while (size.get() > LIMIT) {
            forgetOldest();
        }
        return token;
    }

    private boolean forgetOldest() {
        String oldest = oldestFirst.poll();
        if (oldest == null) {
            return false;
        }
        size.decrementAndGet();
        granted.remove(oldest);
        return true;
    }

    /** Empty unless the header holds a live token. */
    Set<String> accountsOf(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Set.of();
        }
        Grant grant = granted.get(authorization.substring(SCHEME.length()).trim());
        return grant == null || clock.millis() >= grant.expiresAt() ? Set.of() : grant.accountIds();
    }

    void revokeAll() {
        while (forgetOldest()) {}
    }
}
