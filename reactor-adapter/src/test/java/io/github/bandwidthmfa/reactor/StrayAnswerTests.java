package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Samples.answerOf;
import static io.github.bandwidthmfa.reactor.Samples.options;
import static io.github.bandwidthmfa.reactor.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.ScriptedServer.Script;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * A second answer that nobody asked for must not be taken for the answer to the next call: a wrong code would be valid
 * because the server said so to somebody else.
 *
 * <p>What has reached this machine before the next request is written is always noticed. Bytes that arrive after that cannot
 * be told from the answer by anybody who speaks HTTP/1.1 on a connection that is kept alive.
 */
final class StrayAnswerTests {

    private static final String FALSE = answer("{\"valid\":false}");
    private static final String STRAY = answer("{\"valid\":true}");

    @RegisterExtension
    private final Clients clients = new Clients();

    /** The stray answer, cut at every interesting place: in the same packet as the right one, or partly. */
    @ParameterizedTest(name = "tls={0}, first part={1}")
    @CsvSource({"false, 1", "false, 9", "false, 40", "false, 1000", "true, 1", "true, 9", "true, 40", "true, 1000"})
    void oneThatComesTogetherWithTheRightAnswerIsNeverTakenForTheNext(boolean tls, int firstPart) throws Exception {
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

            // No gap between the calls: each is made in reaction to the one before.
            StepVerifier.create(Flux.range(0, 50)
                            .concatMap(i -> client.verifyCode(verifyRequest()))
                            .map(VerifyCodeResponse::valid)
                            .distinct())
                    .expectNext(false)
                    .expectComplete()
                    .verify(Samples.PATIENCE);

            assertThat(server.completeRequests()).isEqualTo(50);
            assertThat(server.connections())
                    .allSatisfy(connection -> assertThat(connection.requests()).hasSize(1));
        }
    }

    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void oneThatArrivesWhileTheConnectionIsIdleIsNeverTakenForTheNext(boolean tls) throws Exception {
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
                    .maxConnections(1));
            assertThat(answerOf(client.verifyCode(verifyRequest())).valid()).isFalse();
            server.follow(Script.answering(FALSE));

            // Written before the next call begins: on this machine that means that it has arrived, read or not.
            answered.countDown();
            strayed.await();

            assertThat(answerOf(client.verifyCode(verifyRequest())).valid()).isFalse();
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
                boolean success = Boolean.TRUE.equals(answerOf(client.verifyCode(verifyRequest())
                        .map(answer -> true)
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
    void anAnswerToARequestThatWasNeverSentIsNotTakenForOne() {
        Script speaksFirst = connection -> {
            connection.write(STRAY);
            connection.hang();
        };
        try (ScriptedServer server = ScriptedServer.plain(speaksFirst)) {
            MfaClient client = clients.open(options(server.baseUri()).maxRetries(0));
            // On a new connection what comes first may come before or after the request: it is an answer or a failure.
            StepVerifier.create(client.verifyCode(verifyRequest()).onErrorResume(failure -> {
                        assertThat(failure).isInstanceOf(MfaTransportException.class);
                        return Mono.empty();
                    }))
                    .thenConsumeWhile(answer -> true)
                    .expectComplete()
                    .verify(Samples.PATIENCE);
        }
    }

    @Test
    void aWellBehavedConnectionIsStillUsedAgain() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            for (int i = 0; i < 100; i++) {
                answerOf(client.verifyCode(verifyRequest()));
            }

            // Two, if a result was passed on before its connection was back in the pool.
            assertThat(server.connections()).hasSizeLessThanOrEqualTo(2);
            assertThat(server.completeRequests()).isEqualTo(100);
        }
    }

    private static ScriptedServer server(boolean tls, Script script) {
        return tls ? ScriptedServer.tls(Certificates.serverContext(), script) : ScriptedServer.plain(script);
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
