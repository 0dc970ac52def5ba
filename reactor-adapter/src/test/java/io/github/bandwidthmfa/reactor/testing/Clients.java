package io.github.bandwidthmfa.reactor.testing;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Opens clients, and closes them after each test. */
public final class Clients implements AfterEachCallback {

    private final List<MfaClient> open = new ArrayList<>();

    public MfaClient open(MfaClientOptions.Builder options) {
        MfaClient client = MfaClient.create(options.build());
        open.add(client);
        return client;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        StepVerifier.create(Flux.fromIterable(open).flatMap(MfaClient::close))
                .expectComplete()
                .verify(Samples.PATIENCE);
        open.clear();
    }
}
