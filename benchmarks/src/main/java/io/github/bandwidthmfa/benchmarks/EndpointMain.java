package io.github.bandwidthmfa.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A WebFlux application whose one endpoint verifies a code. Server and client share the event loops. Prints its port, then for
 * each line that it reads what it has taken since the one before.
 */
final class EndpointMain {

    static final String PATH = "/login/code";
    static final String VALID = "{\"valid\":true}";

    private final Verifier verifier;

    private EndpointMain(Verifier verifier) {
        this.verifier = verifier;
    }

    /**
     * Serves until there are no lines left to read.
     *
     * @param arguments the contender, the directory of the certificates, the transport to the service and its port
     * @throws Exception if the port cannot be had
     */
    public static void main(String[] arguments) throws Exception {
        ParentProcess.endWithIt();
        Target service =
                new Target(Transport.valueOf(arguments[2]), Integer.parseInt(arguments[3]), Path.of(arguments[1]));
        Verifier verifier = ContenderType.valueOf(arguments[0]) == ContenderType.ENDPOINT
                ? OurContender.inApplication(service)
                : new ApplicationWebClientContender(service);
        DisposableServer server = new EndpointMain(verifier).serve();
        System.out.println(server.port());
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Meter meter = new Meter();
        while (orders.readLine() != null) {
            meter.stop();
            System.out.println(meter.sample().line());
            meter = new Meter();
        }
        System.exit(0);
    }

    private DisposableServer serve() {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(Application.eventLoops())
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(
                        RouterFunctions.route().POST(PATH, this::verify).build())))
                .bindNow();
    }

    private Mono<ServerResponse> verify(ServerRequest request) {
        return request.bodyToMono(Json.Request.class)
                .flatMap(verifier::verify)
                .flatMap(valid -> ServerResponse.ok().bodyValue(new Json.Answer(valid)));
    }
}
