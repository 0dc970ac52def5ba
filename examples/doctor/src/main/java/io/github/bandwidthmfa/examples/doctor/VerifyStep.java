package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.examples.doctor.Finding.Step;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;

/**
 * Asks the service, by the real client, whether a made-up code for a made-up number is valid. That sends nothing, and whatever
 * the answer is, it shows whether the credentials were accepted.
 */
final class VerifyStep {

    /** No area code begins with 0, so the number is nobody's; at random, so that repeated runs do not lock one number. */
    private static final String IMPOSSIBLE_AREA = "+1000";

    private static final String NOT_KNOWN = "Whether MFA accepts the credentials is not known.";
    private static final String LATER = "Try again later.";
    private static final String CHECK_ADDRESS =
            "Check --base-uri and BW_ACCOUNT_ID; without --base-uri, Bandwidth's address is taken.";

    private final MfaClientOptions options;
    private final String about;
    private final String scheme;

    VerifyStep(MfaClientOptions options, URI address, boolean basic) {
        this.options = options;
        this.about = Probe.authority(address);
        this.scheme = basic ? "Basic" : "OAuth2";
    }

    Finding take() {
        VerifyCodeRequest request = VerifyCodeRequest.builder()
                .to(IMPOSSIBLE_AREA + (1_000_000 + ThreadLocalRandom.current().nextInt(9_000_000)))
                .code("000000")
                .expirationTime(Duration.ofMinutes(1))
                .build();
        // The main thread of a command may wait; the call's own deadline ends it.
        return Objects.requireNonNull(Mono.usingWhen(
                        Mono.fromSupplier(() -> MfaClient.create(options)),
                        client -> client.verifyCode(request)
                                .map(this::answered)
                                .onErrorResume(MfaException.class, failure -> Mono.just(failed(failure))),
                        MfaClient::close)
                .block());
    }

    private Finding answered(VerifyCodeResponse response) {
        if (response.valid()) {
            return Finding.failed(
                    Step.VERIFY,
                    about,
                    "status 200, valid true",
                    "A made-up code was called valid: what answers there is not Bandwidth's service.",
                    CHECK_ADDRESS);
        }
        return accepted("status 200, valid false");
    }

    private Finding accepted(String seen) {
        return Finding.ok(
                Step.VERIFY,
                about,
                seen,
                scheme + " is accepted by MFA for this account: it looked the made-up code up.");
    }

    private Finding failed(MfaException failure) {
        if (failure instanceof MfaServiceException refused) {
            return refused(refused);
        }
        if (failure instanceof MfaDecodingException) {
            return Finding.failed(
                    Step.VERIFY,
                    about,
                    "a success that is not what the service documents",
                    "Something else than the service answers, for example a proxy.",
                    CHECK_ADDRESS);
        }
        if (failure instanceof MfaTimeoutException timeout) {
            return undecided("no response in time, in phase " + timeout.phase(), "", LATER);
        }
        if (failure instanceof MfaTokenException token) {
            return undecided(
                    "no access token"
                            + (token.status().isPresent()
                                    ? ", status " + token.status().getAsInt()
                                    : ""),
                    "The token endpoint gave one just before, so this passes.",
                    LATER);
        }
        return undecided("the connection failed: " + failure.getClass().getSimpleName(), "", LATER);
    }

    private Finding refused(MfaServiceException refused) {
        int status = refused.status();
        String words = refused.serviceMessage().orElse("");
        String seen = "status " + status + (words.isEmpty() ? "" : ", \"" + words + "\"")
                + refused.requestId().map(id -> ", request id " + id).orElse("");
        if (refused.refusesCredentials()) {
            return notAccepted(status, seen);
        }
        if (status < 400) {
            return Finding.failed(
                    Step.VERIFY,
                    about,
                    seen,
                    "The address redirects, and the client follows no redirect.",
                    CHECK_ADDRESS);
        }
        return switch (status) {
            case 400 ->
                undecided(
                        seen,
                        "The values were refused. The gateway looks at the credentials first, so they are probably accepted.",
                        "Quote the text to Bandwidth's support.");
            case 403 ->
                words.contains("Missing Authentication Token")
                        ? Finding.failed(
                                Step.VERIFY,
                                about,
                                seen,
                                "The path does not exist: not a matter of credentials.",
                                CHECK_ADDRESS)
                        : undecided(
                                seen,
                                "A firewall refused the request: that says nothing about the credentials.",
                                "Ask whoever runs the network, or Bandwidth's support, whether this machine's address is let in.");
            case 404 -> notFound(seen, words);
            case 408, 429 -> undecided(seen, "The service is busy.", "Try again in some minutes.");
            default ->
                status >= 500
                        ? undecided(seen, "The service failed: that says nothing about the credentials.", LATER)
                        : undecided(seen, "", "Quote the text to Bandwidth's support.");
        };
    }

    /** The service may say so of a code that it does not know; the gateway and pages say so of a path. */
    private Finding notFound(String seen, String words) {
        String said = words.toLowerCase(Locale.ROOT);
        return said.contains("code") || said.contains("number")
                ? accepted(seen)
                : Finding.failed(
                        Step.VERIFY,
                        about,
                        seen,
                        "The path does not exist: not a matter of credentials.",
                        CHECK_ADDRESS);
    }

    private Finding notAccepted(int status, String seen) {
        if (scheme.equals("Basic")) {
            return Finding.failed(
                    Step.VERIFY,
                    about,
                    seen,
                    "Basic is not accepted: name or password are wrong, or Bandwidth has ended it (2026-12-02).",
                    "Create an OAuth2 client in the Bandwidth App, set BW_CLIENT_ID and BW_CLIENT_SECRET, and run this again.");
        }
        return Finding.failed(
                Step.VERIFY,
                about,
                seen,
                status == 401
                        ? "OAuth2 is not accepted by MFA: the gateway takes no token of this kind."
                        : "OAuth2 is not accepted by MFA for this account: the client lacks the role, or is another account's, or"
                                + " the account is not activated for MFA.",
                "Compare BW_ACCOUNT_ID with the client's account, then ask Bandwidth's support for access to MFA, with the text.");
    }

    private Finding undecided(String seen, String meaning, String action) {
        return Finding.undecided(
                Step.VERIFY, about, seen, meaning.isEmpty() ? NOT_KNOWN : meaning + " " + NOT_KNOWN, action);
    }
}
