package io.github.bandwidthmfa.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
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

    /** In the names of OAuth2. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record TokenResponse(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") @Nullable Long expiresIn) {

        @Override
        public String toString() {
            return "TokenResponse[***]";
        }
    }

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
        return SimulatedResponse.ok(Json.write(
                new TokenResponse(grant(accountIds), "Bearer", announced == null ? null : announced.toSeconds())));
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
