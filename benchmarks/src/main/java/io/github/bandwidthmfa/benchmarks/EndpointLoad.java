package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;

/** An application with an endpoint, on the processor of whoever is measured, and its callers beside the server. */
final class EndpointLoad implements LoadSource {

    private final JavaProcess application;
    private final JavaProcess callers;

    EndpointLoad(ContenderType candidate, Server server, Transport toService) throws IOException {
        this.application = JavaProcess.endpoint(candidate, server, toService);
        this.callers = JavaProcess.callers(candidate, server, Integer.parseInt(application.readLine()));
    }

    @Override
    public Sample run(Transport transport, int concurrency, int millis) throws IOException {
        return withCostsOfApplication(() -> callers.run(transport, concurrency, millis));
    }

    @Override
    public Sample atFixedRate(Transport transport, long perSecond, int millis) throws IOException {
        return withCostsOfApplication(() -> callers.atFixedRate(transport, perSecond, millis));
    }

    private interface Stretch {
        Sample run() throws IOException;
    }

    private Sample withCostsOfApplication(Stretch stretch) throws IOException {
        costsOfApplication();
        Sample seen = stretch.run();
        return seen.withCostsOf(costsOfApplication());
    }

    private Sample costsOfApplication() throws IOException {
        return application.order("costs");
    }

    @Override
    public void warmUp(Transport transport, int concurrency, int mostMillis) throws IOException {
        application.onBothProcessors(() -> untilSteady(transport, concurrency, mostMillis));
    }

    @Override
    public double secondsBesideServer() {
        return callers.cpu().toNanos() / 1e9;
    }

    @Override
    public void close() {
        callers.close();
        application.close();
    }
}
