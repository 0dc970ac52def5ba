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
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.Logger;
import reactor.util.Loggers;

/** The client on Reactor Netty. */
final class ReactorMfaClient implements MfaClient {

    private static final Logger LOGGER = Loggers.getLogger(MfaClient.class);

    private final MfaClientOptions options;
    private final ConnectionResources resources;
    private final Authorization authorization;
    private final ErrorTranslator errors;
    private final ConcurrencyLimiter limiter;
    private final InFlightCalls inFlight;
    private final RetryPolicy retryPolicy;
    private final ServiceStateTracker service = new ServiceStateTracker(System::nanoTime);
    private final CallPath calls;
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
        this.limiter = limiter();
        this.inFlight = inFlight(limiter);
        Map<MfaOperation, Exchange> exchanges = new EnumMap<>(MfaOperation.class);
        for (MfaOperation operation : MfaOperation.values()) {
            exchanges.put(operation, newExchange(operation, observations));
        }
        this.calls = path(
                authorization,
                operation -> Objects.requireNonNull(exchanges.get(operation)),
                limiter,
                inFlight,
                service);
        this.warmUp = new WarmUp(
                authorization,
                HttpExchange.head(resources.client(), options.baseUri(), options.maxResponseBytes()),
                limiter,
                inFlight,
                retryPolicy,
                errors,
                this::rehearsal);
        this.closing = Mono.defer(this::drainAndDispose).cache();
        LOGGER.debug("MFA client ready: {}", options);
    }

    private ConcurrencyLimiter limiter() {
        return new ConcurrencyLimiter(
                options.maxConnections(),
                options.maxPending(),
                options.pendingTimeout().toNanos(),
                System::nanoTime,
                resources.timers());
    }

    private InFlightCalls inFlight(ConcurrencyLimiter limiter) {
        return new InFlightCalls(
                options.callTimeout(),
                options.responseTimeout(),
                options.pendingTimeout(),
                limiter,
                resources.timers());
    }

    private CallPath path(
            Authorization authorization,
            Function<MfaOperation, Exchange> exchanges,
            ConcurrencyLimiter limiter,
            InFlightCalls inFlight,
            ServiceStateTracker service) {
        return new CallPath(authorization, exchanges, errors, limiter, inFlight, retryPolicy, service);
    }

    /** A path on which nothing is shared with the calls, and nothing reaches the network. */
    private CallPath rehearsal(Exchange instead) {
        ConcurrencyLimiter limiter = limiter();
        return path(
                Authorization.fixed(Credentials.bearerToken("rehearsal")),
                operation -> instead,
                limiter,
                inFlight(limiter),
                new ServiceStateTracker(System::nanoTime));
    }

    @Override
    public Mono<MessagingCodeResponse> sendMessagingCode(CodeRequest request) {
        return calls.call(WireCall.messaging(Objects.requireNonNull(request, "request")));
    }

    @Override
    public Mono<VoiceCodeResponse> sendVoiceCode(CodeRequest request) {
        return calls.call(WireCall.voice(Objects.requireNonNull(request, "request")));
    }

    @Override
    public Mono<VerifyCodeResponse> verifyCode(VerifyCodeRequest request) {
        return calls.call(WireCall.verify(Objects.requireNonNull(request, "request")));
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
                        calls.retried()),
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
