package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same requests by {@code wrk}: what this machine and this server can do, whatever the client. */
final class Wrk implements LoadSource {

    private static final Path PROGRAM = Path.of("/usr/bin/wrk");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

    private static final List<String> FAILURES = List.of("Socket errors", "Non-2xx");

    private final Server server;
    private final Path script;

    Wrk(Server server) throws IOException {
        this.server = server;
        this.script = server.certificates().resolve("verify.lua");
        Files.writeString(
                script, """
                wrk.method = "POST"
                wrk.body = '%s'
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Accept"] = "application/json"
                wrk.headers["Authorization"] = "%s"
                """.formatted(new String(Json.write(), StandardCharsets.UTF_8), Contender.AUTHORIZATION));
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM) && Processors.canBeChosen();
    }

    @Override
    public Sample run(Transport transport, int concurrency, int millis) throws IOException {
        // It counts in seconds.
        int seconds = Math.max(1, Math.round(millis / 1_000f));
        List<String> command = new ArrayList<>(Processors.prefix(Processors.LOAD));
        command.addAll(List.of(
                PROGRAM.toString(),
                "-t1",
                "-c" + Math.min(concurrency, Contender.CONNECTIONS),
                "-d" + seconds + "s",
                "-s",
                script.toString(),
                server.target(transport).verify().toString()));
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher requests = REQUESTS.matcher(output);
        Matcher perSecond = PER_SECOND.matcher(output);
        if (!requests.find() || !perSecond.find() || FAILURES.stream().anyMatch(output::contains)) {
            throw new IOException("wrk failed, or was not understood: " + output);
        }
        long calls = Long.parseLong(requests.group(1));
        long nanos = Math.round(calls * 1e9 / Double.parseDouble(perSecond.group(1)));
        return new Sample(calls, nanos, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public Sample atFixedRate(Transport transport, long perSecond, int millis) {
        throw new UnsupportedOperationException("wrk knows no fixed rate");
    }

    @Override
    public void warmUp(Transport transport, int concurrency, int mostMillis) {
        // Compiled long ago.
    }

    @Override
    public void close() {
        // Nothing runs between two runs.
    }
}
