package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.Eventually.idle;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Streak;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ConnectProxy;
import io.github.bandwidthmfa.reactor.testing.Http2Server;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.github.bandwidthmfa.reactor.testing.TokenServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** The first call finds what it needs; and to bring that about costs nothing, shows nothing, and breaks nothing. */
final class WarmUpTests {

    private static final Duration LIMIT = Duration.ofMillis(300);

    @StartStop
    private final MockWebServer tokenServer = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    private TokenServer tokens;

    @BeforeEach
    void respond() {
        tokens = new TokenServer(tokenServer);
    }

    @Test
    void oneHeadWithoutCredentialsAndOneTokenRequestAreSent() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            warmUp(clients.open(withToken(service.baseUri())));

            assertThat(requests(service))
                    .singleElement()
                    .satisfies(request -> assertThat(
                                    request.toLowerCase(Locale.ROOT).lines().filter(line -> !line.isEmpty()))
                            .containsExactlyInAnyOrder(
                                    "head /api/v1 http/1.1",
                                    "user-agent: bandwidth-mfa-java",
                                    "host: " + service.baseUri().getAuthority(),
                                    "accept: */*",
                                    "content-length: 0"));
            assertThat(tokens.requests()).isEqualTo(1);
        }
    }

    @Test
    void aBaseUriWithoutAPathIsAskedAtItsRoot() {
        try (ScriptedServer service = ScriptedServer.plain(service(200))) {
            warmUp(clients.open(options(service.baseUri().resolve("/"))));

            assertThat(requests(service)).singleElement().asString().startsWith("HEAD / HTTP/1.1\r\n");
        }
    }

    @Test
    void fixedCredentialsNeedNoToken() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            warmUp(clients.open(options(service.baseUri()).tokenUri(tokens.uri())));

            assertThat(tokens.requests()).isZero();
        }
    }

    /** Made in reaction to the warm-up's end, as early as can be. */
    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void theFirstCallFindsTokenAndConnection(boolean tls) {
        try (ScriptedServer service = server(tls, service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()).trustManager(Certificates.trustManager()));

            assertThat(warmUpThenCall(client).valid()).isTrue();

            assertThat(service.connections()).hasSize(1);
            assertThat(requests(service)).hasSize(2);
            assertThat(tokens.requests()).isEqualTo(1);
        }
    }

    @Test
    void theFirstCallFindsTheConnectionOnNio() {
        EventLoopGroup nio = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        LoopResources loops = preferNative -> nio;
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(options(service.baseUri()).loopResources(loops));

            assertThat(warmUpThenCall(client).valid()).isTrue();

            assertThat(service.connections()).hasSize(1);
        } finally {
            nio.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void anotherLoopFindsTheConnectionToo() {
        LoopResources shared = LoopResources.create("colocated", 2, true);
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            int warm = 0;
            for (EventExecutor loop : shared.onClient(true)) {
                MfaClient client = clients.open(options(service.baseUri()).loopResources(shared));
                warmUp(client);
                responseOf(client.verifyCode(verifyRequest()).subscribeOn(Schedulers.fromExecutor(loop)));
                warm++;
                assertThat(service.connections()).hasSize(warm);
            }
            assertThat(warm).isEqualTo(2);
        } finally {
            StepVerifier.create(shared.disposeLater(Duration.ZERO, PATIENCE))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void theFirstCallFindsTheConnectionOfHttp2() {
        try (Http2Server service = new Http2Server().onRequest(request -> {
            if (request.method().equals("HEAD")) {
                request.respondWithoutBody(403, 42);
            } else {
                request.respond("{\"valid\":true}");
            }
        })) {
            MfaClient client = clients.open(options(service.baseUri())
                    .trustManager(Certificates.trustManager())
                    .http2(true));

            assertThat(warmUpThenCall(client).valid()).isTrue();

            assertThat(service.requests()).isEqualTo(2);
            assertThat(service.connections()).isEqualTo(1);
        }
    }

    @Test
    void theFirstCallFindsTheTunnelThroughAProxy() {
        try (ScriptedServer service = server(true, service(403));
                ConnectProxy proxy = new ConnectProxy(service.baseUri())) {
            MfaClient client = clients.open(options(URI.create("https://service.example/api/v1"))
                    .trustManager(Certificates.trustManager())
                    .proxy(proxy.address()));

            assertThat(warmUpThenCall(client).valid()).isTrue();

            assertThat(proxy.asked()).hasSize(1);
            assertThat(service.connections()).hasSize(1);
        }
    }

    @Test
    void theFirstCallOfAnObservedClientFindsTheConnection() {
        TestObservationRegistry registry = TestObservationRegistry.create();
        try (ScriptedServer service = ScriptedServer.plain(service(500))) {
            MfaClient client = clients.open(options(service.baseUri()).observationRegistry(registry));

            warmUp(client);
            TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyObservation();
            responseOf(client.verifyCode(verifyRequest()));

            assertThat(service.connections()).hasSize(1);
        }
    }

    @Test
    void oneConnectionAndNoQueueSuffice() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(1).maxPending(0));

            assertThat(warmUpThenCall(client).valid()).isTrue();

            assertThat(service.connections()).hasSize(1);
        }
    }

    @Test
    void aWarmClientOpensNoSecondConnection() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()));

            StepVerifier.create(client.warmUp().then(client.warmUp()))
                    .expectComplete()
                    .verify(PATIENCE);

            assertThat(service.connections()).hasSize(1);
            assertThat(requests(service)).hasSize(2);
            assertThat(tokens.requests()).isEqualTo(1);
        }
    }

    @Test
    void concurrentWarmUpsShareOneTokenRequest() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()));

            StepVerifier.create(Flux.range(0, 20).flatMap(i -> client.warmUp(), 20))
                    .expectComplete()
                    .verify(PATIENCE);

            assertThat(requests(service)).hasSize(20);
            assertThat(tokens.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 302, 400, 401, 403, 404, 405, 408, 429, 500, 502, 503})
    void anyStatusProvesTheConnectionAndSaysNothingOfTheService(int status) {
        try (ScriptedServer service = ScriptedServer.plain(service(status))) {
            MfaClient client = clients.open(withToken(service.baseUri()));

            warmUp(client);

            assertNothingShown(client.status());
            assertThat(requests(service)).hasSize(1);
            responseOf(client.verifyCode(verifyRequest()));
            assertThat(service.connections()).hasSize(1);
            assertThat(tokens.requests()).isEqualTo(1);
        }
    }

    @Test
    void whatIsKnownOfTheServiceStaysKnown() {
        try (ScriptedServer service = ScriptedServer.plain(service(503))) {
            MfaClient client = clients.open(options(service.baseUri()));
            responseOf(client.verifyCode(verifyRequest()));

            warmUp(client);

            assertThat(client.status().service()).isEqualTo(Service.AVAILABLE);
            assertThat(client.status().latestFailure()).isEmpty();
        }
    }

    @Test
    void aServerThatClosesAfterItsResponseLeavesAClientThatWorks() {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(connection ->
                connection.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 42\r\nConnection: close\r\n\r\n")))) {
            MfaClient client = clients.open(options(service.baseUri()));

            warmUp(client);
            service.follow(service(403));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(service.connections()).hasSize(2);
        }
    }

    /** It would be taken for the response to the next call. */
    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void aBodyThatAHeadMustNotHaveIsNobodysResponse(boolean tls) {
        String stray = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"valid\":true}";
        Script script = connection -> {
            while (true) {
                boolean head = connection.readRequest().startsWith("HEAD");
                connection.write(
                        head
                                ? "HTTP/1.1 403 Forbidden\r\nContent-Length: " + stray.length() + "\r\n\r\n" + stray
                                : "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"valid\":false}");
            }
        };
        try (ScriptedServer service = server(tls, script)) {
            MfaClient client = clients.open(options(service.baseUri()).trustManager(Certificates.trustManager()));

            assertThat(warmUpThenCall(client).valid()).isFalse();
        }
    }

    @Test
    void withoutATokenTheConnectionIsOpenedAllTheSame() {
        tokens.answerAlways(json(401, "{\"error\":\"invalid_client\"}"));
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()));

            MfaTokenException failure = failureOf(client.warmUp(), MfaTokenException.class);

            assertThat(failure.status()).hasValue(401);
            assertThat(failure).hasNoSuppressedExceptions();
            assertNotSent(failure);
            eventually(() -> requests(service).size() == 1);
            assertNothingShown(client.status());
        }
    }

    @Test
    void withoutAConnectionTheTokenIsObtainedAllTheSame() throws IOException {
        MfaClient client = clients.open(withToken(refusing()));

        MfaTransportException failure = failureOf(client.warmUp(), MfaTransportException.class);

        assertThat(failure).hasMessage("verify: no connection could be made [NOT_SENT]");
        assertThat(failure).hasNoSuppressedExceptions();
        assertNotSent(failure);
        assertThat(client.status().tokens()).isEqualTo(new MfaClientStatus.Tokens(1, 0));
        assertNothingShown(client.status());
    }

    @Test
    void ofTwoFailuresNeitherIsLost() throws IOException {
        tokens.answerAlways(json(500, ""));
        MfaClient client = clients.open(withToken(refusing()));

        MfaTokenException failure = failureOf(client.warmUp(), MfaTokenException.class);

        assertThat(failure.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(MfaTransportException.class, WarmUpTests::assertNotSent);
        assertNothingShown(client.status());
    }

    @Test
    void aTokenEndpointThatIsNotThereIsSaid() throws IOException {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()).tokenUri(refusing()));

            assertNotSent(failureOf(client.warmUp(), MfaTokenException.class));
        }
    }

    @Test
    void aNameWithoutAnAddressIsSaid() {
        MfaClient client = clients.open(withToken(URI.create("https://nowhere.invalid/api/v1")));

        MfaTransportException failure = failureOf(client.warmUp(), MfaTransportException.class);

        assertThat(failure).hasMessageContaining("the host's name could not be resolved");
        assertNotSent(failure);
    }

    @Test
    void aServerThatNeverRespondsCostsNoMoreThanACallMayTake() {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(service.baseUri()).callTimeout(LIMIT));

            MfaTimeoutException failure = failureOf(client.warmUp(), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.CALL);
            assertNotSent(failure);
            assertNothingShown(client.status());
            idle(client, 64);
        }
    }

    @Test
    void aResponseThatDoesNotBeginIsGivenUp() {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(service.baseUri()).responseTimeout(LIMIT));

            MfaTimeoutException failure = failureOf(client.warmUp(), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.RESPONSE);
            assertNotSent(failure);
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsGivenUp() {
        try (ScriptedServer service = ScriptedServer.tls(Certificates.serverContext(), Connection::ignore)) {
            MfaClient client = clients.open(options(service.baseUri()).tlsHandshakeTimeout(LIMIT));

            MfaTimeoutException failure = failureOf(client.warmUp(), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
            assertNotSent(failure);
        }
    }

    @Test
    void aSourceOfCredentialsThatSaysNothingIsGivenUp() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(
                    options(service.baseUri()).credentials(Mono.never()).tokenTimeout(LIMIT));

            assertNotSent(failureOf(client.warmUp(), MfaTokenException.class));
            assertThat(requests(service)).hasSize(1);
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaid() {
        try (ScriptedServer service = server(true, service(403))) {
            MfaTransportException failure =
                    failureOf(clients.open(options(service.baseUri())).warmUp(), MfaTransportException.class);

            assertThat(failure).hasMessageContaining("is the certificate trusted");
            assertNotSent(failure);
        }
    }

    @Test
    void aResponseThatIsNotHttpIsSaid() {
        try (ScriptedServer service =
                ScriptedServer.plain(Script.afterRequest(connection -> connection.write("SSH-2.0-x\r\n\r\n")))) {
            MfaTransportException failure =
                    failureOf(clients.open(options(service.baseUri())).warmUp(), MfaTransportException.class);

            assertThat(failure).hasMessageContaining("not valid HTTP");
            assertNotSent(failure);
        }
    }

    /** A call would not be: it might have been acted on. */
    @Test
    void aHeadThatWasNotAnsweredIsRetried() {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(connection -> {}))) {
            MfaClient client = clients.open(options(service.baseUri()).maxRetries(2));

            MfaTransportException failure = failureOf(client.warmUp(), MfaTransportException.class);

            assertNotSent(failure);
            assertThat(requests(service)).hasSize(3);
            assertNothingShown(client.status());
        }
    }

    @Test
    void aClosedClientIsNotWarmedUp() {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()));
            Mono<Void> assembledBefore = client.warmUp();
            StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);

            MfaTransportException failure = failureOf(assembledBefore, MfaTransportException.class);

            assertThat(failure).hasMessage("verify: the client is closed [NOT_SENT]");
            assertThat(service.connections()).isEmpty();
            assertThat(tokens.requests()).isZero();
        }
    }

    @Test
    void closingEndsAWarmUp() {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(service.baseUri()).closeTimeout(Duration.ofMillis(100)));
            Mono<Void> warmUp = client.warmUp().cache();
            Disposable unused = warmUp.subscribe(nothing -> {}, failure -> {});
            eventually(() -> requests(service).size() == 1);

            StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);

            assertNotSent(failureOf(warmUp, MfaTransportException.class));
        }
    }

    @Test
    void cancellingStopsIt() throws InterruptedException {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(service.baseUri()).maxConnections(1));
            Disposable warmUp = client.warmUp().subscribe();
            eventually(() -> requests(service).size() == 1);

            warmUp.dispose();

            assertThat(service.connections().get(0).awaitEnd(PATIENCE)).isTrue();
            idle(client, 1);
        }
    }

    @Test
    void aCallMeetsAWarmUpAsItWouldMeetACall() {
        try (ScriptedServer service = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(1).maxPending(0));
            Disposable unused = client.warmUp().subscribe(nothing -> {}, failure -> {});
            eventually(() -> requests(service).size() == 1);

            failureOf(client.verifyCode(verifyRequest()), MfaOverloadedException.class);
            assertNotSent(failureOf(client.warmUp(), MfaOverloadedException.class));
            assertThat(service.connections()).hasSize(1);
        }
    }

    /** The failure was the warm-up's, so no call has noted it yet: the first that meets it does. */
    @Test
    void aCallThatHasNoTokenSinceTheWarmUpCounts() {
        tokens.answerAlways(json(401, "{\"error\":\"invalid_client\"}"));
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            MfaClient client = clients.open(withToken(service.baseUri()));
            failureOf(client.warmUp(), MfaTokenException.class);
            assertThat(client.status().service()).isEqualTo(Service.UNKNOWN);

            failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

            assertThat(client.status().service()).isEqualTo(Service.UNAUTHORIZED);
            assertThat(client.status().refusals().calls()).isEqualTo(1);
        }
    }

    @Test
    void theFirstCallLoadsNoClassOfTheClient() throws Exception {
        try (ScriptedServer service = ScriptedServer.plain(service(403))) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load:stdout",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FirstCall.class.getName(),
                            service.baseUri().toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output.substring(output.indexOf(FirstCall.WARM), output.indexOf(FirstCall.CALLED))
                            .lines())
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("] io.github.bandwidthmfa."));
        }
    }

    /** A new JVM's first call, between two lines that a log of loaded classes is cut at. */
    static final class FirstCall {

        static final String WARM = "it is warm";
        static final String CALLED = "it was called";

        private FirstCall() {}

        public static void main(String... baseUri) {
            MfaClient client = MfaClient.create(options(URI.create(baseUri[0])).build());
            Mono<VerifyCodeResponse> call = client.verifyCode(verifyRequest());
            client.warmUp().block(PATIENCE);
            System.out.println(WARM);
            VerifyCodeResponse response = call.block(PATIENCE);
            System.out.println(CALLED + response);
            client.close().block(PATIENCE);
        }
    }

    private MfaClientOptions.Builder withToken(URI baseUri) {
        return options(baseUri)
                .credentials(Credentials.clientCredentials("client-id", "secret"))
                .tokenUri(tokens.uri());
    }

    /** Answers calls as the service does, and each HEAD with this status and the length of a body that it must not send. */
    private static Script service(int status) {
        return connection -> {
            while (true) {
                boolean head = connection.readRequest().startsWith("HEAD");
                connection.write(
                        head
                                ? "HTTP/1.1 " + status + " Whatever\r\nLocation: /elsewhere\r\n"
                                        + (status == 204 ? "" : "Content-Length: 42\r\n") + "\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"valid\":true}");
            }
        };
    }

    private static ScriptedServer server(boolean tls, Script script) {
        return tls ? ScriptedServer.tls(Certificates.serverContext(), script) : ScriptedServer.plain(script);
    }

    private static URI refusing() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + closed.getLocalPort() + "/api/v1");
        }
    }

    private static void warmUp(MfaClient client) {
        StepVerifier.create(client.warmUp()).expectComplete().verify(PATIENCE);
    }

    private static VerifyCodeResponse warmUpThenCall(MfaClient client) {
        return responseOf(client.warmUp().then(Mono.defer(() -> client.verifyCode(verifyRequest()))));
    }

    private static List<String> requests(ScriptedServer server) {
        return server.connections().stream()
                .flatMap(connection -> connection.requests().stream())
                .toList();
    }

    private static void assertNotSent(MfaException failure) {
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure.operation()).isEqualTo(MfaOperation.VERIFY);
    }

    private static void assertNothingShown(MfaClientStatus status) {
        assertThat(status.service()).isEqualTo(Service.UNKNOWN);
        assertThat(status.refusals()).isEqualTo(Streak.NONE);
        assertThat(status.failures()).isEqualTo(Streak.NONE);
        assertThat(status.latestFailure()).isEmpty();
        assertThat(status.calls().retries()).isZero();
        assertThat(status.calls().queued()).isZero();
    }
}
