package io.github.bandwidthmfa.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The process of one contender: reads what load to make, a line each, and answers with a {@link Sample}. */
final class LoadMain {

    private LoadMain() {}

    /**
     * Takes orders until there are none left.
     *
     * @param arguments the contender, the transport, the port and the directory of the certificates
     * @throws Exception if a call fails
     */
    public static void main(String[] arguments) throws Exception {
        ParentProcess.endWithIt();
        Target target =
                new Target(Transport.valueOf(arguments[1]), Integer.parseInt(arguments[2]), Path.of(arguments[3]));
        Load load = new Load(Candidate.valueOf(arguments[0]).create(target));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(obey(load, order.split(" ")).line());
        }
        System.exit(0);
    }

    private static Sample obey(Load load, String[] order) throws InterruptedException {
        return switch (order[0]) {
            case "run" -> load.closed(Integer.parseInt(order[1]), Long.MAX_VALUE, millis(order[2]));
            case "count" ->
                load.closed(Integer.parseInt(order[1]), Long.parseLong(order[2]), TimeUnit.HOURS.toNanos(1));
            case "rate" -> load.fixedRate(Long.parseLong(order[1]), millis(order[2]));
            case "waiters" -> load.waiters(Integer.parseInt(order[1]));
            default -> throw new IllegalArgumentException("not an order: " + order[0]);
        };
    }

    private static long millis(String text) {
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(text));
    }
}
