package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.examples.doctor.Finding.Step;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

/** Takes the steps in order. One that needs what an earlier one did not give is reported as skipped. */
final class Examination {

    private final Map<String, String> environment;
    private final URI baseUri;
    private final URI tokenUri;
    private final Duration timeout;
    private final Trust trust;
    private final Report report;
    private final Clock clock = new Clock();

    Examination(
            Map<String, String> environment, URI baseUri, URI tokenUri, Duration timeout, Trust trust, Report report) {
        this.environment = environment;
        this.baseUri = baseUri;
        this.tokenUri = tokenUri;
        this.timeout = timeout;
        this.trust = trust;
        this.report = report;
    }

    /**
     * Takes all steps.
     *
     * @throws IllegalArgumentException if an address cannot be used
     */
    void run() {
        MfaClientOptions.Builder account;
        try {
            account = MfaClientOptions.fromEnvironment(environment);
        } catch (IllegalArgumentException unusable) {
            report.add(Finding.failed(
                    Step.VARIABLES,
                    "",
                    String.valueOf(unusable.getMessage()),
                    "There is no account to check.",
                    "Set the variables to those of your account, or try this command with --simulator."));
            skipAll("there is no account to check");
            return;
        }
        MfaClientOptions options = options(account);
        Credentials.@Nullable ClientCredentials client = clientCredentials();
        report.add(Finding.ok(
                Step.VARIABLES,
                "",
                client != null
                        ? "BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET are set"
                        : "BW_ACCOUNT_ID, BW_USERNAME and BW_PASSWORD are set",
                client != null ? "The account is called with OAuth2." : "The account is called with Basic."));
        SSLContext context = trust.context();
        boolean service = new Probe(baseUri, timeout, context, report).passes();
        if (client == null) {
            report.add(
                    Finding.undecided(
                            Step.TOKEN,
                            "",
                            "not tried: the variables name an API user",
                            "Bandwidth ends Basic authentication of API users on 2026-12-02. Whether this account may use OAuth2 is not known.",
                            "Create an OAuth2 client in the Bandwidth App, set BW_CLIENT_ID and BW_CLIENT_SECRET, and run this again."));
            verify(service ? "" : "the service could not be reached", options, true);
        } else {
            boolean sameHost = Probe.authority(baseUri).equals(Probe.authority(tokenUri));
            boolean reached = sameHost ? service : new Probe(tokenUri, timeout, context, report).passes();
            boolean token = token(reached, context, client);
            verify(
                    !service ? "the service could not be reached" : token ? "" : "there is no access token",
                    options,
                    false);
        }
        report.add(clock.finding());
    }

    private MfaClientOptions options(MfaClientOptions.Builder account) {
        MfaClientOptions.Builder options = account.baseUri(baseUri)
                .tokenUri(tokenUri)
                .connectTimeout(timeout)
                .tlsHandshakeTimeout(timeout)
                .responseTimeout(timeout)
                .tokenTimeout(timeout)
                .callTimeout(timeout.multipliedBy(2))
                .closeTimeout(Duration.ofSeconds(1))
                .maxConnections(1)
                .maxRetries(0)
                .customize(this::readingDate);
        return trust.applyTo(options).build();
    }

    private HttpClient readingDate(HttpClient http) {
        return http.doOnResponse(
                (response, connection) -> clock.saw(response.responseHeaders().get("Date")));
    }

    /** Null if the variables name an API user. They have been checked. */
    private Credentials.@Nullable ClientCredentials clientCredentials() {
        String id = environment.getOrDefault("BW_CLIENT_ID", "");
        return id.isBlank()
                ? null
                : (Credentials.ClientCredentials)
                        Credentials.clientCredentials(id, environment.getOrDefault("BW_CLIENT_SECRET", ""));
    }

    private boolean token(boolean reached, SSLContext context, Credentials.ClientCredentials client) {
        if (!reached) {
            report.add(
                    Finding.skipped(Step.TOKEN, Probe.authority(tokenUri), "the token endpoint could not be reached"));
            return false;
        }
        return report.add(new TokenStep(tokenUri, timeout, context, clock).take(client))
                .isOk();
    }

    private void verify(String obstacle, MfaClientOptions options, boolean basic) {
        report.add(
                obstacle.isEmpty()
                        ? new VerifyStep(options, baseUri, basic).take()
                        : Finding.skipped(Step.VERIFY, Probe.authority(baseUri), obstacle));
    }

    private void skipAll(String why) {
        for (Step step : Step.values()) {
            if (step != Step.VARIABLES) {
                report.add(Finding.skipped(step, "", why));
            }
        }
    }
}
