package io.github.bandwidthmfa.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The JDK's client. It cannot be told how many connections to open. */
final class JdkContender implements Contender {

    private final HttpClient client;
    private final URI verify;

    JdkContender(Target target) {
        this.verify = target.verify();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(
                        target.transport() == Transport.HTTP2
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1);
        if (target.transport().encrypted()) {
            builder.sslContext(target.sslContext());
        }
        this.client = builder.build();
    }

    @Override
    public void call(Outcome outcome) {
        HttpRequest request = HttpRequest.newBuilder(verify)
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write()))
                .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> Json.readValid(response.statusCode(), response.body()))
                .whenComplete((valid, failure) -> {
                    if (failure == null) {
                        outcome.succeeded(valid);
                    } else {
                        outcome.failed(failure);
                    }
                });
    }
}
