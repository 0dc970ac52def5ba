package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.Eventually.idle;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.netty.EventLoops;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.test.StepVerifier;

/**
 * A second response that nobody asked for must not be taken for the response to the next call: a wrong code would be valid
 * because the server said so to somebody else.
 *
 * <p>What has reached this machine before a request is written is always noticed: by the decoder, by a look into the socket
 * just before the request is written (with epoll, kqueue and NIO; with io_uring each connection carries one request), and
 * under TLS by a look at what has been read and not been decrypted.
 *
 * <p><strong>One window stays open, for every client of HTTP/1.1:</strong> bytes that arrive after the next request has been
 * written cannot be told from its response. A server that sends a stray response a moment after the right one, to a client that
 * reuses the connection within that moment, is believed; only HTTP/2, or a connection for each call, is proof against it. So
 * here the server always says when it has written the stray response, which on one machine means that it has arrived, and
 * only then does the next call begin.
 */
final class StrayResponseTests {

    private static final String FALSE = respond("{\"valid\":false}");
    private static final String STRAY = respond("{\"valid\":true}");

    @RegisterExtension
    private final Clients clients = new Clients();

    /** The stray response, cut at every interesting place: in the same packet as the right one, or partly. */
    @ParameterizedTest(name = "tls={0}, first part={1}")
    @CsvSource({"false, 1", "false, 9", "false, 40", "false, 1000", "true, 1", "true, 9", "true, 40", "true, 1000"})
    void oneThatComesTogetherWithTheRightResponseIsNeverTakenForTheNext(boolean tls, int firstPart) throws Exception {
        int cut = Math.min(firstPart, STRAY.length());
        Script stray = connection -> {
            connection.readRequest();
            connection.write(FALSE + STRAY.substring(0, cut));
            connection.readRequest();
            // Only a client that has fallen for it gets here.
            connection.write(STRAY.substring(cut) + FALSE);
            connection.hang();
        };
        try (ScriptedServer server = server(tls, stray)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .maxConnections(1));

            int calls = tls ? 10 : 50;
            assertNeverValid(client, calls);

            assertThat(server.completeRequests()).isEqualTo(calls);
            assertOneRequestOnEachConnection(server);
        }
    }

    /** The next call begins as soon as the server has written the stray response: mostly, that is at once. */
    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void oneThatFollowsTheRightResponseIsNeverTakenForTheNext(boolean tls) {
        AtomicReference<Sinks.Empty<Void>> strayed = new AtomicReference<>();
        Script stray = connection -> {
            connection.readRequest();
            Sinks.Empty<Void> now = strayed.get();
            connection.write(FALSE);
            connection.write(STRAY);
            now.tryEmitEmpty();
            connection.hang();
        };
        try (ScriptedServer server = server(tls, stray)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .maxConnections(1)
                    .maxRetries(0));

            int calls = tls ? 40 : 400;
            List<String> outcomes = responseOf(Flux.range(0, calls)
                    .concatMap(i -> {
                        Sinks.Empty<Void> written = Sinks.empty();
                        strayed.set(written);
                        return client.verifyCode(verifyRequest())
                                .flatMap(response -> written.asMono().thenReturn("valid=" + response.valid()))
                                .onErrorResume(
                                        MfaTransportException.class, failure -> Mono.just("" + failure.disposition()));
                    })
                    .collectList());

            assertThat(outcomes).hasSize(calls).isSubsetOf("valid=false", "NOT_SENT");
            assertThat(outcomes).filteredOn("valid=false"::equals).hasSize(server.completeRequests());
            assertOneRequestOnEachConnection(server);
        }
    }

    /**
     * The event loop that would notice them is kept busy from the moment the connection is back in the pool until the next
     * request is about to be written on it.
     */
    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void oneThatHasArrivedAndNotBeenReadIsNoticedBeforeTheNextRequestIsWritten(boolean tls) {
        AtomicBoolean strayed = new AtomicBoolean();
        AtomicReference<MfaClient> client = new AtomicReference<>();
        Sinks.One<VerifyCodeResponse> second = Sinks.one();
        CountDownLatch backInThePool = new CountDownLatch(1);
        Script stray = connection -> {
            connection.readRequest();
            connection.write(FALSE);
            backInThePool.await();
            connection.write(STRAY);
            strayed.set(true);
            connection.hang();
        };
        try (ScriptedServer server = server(tls, stray)) {
            client.set(clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .maxConnections(1)
                    .maxRetries(0)
                    .customize(http -> http.observe((connection, state) -> {
                        if (state == ConnectionObserver.State.RELEASED && backInThePool.getCount() > 0) {
                            backInThePool.countDown();
                            keepBusyUntil(strayed);
                            client.get()
                                    .verifyCode(verifyRequest())
                                    .subscribe(second::tryEmitValue, second::tryEmitError);
                        }
                    }))));

            assertThat(responseOf(client.get().verifyCode(verifyRequest())).valid())
                    .isFalse();
            MfaTransportException failure = failureOf(second.asMono(), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(server.connections()).hasSize(1);
            assertOneRequestOnEachConnection(server);
        }
    }

    /** The event loop is kept busy from the moment the connection is made until the server has answered nobody. */
    @Test
    void oneThatWasSentBeforeAnyRequestIsNotTakenForTheFirst() {
        AtomicBoolean strayed = new AtomicBoolean();
        Script stray = connection -> {
            connection.write(STRAY);
            strayed.set(true);
            connection.readRequest();
            // Only a client that has fallen for it gets here.
            connection.write(FALSE);
            connection.hang();
        };
        try (ScriptedServer server = server(false, stray)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .maxConnections(1)
                    .maxRetries(0)
                    .customize(http -> http.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                            .addBefore(NettyPipeline.ReactiveBridge, null, new WaitWhenActive(strayed)))));

            for (int i = 0; i < 5; i++) {
                assertThat(failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class)
                                .disposition())
                        .isEqualTo(Disposition.NOT_SENT);
            }

            assertThat(server.completeRequests()).isZero();
        }
    }

    /** Keeps the event loop of a new connection busy until something has happened, each time anew. */
    private static final class WaitWhenActive extends ChannelInboundHandlerAdapter {

        private final AtomicBoolean happened;

        WaitWhenActive(AtomicBoolean happened) {
            this.happened = happened;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            keepBusyUntil(happened);
            happened.set(false);
            context.fireChannelActive();
        }
    }

    /** Under TLS bytes may have arrived, and yet be neither in the socket nor with the HTTP decoder. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, Integer.MAX_VALUE})
    void oneInATlsRecordOfItsOwnIsNeverTakenForTheNext(int bytesOfItThatComeLate) {
        Script stray = connection -> {
            connection.readRequest();
            int late = Math.min(bytesOfItThatComeLate, STRAY.length());
            connection.writeTogetherExceptLast(late, FALSE, STRAY);
            connection.readRequest();
            // Only a client that has fallen for it gets here.
            connection.writeRest();
            connection.hang();
        };
        try (ScriptedServer server = server(true, stray)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .maxConnections(1));

            assertNeverValid(client, 10);

            assertThat(server.completeRequests()).isEqualTo(10);
            assertOneRequestOnEachConnection(server);
        }
    }

    /**
     * Such a call is given the connection, and writes its request, while what came with the last response is still being
     * read.
     */
    @ParameterizedTest(name = "one record={0}")
    @ValueSource(booleans = {false, true})
    void oneIsNotTakenForTheResponseToACallThatHasWaitedForItsConnection(boolean oneRecord) {
        int others = EventLoops.count();
        try (ScriptedServer server = server(true, Connection::ignore)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .tlsHandshakeTimeout(Samples.PATIENCE)
                    .maxConnections(1));
            // All but one of the pool's connections stay in the middle of their handshakes, for calls that are no more.
            for (int i = 1; i <= others; i++) {
                int opened = i;
                Disposable abandoned = client.verifyCode(verifyRequest()).subscribe();
                eventually(() -> server.connections().size() == opened);
                abandoned.dispose();
                idle(client, 1);
            }
            server.follow(connection -> {
                connection.readRequest();
                if (oneRecord) {
                    connection.write(FALSE + STRAY);
                } else {
                    connection.writeTogether(FALSE, STRAY);
                }
                connection.hang();
            });

            assertNeverValid(client, 5);

            assertOneRequestOnEachConnection(server);
        }
    }

    @ParameterizedTest(name = "tls={0}, http2={1}")
    @CsvSource({"false, false", "true, false", "true, true"})
    void oneThatArrivesWhileTheConnectionIsIdleIsNeverTakenForTheNext(boolean tls, boolean http2) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch strayed = new CountDownLatch(1);
        Script stray = connection -> {
            connection.readRequest();
            connection.write(FALSE);
            answered.await();
            connection.write(STRAY);
            strayed.countDown();
            connection.hang();
        };
        try (ScriptedServer server = server(tls, stray)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .http2(http2)
                    .maxConnections(1));
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isFalse();
            server.follow(Script.answering(FALSE));

            // Written before the next call begins: on this machine that means that it has arrived, read or not.
            answered.countDown();
            strayed.await();

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isFalse();
            assertThat(server.connections()).hasSize(2);
            assertThat(server.completeRequests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aConnectionThatTheServerHasClosedIsNoticedBeforeTheRequestIsWritten(int maxRetries) throws Exception {
        Script oneOnly = connection -> {
            connection.readRequest();
            connection.write(FALSE);
        };
        try (ScriptedServer server = ScriptedServer.plain(oneOnly)) {
            MfaClient client =
                    clients.open(options(server.baseUri()).maxConnections(1).maxRetries(maxRetries));
            int answered = 0;
            for (int i = 0; i < 200; i++) {
                boolean success = Boolean.TRUE.equals(responseOf(client.verifyCode(verifyRequest())
                        .map(response -> true)
                        .onErrorResume(MfaTransportException.class, failure -> {
                            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
                            return Mono.just(false);
                        })));
                answered += success ? 1 : 0;
                List<ScriptedServer.Connection> connections = server.connections();
                assertThat(connections.get(connections.size() - 1).awaitEnd(Samples.PATIENCE))
                        .isTrue();
            }

            assertThat(server.completeRequests()).isEqualTo(answered);
            if (maxRetries > 0) {
                assertThat(answered).isEqualTo(200);
            }
        }
    }

    @Test
    void aResponseToARequestThatWasNeverSentIsNotTakenForOne() {
        Script speaksFirst = connection -> {
            connection.write(STRAY);
            connection.hang();
        };
        try (ScriptedServer server = ScriptedServer.plain(speaksFirst)) {
            MfaClient client = clients.open(options(server.baseUri()).maxRetries(0));
            // On a new connection what comes first may come before or after the request: it is a response or a failure.
            StepVerifier.create(client.verifyCode(verifyRequest()).onErrorResume(failure -> {
                        assertThat(failure).isInstanceOf(MfaTransportException.class);
                        return Mono.empty();
                    }))
                    .thenConsumeWhile(response -> true)
                    .expectComplete()
                    .verify(Samples.PATIENCE);
        }
    }

    /** The first part of it: a TLS record that has begun is more than the HTTP decoder ever sees. */
    @ParameterizedTest(name = "tls={0}, http2={1}")
    @CsvSource({"false, false", "true, false", "true, true"})
    void oneThatHasBegunToArriveWhileTheConnectionIsIdleIsNeverTakenForTheNext(boolean tls, boolean http2)
            throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch strayed = new CountDownLatch(1);
        Script stray = connection -> {
            connection.readRequest();
            connection.write(FALSE);
            answered.await();
            connection.writeTogetherExceptLast(20, STRAY);
            strayed.countDown();
            connection.readRequest();
            // Only a client that has fallen for it gets here.
            connection.writeRest();
            connection.hang();
        };
        try (ScriptedServer server = server(tls, stray)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .http2(http2)
                    .maxConnections(1));
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isFalse();
            server.follow(Script.answering(FALSE));
            answered.countDown();
            strayed.await();

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isFalse();
            assertThat(server.connections()).hasSize(2);
            assertThat(server.completeRequests()).isEqualTo(2);
        }
    }

    /** Neither the protocol that was asked for nor the one that the server believes to have switched to. */
    @Test
    void theResponseAfterASwitchOfProtocolsThatNobodyAskedForIsNeverTakenForTheNext() {
        Script switching = connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
            connection.readRequest();
            // Only a client that stays on the connection gets here.
            connection.write(STRAY + FALSE);
            connection.hang();
        };
        try (ScriptedServer server = ScriptedServer.plain(switching)) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            for (int i = 0; i < 5; i++) {
                MfaServiceException failure = failureOf(client.verifyCode(verifyRequest()), MfaServiceException.class);
                assertThat(failure.status()).isEqualTo(101);
            }

            assertThat(server.connections()).hasSize(5);
        }
    }

    @ParameterizedTest(name = "tls={0}, http2={1}")
    @CsvSource({"false, false", "true, false", "true, true"})
    void aWellBehavedConnectionThatIsBackInThePoolIsAlwaysUsedAgain(boolean tls, boolean http2) throws Exception {
        Semaphore backInThePool = new Semaphore(0);
        try (ScriptedServer server = server(tls, Script.wellBehaved())) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .http2(http2)
                    .customize(http -> http.observe((connection, state) -> {
                        if (state == ConnectionObserver.State.RELEASED) {
                            backInThePool.release();
                        }
                    })));

            for (int i = 0; i < 100; i++) {
                assertThat(responseOf(client.verifyCode(verifyRequest())).valid())
                        .isTrue();
                assertThat(backInThePool.tryAcquire(PATIENCE.toSeconds(), SECONDS))
                        .isTrue();
            }

            assertThat(server.connections()).hasSize(1);
            assertThat(server.completeRequests()).isEqualTo(100);
        }
    }

    @Test
    void aWellBehavedConnectionIsStillUsedAgain() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            for (int i = 0; i < 100; i++) {
                responseOf(client.verifyCode(verifyRequest()));
            }

            // Two, if a result was passed on before its connection was back in the pool.
            assertThat(server.connections()).hasSizeLessThanOrEqualTo(2);
            assertThat(server.completeRequests()).isEqualTo(100);
        }
    }

    /** No gap between the calls: each is made in reaction to the one before. */
    private static void assertNeverValid(MfaClient client, int calls) {
        StepVerifier.create(Flux.range(0, calls)
                        .concatMap(i -> client.verifyCode(verifyRequest()))
                        .map(VerifyCodeResponse::valid)
                        .distinct())
                .expectNext(false)
                .expectComplete()
                .verify(Samples.PATIENCE);
    }

    /** Or none, but never a second one, not even in part. */
    private static void assertOneRequestOnEachConnection(ScriptedServer server) {
        assertThat(server.connections())
                .allSatisfy(connection ->
                        assertThat(connection.received().split("POST ", -1)).hasSizeLessThanOrEqualTo(2));
    }

    private static void keepBusyUntil(AtomicBoolean condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean waiting = true;
        while (waiting) {
            waiting = !condition.get() && System.nanoTime() < deadline;
        }
    }

    private static ScriptedServer server(boolean tls, Script script) {
        return tls ? ScriptedServer.tls(Certificates.serverContext(), script) : ScriptedServer.plain(script);
    }

    private static String respond(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
