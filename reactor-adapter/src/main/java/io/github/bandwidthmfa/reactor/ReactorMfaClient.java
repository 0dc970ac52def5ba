package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.observation.Observations;
import io.github.bandwidthmfa.wire.WireCall;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.Logger;
import reactor.util.Loggers;

/** The client on Reactor Netty. {@link #call} is the path of one call, from its subscription to its response. */
final class ReactorMfaClient implements MfaClient {

    private static final Logger LOGGER = Loggers.getLogger(MfaClient.class);

    private final MfaClientOptions options;
    private final ConnectionResources resources;
    private final Authorization authorization;
    private final Map<MfaOperation, Exchange> exchanges = new EnumMap<>(MfaOperation.class);
    private final ErrorTranslator errors;
    private final ConcurrencyLimiter limiter;
    private final InFlightCalls inFlight;
    private final RetryPolicy retryPolicy;
    private final ServiceStateTracker service = new ServiceStateTracker(System::nanoTime);
    private final LongAdder retried = new LongAdder();
    private final WarmUp warmUp;
    private final AtomicBoolean warnedOfBasic = new AtomicBoolean();
    private final Mono<Void> closing;

    ReactorMfaClient(MfaClientOptions options) {
        this(options, null);
    }

    /** Observed or not is decided here, once: the calls of a client that is not do not ask. */
    ReactorMfaClient(MfaClientOptions options, @Nullable Observations observations) {
        this.options = options;
        this.resources = new ConnectionResources(options);
        this.retryPolicy = new RetryPolicy(options.maxRetries(), resources.timers());
        this.authorization = authorization();
        this.errors = new ErrorTranslator(options);
        this.limiter = new ConcurrencyLimiter(
                options.maxConnections(),
                options.maxPending(),
                options.pendingTimeout().toNanos(),
                System::nanoTime,
                resources.timers());
        this.inFlight = new InFlightCalls(
                options.callTimeout(),
                options.responseTimeout(),
                options.pendingTimeout(),
                limiter,
                resources.timers());
        for (MfaOperation operation : MfaOperation.values()) {
            exchanges.put(operation, newExchange(operation, observations));
        }
        this.warmUp = new WarmUp(
                authorization,
                HttpExchange.head(resources.client(), options.baseUri(), options.maxResponseBytes()),
                limiter,
                inFlight,
                retryPolicy,
                errors);
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

    @Override
    public Mono<Void> warmUp() {
        return warmUp.run();
    }

    private Authorization authorization() {
        Credentials fixed = options.fixedCredentials();
        if (fixed != null) {
            warnOfBasic(fixed);
        }
        return fixed != null
                ? Authorization.fixed(fixed)
                : new TokenCache(
                        options.credentialsSource().doOnNext(this::warnOfBasic),
                        HttpExchange.post(
                                resources.client(), options.tokenUri(), HttpExchange.FORM, options.maxResponseBytes()),
                        retryPolicy,
                        options.tokenTimeout(),
                        // As many as could run or wait for a permit, once there is a token.
                        options.maxConnections() + options.maxPending(),
                        resources.timers(),
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Once for each client, however often a source gives them. */
    private void warnOfBasic(Credentials credentials) {
        if (credentials instanceof Credentials.Basic && warnedOfBasic.compareAndSet(false, true)) {
            LOGGER.warn("The MFA client presents Basic credentials. {}.", Credentials.Basic.RETIREMENT);
        }
    }

    private Exchange newExchange(MfaOperation operation, @Nullable Observations observations) {
        HttpClient client =
                observations == null ? resources.client() : ObservedExchange.propagating(resources.client());
        Exchange plain =
                HttpExchange.post(client, options.address(operation), HttpExchange.JSON, options.maxResponseBytes());
        return observations == null
                ? plain
                : new ObservedExchange(
                        plain, observations, operation, options.baseUri().toString(), errors);
    }

    private <R> Mono<R> call(WireCall<R> call) {
        return inFlight.call(
                attempts -> authorization
                        .current()
                        .flatMap(header -> attempt(call, attempts, header))
                        .map(response -> decode(call, response)),
                (attempts, failure) -> service.failed(failure, errors.translate(call, attempts, failure)));
    }

    private <R> R decode(WireCall<R> call, WireResponse response) {
        R result = call.decode(response);
        service.succeeded();
        return result;
    }

    private Mono<WireResponse> attempt(WireCall<?> call, CallAttempts attempts, AuthorizationHeader header) {
        return limiter.admit(() -> exchangeFor(call.operation()).send(attempts.next(call.body(), header)))
                .onErrorResume(failure -> retry(call, attempts, header, failure));
    }

    /**
     * Retries what was refused for its credentials, once and if there are others, since the gateway refuses before it acts;
     * and what the service cannot have received, as often as the options allow. Nothing else.
     */
    private Mono<WireResponse> retry(
            WireCall<?> call, CallAttempts attempts, AuthorizationHeader header, Throwable failure) {
        if (failure instanceof CallFailure.ErrorResponse error && reportsRefusal(error.response(), header)) {
            if (attempts.refusedBefore()) {
                return Mono.error(failure);
            }
            attempts.refused();
            return authorization
                    .replacementFor(header)
                    .flatMap(other -> attempt(call, attempts, other))
                    .switchIfEmpty(Mono.error(failure));
        }
        if (CallFailure.isBecause(CallFailure.Reason.TOKEN_EXPIRED, failure)) {
            attempts.expired();
            return authorization.current().flatMap(other -> attempt(call, attempts, other));
        }
        if (retryPolicy.allows(attempts.latestAfterFailure(), failure, attempts.retries())) {
            Mono<Long> backoff = retryPolicy.backoff(attempts.retries());
            attempts.notSent();
            retried.increment();
            return backoff.flatMap(over -> attempt(call, attempts, header));
        }
        return Mono.error(failure);
    }

    /** Tells the source of the header what the response says of it; true if the response refuses the header. */
    private boolean reportsRefusal(WireResponse response, AuthorizationHeader header) {
        if (response.refusesCredentials()) {
            authorization.refused(header, response.status());
            return true;
        }
        if (response.mayConcernCredentials()) {
            authorization.doubted(header);
        }
        return false;
    }

    private Exchange exchangeFor(MfaOperation operation) {
        return Objects.requireNonNull(exchanges.get(operation));
    }

    @Override
    public MfaClientStatus status() {
        ServiceStateTracker.State state = service.state();
        return new MfaClientStatus(
                state.service(),
                state.refusals(),
                state.failures(),
                state.latestFailure(),
                new MfaClientStatus.Calls(
                        options.maxConnections() - limiter.freePermits(),
                        options.maxConnections(),
                        limiter.waiting(),
                        options.maxPending(),
                        resources.connections(),
                        limiter.waited(),
                        limiter.waitedFor(),
                        retried.sum()),
                authorization.tokens(),
                inFlight.closed());
    }

    @Override
    public Mono<Void> close() {
        return closing;
    }

    private Mono<Void> drainAndDispose() {
        return inFlight.refuseFurther()
                .timeout(options.closeTimeout(), Mono.fromRunnable(inFlight::endAll), resources.timers())
                .then(Mono.<Void>fromRunnable(authorization::dispose))
                .then(resources.disposeLater());
    }
}
