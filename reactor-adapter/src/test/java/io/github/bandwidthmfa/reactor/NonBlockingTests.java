package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.NonBlockingWatch;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Nothing the client does on an event loop or a timer's thread blocks it, whatever it is busy with. */
final class NonBlockingTests {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n"
            + "{\"valid\":true,\"messageId\":\"m\",\"callId\":\"c\",\"access_token\":\"t\",\"expires_in\":3600}";

    @Test
    void theWatchIsOn() {
        NonBlockingWatch.forget();
        StepVerifier.create(Mono.fromRunnable(NonBlockingTests::block).subscribeOn(Schedulers.parallel()))
                .expectError(BlockingOperationError.class)
                .verify(PATIENCE);

        assertThat(NonBlockingWatch.stopped()).hasSize(1);
        NonBlockingWatch.forget();
    }

    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void sendVerifyTokenRetryOverloadDeadlineAndCloseDoNotBlock(boolean tls) throws Exception {
        NonBlockingWatch.forget();
        Script goodThenSilent = connection -> {
            for (int i = 0; i < 20; i++) {
                connection.readRequest();
                connection.write(ANSWER);
            }
            connection.hang();
        };
        try (ScriptedServer server = tls
                ? ScriptedServer.tls(Certificates.serverContext(), goodThenSilent)
                : ScriptedServer.plain(goodThenSilent)) {
            MfaClient client = MfaClient.create(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .tokenUri(server.baseUri())
                    .credentials(Credentials.clientCredentials("id", "secret"))
                    .maxConnections(2)
                    .maxPending(4)
                    .callTimeout(Duration.ofMillis(800))
                    .closeTimeout(Duration.ofMillis(200))
                    .build());
            // From an event loop's point of view: every call but the first is made in reaction to another.
            StepVerifier.create(client.sendMessagingCode(codeRequest().build())
                            .flatMap(sent -> client.sendVoiceCode(codeRequest().build()))
                            .flatMapMany(called -> Flux.range(0, 60)
                                    .flatMap(i -> client.verifyCode(verifyRequest())
                                            .then()
                                            .onErrorResume(MfaException.class, failure -> Mono.empty())))
                            .then(Mono.defer(() -> {
                                server.follow(Connection::reset);
                                return client.verifyCode(verifyRequest())
                                        .then()
                                        .onErrorResume(MfaException.class, failure -> Mono.empty());
                            }))
                            .then(client.close()))
                    .expectComplete()
                    .verify(PATIENCE);
        }
        assertThat(NonBlockingWatch.stopped()).isEmpty();
    }

    @SuppressWarnings("ThreadSleepMillis") // Blocking is the point.
    private static void block() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
