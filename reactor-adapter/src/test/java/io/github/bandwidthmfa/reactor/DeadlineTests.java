package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaBadRequestException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.PatientService;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One limit over the whole of a call, whatever it is busy with; and what it says of the request when it runs out. */
final class DeadlineTests {

    private static final Duration LIMIT = Duration.ofMillis(300);

    /** Where the request must have been handed over before the time is up, on a busy machine, too. */
    private static final Duration GENEROUS_LIMIT = Duration.ofSeconds(2);

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void waitingForATokenCounts() {
        try (ScriptedServer server = ScriptedServer.plain(Connection::hang)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .tokenUri(server.baseUri())
                    .credentials(Credentials.clientCredentials("id", "secret"))
                    .callTimeout(LIMIT));

            assertCallTimeout(client, LIMIT, Disposition.NOT_SENT);
        }
    }

    @Test
    void waitingForTheSourceOfTheCredentialsCounts() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = clients.open(
                    options(server.baseUri()).credentials(Mono.never()).callTimeout(LIMIT));

            assertCallTimeout(client, LIMIT, Disposition.NOT_SENT);
            assertThat(server.connections()).isEmpty();
        }
    }

    @Test
    void waitingInTheQueueCounts() {
        Sinks.Empty<Void> leave = Sinks.empty();
        try (PatientService service = new PatientService(number -> leave.asMono())) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(1).callTimeout(GENEROUS_LIMIT));
            client.verifyCode(verifyRequest()).subscribe(v -> {}, failure -> {});
            eventually(() -> service.requests() == 1);

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            // The one in front runs out of time first, and lets this one in with too little time left, or none.
            assertThat(failure.phase()).isEqualTo(Phase.CALL);
            leave.tryEmitEmpty().orThrow();
        }
    }

    @Test
    void aCallerThatThrowsKeepsNobodyElseWaiting() {
        try (ScriptedServer server = ScriptedServer.plain(Connection::hang)) {
            MfaClient client = clients.open(options(server.baseUri()).callTimeout(GENEROUS_LIMIT));
            for (int i = 0; i < 3; i++) {
                client.verifyCode(verifyRequest()).subscribe(response -> {}, failure -> {
                    throw new IllegalStateException("thrown by the caller");
                });
            }
            assertCallTimeout(client, GENEROUS_LIMIT, Disposition.UNKNOWN);
            assertCallTimeout(client, GENEROUS_LIMIT, Disposition.UNKNOWN);
        }
    }

    @Test
    void theTlsHandshakeCounts() {
        try (ScriptedServer server = ScriptedServer.tls(Certificates.serverContext(), Connection::ignore)) {
            MfaClient client = clients.open(options(server.baseUri()).callTimeout(LIMIT));

            assertCallTimeout(client, LIMIT, Disposition.NOT_SENT);
        }
    }

    @Test
    void onceTheRequestHasBeenHandedOverNobodyKnows() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri()).callTimeout(GENEROUS_LIMIT));

            assertCallTimeout(client, GENEROUS_LIMIT, Disposition.UNKNOWN);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @Test
    void anErrorWhoseBodyNeverEndsIsStillThatError() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(connection -> {
            connection.write("HTTP/1.1 400 Bad Request\r\nx-amzn-RequestId: abc-1\r\nContent-Length: 100\r\n\r\n{");
            connection.hang();
        }))) {
            MfaClient client = clients.open(options(server.baseUri()).callTimeout(GENEROUS_LIMIT));

            MfaBadRequestException failure =
                    failureOf(client.verifyCode(verifyRequest()), MfaBadRequestException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
            assertThat(failure.requestId()).contains("abc-1");
        }
    }

    @Test
    void aRequestThatIsTooLateForAResponseIsNotHandedOver() {
        CallAttempts attempts = new CallAttempts(1);
        Attempt late = attempts.next(new byte[] {1}, new AuthorizationHeader("Basic x"));

        assertThatThrownBy(late::handOver)
                .matches(failure -> CallFailure.isBecause(CallFailure.Reason.CALL_TIMEOUT, failure));

        assertThat(attempts.afterGivingUp()).isEqualTo(Disposition.NOT_SENT);
        assertThat(late.afterFailure()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void givingUpAndHandingOverExcludeEachOther() {
        Attempt given = new CallAttempts(Duration.ofMinutes(1).toNanos())
                .next(new byte[] {1}, new AuthorizationHeader("Basic x"));
        assertThat(given.abandon()).isTrue();
        assertThatThrownBy(given::handOver)
                .matches(failure -> CallFailure.isBecause(CallFailure.Reason.ABANDONED, failure));

        Attempt handed = new CallAttempts(Duration.ofMinutes(1).toNanos())
                .next(new byte[] {1}, new AuthorizationHeader("Basic x"));
        handed.handOver();
        assertThat(handed.abandon()).isFalse();
        assertThat(handed.afterGivingUp()).isEqualTo(Disposition.UNKNOWN);
    }

    private static void assertCallTimeout(MfaClient client, Duration limit, Disposition disposition) {
        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.CALL);
        assertThat(failure.limit()).isEqualTo(limit);
        assertThat(failure.disposition()).isEqualTo(disposition);
    }
}
