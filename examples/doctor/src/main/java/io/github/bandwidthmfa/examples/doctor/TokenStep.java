package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.examples.doctor.Finding.Step;
import io.github.bandwidthmfa.wire.AccessToken;
import io.github.bandwidthmfa.wire.UnexpectedBodyException;
import io.github.bandwidthmfa.wire.WireResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Requests one access token and reads it as the client does. A request of its own: the client shows no part of a token. */
final class TokenStep {

    private static final int MAX_BYTES = 64 * 1024;
    private static final String CHECK_ADDRESS = "Check --token-uri; without it, Bandwidth's address is taken.";
    private static final String LATER = "Try again later.";

    private final URI address;
    private final String about;
    private final Duration timeout;
    private final SSLContext trust;
    private final Clock clock;

    TokenStep(URI address, Duration timeout, SSLContext trust, Clock clock) {
        this.address = address;
        this.about = Probe.authority(address);
        this.timeout = timeout;
        this.trust = trust;
        this.clock = clock;
    }

    Finding take(Credentials.ClientCredentials credentials) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .sslContext(trust)
                .build();
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", credentials.authorization())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(AccessToken.REQUEST_FORM))
                .build();
        // Over the whole exchange: the request's own timeout ends with the head of the response.
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return judge(response.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException silent) {
            response.cancel(true);
            return Finding.undecided(
                    Step.TOKEN,
                    about,
                    "no response within " + timeout.toSeconds() + " s",
                    "Whether the OAuth2 client is accepted is not known.",
                    LATER);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            return Finding.undecided(
                    Step.TOKEN,
                    about,
                    "the connection broke: "
                            + (cause instanceof IOException ? cause.getClass().getSimpleName() : "unexpected error"),
                    "Whether the OAuth2 client is accepted is not known.",
                    LATER);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Finding.undecided(Step.TOKEN, about, "interrupted", "", LATER);
        }
    }

    private Finding judge(HttpResponse<byte[]> response) {
        clock.saw(response.headers().firstValue("Date").orElse(null));
        int status = response.statusCode();
        String seen = "status " + status;
        if (status >= 200 && status < 300) {
            return token(seen, response.body());
        }
        return switch (status) {
            case 400 ->
                Finding.failed(
                        Step.TOKEN,
                        about,
                        seen,
                        "The token endpoint refuses the request: the client may not ask for client credentials, or is unknown.",
                        "Check BW_CLIENT_ID and BW_CLIENT_SECRET, and the client in the Bandwidth App.");
            case 401, 403 ->
                Finding.failed(
                        Step.TOKEN,
                        about,
                        seen,
                        "The token endpoint refuses the OAuth2 client: id or secret are wrong, or the secret has expired.",
                        "Copy BW_CLIENT_ID and BW_CLIENT_SECRET again, or make a new secret in the Bandwidth App.");
            case 408, 429 -> Finding.undecided(Step.TOKEN, about, seen, "The token endpoint is busy.", LATER);
            default ->
                status >= 500
                        ? Finding.undecided(
                                Step.TOKEN,
                                about,
                                seen,
                                "The token endpoint failed: that says nothing about the OAuth2 client.",
                                LATER)
                        : Finding.failed(
                                Step.TOKEN,
                                about,
                                seen,
                                "There is no token endpoint at this address"
                                        + (status < 400 ? ", which redirects: the client follows no redirect." : "."),
                                CHECK_ADDRESS);
        };
    }

    private Finding token(String seen, byte[] body) {
        try {
            AccessToken token = AccessToken.decode(WireResponse.head(200, WireResponse.Headers.NONE)
                    .withBody(body, body.length <= MAX_BYTES, MAX_BYTES));
            String lifetime = token.lifetime()
                    .map(left -> "expires_in " + left.toSeconds())
                    .orElse("expires_in missing");
            return Finding.ok(
                    Step.TOKEN,
                    about,
                    seen + ", token_type Bearer, " + lifetime,
                    token.lifetime().isPresent()
                            ? "The token endpoint accepts the OAuth2 client."
                            : "The token endpoint accepts the OAuth2 client; the client uses a token for an hour then.");
        } catch (UnexpectedBodyException unexpected) {
            return Finding.failed(
                    Step.TOKEN,
                    about,
                    seen + ", but " + unexpected.getMessage(),
                    "Something else than the token endpoint answers, for example a proxy.",
                    CHECK_ADDRESS);
        }
    }
}
