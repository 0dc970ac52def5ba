package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * What single calls notice of a batch that never ends on the same client: their latency without it and beside it, in turns,
 * at a server that answers at once and at one that takes 50 ms. Single calls are made at fixed moments, whether or not those
 * before have ended, and their latency counts from the moment that was meant. The server is a process of its own, on a
 * processor of its own where {@code taskset} exists; so is the client, but for the thread that makes the single calls, which
 * is with the server. Arguments: the concurrencies of batches; default 32.
 */
public final class InteractiveLatencyMain {

    private static final int ROUNDS = 5;
    private static final long CALLS_PER_SECOND = 300;
    private static final long STRETCH_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final MfaClient client;
    private final Load singleCalls;

    private InteractiveLatencyMain(Target target) {
        this.client = MfaClient.create(MfaClientOptions.builder()
                .accountId(Target.ACCOUNT)
                .credentials(Credentials.bearerToken("as-long-as-Basic-is"))
                .baseUri(target.baseUri())
                .maxConnections(Contender.CONNECTIONS)
                // A stall is to be seen as latency, not as calls that are shed.
                .maxPending(10_000)
                .build());
        this.singleCalls = new Load(outcome -> client.verifyCode(OurContender.REQUEST)
                .subscribe(response -> outcome.succeeded(response.valid()), outcome::failed));
    }

    /**
     * Runs it and prints what it saw.
     *
     * @param arguments the concurrencies of batches
     * @throws Exception if a process cannot be started, or a call fails
     */
    public static void main(String[] arguments) throws Exception {
        if (System.getProperty("server") != null) {
            measure(Integer.parseInt(arguments[0]));
            return;
        }
        List<String> concurrencies = arguments.length == 0 ? List.of("32") : List.of(arguments);
        try (Server server = new Server(Files.createTempDirectory("certificates"))) {
            for (Transport transport : List.of(Transport.CLEAR, Transport.SLOW)) {
                String address =
                        transport.name() + ":" + server.target(transport).port();
                for (String concurrency : concurrencies) {
                    try (JavaProcess measuring =
                            JavaProcess.client(InteractiveLatencyMain.class, "-Dserver=" + address, concurrency)) {
                        System.out.println(measuring.readLine());
                    }
                }
            }
        }
    }

    private static void measure(int concurrency) throws Exception {
        ParentProcess.endWithIt();
        String[] server = System.getProperty("server").split(":");
        Target target = new Target(Transport.valueOf(server[0]), Integer.parseInt(server[1]), Path.of(""));
        System.out.println(target.transport() + ", " + new InteractiveLatencyMain(target).besideABatchOf(concurrency));
        System.exit(0);
    }

    private String besideABatchOf(int concurrency) throws Exception {
        AtomicLong items = new AtomicLong();
        besideABatch(concurrency, items, () -> singleCalls.closed(1, Long.MAX_VALUE, WARM_UP_NANOS));
        // By now all threads of the client are there, and stay where they are.
        Processors.giveThisThread(Processors.SERVER);
        singleCalls.fixedRate(CALLS_PER_SECOND, STRETCH_NANOS);
        items.set(0);
        Sample[] idle = new Sample[ROUNDS];
        Sample[] beside = new Sample[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            idle[i] = singleCalls.fixedRate(CALLS_PER_SECOND, STRETCH_NANOS);
            beside[i] = besideABatch(concurrency, items, () -> singleCalls.fixedRate(CALLS_PER_SECOND, STRETCH_NANOS));
        }
        client.close().block();
        double[] ratios = new double[ROUNDS];
        Arrays.setAll(ratios, i -> (double) beside[i].p99() / idle[i].p99());
        return String.format(
                Locale.ROOT,
                "single calls: idle %s; beside a batch of %d at %.0f items/s %s; p99 beside / idle %s",
                micros(idle),
                concurrency,
                items.get() * 1e9 / (ROUNDS * STRETCH_NANOS),
                micros(beside),
                Spread.of(ratios).rounded("%.2f"));
    }

    private Sample besideABatch(int concurrency, AtomicLong items, Callable<Sample> stretch) throws Exception {
        BatchOptions options = BatchOptions.builder().concurrency(concurrency).build();
        Disposable batch = Flux.range(0, Integer.MAX_VALUE)
                .transform(Batch.of((Integer item) -> client.verifyCode(OurContender.REQUEST), options))
                .subscribe(outcome -> {
                    if (outcome instanceof Outcome.Success) {
                        items.incrementAndGet();
                    }
                });
        try {
            return stretch.call();
        } finally {
            batch.dispose();
            // Permits of cancelled calls rest for a moment, and their connections are closed.
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static String micros(Sample[] samples) {
        return "p50 " + micros(samples, Sample::p50) + " us, p99 " + micros(samples, Sample::p99) + " us";
    }

    private static String micros(Sample[] samples, ToLongFunction<Sample> nanos) {
        return Spread.of(Arrays.stream(samples)
                        .mapToDouble(sample -> nanos.applyAsLong(sample) / 1e3)
                        .toArray())
                .rounded("%.0f");
    }
}
