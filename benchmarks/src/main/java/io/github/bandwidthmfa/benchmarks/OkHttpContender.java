package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp with its queue, and as many threads as connections: its own limit of five calls to a host is raised. */
final class OkHttpContender implements Contender {

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final HttpUrl verify;

    OkHttpContender(Target target) {
        this.verify = HttpUrl.get(target.verify());
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(CONNECTIONS);
        dispatcher.setMaxRequestsPerHost(CONNECTIONS);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(CONNECTIONS, 1, TimeUnit.MINUTES))
                .protocols(
                        target.transport() == Transport.HTTP2
                                ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
                                : List.of(Protocol.HTTP_1_1));
        if (target.transport().encrypted()) {
            builder.sslSocketFactory(target.sslContext().getSocketFactory(), (X509TrustManager)
                    target.trust().getTrustManagers()[0]);
        }
        this.client = builder.build();
    }

    @Override
    public void call(Outcome outcome) {
        Request request = new Request.Builder()
                .url(verify)
                .header("Authorization", AUTHORIZATION)
                .header("Accept", "application/json")
                .post(RequestBody.create(Json.write(), JSON))
                .build();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                outcome.failed(failure);
            }

            @Override
            public void onResponse(Call call, Response response) {
                boolean valid;
                try (response) {
                    valid = Json.readValid(response.code(), response.body().bytes());
                } catch (IOException | RuntimeException failure) {
                    outcome.failed(failure);
                    return;
                }
                outcome.succeeded(valid);
            }
        });
    }
}
