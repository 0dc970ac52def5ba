package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.reactor.batch.Batch;
import io.github.bandwidthmfa.reactor.batch.BatchOptions;
import io.github.bandwidthmfa.reactor.batch.BatchReport;
import io.github.bandwidthmfa.reactor.batch.Outcome;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/**
 * A batch of a million items in a small heap, and what other calls of the same client notice of it. Starts the server in a
 * process of its own. Arguments: how many items, and at what concurrency; default 1,000,000 and 64.
 */
public final class MillionItemsMain {

    private static final int STEPS = 10;
    private static final int SINGLE_CALLS = 2_000;
    private static final VerifyCodeRequest REQUEST = VerifyCodeRequest.builder()
            .to("+19195551234")
            .code("123456")
            .expirationTime(Duration.ofMinutes(3))
            .build();

    private MillionItemsMain() {}

    /**
     * Runs it and prints what it saw.
     *
     * @param arguments how many items, and at what concurrency
     * @throws Exception if the server cannot be started
     */
    public static void main(String[] arguments) throws Exception {
        int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int concurrency = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
        Path certificates = Files.createTempDirectory("certificates");
        try (Server server = new Server(certificates)) {
            run(server.target(Transport.CLEAR).baseUri(), items, concurrency);
        }
    }

    private static void run(URI server, int items, int concurrency) {
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId("9900000")
                .credentials(Credentials.basic("user", "password"))
                .baseUri(server)
                .maxConnections(64)
                .build());
        System.out.println("max heap " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MB, " + items
                + " items, concurrency " + concurrency);
        AtomicLong done = new AtomicLong();
        BatchReport<Integer> report = batch(client, items, concurrency)
                .doOnNext(outcome -> {
                    if (done.incrementAndGet() % Math.max(1, items / STEPS) == 0) {
                        System.out.println(done + " items, live heap " + liveHeap() + " KB");
                    }
                })
                .collect(BatchReport.collector())
                .block();
        System.out.println(report);
        System.out.println(items * 1_000L / Math.max(1, report.elapsed().toMillis()) + " items a second");

        singleCalls(client, SINGLE_CALLS);
        System.out.println("single calls, idle:           " + singleCalls(client, SINGLE_CALLS));
        var busy = batch(client, Integer.MAX_VALUE, BatchOptions.defaults()).subscribe();
        System.out.println("single calls, beside a batch: " + singleCalls(client, SINGLE_CALLS));
        busy.dispose();
        client.close().block();
    }

    private static Flux<Outcome<Integer, VerifyCodeResponse>> batch(MfaClient client, int items, int concurrency) {
        return batch(
                client, items, BatchOptions.builder().concurrency(concurrency).build());
    }

    private static Flux<Outcome<Integer, VerifyCodeResponse>> batch(MfaClient client, int items, BatchOptions options) {
        return Flux.range(0, items).transform(Batch.of((Integer item) -> client.verifyCode(REQUEST), options));
    }

    /** One after the other. */
    private static String singleCalls(MfaClient client, int calls) {
        BatchReport<Integer> report =
                batch(client, calls, 1).collect(BatchReport.collector()).block();
        return "p50 " + report.latency(50).toNanos() / 1_000 + " us, p99 "
                + report.latency(99).toNanos() / 1_000 + " us";
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }
}
