package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.Authorization.Grant;
import io.github.bandwidthmfa.reactor.ErrorTranslator.CallTimeoutException;
import io.github.bandwidthmfa.reactor.HttpExchange.ErrorAnswerException;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/** The path of one call, from its subscription to its answer. */
final class ReactorMfaClient implements MfaClient {

    private static final Logger LOGGER = Loggers.getLogger(MfaClient.class);

    private final MfaClientOptions options;
    private final ConnectionResources resources;
    private final Authorization authorization;
    private final Map<MfaOperation, HttpExchange> exchanges = new EnumMap<>(MfaOperation.class);
    private final ErrorTranslator errors;
    private final CallsInFlight inFlight = new CallsInFlight();
    private final Mono<Void> closing;

    ReactorMfaClient(MfaClientOptions options) {
        this.options = options;
        this.resources = new ConnectionResources(options);
        this.authorization = options.authorization(resources.client());
        this.errors = new ErrorTranslator(options);
        for (MfaOperation operation : MfaOperation.values()) {
            exchanges.put(
                    operation,
                    new HttpExchange(
                            resources.client(),
                            options.address(operation),
                            HttpExchange.JSON,
                            options.maxResponseBytes()));
        }
        this.closing = Mono.defer(this::drainAndDispose).cache();
        LOGGER.debug("MFA client ready: {}", options);
    }

    @Override
    public Mono<MessagingCodeResponse> sendMessagingCode(CodeRequest request) {
        return call(WireCall.messaging(Objects.requireNonNull(request, "request")));
    }

    @Override
    public Mono<VoiceCodeResponse> sendVoiceCode(CodeRequest request) {
        return call(WireCall.voice(Objects.requireNonNull(request, "request")));
    }

    @Override
    public Mono<VerifyCodeResponse> verifyCode(VerifyCodeRequest request) {
        return call(WireCall.verify(Objects.requireNonNull(request, "request")));
    }

    private <R> Mono<R> call(WireCall<R> call) {
        return Mono.defer(() -> {
            if (!inFlight.enter()) {
                return Mono.error(closed(call.operation()));
            }
            Attempts attempts = new Attempts();
            return authorization
                    .current()
                    .flatMap(grant -> exchange(call, attempts, grant))
                    .timeout(options.callTimeout(), Mono.error(CallTimeoutException::new))
                    .map(call::decode)
                    .onErrorMap(failure -> errors.translate(call, attempts, failure))
                    .doOnCancel(attempts::abandon)
                    .doFinally(signal -> inFlight.leave());
        });
    }

    /** Repeats once what was refused for its credentials, if there are others: the gateway refuses before it acts. */
    private Mono<WireResponse> exchange(WireCall<?> call, Attempts attempts, Grant grant) {
        return post(call, attempts, grant)
                .onErrorResume(
                        failure -> failure instanceof ErrorAnswerException answer
                                && answer.response().refusesCredentials(),
                        refusal -> Mono.defer(() -> {
                            attempts.refused();
                            return authorization
                                    .insteadOf(grant)
                                    .flatMap(other -> post(call, attempts, other))
                                    .switchIfEmpty(Mono.error(refusal));
                        }));
    }

    private Mono<WireResponse> post(WireCall<?> call, Attempts attempts, Grant grant) {
        return Objects.requireNonNull(exchanges.get(call.operation())).post(attempts.next(call.body(), grant.header()));
    }

    @Override
    public Mono<Void> close() {
        return closing;
    }

    private Mono<Void> drainAndDispose() {
        return inFlight.refuseFurther()
                .timeout(options.closeTimeout(), Mono.empty())
                .then(Mono.<Void>fromRunnable(authorization::dispose))
                .then(resources.disposeLater());
    }

    private static MfaTransportException closed(MfaOperation operation) {
        return new MfaTransportException(operation, Disposition.NOT_SENT, "the client is closed", null);
    }
}
