package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Http2Server;
import io.github.bandwidthmfa.reactor.testing.Http2Server.Request;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLException;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.test.StepVerifier;

/** What becomes of a call whose HTTP/2 stream or connection ends before its response. */
final class Http2BreakageTests {

    private static final Http2Settings NO_ROOM_FOR_A_BODY = new Http2Settings().initialWindowSize(0);

    @RegisterExtension
    private final Clients clients = new Clients();

    private final Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRequestBeyondTheLastStreamOfAGoAwayIsRepeatedOnAnotherConnection() {
        server.onRequest(request -> {
            if (request.number() == 1) {
                request.goAway(request.streamId() - 2);
            } else {
                request.respond("{\"messageId\":\"m\"}");
            }
        });
        MfaClient client = clients.open(options());

        assertThat(responseOf(client.sendMessagingCode(codeRequest().build())).messageId())
                .isEqualTo("m");
        assertThat(server.requests()).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aRequestBeyondTheLastStreamOfAGoAwayWasNotSent() {
        server.onRequest(request -> request.goAway(request.streamId() - 2));
        MfaClient client = clients.open(options().maxRetries(0));

        assertThat(sendingFails(client)).isEqualTo(Disposition.NOT_SENT);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aRequestThatAGoAwayStillCoversIsAnsweredAndTheNextGetsAnotherConnection() {
        server.onRequest(request -> {
            if (request.number() == 1) {
                request.goAway(request.streamId());
            }
            request.respond("{\"valid\":true}");
        });
        MfaClient client = clients.open(options());

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.requests()).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aRequestThatAGoAwayCoversMayHaveBeenActedOnIfTheConnectionThenBreaks() {
        server.onRequest(request -> {
            request.goAway(request.streamId());
            request.breakConnection();
        });
        MfaClient client = clients.open(options());

        assertThat(sendingFails(client)).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "REFUSED_STREAM")
    void aStreamThatIsResetForAnyOtherReasonMayHaveBeenActedOn(Http2Error reason) {
        server.onRequest(request -> request.reset(reason));
        MfaClient client = clients.open(options());

        assertThat(sendingFails(client)).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aStreamThatIsRefusedAfterItsResponseHasBegunMayHaveBeenActedOn() {
        server.onRequest(request -> {
            request.head(200);
            request.reset(Http2Error.REFUSED_STREAM);
        });
        MfaClient client = clients.open(options());

        assertThat(sendingFails(client)).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aServerThatAlwaysRefusesIsAskedOnceMoreAndNotAgain() {
        server.onRequest(request -> request.reset(Http2Error.REFUSED_STREAM));
        MfaClient client = clients.open(options());

        assertThat(sendingFails(client)).isEqualTo(Disposition.NOT_SENT);
        assertThat(server.requests()).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatBreaksTakesAllItsCallsWithItAndNoneIsRepeated() {
        int calls = 8;
        server.onRequest(request -> {
            if (request.number() == calls) {
                request.breakConnection();
            }
        });
        MfaClient client = clients.open(options().maxRetries(3));

        StepVerifier.create(Flux.range(0, calls)
                        .flatMap(
                                i -> client.sendMessagingCode(codeRequest().build())
                                        .map(response -> "answered")
                                        .onErrorResume(
                                                MfaTransportException.class,
                                                failure -> Mono.just(
                                                        failure.disposition().toString())),
                                calls)
                        .collectList())
                .expectNext(Collections.nCopies(calls, "UNKNOWN"))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.requests()).isEqualTo(calls);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aBodyThatTheServerLeftNoRoomForWasNotSentAndIsRepeated() {
        server.settings(NO_ROOM_FOR_A_BODY).onHead(request -> {
            if (server.heads() == 1) {
                server.settings(Http2Settings.defaultSettings());
                request.breakConnection();
            }
        });
        MfaClient client = clients.open(options());

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.heads()).isEqualTo(2);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aStreamThatIsResetBeforeItsBodyWasLetThroughWasNotSent() {
        server.settings(NO_ROOM_FOR_A_BODY).onHead(request -> request.reset(Http2Error.CANCEL));
        MfaClient client = clients.open(options().maxRetries(0));

        assertThat(sendingFails(client)).isEqualTo(Disposition.NOT_SENT);
        assertThat(server.heads()).isEqualTo(1);
        assertThat(server.requests()).isZero();
    }

    @Test
    void aCallThatIsCancelledCostsItsStreamAndNotTheConnection() {
        answerAllButTheFirst();
        MfaClient client = clients.open(options());

        Disposable call = client.verifyCode(verifyRequest()).subscribe();
        eventually(() -> server.requests() == 1);
        call.dispose();

        eventually(() -> server.resets().contains(Http2Error.CANCEL));
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aCallWhoseTimeIsUpCostsItsStreamAndNotTheConnection() {
        answerAllButTheFirst();
        MfaClient client = clients.open(options().callTimeout(Duration.ofSeconds(1)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.CALL);
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        eventually(() -> server.resets().contains(Http2Error.CANCEL));
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.requests()).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aResponseThatDoesNotComeRunsIntoTheResponseTimeout() {
        answerAllButTheFirst();
        MfaClient client = clients.open(options().responseTimeout(Duration.ofMillis(300)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.RESPONSE);
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aServerThatNeverSaysItsSettingsIsNotSentAnything() {
        server.mute();
        MfaClient client = clients.open(options().callTimeout(Duration.ofMillis(800)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.CALL);
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void noMoreCallsAreInFlightThanMaxConnections() {
        int permits = 3;
        int calls = 30;
        Queue<Request> held = new ConcurrentLinkedQueue<>();
        server.onRequest(request -> {
            held.add(request);
            // Held for as long as more can come.
            if (held.size() == permits || request.number() > calls - permits) {
                for (Request next = held.poll(); next != null; next = held.poll()) {
                    next.respond("{\"valid\":true}");
                }
            }
        });
        MfaClient client = clients.open(options().maxConnections(permits).maxPending(calls));

        StepVerifier.create(Flux.range(0, calls).flatMap(i -> client.verifyCode(verifyRequest()), calls))
                .expectNextCount(calls)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.requests()).isEqualTo(calls);
        assertThat(server.mostInFlight()).isLessThanOrEqualTo(permits);
    }

    @Test
    void aServerThatAllowsFewStreamsGetsNoMoreAndServesAllCalls() {
        server.settings(new Http2Settings().maxConcurrentStreams(2));
        MfaClient client = clients.open(
                options().maxConnections(20).pendingTimeout(PATIENCE).maxRetries(0));

        StepVerifier.create(Flux.range(0, 60)
                        .flatMap(i -> client.verifyCode(verifyRequest()), 20)
                        .filter(VerifyCodeResponse::valid)
                        .count())
                .expectNext(60L)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.requests()).isEqualTo(60);
        assertThat(server.mostInFlight()).isLessThanOrEqualTo(2 * server.connections());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103})
    void anInterimResponseIsNotTheResponse(int status) {
        server.onRequest(request -> {
            request.head(status);
            request.respond("{\"valid\":true}");
        });
        MfaClient client = clients.open(options());

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.requests()).isEqualTo(1);
    }

    /** Another version of Reactor Netty may make the connection's pipeline in another way. */
    @Test
    void aConnectionWithoutTheFilterOfInterimResponsesCarriesNoRequest() {
        MfaClient client = clients.open(options()
                .customize(http -> http.doOnRequest((request, connection) -> {
                    ChannelPipeline pipeline = connection.channel().parent().pipeline();
                    ChannelHandler behindTheCodec =
                            pipeline.get(pipeline.names().get(pipeline.names().indexOf(NettyPipeline.HttpCodec) + 1));
                    pipeline.remove(behindTheCodec);
                })));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessageContaining("another HTTP codec");
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "other.example.com"})
    void aServerThatCannotProveWhoItIsGetsNothing(String host) {
        HeldCertificate flawed =
                new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
        try (Http2Server impostor = new Http2Server(new HandshakeCertificates.Builder()
                .heldCertificate(flawed)
                .build()
                .sslContext())) {
            MfaClientOptions.Builder options =
                    Samples.options(impostor.baseUri()).http2(true);
            // For this host, but not trusted; or trusted, but for another.
            MfaClient client = clients.open(
                    host.equals("localhost") ? options : options.trustManager(Certificates.trusting(flawed)));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(failure).hasCauseInstanceOf(SSLException.class);
            assertThat(impostor.connections()).isEqualTo(1);
            assertThat(impostor.heads()).isZero();
        }
    }

    /** As on connections that were never anything but HTTP/1.1: see {@link StrayResponseTests}. */
    @Test
    void whereHttp1IsAllThereIsAStrayResponseIsNotTakenForTheNext() {
        Script stray = connection -> {
            connection.readRequest();
            connection.write(http1Response("{\"valid\":false}") + http1Response("{\"valid\":true}"));
            connection.readRequest();
            connection.hang();
        };
        try (ScriptedServer http1 = ScriptedServer.tls(Certificates.serverContext(), stray)) {
            MfaClient client = clients.open(Samples.options(http1.baseUri())
                    .trustManager(Certificates.trustManager())
                    .maxConnections(1)
                    .http2(true));

            StepVerifier.create(Flux.range(0, 10)
                            .concatMap(i -> client.verifyCode(verifyRequest()))
                            .map(VerifyCodeResponse::valid)
                            .distinct())
                    .expectNext(false)
                    .expectComplete()
                    .verify(PATIENCE);

            assertThat(http1.connections())
                    .hasSize(10)
                    .allSatisfy(connection -> assertThat(connection.requests()).hasSize(1));
        }
    }

    @Test
    void withoutTlsTheOptionHasNoEffect() {
        try (ScriptedServer http1 = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = clients.open(Samples.options(http1.baseUri()).http2(true));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(http1.connections().get(0).requests().get(0)).contains(" HTTP/1.1\r\n");
        }
    }

    private void answerAllButTheFirst() {
        server.onRequest(request -> {
            if (request.number() > 1) {
                request.respond("{\"valid\":true}");
            }
        });
    }

    private static Disposition sendingFails(MfaClient client) {
        MfaException failure = failureOf(client.sendMessagingCode(codeRequest().build()), MfaTransportException.class);
        return failure.disposition();
    }

    private MfaClientOptions.Builder options() {
        return Samples.options(server.baseUri())
                .trustManager(Certificates.trustManager())
                .http2(true);
    }

    private static String http1Response(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
