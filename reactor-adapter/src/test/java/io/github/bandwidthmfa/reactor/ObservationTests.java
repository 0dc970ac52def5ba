package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.observation.MfaObservationContext;
import io.github.bandwidthmfa.reactor.observation.MfaObservationConvention;
import io.github.bandwidthmfa.reactor.observation.Observations;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A call is observed as a whole, and each attempt of it: with few values, no secrets, and an end that comes once. */
final class ObservationTests {

    private static final String CALL = "bandwidth.mfa";
    private static final String ATTEMPT = "bandwidth.mfa.attempt";

    @StartStop
    final MockWebServer server = new MockWebServer();

    @RegisterExtension
    final Clients clients = new Clients();

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final Stops stops = new Stops();

    private MfaClient client() {
        return client(options(server));
    }

    private MfaClient client(MfaClientOptions.Builder options) {
        registry.observationConfig().observationHandler(stops);
        return clients.open(options.observationRegistry(registry));
    }

    @Test
    void aCallAndItsAttemptAreObserved() {
        server.enqueue(valid());

        responseOf(client().verifyCode(verifyRequest()));

        assertThat(stops.of(CALL))
                .containsExactly(KeyValues.of(
                        "operation", "verify",
                        "outcome", "SUCCESS",
                        "status", "200",
                        "disposition", "none",
                        "exception", "none"));
        assertThat(stops.of(ATTEMPT)).isEqualTo(stops.of(CALL));
        assertThat(stops.names()).containsExactly(ATTEMPT, CALL);
        TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyRemainingCurrentObservation();
    }

    @Test
    void whatGoesOnIsKnownByItsOperationAlone() {
        MeterRegistry meters = new SimpleMeterRegistry();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        server.enqueue(valid());

        responseOf(client().verifyCode(verifyRequest()));

        for (String name : List.of(CALL, ATTEMPT)) {
            assertThat(meters.get(name + ".active").longTaskTimer().getId().getTags())
                    .containsExactly(Tag.of("operation", "verify"));
            assertThat(meters.get(name).tag("operation", "verify").timer().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void anAttemptsFailureHasNoRequestIdWhichMayRepeatWhatWasSent() {
        server.enqueue(new MockResponse.Builder()
                .code(400)
                .addHeader("x-amzn-RequestId", "r-" + Samples.CODE)
                .build());

        failureOf(client().verifyCode(verifyRequest()));

        assertThat(stops.texts).isNotEmpty().noneMatch(text -> text.contains(Samples.CODE));
    }

    @Test
    void aHandlerThatThrowsChangesNothingForTheCall() {
        registry.observationConfig().observationHandler(new ThrowingHandler());
        server.enqueue(valid());
        server.enqueue(json(429, "{\"error\":\"please wait 2 minutes\",\"requestId\":\"1\"}"));
        MfaClient client = client();

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        failureOf(client.verifyCode(verifyRequest()), MfaTooManyRequestsException.class);

        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aCallThatCannotBeObservedIsMadeAllTheSame() {
        registry.observationConfig().observationHandler(new ThrowingHandler() {
            @Override
            public void onStart(Observation.Context context) {
                throw new IllegalStateException("thrown by a handler");
            }
        });
        server.enqueue(valid());

        assertThat(responseOf(client().verifyCode(verifyRequest())).valid()).isTrue();
    }

    private static class ThrowingHandler implements ObservationHandler<Observation.Context> {

        @Override
        public void onError(Observation.Context context) {
            throw new IllegalStateException("thrown by a handler");
        }

        @Override
        public void onStop(Observation.Context context) {
            throw new IllegalStateException("thrown by a handler");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Test
    void aWrongCodeIsAnOutcomeOfTheCall() {
        server.enqueue(json("{\"valid\":false}"));

        responseOf(client().verifyCode(verifyRequest()));

        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "outcome")).containsExactly("WRONG_CODE");
        assertThat(stops.of(ATTEMPT)).extracting(keys -> value(keys, "outcome")).containsExactly("SUCCESS");
    }

    @Test
    void anErrorResponseIsToldWithItsStatusAndDisposition() {
        server.enqueue(json(429, "{\"error\":\"please wait 2 minutes\",\"requestId\":\"1\"}"));

        failureOf(client().verifyCode(verifyRequest()));

        assertThat(stops.of(CALL))
                .containsExactly(KeyValues.of(
                        "operation", "verify",
                        "outcome", "ERROR",
                        "status", "429",
                        "disposition", "REJECTED",
                        "exception", "MfaTooManyRequestsException"));
        assertThat(stops.of(ATTEMPT)).isEqualTo(stops.of(CALL));
    }

    @Test
    void aResponseThatIsNoneIsAFailureOfTheCallOnly() {
        server.enqueue(json("{}"));

        failureOf(client().verifyCode(verifyRequest()));

        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "exception")).containsExactly("MfaDecodingException");
        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "status")).containsExactly("200");
        assertThat(stops.of(ATTEMPT)).extracting(keys -> value(keys, "outcome")).containsExactly("SUCCESS");
    }

    @Test
    void eachRepeatIsAnAttemptOfTheSameCall() throws Exception {
        URI nobody;
        try (ServerSocket closing = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + closing.getLocalPort() + "/api/v1");
        }
        MfaClient client = client(options(nobody).maxRetries(2));

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(stops.names()).containsExactly(ATTEMPT, ATTEMPT, ATTEMPT, CALL);
        assertThat(stops.of(ATTEMPT)).allSatisfy(keys -> {
            assertThat(value(keys, "disposition")).isEqualTo("NOT_SENT");
            assertThat(value(keys, "exception")).isEqualTo("MfaTransportException");
            assertThat(value(keys, "status")).isEqualTo("none");
        });
        assertThat(client.status().calls().retries()).isEqualTo(2);
    }

    @Test
    void everySubscriptionIsObservedOnItsOwn() {
        server.enqueue(valid());
        server.enqueue(valid());

        StepVerifier.create(client().verifyCode(verifyRequest()).repeat(1))
                .expectNextCount(2)
                .expectComplete()
                .verify(PATIENCE);

        assertThat(stops.names()).containsExactly(ATTEMPT, CALL, ATTEMPT, CALL);
    }

    @Test
    void cancellingEndsBothOnce() throws Exception {
        server.enqueue(
                new MockResponse.Builder().headersDelay(10, TimeUnit.SECONDS).build());
        MfaClient client = client();
        Disposable call = client.verifyCode(verifyRequest()).subscribe();
        assertThat(server.takeRequest(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();

        call.dispose();
        call.dispose();

        // The attempt is cancelled on its connection's own thread.
        eventually(() -> stops.names().size() == 2);
        assertThat(stops.names()).containsExactlyInAnyOrder(ATTEMPT, CALL);
        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "outcome")).containsExactly("CANCELLED");
        assertThat(stops.of(ATTEMPT)).extracting(keys -> value(keys, "outcome")).containsExactly("CANCELLED");
    }

    @Test
    void whoeverCancelsAfterTheResultEndsNothingTwice() {
        server.enqueue(valid());

        StepVerifier.create(client().verifyCode(verifyRequest()).flux().take(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);

        eventually(() -> server.getRequestCount() == 1);
        assertThat(stops.names()).containsExactly(ATTEMPT, CALL);
        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "outcome")).containsExactly("SUCCESS");
    }

    @Test
    void cancelRacingWithTheResponseEndsEveryObservationExactlyOnce() {
        int calls = 300;
        for (int i = 0; i < calls; i++) {
            server.enqueue(valid());
        }
        MfaClient client = client(options(server).maxConnections(8).maxPending(calls));

        StepVerifier.create(Flux.range(0, calls)
                        .flatMap(
                                i -> client.verifyCode(verifyRequest())
                                        .map(response -> i)
                                        .timeout(Duration.ofNanos(i * 10_000L + 1))
                                        .onErrorReturn(i),
                                64)
                        .then())
                .expectComplete()
                .verify(PATIENCE);

        eventually(() -> stops.of(CALL).size() == calls);
        eventually(() -> stops.names().stream().filter(ATTEMPT::equals).count() == stops.started(ATTEMPT));
        assertThat(stops.stoppedTwice).isEmpty();
    }

    @Test
    void theParentIsTheObservationInTheReactorContext() {
        server.enqueue(valid());
        Observation parent = Observation.start("sign-in", registry);

        responseOf(client().verifyCode(verifyRequest())
                .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, parent)));
        parent.stop();

        TestObservationRegistryAssert.assertThat(registry)
                .hasObservationWithNameEqualTo(CALL)
                .that()
                .hasParentObservationEqualTo(parent);
        TestObservationRegistryAssert.assertThat(registry)
                .hasObservationWithNameEqualTo(ATTEMPT)
                .that()
                .hasParentObservationContextMatching(context -> CALL.equals(context.getName()));
    }

    @Test
    void aConventionCanChangeNamesAndKeys() {
        server.enqueue(valid());
        MfaClient client = client(options(server).observationConvention(new MfaObservationConvention() {
            @Override
            public String callName() {
                return "acme.mfa";
            }

            @Override
            public KeyValues lowCardinalityKeyValues(MfaObservationContext observed) {
                return MfaObservationConvention.super
                        .lowCardinalityKeyValues(observed)
                        .and("tenant", "acme");
            }
        }));

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(stops.names()).containsExactly(ATTEMPT, "acme.mfa");
        assertThat(stops.of("acme.mfa"))
                .extracting(keys -> value(keys, "tenant"))
                .containsExactly("acme");
    }

    @Test
    void anApplicationCanSwitchTheAttemptsOff() {
        registry.observationConfig().observationPredicate((name, context) -> !name.equals(ATTEMPT));
        server.enqueue(json(429, "{\"error\":\"please wait 2 minutes\",\"requestId\":\"1\"}"));
        List<Object> innermost = new CopyOnWriteArrayList<>();

        failureOf(client(options(server)
                        .customize(http -> http.doOnRequest((request, connection) ->
                                innermost.add(request.currentContextView().get(ObservationThreadLocalAccessor.KEY)))))
                .verifyCode(verifyRequest()));

        assertThat(stops.names()).containsExactly(CALL);
        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "status")).containsExactly("429");
        assertThat(innermost)
                .singleElement()
                .extracting(
                        observation -> ((Observation) observation).getContext().getName())
                .isEqualTo(CALL);
    }

    @Test
    void aFailureInOtherWordsEndsTheCallAsAnError() {
        registry.observationConfig().observationHandler(stops);
        Observations observations = new Observations(registry, new MfaObservationConvention() {});

        StepVerifier.create(observations.call(MfaOperation.VERIFY, Mono.error(new AssertionError(Samples.CODE))))
                .expectError(AssertionError.class)
                .verify(PATIENCE);

        assertThat(stops.of(CALL)).extracting(keys -> value(keys, "outcome")).containsExactly("ERROR");
        assertThat(stops.texts).isNotEmpty().noneMatch(text -> text.contains(Samples.CODE));
    }

    @Test
    void aHandlerCanAddReplaceAndRemoveKeys() {
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStart(Observation.Context context) {
                context.addLowCardinalityKeyValue(KeyValue.of("region", "eu"));
                context.addLowCardinalityKeyValues(KeyValues.of("zone", "a", "zone", "b"));
                context.removeLowCardinalityKeyValue("region");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        registry.observationConfig()
                .observationFilter(context -> context.addLowCardinalityKeyValue(KeyValue.of("status", "OK"))
                        .removeLowCardinalityKeyValues("exception", "missing"));
        server.enqueue(valid());

        responseOf(client().verifyCode(verifyRequest()));

        KeyValues expected = KeyValues.of(
                "operation", "verify", "outcome", "SUCCESS", "status", "OK", "disposition", "none", "zone", "b");
        assertThat(stops.of(CALL)).containsExactly(expected);
        assertThat(stops.of(ATTEMPT)).containsExactly(expected);
        assertThat(stops.stopped).allSatisfy(context -> {
            assertThat(context.getLowCardinalityKeyValue("zone")).isEqualTo(KeyValue.of("zone", "b"));
            assertThat(context.getLowCardinalityKeyValue("region")).isNull();
            assertThat(context.getAllKeyValues()).isEqualTo(expected);
        });
    }

    @Test
    void aConventionsKeysOfTheStartStayUnlessTheEndReplacesThem() {
        server.enqueue(valid());
        MfaClient client = client(options(server).observationConvention(new MfaObservationConvention() {
            @Override
            public KeyValues lowCardinalityKeyValues(MfaObservationContext observed) {
                return observed.outcome().isPresent()
                        ? KeyValues.of("b", "end", "c", "end")
                        : KeyValues.of("a", "start", "b", "start");
            }
        }));

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(stops.of(CALL)).containsExactly(KeyValues.of("a", "start", "b", "end", "c", "end"));
    }

    @Test
    void nothingOfARequestIsInAnyKeyOrFailureText() {
        server.enqueue(json(400, "{\"error\":\"+19195551234 with 739214 is wrong\",\"requestId\":\"1\"}"));
        server.enqueue(new MockResponse.Builder()
                .body("{\"valid\":739214}")
                .addHeader("Content-Type", "application/json")
                .build());
        MfaClient client = client();

        failureOf(client.verifyCode(verifyRequest()));
        failureOf(client.verifyCode(verifyRequest()));

        assertThat(stops.texts)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).doesNotContain("5551234", "739214", "password"));
    }

    @Test
    void twoThousandNumbersLeaveTheNumberOfMetersUnchanged() {
        MeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry observed = ObservationRegistry.create();
        observed.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        try (MfaSimulator simulator = MfaSimulator.builder().requestHistory(0).start()) {
            MfaClient client = clients.open(MfaClientOptions.builder()
                    .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                    .credentials(Credentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD))
                    .baseUri(simulator.baseUri())
                    .observationRegistry(observed));
            new MfaClientMeters(client).bindTo(meters);

            verify(client, 0, 1);
            List<Meter.Id> before = ids(meters);
            verify(client, 1, 2_000);

            assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(2_000);
            assertThat(ids(meters)).containsExactlyInAnyOrderElementsOf(before);
            assertThat(meters.get(CALL).tag("outcome", "WRONG_CODE").timer().count())
                    .isEqualTo(2_000);
        }
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();
    }

    private static void verify(MfaClient client, int from, int to) {
        StepVerifier.create(Flux.range(from, to - from)
                        .flatMap(
                                i -> client.verifyCode(VerifyCodeRequest.builder()
                                        .to("+1919" + (1_000_000 + i))
                                        .code("000000")
                                        .expirationTime(Duration.ofMinutes(3))
                                        .build()),
                                64)
                        .then())
                .expectComplete()
                .verify(Duration.ofMinutes(1));
    }

    private static List<Meter.Id> ids(MeterRegistry meters) {
        return meters.getMeters().stream().map(Meter::getId).toList();
    }

    private static String value(KeyValues keys, String key) {
        return keys.stream()
                .filter(pair -> pair.getKey().equals(key))
                .map(pair -> pair.getValue())
                .collect(Collectors.joining());
    }

    /** Counts starts and stops, and keeps what was told. */
    private static final class Stops implements ObservationHandler<Observation.Context> {

        private final List<Observation.Context> started = new CopyOnWriteArrayList<>();
        private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();
        private final List<Observation.Context> stoppedTwice = new CopyOnWriteArrayList<>();
        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Observation.Context context) {
            started.add(context);
        }

        @Override
        public void onError(Observation.Context context) {
            for (Throwable each = context.getError(); each != null; each = each.getCause()) {
                texts.add(each.toString());
            }
        }

        @Override
        public void onStop(Observation.Context context) {
            if (stopped.contains(context)) {
                stoppedTwice.add(context);
            }
            stopped.add(context);
            texts.add(context.getAllKeyValues().toString() + context.getContextualName());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof MfaObservationContext;
        }

        long started(String name) {
            return started.stream()
                    .filter(context -> name.equals(context.getName()))
                    .count();
        }

        List<String> names() {
            return stopped.stream().map(Observation.Context::getName).toList();
        }

        List<KeyValues> of(String name) {
            return stopped.stream()
                    .filter(context -> name.equals(context.getName()))
                    .map(Observation.Context::getLowCardinalityKeyValues)
                    .toList();
        }
    }
}
