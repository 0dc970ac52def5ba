package io.github.bandwidthmfa.batch;

import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One item on its way: at the rate limiter first, then in its call, and again from the beginning if it is retried. It
 * subscribes to its own calls, one after the other. The thread that moves it to {@code ENDED} reports to the run.
 */
final class BatchItem<T, R> implements CoreSubscriber<R> {

    /** How an item has ended. */
    enum End {
        /** Not yet. */
        NONE,
        RESPONSE,
        ERROR,
        NO_REQUEST,
        NO_PERMIT,
        /** Was called back from the rate limiter. */
        LEFT_LIMITER
    }

    private static final int TURNS_IN_A_ROW = 5;

    /**
     * What has been turned away goes first, so that a service that accepts few at a time turns the same item away few times. But
     * every fifth time it goes last, so that an item that is always turned away does not keep back the others.
     */
    static final Comparator<BatchItem<?, ?>> WAITING_ORDER = Comparator.<BatchItem<?, ?>>comparingInt(
                    item -> -(item.retries % TURNS_IN_A_ROW))
            .thenComparingInt(item -> item.retries)
            .thenComparingInt(item -> item.number);

    private static final int NEW = 0;
    private static final int AT_LIMITER = 1;
    private static final int CALLING = 2;
    private static final int ENDED = 3;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<BatchItem> STATE =
            AtomicIntegerFieldUpdater.newUpdater(BatchItem.class, "state");

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<BatchItem, @Nullable Subscription> CURRENT =
            AtomicReferenceFieldUpdater.newUpdater(BatchItem.class, Subscription.class, "current");

    private final BatchRun<T, R> run;
    private final T value;
    private final int number;
    private volatile int state;
    private volatile @Nullable Subscription current;
    private int retries;
    private long begun;
    private long ended;
    private End end = End.NONE;
    private @Nullable R response;
    private @Nullable Throwable failure;

    BatchItem(BatchRun<T, R> run, T value, int number) {
        this.run = run;
        this.value = value;
        this.number = number;
    }

    T value() {
        return value;
    }

    End end() {
        return end;
    }

    R response() {
        return Objects.requireNonNull(response);
    }

    Throwable failure() {
        return Objects.requireNonNull(failure);
    }

    @Nullable
    Throwable failureOrNull() {
        return failure;
    }

    int retries() {
        return retries;
    }

    long begun() {
        return begun;
    }

    long elapsedNanos() {
        return ended - begun;
    }

    /** To be begun again, later; counted if the service has turned it away. */
    void prepareRetry(boolean counts) {
        retries += counts ? 1 : 0;
        end = End.NONE;
        failure = null;
        forgetLast();
        state = NEW;
    }

    void start() {
        RateLimiter limiter = run.rateLimiter();
        state = limiter == null ? CALLING : AT_LIMITER;
        Mono<R> call;
        int permits;
        try {
            call = Objects.requireNonNull(run.callOf(value), "the function returned null instead of a Mono");
            permits = limiter == null ? 1 : run.permitsOf(value);
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            fail(End.NO_REQUEST, thrown);
            return;
        }
        if (limiter == null) {
            call(call);
            return;
        }
        try {
            Mono<Void> permit = limiter.acquire(permits);
            if (permit == Mono.<Void>empty()) {
                pass(call);
            } else {
                permit.subscribe(new Permit(call));
            }
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            fail(End.NO_PERMIT, thrown);
            return;
        }
        // Either the end of the run found this item at the limiter, or this item finds the run ended.
        if (run.isOver()) {
            leaveLimiter();
        }
    }

    private void pass(Mono<R> call) {
        if (STATE.compareAndSet(this, AT_LIMITER, CALLING)) {
            forgetLast();
            call(call);
        }
    }

    /** Makes room for the next subscription, unless the item was cancelled: then there must be none. */
    private void forgetLast() {
        Subscription last = current;
        if (last != Operators.cancelledSubscription()) {
            CURRENT.compareAndSet(this, last, null);
        }
    }

    private void call(Mono<R> call) {
        if (run.isAbandoned()) {
            cancel();
            return;
        }
        begun = System.nanoTime();
        try {
            call.subscribe(this);
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            onError(thrown);
        }
    }

    /** Back from the limiter, if it is there; a call that has begun goes on. */
    void leaveLimiter() {
        if (STATE.compareAndSet(this, AT_LIMITER, ENDED)) {
            cancelCurrent();
            end = End.LEFT_LIMITER;
            run.happened(this);
        }
    }

    /** Ends it wherever it is, without an outcome. */
    void cancel() {
        state = ENDED;
        cancelCurrent();
    }

    private void cancelCurrent() {
        Subscription before = CURRENT.getAndSet(this, Operators.cancelledSubscription());
        if (before != null) {
            before.cancel();
        }
    }

    private void begin(Subscription subscription) {
        if (CURRENT.compareAndSet(this, null, subscription)) {
            subscription.request(Long.MAX_VALUE);
        } else {
            subscription.cancel();
        }
    }

    private void fail(End how, Throwable thrown) {
        if (STATE.getAndSet(this, ENDED) != ENDED) {
            ended = System.nanoTime();
            begun = begun == 0 ? ended : begun;
            failure = thrown;
            end = how;
            run.happened(this);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        begin(subscription);
    }

    @Override
    public void onNext(R answer) {
        if (STATE.compareAndSet(this, CALLING, ENDED)) {
            ended = System.nanoTime();
            response = answer;
            end = End.RESPONSE;
            run.happened(this);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        fail(End.ERROR, thrown);
    }

    @Override
    public void onComplete() {
        if (state == CALLING) {
            fail(End.ERROR, new IllegalStateException("the call completed without a response"));
        }
    }

    @Override
    public Context currentContext() {
        return run.currentContext();
    }

    /** Cheaper than an identity hash code, and spread better. */
    @Override
    public int hashCode() {
        return number;
    }

    /** Waits for the permit, then makes the call. */
    private final class Permit implements CoreSubscriber<Void> {

        private final Mono<R> call;

        Permit(Mono<R> call) {
            this.call = call;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            begin(subscription);
        }

        @Override
        public void onNext(Void never) {}

        @Override
        public void onError(Throwable thrown) {
            fail(End.NO_PERMIT, thrown);
        }

        @Override
        public void onComplete() {
            pass(call);
        }

        @Override
        public Context currentContext() {
            return run.currentContext();
        }
    }
}
