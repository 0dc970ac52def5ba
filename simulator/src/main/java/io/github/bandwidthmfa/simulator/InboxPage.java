package io.github.bandwidthmfa.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files of the inbox page. They load nothing from elsewhere, and only pages of this machine may frame them. */
final class InboxPage {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'self' http://127.0.0.1:* http://localhost:*";

    private static final Map<String, SimulatedResponse> FILES = Map.of(
            "/simulator/", file("inbox.html", "text/html"),
            "/simulator/inbox.css", file("inbox.css", "text/css"),
            "/simulator/inbox.js", file("inbox.js", "text/javascript"),
            "/simulator/icon.svg", file("icon.svg", "image/svg+xml"));

    Optional<SimulatedResponse> file(String path) {
        return Optional.ofNullable(FILES.get(path));
    }

    private static SimulatedResponse file(String name, String type) {
        try (InputStream file = Objects.requireNonNull(InboxPage.class.getResourceAsStream(name), name)) {
            return SimulatedResponse.of(
                    200,
                    new String(file.readAllBytes(), StandardCharsets.UTF_8),
                    Map.of(
                            "Content-Type", type + ";charset=utf-8",
                            "Cache-Control", "no-cache",
                            "Content-Security-Policy", POLICY,
                            "Referrer-Policy", "no-referrer",
                            "X-Content-Type-Options", "nosniff"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
