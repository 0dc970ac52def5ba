package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.Eventually.idle;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.PatientService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** More calls than connections: nobody is lost, nobody waits for nothing, and what is too much is turned away. */
final class OverloadTests {

    private static final int OWN_LOOPS_AT_MOST = 3;

    /** For ten thousand calls under leak detection, on a machine that has other things to do. */
    private static final Duration MUCH_PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void aBurstOfCallersWhoGiveUpCostsNoConnectionsBeyondTheirOwn() {
        try (PatientService service = PatientService.answeringAfter(Duration.ofMillis(50))) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(4).maxPending(200));
            StepVerifier.create(Flux.range(0, 4).flatMap(i -> client.verifyCode(verifyRequest())))
                    .expectNextCount(4)
                    .expectComplete()
                    .verify(PATIENCE);
            int before = service.connections();

            StepVerifier.create(Flux.range(0, 200)
                            .flatMap(
                                    i -> client.verifyCode(verifyRequest())
                                            .timeout(Duration.ofMillis(300))
                                            .then(Mono.<Throwable>empty())
                                            .onErrorResume(Mono::just),
                                    200)
                            .filter(failure -> !(failure instanceof TimeoutException)))
                    .expectComplete()
                    .verify(PATIENCE);

            idle(client, 4);
            assertThat(service.connections() - before).isLessThanOrEqualTo(4);
            StepVerifier.create(Flux.range(0, 20).flatMap(i -> client.verifyCode(verifyRequest()), 4))
                    .expectNextCount(20)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void tenThousandAtOnceAllGetTheirAnswers() {
        try (PatientService service = new PatientService(number -> Mono.empty())) {
            MfaClient client = clients.open(options(service.baseUri())
                    .maxPending(10_000)
                    .pendingTimeout(MUCH_PATIENCE)
                    .callTimeout(MUCH_PATIENCE));

            StepVerifier.create(Flux.range(0, 10_000).flatMap(i -> client.verifyCode(verifyRequest()), 10_000))
                    .expectNextCount(10_000)
                    .expectComplete()
                    .verify(MUCH_PATIENCE);

            assertThat(service.requests()).isEqualTo(10_000);
            assertThat(service.connections()).isLessThanOrEqualTo(64 + OWN_LOOPS_AT_MOST);
            idle(client, 64);
        }
    }

    @Test
    void whatIsBeyondTheQueueIsTurnedAwayAtOnceAndTheRestIsServed() {
        Sinks.Empty<Void> leave = Sinks.empty();
        try (PatientService service = new PatientService(number -> leave.asMono())) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(2).maxPending(3));
            List<VerifyCodeResponse> answers = new ArrayList<>();
            Sinks.Empty<Void> allAnswered = Sinks.empty();
            Flux.range(0, 5)
                    .flatMap(i -> client.verifyCode(verifyRequest()))
                    .subscribe(answers::add, allAnswered::tryEmitError, allAnswered::tryEmitEmpty);

            for (int i = 0; i < 100; i++) {
                MfaOverloadedException failure =
                        failureOf(client.verifyCode(verifyRequest()), MfaOverloadedException.class);
                assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
                assertThat(failure.maxConnections()).isEqualTo(2);
                assertThat(failure.maxPending()).isEqualTo(3);
            }

            leave.tryEmitEmpty().orThrow();
            StepVerifier.create(allAnswered.asMono()).expectComplete().verify(PATIENCE);
            assertThat(answers).hasSize(5);
            StepVerifier.create(Flux.range(0, 100).flatMap(i -> client.verifyCode(verifyRequest()), 2))
                    .expectNextCount(100)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(service.requests()).isEqualTo(105);
        }
    }

    @Test
    void aCallStartedFromAnothersResultNeverFailsForWantOfItsPermit() {
        try (PatientService service = new PatientService(number -> Mono.empty())) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(1).maxPending(0));
            Mono<VerifyCodeResponse> chained = client.verifyCode(verifyRequest());
            for (int i = 1; i < 200; i++) {
                chained = chained.flatMap(response -> client.verifyCode(verifyRequest()));
            }

            assertThat(responseOf(chained).valid()).isTrue();

            assertThat(service.requests()).isEqualTo(200);
            assertThat(service.connections()).isLessThanOrEqualTo(1 + OWN_LOOPS_AT_MOST);
        }
    }

    @Test
    void chainsOnLoopsOfTheApplicationNeverFailEither() {
        LoopResources shared = LoopResources.create("shared-by-the-application", 2, true);
        try (PatientService service = new PatientService(number -> Mono.empty())) {
            MfaClient client = clients.open(options(service.baseUri())
                    .loopResources(shared)
                    .maxConnections(2)
                    .maxPending(0));

            StepVerifier.create(Flux.range(0, 2)
                            .flatMap(chain -> Flux.range(0, 100).concatMap(i -> client.verifyCode(verifyRequest()))))
                    .expectNextCount(200)
                    .expectComplete()
                    .verify(PATIENCE);
        } finally {
            // Before the client is closed, as a container may do it.
            StepVerifier.create(shared.disposeLater(Duration.ZERO, PATIENCE))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void whoHasWaitedForAsLongAsAllowedIsToldSoAndWasNotSent() {
        Sinks.Empty<Void> leave = Sinks.empty();
        try (PatientService service = new PatientService(number -> leave.asMono())) {
            MfaClient client =
                    clients.open(options(service.baseUri()).maxConnections(1).pendingTimeout(Duration.ofMillis(100)));
            client.verifyCode(verifyRequest()).subscribe();
            eventually(() -> service.requests() == 1);

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.QUEUE);
            assertThat(failure.limit()).isEqualTo(Duration.ofMillis(100));
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(service.requests()).isEqualTo(1);
            leave.tryEmitEmpty().orThrow();
            idle(client, 1);
        }
    }
}
