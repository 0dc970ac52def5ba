package io.github.bandwidthmfa.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;

/** Vert.x' web client, on epoll where that can be had. */
final class VertxContender implements Contender {

    private final WebClient client;
    private final URI verify;

    VertxContender(Target target) {
        this.verify = target.verify();
        this.client = WebClient.create(vertx(), options(target), pool());
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    static WebClientOptions options(Target target) {
        WebClientOptions options = new WebClientOptions();
        if (target.transport().encrypted()) {
            options.setSsl(true)
                    .setTrustOptions(new PfxOptions()
                            .setPath(target.trustStore().toString())
                            .setPassword(Certificates.PASSWORD));
        }
        if (target.transport() == Transport.HTTP2) {
            options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);
        }
        return options;
    }

    static PoolOptions pool() {
        return new PoolOptions().setHttp1MaxSize(CONNECTIONS);
    }

    @Override
    public void call(Outcome outcome) {
        client.post(verify.getPort(), verify.getHost(), verify.getPath())
                .putHeader("Authorization", AUTHORIZATION)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json")
                .sendBuffer(Buffer.buffer(Json.write()))
                .map(response ->
                        Json.readValid(response.statusCode(), response.body().getBytes()))
                .onComplete(outcome::succeeded, outcome::failed);
    }
}
