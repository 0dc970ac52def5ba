package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.PatientService;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Closed means closed: nothing new, what is there may finish, and then nothing of the client is left. */
final class CloseTests {

    @Test
    void callersThatThrowDoNotKeepItFromClosing() {
        try (ScriptedServer silent = ScriptedServer.plain(Connection::hang)) {
            MfaClient client = MfaClient.create(options(silent.baseUri())
                    .closeTimeout(Duration.ofMillis(100))
                    .build());
            for (int i = 0; i < 2; i++) {
                client.verifyCode(verifyRequest()).subscribe(response -> {}, failure -> {
                    throw new IllegalStateException("thrown by the caller");
                });
            }

            StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
        }
    }

    @Test
    void aClosedClientRefusesCallsAndOpensNoConnection() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = MfaClient.create(options(server.baseUri()).build());
            Mono<VerifyCodeResponse> assembledBefore = client.verifyCode(verifyRequest());
            assertThat(responseOf(assembledBefore).valid()).isTrue();

            close(client);

            MfaTransportException failure = failureOf(assembledBefore, MfaTransportException.class);
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(failure).hasMessage("verify: the client is closed [NOT_SENT]");
            assertThat(server.connections()).hasSize(1);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @Test
    void whatIsInFlightFinishesWhileNewCallsAreRefused() {
        Sinks.Empty<Void> leave = Sinks.empty();
        try (PatientService service = new PatientService(number -> leave.asMono())) {
            MfaClient client = MfaClient.create(
                    options(service.baseUri()).maxConnections(1).build());
            Sinks.One<VerifyCodeResponse> inFlight = collect(client);
            Sinks.One<VerifyCodeResponse> queued = collect(client);
            eventually(() -> service.requests() == 1);

            Sinks.Empty<Void> closed = Sinks.empty();
            client.close().subscribe(v -> {}, closed::tryEmitError, closed::tryEmitEmpty);
            failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);
            leave.tryEmitEmpty().orThrow();

            assertThat(responseOf(inFlight.asMono()).valid()).isTrue();
            assertThat(responseOf(queued.asMono()).valid()).isTrue();
            StepVerifier.create(closed.asMono()).expectComplete().verify(PATIENCE);
            assertThat(service.requests()).isEqualTo(2);
        }
    }

    @Test
    void whatDoesNotFinishInTimeIsEndedAndNobodyKnows() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = MfaClient.create(options(server.baseUri())
                    .maxConnections(1)
                    .closeTimeout(Duration.ofMillis(100))
                    .build());
            Sinks.One<VerifyCodeResponse> handedOver = collect(client);
            eventually(() -> server.completeRequests() == 1);
            Sinks.One<VerifyCodeResponse> queued = collect(client);

            close(client);

            assertThat(failureOf(handedOver.asMono(), MfaTransportException.class)
                            .disposition())
                    .isEqualTo(Disposition.UNKNOWN);
            assertThat(failureOf(queued.asMono(), MfaTransportException.class).disposition())
                    .isEqualTo(Disposition.NOT_SENT);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @Test
    void closingWhileConnectingEndsTheCallUnsent() {
        try (ScriptedServer server = ScriptedServer.tls(Certificates.serverContext(), Connection::ignore)) {
            MfaClient client = MfaClient.create(options(server.baseUri())
                    .closeTimeout(Duration.ofMillis(100))
                    .build());
            Sinks.One<VerifyCodeResponse> connecting = collect(client);
            eventually(() -> !server.connections().isEmpty());

            close(client);

            assertThat(failureOf(connecting.asMono(), MfaTransportException.class)
                            .disposition())
                    .isEqualTo(Disposition.NOT_SENT);
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = MfaClient.create(options(server.baseUri()).build());
            responseOf(client.verifyCode(verifyRequest()));

            StepVerifier.create(Mono.when(client.close(), client.close()))
                    .expectComplete()
                    .verify(PATIENCE);
            close(client);
        }
    }

    @Test
    void closingFromAnEventLoopOfTheClientItselfCompletes() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client = MfaClient.create(options(server.baseUri()).build());

            StepVerifier.create(client.verifyCode(verifyRequest())
                            .doOnNext(response -> assertThat(Schedulers.isInNonBlockingThread())
                                    .isTrue())
                            .flatMap(response -> client.close()))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void whoeverStopsWaitingForTheCloseDoesNotStopIt() {
        Sinks.Empty<Void> leave = Sinks.empty();
        try (PatientService service = new PatientService(number -> leave.asMono())) {
            MfaClient client = MfaClient.create(options(service.baseUri()).build());
            Sinks.One<VerifyCodeResponse> inFlight = collect(client);
            eventually(() -> service.requests() == 1);

            client.close().subscribe().dispose();
            leave.tryEmitEmpty().orThrow();

            responseOf(inFlight.asMono());
            eventually(() -> service.openConnections() == 0);
        }
    }

    @Test
    void nothingOfTheClientIsLeft() {
        try (PatientService service = new PatientService(number -> Mono.empty())) {
            Set<Thread> before = threads();
            MfaClient client = MfaClient.create(options(service.baseUri()).build());
            responseOf(client.verifyCode(verifyRequest()));
            assertThat(threads()).anyMatch(thread -> !before.contains(thread));

            close(client);

            eventually(() -> before.containsAll(threads()));
            eventually(() -> service.openConnections() == 0);
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bandwidth-mfa-"))
                .collect(Collectors.toSet());
    }

    private static Sinks.One<VerifyCodeResponse> collect(MfaClient client) {
        Sinks.One<VerifyCodeResponse> result = Sinks.one();
        client.verifyCode(verifyRequest()).subscribe(result::tryEmitValue, result::tryEmitError);
        return result;
    }

    private static void close(MfaClient client) {
        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
    }
}
