package io.github.bandwidthmfa.reactor.testing;

import static io.github.bandwidthmfa.reactor.testing.Samples.json;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A token endpoint: answers what it is told to, in that order; then gives out a new token each time. */
public final class TokenServer extends Dispatcher {

    private final MockWebServer server;
    private final BlockingQueue<MockResponse> scripted = new LinkedBlockingQueue<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile IntFunction<MockResponse> usual = number -> token("token-" + number, "3600");
    private volatile Optional<MockResponse> always = Optional.empty();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public TokenServer(MockWebServer server) {
        this.server = server;
        server.setDispatcher(this);
    }

    public URI uri() {
        return Samples.uri(server, "/api/v1/oauth2/token");
    }

    public int requests() {
        return server.getRequestCount();
    }

    /** The next request that has arrived, for which it waits. */
    public RecordedRequest takeRequest() throws InterruptedException {
        return server.takeRequest(Samples.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void respond(MockResponse... answers) {
        scripted.addAll(List.of(answers));
    }

    /** Answers this to all requests, from now on. */
    public void answerAlways(MockResponse response) {
        always = Optional.of(response);
    }

    /** Gives out other tokens, by their numbers. */
    public void dispatchWith(IntFunction<MockResponse> other) {
        usual = other;
    }

    /** Gives out new tokens again. */
    public void recover() {
        always = Optional.empty();
    }

    /** Has requests wait for their response until the gate is opened. */
    public CountDownLatch closeGate() {
        CountDownLatch closed = new CountDownLatch(1);
        gate = closed;
        return closed;
    }

    public static MockResponse token(String token, String expiresIn) {
        return json("{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":" + expiresIn + "}");
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
        if (!gate.await(Samples.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody opened the gate");
        }
        MockResponse next = always.orElseGet(scripted::poll);
        return next != null ? next : usual.apply(tokens.incrementAndGet());
    }

    @Override
    public void close() {
        gate.countDown();
    }
}
