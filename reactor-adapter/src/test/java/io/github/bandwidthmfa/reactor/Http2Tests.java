package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Samples;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import okhttp3.Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The same promises over HTTP/2, where one connection carries many calls. */
final class Http2Tests {

    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    @BeforeEach
    void overTls() {
        server.useHttps(Certificates.serverContext().getSocketFactory());
    }

    @Test
    void callsShareOneConnection() throws Exception {
        for (int i = 0; i < 20; i++) {
            server.enqueue(valid());
        }
        MfaClient client = clients.open(options());

        StepVerifier.create(Flux.range(0, 20).flatMap(i -> client.verifyCode(verifyRequest()), 10))
                .expectNextCount(20)
                .expectComplete()
                .verify(PATIENCE);

        RecordedRequest last = server.takeRequest();
        for (int i = 1; i < 20; i++) {
            last = server.takeRequest();
            assertThat(last.getConnectionIndex()).isZero();
        }
        assertThat(last.getRequestLine()).contains("HTTP/2");
    }

    @Test
    void aStreamThatTheServerRefusedIsRepeatedAndArrivesOnce() {
        server.enqueue(closingStream(REFUSED_STREAM));
        server.enqueue(valid());
        MfaClient client = clients.open(options());

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aStreamThatTheServerRefusedWasNotSent() {
        server.enqueue(closingStream(REFUSED_STREAM));
        MfaClient client = clients.open(options().maxRetries(0));

        MfaTransportException failure =
                failureOf(client.sendMessagingCode(codeRequest().build()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void aStreamThatTheServerCancelledMayHaveBeenActedOnAndIsNotRepeated() {
        server.enqueue(closingStream(CANCEL));
        server.enqueue(valid());
        MfaClient client = clients.open(options());

        MfaTransportException failure =
                failureOf(client.sendMessagingCode(codeRequest().build()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void theQueueIsBoundedAlthoughThePoolsIsNot() {
        for (int i = 0; i < 5; i++) {
            server.enqueue(
                    valid().newBuilder().headersDelay(1, TimeUnit.SECONDS).build());
        }
        MfaClient client =
                clients.open(options().maxConnections(2).maxPending(3).pendingTimeout(PATIENCE));

        StepVerifier.create(Flux.range(0, 20)
                        .flatMap(
                                i -> client.verifyCode(verifyRequest())
                                        .map(response -> "answered")
                                        .onErrorResume(MfaOverloadedException.class, shed -> Mono.just("shed")),
                                20)
                        .collectList())
                .assertNext(outcomes -> {
                    assertThat(outcomes).filteredOn("shed"::equals).hasSize(15);
                    assertThat(outcomes).filteredOn("answered"::equals).hasSize(5);
                })
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.getRequestCount()).isEqualTo(5);
    }

    @Test
    void aServerThatDoesNotOfferItIsSpokenToInHttp1() throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_1_1));
        server.enqueue(valid());
        server.enqueue(valid());
        MfaClient client = clients.open(options());

        responseOf(client.verifyCode(verifyRequest()));
        responseOf(client.verifyCode(verifyRequest()));

        assertThat(server.takeRequest().getRequestLine()).contains("HTTP/1.1");
    }

    private MfaClientOptions.Builder options() {
        return Samples.options(URI.create("https://localhost:" + server.getPort()))
                .trustManager(Certificates.trustManager())
                .callTimeout(Duration.ofSeconds(15))
                .http2(true);
    }

    /**
     * Closes the stream in place of a response. Not at the request's start: there the server takes the reply from its
     * queue only after the stream is closed, and the next request may be quicker and get the same reply.
     */
    private static MockResponse closingStream(int errorCode) {
        return new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseStream(errorCode))
                .build();
    }
}
