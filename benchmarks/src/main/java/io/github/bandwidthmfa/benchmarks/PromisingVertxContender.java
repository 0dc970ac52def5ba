package io.github.bandwidthmfa.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Vert.x with the promises of this client. On its lower client: the web client has no deadline for a whole call, no limit for a
 * response, and a call of it cannot be given up.
 */
final class PromisingVertxContender implements Contender {

    private final Vertx vertx = VertxContender.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClient client;
    private final RequestOptions request;

    PromisingVertxContender(Target target) {
        this.client = vertx.createHttpClient(
                VertxContender.options(target), VertxContender.pool().setMaxWaitQueueSize(Promise.maxPending()));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.verify().getHost())
                .setPort(target.verify().getPort())
                .setURI(target.verify().getRawPath())
                .putHeader("Authorization", AUTHORIZATION)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json");
    }

    private Mono<Boolean> verify() {
        return Mono.create(sink -> onLoop(new Call(sink)::begin));
    }

    private void onLoop(Runnable work) {
        if (Vertx.currentContext() == loop) {
            work.run();
        } else {
            loop.runOnContext(there -> work.run());
        }
    }

    @Override
    public void call(Outcome outcome) {
        verify().subscribe(outcome::succeeded, outcome::failed);
    }

    /** Everything in it happens on the one loop. */
    private final class Call {

        private final MonoSink<Boolean> sink;

        @Nullable
        private HttpClientRequest sent;

        @Nullable
        private Buffer body;

        private boolean ended;

        Call(MonoSink<Boolean> sink) {
            this.sink = sink;
        }

        void begin() {
            long deadline = vertx.setTimer(
                    Promise.CALL_TIMEOUT.toMillis(), late -> sink.error(new TimeoutException("no response in time")));
            sink.onDispose(() -> onLoop(() -> {
                vertx.cancelTimer(deadline);
                giveUp();
            }));
            client.request(request).onComplete(this::send, sink::error);
        }

        private void send(HttpClientRequest ready) {
            if (ended) {
                ready.reset();
                return;
            }
            sent = ready;
            ready.send(Buffer.buffer(Json.write())).onComplete(this::read, sink::error);
        }

        private void read(HttpClientResponse response) {
            response.handler(this::add)
                    .exceptionHandler(sink::error)
                    .endHandler(end -> complete(response.statusCode()));
        }

        private void add(Buffer part) {
            if ((body == null ? 0 : body.length()) + part.length() > Promise.MAX_RESPONSE_BYTES) {
                sink.error(new IllegalStateException("more than " + Promise.MAX_RESPONSE_BYTES + " bytes"));
            } else {
                body = body == null ? part : body.appendBuffer(part);
            }
        }

        private void complete(int status) {
            if (ended) {
                return;
            }
            ended = true;
            try {
                sink.success(Json.readValid(status, body == null ? new byte[0] : body.getBytes()));
            } catch (RuntimeException failure) {
                sink.error(failure);
            }
        }

        /** The connection of an unfinished request is of no use to others. */
        private void giveUp() {
            if (!ended) {
                ended = true;
                if (sent != null) {
                    sent.reset();
                }
            }
        }
    }
}
