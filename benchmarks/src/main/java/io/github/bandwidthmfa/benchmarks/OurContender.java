package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.function.UnaryOperator;
import reactor.netty.resources.LoopResources;

/** The client that this project is about. Only its queue is as long as the load needs. */
final class OurContender implements Contender {

    static final VerifyCodeRequest REQUEST = VerifyCodeRequest.builder()
            .to("+19195551234")
            .code("123456")
            .expirationTime(Duration.ofMinutes(3))
            .build();

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MfaClient client;

    OurContender(Target target) {
        this(target, options -> options);
    }

    private OurContender(Target target, UnaryOperator<MfaClientOptions.Builder> further) {
        MfaClientOptions.Builder options = MfaClientOptions.builder()
                .accountId(Target.ACCOUNT)
                .credentials(Credentials.bearerToken("as-long-as-Basic-is"))
                .baseUri(target.baseUri())
                .maxConnections(CONNECTIONS)
                .maxPending(Integer.getInteger("pending", 256))
                .http2(target.transport() == Transport.HTTP2);
        if (target.transport().encrypted()) {
            options.trustManager(target.trust());
        }
        if (Boolean.getBoolean("patient")) {
            options.callTimeout(PATIENCE).pendingTimeout(PATIENCE);
        }
        client = MfaClient.create(further.apply(options).build());
    }

    /** On loops that others made, as in a Spring Boot application. */
    static OurContender onSharedLoops(Target target) {
        return new OurContender(target, OurContender::shared);
    }

    /** As {@link #onSharedLoops}, with an observation registry whose one handler does nothing. */
    static OurContender observed(Target target) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(context -> true);
        return new OurContender(target, options -> shared(options).observationRegistry(registry));
    }

    private static MfaClientOptions.Builder shared(MfaClientOptions.Builder options) {
        return options.loopResources(LoopResources.create("application"));
    }

    @Override
    public void call(Outcome outcome) {
        client.verifyCode(REQUEST).subscribe(response -> outcome.succeeded(response.valid()), outcome::failed);
    }
}
