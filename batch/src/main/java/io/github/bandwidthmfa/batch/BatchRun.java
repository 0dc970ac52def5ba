package io.github.bandwidthmfa.batch;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.batch.Outcome.NotAttempted.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One subscription to a batch: takes items from the source, and gives outcomes to the subscriber.
 *
 * <p>An item is requested only against demand, so an outcome always finds demand, and none is ever kept. Whatever happens
 * to an item is an event; events are worked off by one thread at a time, and whoever comes meanwhile leaves its event to
 * that thread. Only that thread touches the fields without a modifier for visibility.
 */
final class BatchRun<T, R> implements CoreSubscriber<T>, Subscription {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<BatchRun> WORKING =
            AtomicIntegerFieldUpdater.newUpdater(BatchRun.class, "working");

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<BatchRun> DEMANDED =
            AtomicLongFieldUpdater.newUpdater(BatchRun.class, "demanded");

    /** How many events one turn of a thread that must not block works off: as many as are in flight by default. */
    private static final int EVENTS_PER_TURN = 32;

    private final CoreSubscriber<? super Outcome<T, R>> actual;
    private final Function<? super T, ? extends Mono<R>> call;
    private final ToIntFunction<? super T> permits;
    private final BatchOptions options;
    private final @Nullable RateLimiter rateLimiter;
    private final @Nullable Consumer<? super Outcome<T, R>> onOutcomeAfterCancel;
    private final RunTimer clock;
    private final Queue<BatchItem<T, R>> events =
            Queues.<BatchItem<T, R>>unboundedMultiproducer().get();
    private final Set<BatchItem<T, R>> live = ConcurrentHashMap.newKeySet();
    private final AimdWindow pace;
    private final FailureRate failureRate;

    private @Nullable Subscription source;
    private volatile int working;

    /** How many outcomes the subscriber has ever demanded. */
    private volatile long demanded;

    /** How many items the source has ever given. Written by the source only. */
    private volatile long taken;

    private volatile boolean atFullSpeed = true;
    private volatile boolean cancelled;
    private volatile boolean sourceEnded;
    private volatile @Nullable Throwable sourceFailure;
    private volatile @Nullable BatchStoppedException stopped;

    private final Queue<BatchItem<T, R>> waiting = new PriorityQueue<>(BatchItem.WAITING_ORDER);
    private final Disposable.Swap timer = Disposables.swap();
    private boolean timerSet;
    private volatile boolean timerFired;
    private long asked;
    private long finished;
    private boolean terminated;

    BatchRun(
            CoreSubscriber<? super Outcome<T, R>> actual,
            Function<? super T, ? extends Mono<R>> call,
            ToIntFunction<? super T> permits,
            BatchOptions options,
            @Nullable Consumer<? super Outcome<T, R>> onOutcomeAfterCancel,
            RunTimer clock) {
        this.actual = actual;
        this.call = call;
        this.permits = permits;
        this.options = options;
        this.rateLimiter = options.rateLimiter();
        this.onOutcomeAfterCancel = onOutcomeAfterCancel;
        this.clock = clock;
        this.pace = new AimdWindow(options.concurrency(), options.maxPause());
        this.failureRate = new FailureRate(options.failureRate(), options.failureWindow());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(source, subscription)) {
            source = subscription;
            actual.onSubscribe(this);
        }
    }

    @Override
    public void onNext(T value) {
        if (sourceEnded) {
            Operators.onNextDropped(value, currentContext());
            return;
        }
        long number = taken + 1;
        BatchItem<T, R> item = new BatchItem<>(this, value, (int) number);
        live.add(item);
        // Before the look at whether it is over: whoever ends it looks at these two in the other order.
        taken = number;
        if (atFullSpeed && !isOver()) {
            item.start();
        } else {
            happened(item);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (sourceEnded) {
            Operators.onErrorDropped(failure, currentContext());
            return;
        }
        sourceFailure = failure;
        sourceEnded = true;
        work();
    }

    @Override
    public void onComplete() {
        sourceEnded = true;
        work();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            onError(new IllegalArgumentException("demand must be positive, was " + n + " (Reactive Streams, 3.9)"));
            cancelSource();
            return;
        }
        Operators.addCap(DEMANDED, this, n);
        work();
    }

    @Override
    public void cancel() {
        cancelled = true;
        cancelSource();
        if (onOutcomeAfterCancel == null) {
            live.forEach(BatchItem::cancel);
        } else {
            live.forEach(BatchItem::leaveLimiter);
        }
        timer.dispose();
        work();
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    Mono<R> callOf(T item) {
        return call.apply(item);
    }

    int permitsOf(T item) {
        int wanted = permits.applyAsInt(item);
        if (wanted < 1) {
            throw new IllegalArgumentException("the function of permits returned " + wanted + " instead of 1 or more");
        }
        return wanted;
    }

    @Nullable
    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    /** Nothing more is to be begun. */
    boolean isOver() {
        return cancelled || stopped != null;
    }

    /** Calls in flight are to be cancelled, since nobody takes their outcomes. */
    boolean isAbandoned() {
        return cancelled && onOutcomeAfterCancel == null;
    }

    /** Something has happened to this item. */
    void happened(BatchItem<T, R> item) {
        if (working == 0 && WORKING.compareAndSet(this, 0, 1)) {
            handle(item);
            workOff();
        } else {
            events.offer(item);
            work();
        }
    }

    private void work() {
        if (WORKING.getAndIncrement(this) == 0) {
            workOff();
        }
    }

    /**
     * Works off events until there are none. Not for ever on an event loop: while one thread works, all others leave their
     * events to it, and it would never come to its own connections, nor to anybody else's calls on them.
     */
    private void workOff() {
        int left = Schedulers.isInNonBlockingThread() ? EVENTS_PER_TURN : Integer.MAX_VALUE;
        int seen = working;
        while (seen != 0) {
            for (BatchItem<T, R> item = events.poll(); item != null; item = events.poll()) {
                handle(item);
                if (--left == 0) {
                    clock.execute(this::workOff);
                    return;
                }
            }
            handleWaiting();
            endIfDone();
            requestMore();
            seen = WORKING.addAndGet(this, -seen);
        }
    }

    private void handle(BatchItem<T, R> item) {
        switch (item.end()) {
            case NONE -> waiting.add(item);
            case RESPONSE -> {
                pace.answered();
                finish(item, new Outcome.Success<>(item.value(), item.response(), item.elapsedNanos()));
            }
            case ERROR -> handleError(item, item.failure());
            case NO_REQUEST -> finish(item, notAttempted(item, Reason.NO_REQUEST));
            case NO_PERMIT -> finish(item, notAttempted(item, Reason.NO_PERMIT));
            case LEFT_LIMITER -> finish(item, notAttempted(item, reasonForEnd()));
        }
    }

    private void handleError(BatchItem<T, R> item, Throwable failure) {
        if (!(Exceptions.unwrap(failure) instanceof MfaException error)) {
            finish(item, new Outcome.UnexpectedError<>(item.value(), failure, item.elapsedNanos()));
            return;
        }
        if (asksForPatience(error)) {
            atFullSpeed = false;
            // Use the current time: all calls started before the slow-down count as one throttling event. Calls that
            // are
            // shed end at once, one after the other, and would otherwise count as one event each.
            boolean soon = pace.throttled(retryAfter(error), item.begun(), System.nanoTime(), clock.nanos());
            boolean forWantOfToken = error instanceof MfaTokenException;
            int retries = forWantOfToken ? pace.pausesInARow() - 1 : item.retries();
            if (soon && retries < options.maxRetries() && !isOver()) {
                item.prepareRetry(!forWantOfToken);
                waiting.add(item);
                return;
            }
        } else {
            pace.answered();
        }
        finish(item, new Outcome.Failure<>(item.value(), error, item.elapsedNanos()));
        if (error.refusesCredentials()) {
            stop("the credentials were refused", error);
        } else if (error instanceof MfaTokenException) {
            stop("there is no access token", error);
        }
    }

    /**
     * Nothing was done for this item, and would be if it came later. A call that is shed, or has no token, fails at once: the
     * next ones would, too.
     */
    private static boolean asksForPatience(MfaException error) {
        return error instanceof MfaOverloadedException
                || (error instanceof MfaTooManyRequestsException throttled
                        && throttled.operation() != MfaOperation.VERIFY)
                || (error instanceof MfaTokenException && !error.refusesCredentials());
    }

    private static Optional<Duration> retryAfter(MfaException error) {
        if (error instanceof MfaTooManyRequestsException throttled) {
            return throttled.retryAfter();
        }
        return error instanceof MfaTokenException token ? token.retryAfter() : Optional.empty();
    }

    private void stop(String why, @Nullable Throwable cause) {
        if (stopped == null && !cancelled) {
            stopped = new BatchStoppedException(why, cause);
            cancelSource();
            live.forEach(BatchItem::leaveLimiter);
        }
    }

    private void handleWaiting() {
        if (isOver()) {
            for (BatchItem<T, R> item = waiting.poll(); item != null; item = waiting.poll()) {
                finish(item, notAttempted(item, reasonForEnd()));
            }
        } else if (!atFullSpeed || !waiting.isEmpty()) {
            long pauseLeft = pace.pauseLeft(clock.nanos());
            if (pauseLeft > 0) {
                setTimer(pauseLeft);
                return;
            }
            while (!waiting.isEmpty() && taken - finished - waiting.size() < pace.window()) {
                waiting.remove().start();
            }
            atFullSpeed = pace.atFullSpeed() && waiting.isEmpty();
        }
    }

    private void setTimer(long nanos) {
        if (timerFired) {
            timerFired = false;
            timerSet = false;
        }
        if (!timerSet) {
            timerSet = true;
            // Rounded up, so that the pause is over when it fires.
            timer.update(clock.schedule(this::timerFires, nanos / 1_000_000 + 1));
        }
    }

    private void timerFires() {
        timerFired = true;
        work();
    }

    private Reason reasonForEnd() {
        return cancelled ? Reason.CANCELLED : Reason.STOPPED;
    }

    private Outcome<T, R> notAttempted(BatchItem<T, R> item, Reason reason) {
        Throwable cause = reason == Reason.STOPPED ? stopped : item.failureOrNull();
        return new Outcome.NotAttempted<>(item.value(), reason, Optional.ofNullable(cause));
    }

    private void finish(BatchItem<T, R> item, Outcome<T, R> outcome) {
        finished++;
        live.remove(item);
        // After the end come only items that the source was about to give when it was cancelled.
        if (!cancelled && !terminated) {
            actual.onNext(outcome);
        } else if (onOutcomeAfterCancel != null) {
            takeAfterCancel(onOutcomeAfterCancel, outcome);
        } else {
            Operators.onDiscard(outcome, currentContext());
        }
        if (failureRate.reachedWith(!(outcome instanceof Outcome.Success))) {
            stop("too many of the latest outcomes are failures", null);
        }
    }

    private void takeAfterCancel(Consumer<? super Outcome<T, R>> taker, Outcome<T, R> outcome) {
        try {
            taker.accept(outcome);
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            Operators.onErrorDropped(thrown, currentContext());
        }
    }

    private void endIfDone() {
        BatchStoppedException stop = stopped;
        if (terminated || !(sourceEnded || stop != null) || taken != finished) {
            return;
        }
        if (cancelled) {
            return;
        }
        terminated = true;
        timer.dispose();
        Throwable failure = stop == null ? sourceFailure : stop;
        if (failure != null) {
            actual.onError(failure);
        } else {
            actual.onComplete();
        }
    }

    private void requestMore() {
        if (sourceEnded || isOver()) {
            return;
        }
        long limit = atFullSpeed ? options.concurrency() : pace.window();
        long n = Math.min(limit - (asked - finished), demanded - asked);
        if (n > 0) {
            asked += n;
            source().request(n);
        }
    }

    private void cancelSource() {
        source().cancel();
    }

    private Subscription source() {
        Subscription subscription = source;
        if (subscription == null) {
            throw new IllegalStateException("the source has not called onSubscribe yet");
        }
        return subscription;
    }
}
