package io.github.bandwidthmfa.benchmarks;

import io.netty.handler.ssl.OpenSsl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The process of one contender: reads what load to make, a line each, and answers with a {@link Sample}. */
final class LoadMain {

    private final ContenderType candidate;
    private final Path certificates;
    private final String[] ports;
    private final Map<Transport, Load> loads = new EnumMap<>(Transport.class);

    private LoadMain(ContenderType candidate, Path certificates, String[] ports) {
        this.candidate = candidate;
        this.certificates = certificates;
        this.ports = ports;
    }

    /**
     * Takes orders until there are none left.
     *
     * @param arguments the contender, the directory of the certificates, and the port for each transport
     * @throws Exception if a call fails
     */
    public static void main(String[] arguments) throws Exception {
        ParentProcess.endWithIt();
        LoadMain load =
                new LoadMain(ContenderType.valueOf(arguments[0]), Path.of(arguments[1]), arguments[2].split(","));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(load.obey(order.split(" ")).line());
            }
            System.exit(0);
        } catch (Throwable failure) {
            failure.printStackTrace();
            // Whatever threads the contender has: whoever waits for a response is to learn that there will be none.
            System.exit(1);
        }
    }

    private Sample obey(String[] order) throws InterruptedException, IOException {
        Load load = loads.computeIfAbsent(Transport.valueOf(order[1]), this::load);
        return switch (order[0]) {
            case "run" -> load.closed(Integer.parseInt(order[2]), Long.MAX_VALUE, millis(order[3]));
            case "count" ->
                load.closed(Integer.parseInt(order[2]), Long.parseLong(order[3]), TimeUnit.HOURS.toNanos(1));
            case "rate" -> {
                // A caller is not to share the one processor with what it calls: how the two would share it depends on
                // how many threads each has, and not on what they do.
                Processors.giveThisThread(Processors.SERVER);
                yield load.fixedRate(Long.parseLong(order[2]), millis(order[3]));
            }
            case "waiters" -> load.waiters(Integer.parseInt(order[2]));
            default -> throw new IllegalArgumentException("not an order: " + order[0]);
        };
    }

    private Load load(Transport transport) {
        if (transport == Transport.TLS_NATIVE && !OpenSsl.isAvailable()) {
            throw new IllegalStateException("there is no BoringSSL for this platform", OpenSsl.unavailabilityCause());
        }
        return new Load(
                candidate.create(new Target(transport, Integer.parseInt(ports[transport.ordinal()]), certificates)));
    }

    private static long millis(String text) {
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(text));
    }
}
