package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Contenders round by round, each in its own process, against one server; so that what disturbs one disturbs all. */
final class Comparison {

    /** A contender under one kind of load. */
    record Cell(ContenderType candidate, Transport transport, int concurrency) {

        static final Comparator<Cell> AS_IN_TABLES = Comparator.comparing(Cell::transport)
                .thenComparing(Cell::concurrency)
                .thenComparing(Cell::candidate);
    }

    /** One transport: who takes part with so many calls in flight. */
    record Stage(Transport transport, Map<Integer, List<ContenderType>> takingPart, int warmUpMillis) {

        Stage(Transport transport, List<ContenderType> takingPart, List<Integer> concurrencies, int warmUpMillis) {
            this(
                    transport,
                    concurrencies.stream().collect(Collectors.toMap(Function.identity(), any -> takingPart)),
                    warmUpMillis);
        }

        /** Those who take part at all, each with the most calls in flight that it will have. */
        private Map<ContenderType, Integer> mostInFlight() {
            Map<ContenderType, Integer> most = new LinkedHashMap<>();
            new TreeMap<>(takingPart)
                    .descendingMap()
                    .forEach((concurrency, contenders) ->
                            contenders.forEach(contender -> most.putIfAbsent(contender, concurrency)));
            return most;
        }
    }

    private static final double BUSY_SERVER = 0.9;
    private static final double IDLE = 0.8;
    private static final int SEED = 4;
    private static final Duration MAX_SETTLING = Duration.ofSeconds(15);

    private final Server server;
    private final Random turns = new Random(SEED);
    private final Map<Cell, List<Sample>> samples = new TreeMap<>(Cell.AS_IN_TABLES);
    private final Map<Cell, Integer> serverWasBusy = new TreeMap<>(Cell.AS_IN_TABLES);
    private final Set<ContenderType> leftOut = EnumSet.noneOf(ContenderType.class);

    Comparison(Server server) {
        this.server = server;
    }

    /** One process for each contender, through all the stages. */
    void run(List<Stage> stages, int rounds, int millis) throws IOException {
        Map<ContenderType, LoadSource> sources = new LinkedHashMap<>();
        try {
            for (Stage stage : stages) {
                Map<ContenderType, LoadSource> taking = new LinkedHashMap<>();
                for (Map.Entry<ContenderType, Integer> entry :
                        stage.mostInFlight().entrySet()) {
                    ContenderType candidate = entry.getKey();
                    if (candidate.speaks(stage.transport()) && !leftOut.contains(candidate)) {
                        System.out.println(stage.transport() + ": warming up " + candidate);
                        unlessItFails(
                                candidate,
                                taking,
                                () -> taking.put(candidate, warmedUp(candidate, stage, entry.getValue(), sources)));
                    }
                }
                settle(stage, millis, taking);
                for (int round = 1; round <= rounds; round++) {
                    System.out.printf("%s: round %d of %d%n", stage.transport(), round, rounds);
                    round(
                            stage,
                            millis,
                            taking,
                            (cell, sample) -> samples.computeIfAbsent(cell, any -> new ArrayList<>())
                                    .add(sample));
                }
            }
        } finally {
            sources.values().forEach(LoadSource::close);
        }
    }

    /**
     * Rounds that do not count. Only now does everybody have one processor, pauses, and less than the most calls, and the compiler
     * has to begin anew where it had relied on what no longer holds.
     */
    private void settle(Stage stage, int millis, Map<ContenderType, LoadSource> taking) throws IOException {
        long end = System.nanoTime() + MAX_SETTLING.toNanos();
        AtomicBoolean compiling = new AtomicBoolean(true);
        while (compiling.get() && System.nanoTime() < end) {
            System.out.printf("%s: a round that does not count%n", stage.transport());
            compiling.set(false);
            round(stage, millis, taking, (cell, sample) -> {
                if (sample.compilerShare() > LoadSource.QUIET_COMPILER) {
                    compiling.set(true);
                }
            });
        }
    }

    private void round(
            Stage stage, int millis, Map<ContenderType, LoadSource> taking, BiConsumer<Cell, Sample> consumer)
            throws IOException {
        for (int concurrency : new TreeMap<>(stage.takingPart()).keySet()) {
            for (Map.Entry<ContenderType, LoadSource> entry : inTurn(taking)) {
                if (stage.takingPart().get(concurrency).contains(entry.getKey())) {
                    Cell cell = new Cell(entry.getKey(), stage.transport(), concurrency);
                    unlessItFails(
                            entry.getKey(),
                            taking,
                            () -> consumer.accept(cell, measure(cell, entry.getValue(), millis)));
                }
            }
        }
    }

    private interface Work {
        void carryOut() throws IOException;
    }

    /** A call of this client that fails ends the run. Somebody else's ends their taking part, and is told. */
    private void unlessItFails(ContenderType candidate, Map<ContenderType, LoadSource> taking, Work work)
            throws IOException {
        try {
            work.carryOut();
        } catch (IOException failure) {
            if (candidate.isOurs()) {
                throw failure;
            }
            System.out.println(candidate + " has failed, and takes no further part");
            taking.remove(candidate);
            leftOut.add(candidate);
        }
    }

    /** Nobody always follows the same one. The same in each run. */
    private List<Map.Entry<ContenderType, LoadSource>> inTurn(Map<ContenderType, LoadSource> sources) {
        List<Map.Entry<ContenderType, LoadSource>> order = new ArrayList<>(sources.entrySet());
        Collections.shuffle(order, turns);
        return order;
    }

    private LoadSource warmedUp(
            ContenderType candidate, Stage stage, int concurrency, Map<ContenderType, LoadSource> sources)
            throws IOException {
        LoadSource source = sources.get(candidate);
        if (source == null) {
            source = LoadSource.of(candidate, server, stage.transport());
            sources.put(candidate, source);
        }
        source.warmUp(stage.transport(), concurrency, stage.warmUpMillis());
        return source;
    }

    private Sample measure(Cell cell, LoadSource source, int millis) throws IOException {
        double before = server.cpuSeconds() + source.secondsBesideServer();
        Sample sample = source.run(cell.transport(), cell.concurrency(), millis);
        double busy = (server.cpuSeconds() + source.secondsBesideServer() - before) * 1e9 / sample.nanos();
        if (busy > BUSY_SERVER && cell.candidate() != ContenderType.WRK) {
            serverWasBusy.merge(cell, 1, Integer::sum);
        }
        return sample;
    }

    Map<Cell, List<Sample>> samples() {
        return samples;
    }

    List<String> remarks() {
        List<String> all = new ArrayList<>();
        leftOut.forEach(candidate -> all.add(candidate + ": a call failed, and it took no further part"));
        serverWasBusy.forEach((cell, times) -> all.add(String.format(
                Locale.ROOT,
                "%s, %s, %d at a time: in %d rounds the server's processor was busy for more than %.0f %% of the time, and may be what was measured",
                cell.candidate(),
                cell.transport(),
                cell.concurrency(),
                times,
                100 * BUSY_SERVER)));
        samples.keySet().stream()
                .filter(this::wasIdle)
                .forEach(cell -> all.add(String.format(
                        Locale.ROOT,
                        "%s, %s, %d at a time: had its processor busy for only %.0f %% of the time",
                        cell.candidate(),
                        cell.transport(),
                        cell.concurrency(),
                        100 * spread(cell, Sample::busy).median())));
        return all;
    }

    /** With so many calls in flight there was always something to do, unless that had to be waited for elsewhere. */
    private boolean wasIdle(Cell cell) {
        return cell.candidate() != ContenderType.WRK
                && !cell.transport().slow()
                && cell.concurrency() > 1
                && spread(cell, Sample::busy).median() < IDLE;
    }

    boolean has(Cell cell) {
        return samples.containsKey(cell);
    }

    Spread spread(Cell cell, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.get(cell).stream().mapToDouble(figure).toArray());
    }

    /** By contender and transport; of those that took part. The slow server has its own scale. */
    Map<String, Map<String, Double>> medians(
            List<ContenderType> contenders, int concurrency, ToDoubleFunction<Sample> figure) {
        Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
        for (ContenderType contender : contenders) {
            for (Transport transport : Transport.values()) {
                Cell cell = new Cell(contender, transport, concurrency);
                if (has(cell) && !transport.slow()) {
                    medians.computeIfAbsent(contender.toString(), any -> new LinkedHashMap<>())
                            .put(transport.toString(), spread(cell, figure).median());
                }
            }
        }
        return medians;
    }

    /** The ratios of calls per second, each of two figures of one round. */
    Spread ratio(Cell cell, Cell baseline) {
        return roundByRound(cell, baseline, (ours, theirs) -> ours.callsPerSecond() / theirs.callsPerSecond());
    }

    /** How much more, each of two figures of one round. */
    Spread difference(Cell cell, Cell baseline, ToDoubleFunction<Sample> figure) {
        return roundByRound(
                cell, baseline, (ours, theirs) -> figure.applyAsDouble(ours) - figure.applyAsDouble(theirs));
    }

    private Spread roundByRound(Cell cell, Cell baseline, ToDoubleBiFunction<Sample, Sample> figure) {
        List<Sample> ours = samples.get(cell);
        List<Sample> theirs = samples.get(baseline);
        double[] figures = new double[Math.min(ours.size(), theirs.size())];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = figure.applyAsDouble(ours.get(i), theirs.get(i));
        }
        return Spread.of(figures);
    }
}
