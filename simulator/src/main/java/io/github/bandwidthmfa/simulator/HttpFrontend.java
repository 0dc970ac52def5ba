package io.github.bandwidthmfa.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One HTTP exchange: read, record, let a fault interfere, response. */
final class HttpFrontend {

    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int MAX_RECORDED_CHARS = 1 << 14;

    /** The body is larger than any the service would take. */
    private static final class BodyTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BodyTooLargeException() {
            super("request body too large", null, false, false);
        }
    }

    private final MfaService service;
    private final ControlPanel control;
    private final LiveEvents events;
    private final Faults faults;
    private final RequestLog log;
    private final Clock clock;

    HttpFrontend(
            MfaService service, ControlPanel control, LiveEvents events, Faults faults, RequestLog log, Clock clock) {
        this.service = service;
        this.control = control;
        this.events = events;
        this.faults = faults;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Not at once, but next on the same event loop. Reactor Netty 1.3.7 never reads a connection again on which a request has
     * arrived before the response to the one before was done with, and is then responded to at once (reactor-netty#4361).
     */
    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return Flux.defer(() -> respond(request, response))
                .subscribeOn(Schedulers.fromExecutor(task -> request.withConnection(
                        connection -> connection.channel().eventLoop().execute(task))));
    }

    private Publisher<Void> respond(HttpServerRequest request, HttpServerResponse response) {
        String requestId = Identifiers.requestId();
        Route route = Route.of(request.method().name(), request.uri());
        if (route.kind() == Route.Kind.EVENTS) {
            return events.write(response);
        }
        if (route.kind() == Route.Kind.CONTROL) {
            return body(request)
                    .map(body -> control.respond(request.method().name(), request.uri(), body))
                    .flatMap(simulated -> ResponseWriter.write(response, simulated, requestId));
        }
        response.responseHeaders().set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(clock.instant())));
        if (route.kind() == Route.Kind.PROBE) {
            return ResponseWriter.write(response, SimulatedResponse.noSuchRoute(), requestId);
        }
        log.count(route.operation());
        Fault fault = faults.take(route.operation(), route.accountId());
        if (fault instanceof BreakFault breaking && breaking.moment() == BreakFault.Moment.BEFORE_READING) {
            record(request, route, requestId, new byte[0]);
            return ResponseWriter.sever(response, breaking.manner() == BreakFault.Manner.RESET);
        }
        return body(request)
                .flatMap(body -> {
                    record(request, route, requestId, body);
                    return fault == null
                            ? ResponseWriter.write(response, act(request, route, requestId, body), requestId)
                            : interfere(fault, request, response, route, requestId, body);
                })
                .onErrorResume(
                        BodyTooLargeException.class,
                        tooLarge -> ResponseWriter.write(
                                response.keepAlive(false), SimulatedResponse.tooLarge(), requestId));
    }

    private SimulatedResponse act(HttpServerRequest request, Route route, String requestId, byte[] body) {
        return service.respond(route, authorization(request), body, requestId);
    }

    private static @Nullable String authorization(HttpServerRequest request) {
        return request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION);
    }

    private Mono<Void> interfere(
            Fault fault,
            HttpServerRequest request,
            HttpServerResponse response,
            Route route,
            String requestId,
            byte[] body) {
        if (fault instanceof StatusFault status) {
            return ResponseWriter.write(response, service.fail(status, route.operation(), requestId), requestId);
        }
        if (fault instanceof SlowFault slow) {
            SimulatedResponse simulated = act(request, route, requestId, body);
            return slow.dripInterval().isZero()
                    ? Mono.delay(slow.delay()).flatMap(late -> ResponseWriter.write(response, simulated, requestId))
                    : ResponseWriter.drip(response, simulated, requestId, slow.dripInterval());
        }
        BreakFault breaking = (BreakFault) fault;
        boolean reset = breaking.manner() == BreakFault.Manner.RESET;
        if (breaking.moment() == BreakFault.Moment.MID_RESPONSE) {
            return ResponseWriter.breakMidway(response, act(request, route, requestId, body), requestId, reset);
        }
        if (breaking.acts()) {
            SimulatedResponse unusedLost = act(request, route, requestId, body);
        }
        return breaking.manner() == BreakFault.Manner.HANG ? Mono.never() : ResponseWriter.sever(response, reset);
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        return request.receive()
                .reduceWith(ByteArrayOutputStream::new, HttpFrontend::append)
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static ByteArrayOutputStream append(ByteArrayOutputStream body, ByteBuf part) {
        if (body.size() + part.readableBytes() > MAX_BODY_BYTES) {
            throw new BodyTooLargeException();
        }
        try {
            part.getBytes(part.readerIndex(), body, part.readableBytes());
            return body;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void record(HttpServerRequest request, Route route, String requestId, byte[] body) {
        if (!log.keepsRequests()) {
            return;
        }
        Map<String, String> headers = new HashMap<>();
        request.requestHeaders()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (first, second) -> first + ", " + second));
        String text = new String(body, StandardCharsets.UTF_8);
        log.keep(new ReceivedRequest(
                requestId,
                route.operation(),
                request.method().name(),
                request.uri(),
                headers,
                text.length() > MAX_RECORDED_CHARS ? text.substring(0, MAX_RECORDED_CHARS) : text,
                clock.instant()));
    }
}
