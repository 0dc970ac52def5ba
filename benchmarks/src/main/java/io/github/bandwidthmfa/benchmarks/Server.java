package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** The server of one run, in its own process. */
final class Server implements AutoCloseable {

    private final Path certificates;
    private final JavaProcess process;
    private final int[] ports = new int[3];

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
            case TLS, HTTP2 -> ports[2];
        };
        return new Target(transport, port, certificates);
    }

    double cpuSeconds() {
        return process.cpu().toNanos() / 1e9;
    }

    @Override
    public void close() {
        process.close();
    }
}
