package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What is repeated, and above all what is not. */
final class RetryTests {

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void aRequestThatNeverLeftIsRepeatedOnAnotherConnectionAndArrivesOnce() {
        AtomicInteger connections = new AtomicInteger();
        // Breaks in the handshake: nothing of the request can have arrived.
        Script brokenAtFirst = connection -> {
            if (connections.incrementAndGet() == 1) {
                connection.reset();
            } else {
                Script.wellBehaved().play(connection);
            }
        };
        try (ScriptedServer server = tls(brokenAtFirst)) {
            MfaClient client = client(server, 1);

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

            assertThat(server.connections()).hasSize(2);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void nothingIsRepeatedMoreOftenThanAllowed(int maxRetries) {
        try (ScriptedServer server = tls(Connection::reset)) {
            MfaClient client = client(server, maxRetries);

            MfaTransportException failure =
                    failureOf(client.sendMessagingCode(codeRequest().build()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(server.connections()).hasSize(1 + maxRetries);
            assertThat(server.completeRequests()).isZero();
        }
    }

    @Test
    void whatMayHaveArrivedIsNeverRepeated() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::reset))) {
            MfaClient client = clients.open(options(server.baseUri()).maxRetries(3));

            MfaTransportException failure =
                    failureOf(client.sendMessagingCode(codeRequest().build()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
            assertThat(server.completeRequests()).isEqualTo(1);
            assertThat(server.connections()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "408 Timeout", "429 Too Many Requests", "500 Oops", "503 Unavailable"})
    void aResponseIsNeverRepeatedWhateverItSays(String status) {
        try (ScriptedServer server = ScriptedServer.plain(
                Script.answering("HTTP/1.1 " + status + "\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"))) {
            MfaClient client = clients.open(options(server.baseUri()).maxRetries(3));

            failureOf(client.sendMessagingCode(codeRequest().build()));
            failureOf(client.sendVoiceCode(codeRequest().build()));
            failureOf(client.verifyCode(verifyRequest()));

            assertThat(server.completeRequests()).isEqualTo(3);
        }
    }

    @Test
    void whatWillNotHaveChangedByThenIsNotRepeated() {
        RetryPolicy retries = new RetryPolicy(3, Schedulers.parallel());

        assertThat(retries.allows(Disposition.NOT_SENT, new java.net.ConnectException(), 2))
                .isTrue();
        assertThat(retries.allows(Disposition.NOT_SENT, new java.net.ConnectException(), 3))
                .isFalse();
        assertThat(retries.allows(Disposition.UNKNOWN, new java.net.ConnectException(), 0))
                .isFalse();
        assertThat(retries.allows(Disposition.NOT_SENT, new SSLHandshakeException("untrusted"), 0))
                .isFalse();
        assertThat(retries.allows(Disposition.NOT_SENT, new CallFailure(CallFailure.Reason.QUEUE_FULL), 0))
                .isFalse();
        assertThat(retries.allows(Disposition.NOT_SENT, new CallFailure(CallFailure.Reason.QUEUE_TIMEOUT), 0))
                .isFalse();
        assertThat(retries.allows(Disposition.NOT_SENT, new CallFailure(CallFailure.Reason.CALL_TIMEOUT), 0))
                .isFalse();
    }

    @Test
    void thePauseIsJitteredAndDoubles() {
        RetryPolicy retries = new RetryPolicy(3, Schedulers.parallel());
        StepVerifier.withVirtualTime(() -> retries.backoff(0))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(49))
                .thenAwait(Duration.ofMillis(102))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        StepVerifier.withVirtualTime(() -> retries.backoff(2))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(199))
                .thenAwait(Duration.ofMillis(402))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    private static ScriptedServer tls(Script script) {
        return ScriptedServer.tls(Certificates.serverContext(), script);
    }

    private MfaClient client(ScriptedServer server, int maxRetries) {
        return clients.open(options(server.baseUri())
                .trustManager(Certificates.trustManager())
                .maxRetries(maxRetries));
    }
}
