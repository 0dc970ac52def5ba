package io.github.bandwidthmfa.benchmarks;

import java.net.URI;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;

/** Apache's asynchronous client. */
final class ApacheContender implements Contender {

    private final CloseableHttpAsyncClient client;
    private final URI verify;

    ApacheContender(Target target) {
        this.verify = target.verify();
        if (target.transport() == Transport.HTTP2) {
            this.client =
                    HttpAsyncClients.customHttp2().setTlsStrategy(tls(target)).build();
        } else {
            PoolingAsyncClientConnectionManagerBuilder connections = PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(CONNECTIONS)
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setDefaultTlsConfig(TlsConfig.custom()
                            .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                            .build());
            if (target.transport().encrypted()) {
                connections.setTlsStrategy(tls(target));
            }
            this.client = HttpAsyncClients.custom()
                    .setConnectionManager(connections.build())
                    .build();
        }
        client.start();
    }

    private static TlsStrategy tls(Target target) {
        return ClientTlsStrategyBuilder.create()
                .setSslContext(target.sslContext())
                .buildAsync();
    }

    @Override
    public void call(Outcome outcome) {
        client.execute(
                SimpleRequestBuilder.post(verify)
                        .setHeader("Authorization", AUTHORIZATION)
                        .setHeader("Accept", "application/json")
                        .setBody(Json.write(), ContentType.APPLICATION_JSON)
                        .build(),
                new FutureCallback<SimpleHttpResponse>() {
                    @Override
                    public void completed(SimpleHttpResponse response) {
                        boolean valid;
                        try {
                            valid = Json.readValid(response.getCode(), response.getBodyBytes());
                        } catch (RuntimeException failure) {
                            outcome.failed(failure);
                            return;
                        }
                        outcome.succeeded(valid);
                    }

                    @Override
                    public void failed(Exception failure) {
                        outcome.failed(failure);
                    }

                    @Override
                    public void cancelled() {
                        outcome.failed(new IllegalStateException("cancelled"));
                    }
                });
    }
}
