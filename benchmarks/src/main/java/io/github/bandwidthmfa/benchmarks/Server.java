package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The server of one run, in its own process. */
final class Server implements AutoCloseable {

    private final Path certificates;
    private final JavaProcess process;
    private final int[] ports = new int[4];

    Server(Path certificates) throws IOException, InterruptedException, GeneralSecurityException {
        this.certificates = certificates.toAbsolutePath();
        Certificates.createIn(this.certificates);
        this.process = JavaProcess.server(this.certificates);
        String[] printed = process.readLine().split(" ");
        for (int i = 0; i < ports.length; i++) {
            ports[i] = Integer.parseInt(printed[i]);
        }
    }

    Target target(Transport transport) {
        int port = switch (transport) {
            case CLEAR -> ports[0];
            case SLOW -> ports[1];
            case TLS, TLS_NATIVE, HTTP2 -> ports[2];
            case SLOW_TLS -> ports[3];
        };
        return new Target(transport, port, certificates);
    }

    Path certificates() {
        return certificates;
    }

    /** The port for each transport, in their order. */
    String ports() {
        return Arrays.stream(Transport.values())
                .map(transport -> String.valueOf(target(transport).port()))
                .collect(Collectors.joining(","));
    }

    /** For whoever calls one port over whatever transport. */
    String portsAllBeing(int port) {
        return Arrays.stream(Transport.values())
                .map(transport -> String.valueOf(port))
                .collect(Collectors.joining(","));
    }

    double cpuSeconds() {
        return process.cpu().toNanos() / 1e9;
    }

    @Override
    public void close() {
        process.close();
    }
}
