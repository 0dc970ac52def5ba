package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.testing.Clients;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A trace goes through the client, from the caller to the service. */
final class TracingTests {

    @StartStop
    final MockWebServer server = new MockWebServer();

    @RegisterExtension
    final Clients clients = new Clients();

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private final ObservationRegistry registry = ObservationRegistry.create();

    @BeforeEach
    void traceWithOpenTelemetry() {
        io.opentelemetry.api.trace.Tracer otel = provider.get("test");
        OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator =
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        registry.observationConfig()
                .observationHandler(new ObservationHandlerChain(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void theServiceGetsTheTraceOfWhoeverSubscribed() throws Exception {
        server.enqueue(valid());
        MfaClient client = clients.open(options(server).observationRegistry(registry));
        Observation signIn = Observation.start("sign-in", registry);

        responseOf(client.verifyCode(verifyRequest())
                .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, signIn)));
        signIn.stop();

        SpanData outer = span("sign-in");
        SpanData call = span("mfa verify");
        SpanData attempt = span("mfa verify attempt");
        assertThat(call.getParentSpanId()).isEqualTo(outer.getSpanId());
        assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        RecordedRequest request = server.takeRequest(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.getHeaders().get("traceparent"))
                .startsWith("00-" + outer.getTraceId() + "-" + attempt.getSpanId() + "-");
    }

    @Test
    void aSpanOfAFailureHoldsWhatHappenedAndNoSecret() {
        server.enqueue(json(503, "{\"error\":\"739214 for +19195551234\",\"requestId\":\"1\"}"));
        MfaClient client = clients.open(options(server).observationRegistry(registry));

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(span("mfa verify").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span("mfa verify attempt").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(spans.getFinishedSpanItems())
                .allSatisfy(span -> assertThat(span.toString())
                        .contains("MfaServerException")
                        .doesNotContain("739214", "5551234"));
    }

    @Test
    void withoutARegistryNoHeaderIsSent() throws Exception {
        server.enqueue(valid());

        responseOf(clients.open(options(server)).verifyCode(verifyRequest()));

        RecordedRequest request = server.takeRequest(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.getHeaders().get("traceparent")).isNull();
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name));
    }

    /** The first handler that supports a context has it, as in an application of Spring Boot's. */
    private static final class ObservationHandlerChain
            extends io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler {

        ObservationHandlerChain(
                PropagatingSenderTracingObservationHandler<?> sender, DefaultTracingObservationHandler other) {
            super(sender, other);
        }
    }
}
