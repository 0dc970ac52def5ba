package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The client that this project is about. Only its queue is as long as the load needs. */
final class OurContender implements Verifier {

    static final VerifyCodeRequest REQUEST = request(Json.REQUEST);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MfaClient client;

    /** On its own event loops. The header is as long as that of Basic. */
    OurContender(Target target) {
        this(options(target).credentials(Credentials.bearerToken("as-long-as-Basic-is")));
    }

    private OurContender(MfaClientOptions.Builder options) {
        client = MfaClient.create(options.build());
    }

    /** As the starter makes it: on the loops of the application, with a token of OAuth2. */
    static OurContender inApplication(Target target) {
        return new OurContender(shared(target, Application.eventLoops()));
    }

    static OurContender inApplicationWithOwnCountOfLoops(Target target) {
        return new OurContender(shared(
                target,
                LoopResources.create("application", -1, Runtime.getRuntime().availableProcessors(), true, false)));
    }

    static OurContender observed(Target target) {
        return new OurContender(
                shared(target, Application.eventLoops()).observationRegistry(Application.observations()));
    }

    private static MfaClientOptions.Builder shared(Target target, LoopResources loops) {
        return options(target)
                .credentials(Credentials.clientCredentials(Target.CLIENT_ID, Target.CLIENT_SECRET))
                .tokenUri(target.token())
                .loopResources(loops);
    }

    private static MfaClientOptions.Builder options(Target target) {
        MfaClientOptions.Builder options = MfaClientOptions.builder()
                .accountId(Target.ACCOUNT)
                .baseUri(target.baseUri())
                .maxConnections(CONNECTIONS)
                .maxPending(Promise.maxPending())
                .http2(target.transport() == Transport.HTTP2);
        if (target.transport().encrypted()) {
            options.trustManager(target.trust());
        }
        if (Boolean.getBoolean("patient")) {
            options.callTimeout(PATIENCE).pendingTimeout(PATIENCE);
        }
        return options;
    }

    private static VerifyCodeRequest request(Json.Request request) {
        return VerifyCodeRequest.builder()
                .to(request.to())
                .code(request.code())
                .expirationTime(Duration.ofMinutes(request.expirationTimeInMinutes()))
                .build();
    }

    Mono<Void> warmUp() {
        return client.warmUp();
    }

    @Override
    public Mono<Boolean> verify(Json.Request request) {
        return client.verifyCode(request(request)).map(VerifyCodeResponse::valid);
    }

    @Override
    public void call(Outcome outcome) {
        client.verifyCode(REQUEST).subscribe(response -> outcome.succeeded(response.valid()), outcome::failed);
    }
}
