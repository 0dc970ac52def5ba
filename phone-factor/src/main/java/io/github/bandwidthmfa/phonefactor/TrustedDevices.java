package io.github.bandwidthmfa.phonefactor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Browsers that need no code for a while. The cookie holds the time of the code, not an end: a shorter lifetime applies to cookies that
 * are there already. It is worth nothing without the first factor, and to nobody but the person it was made for.
 */
final class TrustedDevices {

    static final String COOKIE = "PHONE_FACTOR_DEVICE";

    private static final String ALGORITHM = "HmacSHA256";

    private final @Nullable SecretKeySpec key;
    private final Duration lifetime;
    private final @Nullable TrustedDeviceVersion versions;
    private final FactorRequirement requirement;
    private final PhoneFactorAuthority authority;
    private final Clock clock;

    /** Without a key, no device is trusted. */
    TrustedDevices(
            @Nullable String key,
            Duration lifetime,
            @Nullable TrustedDeviceVersion versions,
            FactorRequirement requirement,
            PhoneFactorAuthority authority,
            Clock clock) {
        this.key = key == null ? null : new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.lifetime = lifetime;
        this.versions = versions;
        this.requirement = requirement;
        this.authority = authority;
        this.clock = clock;
    }

    boolean areOffered() {
        return key != null;
    }

    /** Adds the factor if the device is trusted, as old as the code is. */
    Mono<SecurityContext> recognize(ServerWebExchange exchange, SecurityContext context) {
        Authentication person = context.getAuthentication();
        HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
        if (key == null || cookie == null || person == null || !requirement.isMissing(person)) {
            return Mono.just(context);
        }
        return version(person)
                .map(version -> provenAt(cookie.getValue(), person.getName(), version)
                        .<SecurityContext>map(at -> new SecurityContextImpl(authority.addTo(person, at)))
                        .orElse(context));
    }

    Mono<Void> trust(ServerWebExchange exchange, Authentication person) {
        return version(person)
                .doOnNext(version -> exchange.getResponse().addCookie(cookie(exchange, person, version)))
                .then();
    }

    private ResponseCookie cookie(ServerWebExchange exchange, Authentication person, String version) {
        String time = String.valueOf(clock.instant().getEpochSecond());
        String path = Responses.inApplication(exchange, "/");
        return ResponseCookie.from(COOKIE, time + "." + signature(time, person.getName(), version))
                .path(path)
                .maxAge(lifetime)
                .httpOnly(true)
                .sameSite("Lax")
                .secure("https".equalsIgnoreCase(exchange.getRequest().getURI().getScheme()))
                .build();
    }

    private Optional<Instant> provenAt(String cookie, String name, String version) {
        int dot = cookie.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String time = cookie.substring(0, dot);
        byte[] expected = signature(time, name, version).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, cookie.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(time)))
                .filter(at -> at.plus(lifetime).isAfter(clock.instant()));
    }

    private Mono<String> version(Authentication person) {
        return versions == null ? Mono.just("") : versions.versionOf(person).defaultIfEmpty("");
    }

    /** Of all three, each with its length, so that none can be taken for a part of another. */
    private String signature(String time, String name, String version) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : new String[] {time, name, version}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                mac.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Java without " + ALGORITHM, missing);
        }
    }
}
