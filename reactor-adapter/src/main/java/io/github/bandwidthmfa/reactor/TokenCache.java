package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Tokens;
import io.github.bandwidthmfa.wire.AccessToken;
import io.github.bandwidthmfa.wire.UnexpectedBodyException;
import io.github.bandwidthmfa.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps the current access token. However many callers need one at a time, one request is made for it; and it is renewed in
 * the background before it expires, so that normally nobody waits.
 */
final class TokenCache implements Authorization {

    /** No token could be had. Turned into the API's exception once it is known which call wanted it. */
    static final class NoTokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;

        NoTokenException(OptionalInt status, String what, @Nullable Throwable cause) {
            super(what, cause, false, false);
            this.status = status.orElse(0);
        }

        OptionalInt status() {
            return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
        }
    }

    /** The lifetime assumed where none is stated: the service does not document one. */
    private static final Duration UNSTATED_LIFETIME = Duration.ofHours(1);

    private static final Duration AHEAD_OF_EXPIRY = Duration.ofSeconds(60);
    private static final Duration BETWEEN_FAILED_RENEWALS = Duration.ofSeconds(5);
    private static final byte[] FORM = AccessToken.REQUEST_FORM.getBytes(StandardCharsets.US_ASCII);

    private final Mono<Credentials> credentials;
    private final HttpExchange tokenEndpoint;
    private final Duration timeout;
    private final int mostWaiting;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Token> held = new AtomicReference<>();
    private final AtomicReference<@Nullable Flight> inFlight = new AtomicReference<>();
    private final LongAdder obtained = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile long noRenewalBefore;
    private volatile boolean disposed;

    /**
     * Asks nobody yet.
     *
     * @param mostWaiting how many callers may wait for a token, more or less: one more is turned away at once
     */
    TokenCache(
            Mono<Credentials> credentials,
            HttpExchange tokenEndpoint,
            Duration timeout,
            int mostWaiting,
            LongSupplier nanoTime) {
        this.credentials = credentials;
        this.tokenEndpoint = tokenEndpoint;
        this.timeout = timeout;
        this.mostWaiting = mostWaiting;
        this.nanoTime = nanoTime;
        this.noRenewalBefore = nanoTime.getAsLong();
    }

    @Override
    public Mono<Grant> current() {
        Token token = held.get();
        long now = nanoTime.getAsLong();
        if (token == null || token.expiresAt - now <= 0) {
            return join();
        }
        if (token.renewAt - now <= 0 && noRenewalBefore - now <= 0) {
            renewInBackground();
        }
        return token.grant;
    }

    @Override
    public Mono<Grant> insteadOf(Grant refused) {
        Token token = held.get();
        // Exactly that one: by now somebody else may have dropped it and put a good one in its place.
        if (token != null && token.value == refused) {
            held.compareAndSet(token, null);
        }
        return current().filter(grant -> !grant.header().equals(refused.header()));
    }

    @Override
    public Tokens tokens() {
        return new Tokens(obtained.sum(), failed.sum());
    }

    @Override
    public void dispose() {
        disposed = true;
        Flight flight = inFlight.get();
        if (flight != null) {
            flight.cancel();
        }
    }

    private Mono<Grant> join() {
        while (true) {
            Flight flight = inFlight.get();
            if (flight != null) {
                return flight.landed.currentSubscriberCount() < mostWaiting
                        ? flight.landed.asMono()
                        : Mono.error(new Admission.QueueFullException());
            }
            Flight mine = new Flight();
            if (inFlight.compareAndSet(null, mine)) {
                mine.start();
                return mine.landed.asMono();
            }
        }
    }

    private void renewInBackground() {
        Flight mine = new Flight();
        if (inFlight.get() == null && inFlight.compareAndSet(null, mine)) {
            mine.start();
        }
    }

    private Mono<Token> request() {
        return credentials
                .switchIfEmpty(Mono.error(() ->
                        new NoTokenException(OptionalInt.empty(), "the source of the credentials gave none", null)))
                .onErrorMap(failure -> !(failure instanceof NoTokenException), TokenCache::sourceFailed)
                .flatMap(this::token)
                .timeout(timeout)
                .onErrorMap(failure -> !(failure instanceof NoTokenException), this::requestFailed);
    }

    private Mono<Token> token(Credentials present) {
        if (!(present instanceof Credentials.ClientCredentials)) {
            return Mono.just(new Token(present.authorization(), UNSTATED_LIFETIME));
        }
        Attempt attempt = new Attempt(FORM, present.authorization(), System.nanoTime() + timeout.toNanos());
        return tokenEndpoint
                .post(attempt)
                .cancelOn(Schedulers.fromExecutor(attempt::onLoop))
                .map(TokenCache::decode)
                .map(token -> new Token(token.authorization(), token.lifetime().orElse(UNSTATED_LIFETIME)));
    }

    private static AccessToken decode(WireResponse response) {
        try {
            return AccessToken.decode(response);
        } catch (UnexpectedBodyException e) {
            int status = response.status();
            throw new NoTokenException(
                    OptionalInt.of(status), "the token endpoint answered " + status + ", but " + e.getMessage(), null);
        }
    }

    /** Only the class is told: a vault's message may quote what it was asked for. */
    private static NoTokenException sourceFailed(Throwable failure) {
        return new NoTokenException(
                OptionalInt.empty(),
                "the source of the credentials failed with "
                        + failure.getClass().getName(),
                null);
    }

    private NoTokenException requestFailed(Throwable failure) {
        if (failure instanceof HttpExchange.ErrorAnswerException answer) {
            int status = answer.response().status();
            return new NoTokenException(OptionalInt.of(status), "the token endpoint answered " + status, null);
        }
        if (failure instanceof TimeoutException) {
            return new NoTokenException(
                    OptionalInt.empty(), "tokenTimeout of " + timeout.toMillis() + " ms ran out", null);
        }
        return new NoTokenException(
                OptionalInt.empty(),
                "the token endpoint could not be asked: " + ErrorTranslator.describe(failure),
                ErrorTranslator.safeCause(failure));
    }

    private final class Token {

        private final Grant value;
        private final Mono<Grant> grant;
        private final long renewAt;
        private final long expiresAt;

        Token(String header, Duration lifetime) {
            Duration half = lifetime.dividedBy(2);
            Duration ahead = half.compareTo(AHEAD_OF_EXPIRY) < 0 ? half : AHEAD_OF_EXPIRY;
            this.value = new Grant(header);
            this.grant = Mono.just(value);
            this.expiresAt = nanoTime.getAsLong() + lifetime.toNanos();
            this.renewAt = expiresAt - ahead.toNanos();
        }
    }

    /** One request for a token, and everybody who waits for it. A caller who gives up leaves; the others still get it. */
    private final class Flight {

        private final Sinks.One<Grant> landed = Sinks.one();
        private final Disposable.Swap request = Disposables.swap();

        void start() {
            request.update(request().subscribe(this::succeeded, this::failed));
            if (disposed) {
                cancel();
            }
        }

        void cancel() {
            request.dispose();
            failed(new NoTokenException(OptionalInt.empty(), "the client is closed", null));
        }

        private void succeeded(Token token) {
            obtained.increment();
            held.set(token);
            inFlight.compareAndSet(this, null);
            landed.tryEmitValue(token.value);
        }

        private void failed(Throwable failure) {
            failed.increment();
            noRenewalBefore = nanoTime.getAsLong() + BETWEEN_FAILED_RENEWALS.toNanos();
            inFlight.compareAndSet(this, null);
            landed.tryEmitError(failure);
        }
    }
}
