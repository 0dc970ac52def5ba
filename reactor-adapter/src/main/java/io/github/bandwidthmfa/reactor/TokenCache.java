package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.reactor.CallFailure.NoToken;
import io.github.bandwidthmfa.reactor.CallFailure.Reason;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Tokens;
import io.github.bandwidthmfa.reactor.netty.TransportFailure;
import io.github.bandwidthmfa.wire.AccessToken;
import io.github.bandwidthmfa.wire.UnexpectedBodyException;
import io.github.bandwidthmfa.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps the current access token. However many callers need one at a time, one request is made for it; and it is renewed in
 * the background before it expires, so that calls normally do not wait.
 */
final class TokenCache implements Authorization {

    /** The lifetime assumed where none is stated: the service does not document one. */
    private static final Duration UNSTATED_LIFETIME = Duration.ofHours(1);

    private static final Duration AHEAD_OF_EXPIRY = Duration.ofSeconds(60);

    /** A request takes a moment to arrive: with the last part of a token's life, it would arrive too late. */
    private static final Duration MAX_MARGIN = Duration.ofMillis(500);

    private static final int MARGIN_SHARE = 5;

    /** One refused fresh token may be an accident. After two, a third would be refused as well. */
    private static final int REFUSED_FRESH_TOKENS_IN_A_ROW = 2;

    /** A firewall that refuses some requests must not cost a token for each. */
    private static final Duration BETWEEN_DOUBTS = Duration.ofSeconds(30);

    private static final byte[] FORM = AccessToken.REQUEST_FORM.getBytes(StandardCharsets.US_ASCII);

    private final Mono<Credentials> credentials;
    private final HttpExchange tokenEndpoint;
    private final RetryPolicy retries;
    private final Duration timeout;
    private final int maxWaiting;
    private final Scheduler timers;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Token> held = new AtomicReference<>();
    private final AtomicReference<@Nullable TokenRequest> inFlight = new AtomicReference<>();
    private final LongAdder obtained = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final TokenBackoff afterFailures;
    private final TokenBackoff afterRefusals;
    private final AtomicLong noDoubtBefore;
    private final AtomicInteger refusedFreshTokens = new AtomicInteger();
    private volatile NoToken latestFailure = new NoToken("no token was asked for yet");
    private volatile NoToken latestRefusal = latestFailure;
    private volatile boolean disposed;

    /**
     * Requests no token yet.
     *
     * @param maxWaiting how many callers may wait for a token, more or less: one more is turned away at once
     */
    TokenCache(
            Mono<Credentials> credentials,
            HttpExchange tokenEndpoint,
            RetryPolicy retries,
            Duration timeout,
            int maxWaiting,
            Scheduler timers,
            LongSupplier nanoTime,
            DoubleSupplier random) {
        this.credentials = credentials;
        this.tokenEndpoint = tokenEndpoint;
        this.retries = retries;
        this.timeout = timeout;
        this.maxWaiting = maxWaiting;
        this.timers = timers;
        this.nanoTime = nanoTime;
        this.afterFailures = new TokenBackoff(nanoTime, random);
        this.afterRefusals = new TokenBackoff(nanoTime, random);
        this.noDoubtBefore = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public Mono<AuthorizationHeader> current() {
        Token token = held.get();
        if (!afterRefusals.tryPass()) {
            return Mono.error(latestRefusal.remembered(afterRefusals.remaining()));
        }
        long now = nanoTime.getAsLong();
        if (token == null || token.header.isExpired(now)) {
            return join();
        }
        if (token.renewAt - now <= 0) {
            renewInBackground(token);
        }
        return token.asMono;
    }

    @Override
    public Mono<AuthorizationHeader> replacementFor(AuthorizationHeader refused) {
        // By its text: the token endpoint may return the same token again, and a retry with it would be refused, too.
        return afterRefusals.isActive()
                ? Mono.empty()
                : current().filter(header -> !header.header().equals(refused.header()));
    }

    @Override
    public void refused(AuthorizationHeader refused, int status) {
        if (drop(refused)
                && !refused.wasAccepted()
                && refusedFreshTokens.incrementAndGet() >= REFUSED_FRESH_TOKENS_IN_A_ROW) {
            latestRefusal = new NoToken(
                    OptionalInt.of(status),
                    "the service answered " + status + " to fresh tokens",
                    Optional.empty(),
                    null);
            afterRefusals.failed(Optional.empty());
        }
    }

    @Override
    public void doubted(AuthorizationHeader doubted) {
        long now = nanoTime.getAsLong();
        long earliest = noDoubtBefore.get();
        if (holds(doubted)
                && earliest - now <= 0
                && noDoubtBefore.compareAndSet(earliest, now + BETWEEN_DOUBTS.toNanos())) {
            drop(doubted);
        }
    }

    private void accepted() {
        refusedFreshTokens.set(0);
        afterRefusals.succeeded();
    }

    /** Exactly that one: another call may have replaced it by a good one already. */
    private boolean drop(AuthorizationHeader header) {
        Token token = held.get();
        return token != null && token.header == header && held.compareAndSet(token, null);
    }

    private boolean holds(AuthorizationHeader header) {
        Token token = held.get();
        return token != null && token.header == header;
    }

    @Override
    public Tokens tokens() {
        return new Tokens(obtained.sum(), failed.sum());
    }

    @Override
    public void dispose() {
        disposed = true;
        TokenRequest present = inFlight.get();
        if (present != null) {
            present.cancel();
        }
    }

    private Mono<AuthorizationHeader> join() {
        while (true) {
            TokenRequest present = inFlight.get();
            if (present != null) {
                return present.result.currentSubscriberCount() < maxWaiting
                        ? present.result.asMono()
                        : Mono.error(new CallFailure(Reason.QUEUE_FULL));
            }
            if (!afterFailures.tryPass()) {
                return Mono.error(latestFailure.remembered(afterFailures.remaining()));
            }
            TokenRequest mine = new TokenRequest();
            if (inFlight.compareAndSet(null, mine)) {
                // Another request may have succeeded since the caller found no token.
                Token token = held.get();
                if (token != null && !token.header.isExpired(nanoTime.getAsLong())) {
                    mine.complete(token);
                } else {
                    mine.start();
                }
                return mine.result.asMono();
            }
        }
    }

    private void renewInBackground(Token old) {
        if (inFlight.get() == null && afterFailures.tryPass()) {
            TokenRequest mine = new TokenRequest();
            if (inFlight.compareAndSet(null, mine)) {
                // Another request may have renewed it since the caller saw that it is old.
                Token token = held.get();
                if (token != null && token != old) {
                    mine.complete(token);
                } else {
                    mine.start();
                }
            }
        }
    }

    private Mono<Token> requestToken() {
        return credentials
                .switchIfEmpty(Mono.error(() -> new NoToken("the source of the credentials gave none")))
                .onErrorMap(failure -> !(failure instanceof NoToken), TokenCache::sourceFailed)
                .flatMap(this::token)
                .timeout(timeout, timers)
                .onErrorMap(failure -> !(failure instanceof NoToken), this::requestFailed);
    }

    private Mono<Token> token(Credentials present) {
        long begun = nanoTime.getAsLong();
        if (!(present instanceof Credentials.ClientCredentials)) {
            return Mono.just(new Token(present.authorization(), UNSTATED_LIFETIME, begun));
        }
        return post(new AuthorizationHeader(present.authorization()), 0)
                .map(TokenCache::decode)
                .map(token -> new Token(token.authorization(), token.lifetime().orElse(UNSTATED_LIFETIME), begun));
    }

    private Mono<WireResponse> post(AuthorizationHeader presented, int retriesBefore) {
        return Mono.defer(() -> {
            Attempt attempt = new Attempt(FORM, presented, System.nanoTime() + timeout.toNanos());
            return tokenEndpoint
                    .send(attempt)
                    .cancelOn(Schedulers.fromExecutor(attempt::onLoop))
                    .onErrorResume(
                            // As if it had not been sent: a second request for a token does no harm.
                            failure -> retries.allows(Disposition.NOT_SENT, failure, retriesBefore),
                            failure -> retries.backoff(retriesBefore).then(post(presented, retriesBefore + 1)));
        });
    }

    private static AccessToken decode(WireResponse response) {
        try {
            return AccessToken.decode(response);
        } catch (UnexpectedBodyException e) {
            int status = response.status();
            throw new NoToken(
                    OptionalInt.of(status),
                    "the token endpoint responded with " + status + ", but " + e.getMessage(),
                    Optional.empty(),
                    null);
        }
    }

    /** Only the class is told: a vault's message may quote what it was asked for. */
    private static NoToken sourceFailed(Throwable failure) {
        return new NoToken("the source of the credentials failed with "
                + failure.getClass().getName());
    }

    private NoToken requestFailed(Throwable failure) {
        if (failure instanceof CallFailure.ErrorResponse error) {
            int status = error.response().status();
            return new NoToken(
                    OptionalInt.of(status),
                    "the token endpoint responded with " + status,
                    error.response().toServiceError(List.of(), Instant.now()).retryAfter(),
                    null);
        }
        // The second: a connection came when it was too late to begin.
        if (failure instanceof TimeoutException || CallFailure.isBecause(Reason.CALL_TIMEOUT, failure)) {
            return new NoToken("tokenTimeout of " + timeout.toMillis() + " ms ran out");
        }
        return new NoToken(
                OptionalInt.empty(),
                "the token endpoint could not be asked: "
                        + TransportFailure.of(failure).describe(failure),
                Optional.empty(),
                TransportFailure.safeCause(failure));
    }

    private final class Token {

        private final AuthorizationHeader header;
        private final Mono<AuthorizationHeader> asMono;
        private final long renewAt;

        /** Counts the lifetime from when the token was asked for, but leaves half of it from when it came. */
        Token(String text, Duration lifetime, long askedAt) {
            long now = nanoTime.getAsLong();
            long nanos = lifetime.toNanos();
            long margin = Math.min(nanos / MARGIN_SHARE, MAX_MARGIN.toNanos());
            long left = Math.max(nanos - (now - askedAt), nanos / 2 + margin);
            this.header = new AuthorizationHeader(text, now + left - margin, TokenCache.this::accepted);
            this.asMono = Mono.just(header);
            this.renewAt = now + left - Math.min(nanos / 2, AHEAD_OF_EXPIRY.toNanos());
        }
    }

    /** One request for a token, and everybody who waits for it. A caller who gives up leaves; the others still get it. */
    private final class TokenRequest {

        private final Sinks.One<AuthorizationHeader> result = Sinks.one();
        private final Disposable.Swap subscription = Disposables.swap();

        void start() {
            subscription.update(requestToken().subscribe(this::succeeded, this::failed));
            if (disposed) {
                cancel();
            }
        }

        void cancel() {
            subscription.dispose();
            failed(new NoToken("the client is closed"));
        }

        private void succeeded(Token token) {
            obtained.increment();
            afterFailures.succeeded();
            // Before this request is gone: a caller that finds neither begins a request of its own.
            held.set(token);
            complete(token);
        }

        void complete(Token token) {
            inFlight.compareAndSet(this, null);
            result.tryEmitValue(token.header);
        }

        private void failed(Throwable failure) {
            failed.increment();
            NoToken none = (NoToken) failure;
            latestFailure = none;
            afterFailures.failed(none.retryAfter());
            inFlight.compareAndSet(this, null);
            result.tryEmitError(none.until(afterFailures.remaining()));
        }
    }
}
