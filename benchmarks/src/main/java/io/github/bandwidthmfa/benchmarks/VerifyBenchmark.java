package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * How many verify calls a second the client makes, next to the same exchange by hand on a bare Reactor Netty {@link
 * HttpClient}. Both have 64 connections of their own and run on the same three event loops.
 *
 * <p>The baseline does less: it sends the same bytes each time and only compares the answer's text, where the client
 * writes and reads JSON, obeys its limits and keeps track of how far the request got. It is a measure of what that costs.
 *
 * <p><b>What the figures mean.</b> The server runs in the same JVM and takes a large part of the processor, and of the
 * garbage collector, for itself. So the absolute figures say nothing about the client; only figures of one run may be
 * compared, and only with one another. The defaults are for a run of two minutes; a figure to be quoted needs several forks
 * on a machine that does nothing else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 5, time = 2)
public class VerifyBenchmark {

    private static final int CALLS = 1_000;
    private static final int CONNECTIONS = 64;
    private static final int EVENT_LOOPS = 3;
    private static final String ACCOUNT = "9900000";
    private static final Credentials CREDENTIALS = Credentials.basic("user", "password");
    private static final byte[] BODY = "{\"to\":\"+19195551234\",\"expirationTimeInMinutes\":3,\"code\":\"123456\"}"
            .getBytes(StandardCharsets.US_ASCII);

    /** How many calls are in flight at a time. */
    @Param({"1", "64"})
    public int concurrency;

    private final VerifyCodeRequest request = VerifyCodeRequest.builder()
            .to("+19195551234")
            .code("123456")
            .expirationTime(Duration.ofMinutes(3))
            .build();

    private FixedAnswerServer server;
    private LoopResources loops;
    private ConnectionProvider connections;
    private HttpClient.ResponseReceiver<?> byHand;
    private MfaClient client;

    /** Starts the server and both clients. */
    @Setup
    public void start() {
        server = new FixedAnswerServer();
        loops = LoopResources.create("benchmark", -1, EVENT_LOOPS, true, false);
        client = MfaClient.create(MfaClientOptions.builder()
                .accountId(ACCOUNT)
                .credentials(CREDENTIALS)
                .baseUri(server.baseUri())
                .maxConnections(CONNECTIONS)
                .loopResources(loops)
                .build());
        connections = ConnectionProvider.create("by-hand", CONNECTIONS);
        byHand = HttpClient.create(connections)
                .runOn(loops)
                .headers(headers -> headers.set(HttpHeaderNames.AUTHORIZATION, CREDENTIALS.authorization())
                        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .set(HttpHeaderNames.ACCEPT, "application/json"))
                .post()
                .uri(server.baseUri() + MfaOperation.VERIFY.path(ACCOUNT))
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(BODY)));
    }

    /** Stops both clients and the server. */
    @TearDown
    public void stop() {
        client.close().block();
        connections.disposeLater().block();
        loops.disposeLater().block();
        server.close();
    }

    /**
     * Calls through the client.
     *
     * @return how many were answered
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long client() {
        return complete(() -> client.verifyCode(request).map(answer -> require(answer.valid())));
    }

    /**
     * Calls on a bare {@link HttpClient}.
     *
     * @return how many were answered
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long byHand() {
        return complete(() -> byHand.responseSingle((head, body) -> body.asString()
                .map(answer -> require(head.status().code() == 200 && answer.equals(FixedAnswerServer.ANSWER)))));
    }

    private long complete(Supplier<Mono<Boolean>> call) {
        return Flux.range(0, CALLS)
                .flatMap(i -> call.get(), concurrency)
                .count()
                .block();
    }

    private static boolean require(boolean asExpected) {
        if (!asExpected) {
            throw new IllegalStateException("not the answer that the server gives");
        }
        return true;
    }
}
