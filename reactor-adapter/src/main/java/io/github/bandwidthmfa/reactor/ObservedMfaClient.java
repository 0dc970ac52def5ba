package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.observation.MfaObservationConvention;
import io.github.bandwidthmfa.reactor.observation.Observations;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

/** A client each of whose calls is observed. One that is not is not wrapped: it pays nothing. */
final class ObservedMfaClient implements MfaClient {

    private final MfaClient client;
    private final Observations observations;

    static MfaClient create(MfaClientOptions options, ObservationRegistry registry) {
        MfaObservationConvention convention = options.observationConvention();
        Observations observations =
                new Observations(registry, convention != null ? convention : new MfaObservationConvention() {});
        return new ObservedMfaClient(new ReactorMfaClient(options, observations), observations);
    }

    private ObservedMfaClient(MfaClient client, Observations observations) {
        this.client = client;
        this.observations = observations;
    }

    @Override
    public Mono<MessagingCodeResponse> sendMessagingCode(CodeRequest request) {
        return observations.call(MfaOperation.MESSAGING, client.sendMessagingCode(request));
    }

    @Override
    public Mono<VoiceCodeResponse> sendVoiceCode(CodeRequest request) {
        return observations.call(MfaOperation.VOICE, client.sendVoiceCode(request));
    }

    @Override
    public Mono<VerifyCodeResponse> verifyCode(VerifyCodeRequest request) {
        return observations.call(MfaOperation.VERIFY, client.verifyCode(request));
    }

    @Override
    public Mono<Void> warmUp() {
        return client.warmUp();
    }

    @Override
    public MfaClientStatus status() {
        return client.status();
    }

    @Override
    public Mono<Void> close() {
        return client.close();
    }
}
