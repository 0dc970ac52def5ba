package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.idle;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The limits of a client hold whatever happens to the schedulers that everybody shares. */
final class TimersTests {

    private static final Duration LIMIT = Duration.ofMillis(300);

    @RegisterExtension
    private final Clients clients = new Clients();

    @AfterEach
    void restore() {
        VirtualTimeScheduler.reset();
        Schedulers.resetFactory();
    }

    @Test
    void allLimitsHoldInAndAfterVirtualTime() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri()).responseTimeout(LIMIT));
            MfaClient made = inVirtualTime(server);

            assertThat(failureOf(made.verifyCode(verifyRequest()), MfaTimeoutException.class)
                            .phase())
                    .isEqualTo(Phase.RESPONSE);
            VirtualTimeScheduler.reset();
            assertThat(failureOf(made.verifyCode(verifyRequest()), MfaTimeoutException.class)
                            .phase())
                    .isEqualTo(Phase.RESPONSE);
            assertThat(failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class)
                            .phase())
                    .isEqualTo(Phase.RESPONSE);
        }
    }

    /** Has its first call under a clock that nobody moves on. */
    private MfaClient inVirtualTime(ScriptedServer server) {
        VirtualTimeScheduler.getOrSet();
        MfaClient client = clients.open(options(server.baseUri()).responseTimeout(LIMIT));
        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class)
                        .phase())
                .isEqualTo(Phase.RESPONSE);
        return client;
    }

    @Test
    void permitsOfCancelledCallsComeBackAfterAShutdownOfTheSharedSchedulers() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(8));
            Schedulers.shutdownNow();

            for (int i = 0; i < 8; i++) {
                Disposable call = client.verifyCode(verifyRequest()).subscribe();
                call.dispose();
            }

            idle(client, 8);
        } finally {
            Schedulers.resetFactory();
        }
    }

    @Test
    void callsEndAfterTheFactoryWasReplaced() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri()).callTimeout(LIMIT));
            Schedulers.setFactory(new Schedulers.Factory() {});
            Schedulers.resetFactory();

            failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);
        }
    }

    @Test
    void aBlockedThreadOfTheParallelSchedulerDelaysNothing() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(Schedulers.DEFAULT_POOL_SIZE);
        for (int i = 0; i < Schedulers.DEFAULT_POOL_SIZE; i++) {
            Schedulers.parallel().schedule(() -> {
                blocked.countDown();
                spinUntil(done);
            });
        }
        blocked.await();
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri())
                    .responseTimeout(LIMIT)
                    .maxConnections(1)
                    .pendingTimeout(LIMIT));
            CountDownLatch ended = new CountDownLatch(2);
            client.verifyCode(verifyRequest()).subscribe(response -> {}, failure -> ended.countDown());
            client.verifyCode(verifyRequest()).subscribe(response -> {}, failure -> ended.countDown());

            assertThat(ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } finally {
            done.countDown();
        }
    }

    /** Without a blocking call, which BlockHound would not let pass. */
    private static void spinUntil(CountDownLatch done) {
        while (done.getCount() > 0) {
            // Not even Thread.onSpinWait().
        }
    }

    @Test
    void retriesAndTokensNeedNoSharedScheduler() {
        AtomicInteger requests = new AtomicInteger();
        String token = "{\"access_token\":\"t\"}";
        Script resetsOnce = Script.afterRequest(connection -> {
            if (requests.incrementAndGet() == 1) {
                connection.reset();
            } else {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + token.length() + "\r\n\r\n" + token);
                connection.hang();
            }
        });
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved());
                ScriptedServer recovers = ScriptedServer.plain(resetsOnce);
                ScriptedServer hangs = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient retrying = clients.open(withTokens(server, recovers));
            MfaClient waiting = clients.open(withTokens(server, hangs).tokenTimeout(LIMIT));
            Schedulers.shutdownNow();

            assertThat(responseOf(retrying.verifyCode(verifyRequest()))).isNotNull();
            assertThat(requests).hasValue(2);
            assertThat(failureOf(waiting.verifyCode(verifyRequest()), MfaTokenException.class))
                    .hasMessageContaining("tokenTimeout");
        } finally {
            Schedulers.resetFactory();
        }
    }

    private static MfaClientOptions.Builder withTokens(ScriptedServer server, ScriptedServer tokens) {
        return options(server.baseUri())
                .credentials(Credentials.clientCredentials("id", "secret"))
                .tokenUri(tokens.baseUri());
    }

    @Test
    void closingKeepsItsLimitToo() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri()).closeTimeout(LIMIT));
            CountDownLatch ended = new CountDownLatch(1);
            client.verifyCode(verifyRequest()).subscribe(response -> {}, failure -> ended.countDown());
            VirtualTimeScheduler.getOrSet();

            StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);

            assertThat(ended.getCount()).isZero();
        }
    }
}
