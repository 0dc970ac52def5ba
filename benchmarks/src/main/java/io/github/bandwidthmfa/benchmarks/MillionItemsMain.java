package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.BatchReport;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/**
 * A batch of a million items in a small heap. Starts the server in a process of its own. Arguments: how many items, and at
 * what concurrency; default 1,000,000 and 64.
 */
public final class MillionItemsMain {

    private static final int STEPS = 10;

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
                .credentials(Credentials.bearerToken("as-long-as-Basic-is"))
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
        client.close().block();
        if (report.succeeded() != items) {
            throw new IllegalStateException((items - report.succeeded()) + " items did not succeed");
        }
    }

    private static Flux<Outcome<Integer, VerifyCodeResponse>> batch(MfaClient client, int items, int concurrency) {
        BatchOptions options = BatchOptions.builder().concurrency(concurrency).build();
        return Flux.range(0, items)
                .transform(Batch.of((Integer item) -> client.verifyCode(OurContender.REQUEST), options));
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }
}
