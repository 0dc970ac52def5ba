package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.Authorization.Grant;
import io.github.bandwidthmfa.reactor.HttpExchange.ErrorAnswerException;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.util.Logger;
import reactor.util.Loggers;

/** The path of one call, from its subscription to its answer. */
final class ReactorMfaClient implements MfaClient {

    private static final Logger LOGGER = Loggers.getLogger(MfaClient.class);

    private final MfaClientOptions options;
    private final ConnectionResources resources;
    private final Authorization authorization;
    private final Map<MfaOperation, Exchange> exchanges = new EnumMap<>(MfaOperation.class);
    private final ErrorTranslator errors;
    private final Admission admission;
    private final Calls calls;
    private final NotSentRetries retries;
    private final Standing standing = new Standing(System::nanoTime);
    private final LongAdder retried = new LongAdder();
    private final Mono<Void> closing;

    ReactorMfaClient(MfaClientOptions options) {
        this(options, null);
    }

    /** Observed or not is decided here, once: the calls of a client that is not do not ask. */
    ReactorMfaClient(MfaClientOptions options, @Nullable Observations observations) {
        this.options = options;
        this.resources = new ConnectionResources(options);
        this.retries = new NotSentRetries(options.maxRetries(), resources.timers());
        this.authorization = options.authorization(resources, retries);
        this.errors = new ErrorTranslator(options);
        this.admission = new Admission(
                options.maxConnections(),
                options.maxPending(),
                options.pendingTimeout().toNanos(),
                System::nanoTime,
                resources.timers());
        this.calls = new Calls(
                options.callTimeout(),
                options.responseTimeout(),
                options.pendingTimeout(),
                admission,
                resources.timers());
        for (MfaOperation operation : MfaOperation.values()) {
            exchanges.put(operation, exchange(operation, observations));
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

    private Exchange exchange(MfaOperation operation, @Nullable Observations observations) {
        Exchange plain = new HttpExchange(
                observations == null ? resources.client() : observations.propagating(resources.client()),
                options.address(operation),
                HttpExchange.JSON,
                options.maxResponseBytes());
        return observations == null
                ? plain
                : observations.attempts(operation, plain, options.baseUri().toString(), errors);
    }

    private <R> Mono<R> call(WireCall<R> call) {
        return calls.call(
                attempts -> authorization
                        .current()
                        .flatMap(grant -> exchange(call, attempts, grant))
                        .map(answer -> decode(call, answer)),
                (attempts, failure) -> standing.failed(failure, errors.translate(call, attempts, failure)));
    }

    private <R> R decode(WireCall<R> call, WireResponse answer) {
        R result = call.decode(answer);
        standing.succeeded();
        return result;
    }

    private Mono<WireResponse> exchange(WireCall<?> call, Attempts attempts, Grant grant) {
        return admission
                .admit(() -> exchangeFor(call.operation()).post(attempts.next(call.body(), grant)))
                .onErrorResume(failure -> repeat(call, attempts, grant, failure));
    }

    /**
     * Repeats what was refused for its credentials, once and if there are others, since the gateway refuses before it acts;
     * and what the service cannot have received, as often as the options allow. Nothing else.
     */
    private Mono<WireResponse> repeat(WireCall<?> call, Attempts attempts, Grant grant, Throwable failure) {
        if (failure instanceof ErrorAnswerException answer && isAboutCredentials(answer.response(), grant)) {
            if (attempts.refusedBefore()) {
                return Mono.error(failure);
            }
            attempts.refused();
            return authorization
                    .insteadOf(grant)
                    .flatMap(other -> exchange(call, attempts, other))
                    .switchIfEmpty(Mono.error(failure));
        }
        if (failure instanceof Attempt.ExpiredGrantException) {
            attempts.expired();
            return authorization.current().flatMap(other -> exchange(call, attempts, other));
        }
        if (retries.allow(attempts.latestAfterFailure(), failure, attempts.retries())) {
            Mono<Long> pause = retries.pause(attempts.retries());
            attempts.notSent();
            retried.increment();
            return pause.flatMap(over -> exchange(call, attempts, grant));
        }
        return Mono.error(failure);
    }

    /** Tells what the answer says of the grant. */
    private boolean isAboutCredentials(WireResponse answer, Grant grant) {
        if (answer.refusesCredentials()) {
            authorization.refused(grant, answer.status());
            return true;
        }
        if (answer.mayConcernCredentials()) {
            authorization.doubted(grant);
        }
        return false;
    }

    private Exchange exchangeFor(MfaOperation operation) {
        return Objects.requireNonNull(exchanges.get(operation));
    }

    @Override
    public MfaClientStatus status() {
        return new MfaClientStatus(
                standing.service(),
                standing.refusals(),
                standing.failures(),
                standing.latestFailure(),
                new MfaClientStatus.Calls(
                        options.maxConnections() - admission.freePermits(),
                        options.maxConnections(),
                        admission.waiting(),
                        options.maxPending(),
                        resources.connections(),
                        admission.waited(),
                        admission.waitedFor(),
                        retried.sum()),
                authorization.tokens(),
                calls.closed());
    }

    LoopResources loops() {
        return resources.loops();
    }

    Admission admission() {
        return admission;
    }

    Calls calls() {
        return calls;
    }

    @Override
    public Mono<Void> close() {
        return closing;
    }

    private Mono<Void> drainAndDispose() {
        return calls.refuseFurther()
                .timeout(options.closeTimeout(), Mono.fromRunnable(calls::endAll), resources.timers())
                .then(Mono.<Void>fromRunnable(authorization::dispose))
                .then(resources.disposeLater());
    }
}
