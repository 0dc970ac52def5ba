package io.github.bandwidthmfa.batch;

import io.github.bandwidthmfa.MfaTokenException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes a call for every item of a {@code Flux}, and gives an {@link Outcome} for every item that it has taken.
 *
 * <pre>{@code
 * Flux<Outcome<Order, MessagingCodeResponse>> outcomes =
 *         orders.transform(Batch.of((Order o) -> client.sendMessagingCode(o.toRequest()), BatchOptions.defaults()));
 * }</pre>
 *
 * <p><b>Subscribing.</b> Each subscription to the outcomes subscribes to the source, and makes all the calls, anew. Outcomes
 * come in the order in which the calls end.
 *
 * <p><b>Demand.</b> An item is requested from the source only when a place is free and the subscriber has demanded an
 * outcome for it. So nothing is buffered, a slow subscriber slows the source, and a subscriber that demands few outcomes at
 * a time gets no more calls at a time than that.
 *
 * <p><b>Failing.</b> No item ends the stream. Its errors are two: the source's own, passed on unchanged, and {@link
 * BatchStoppedException}. Both come after the outcomes of all items taken.
 *
 * <p><b>Stopping.</b> When the service refuses the credentials (401, 403, or no access token for the client's credentials)
 * every further call would fail: the source is cancelled, items that wait are {@link Outcome.NotAttempted}, calls in flight
 * end by themselves. So it does when there is no access token for longer than the batch waits for one, and with {@link
 * BatchOptions.Builder#stopAtFailureRate}. An item that the source was about to give
 * just then, and gives after the end, is not attempted: its outcome goes to {@link #onOutcomeAfterCancel}, or is discarded ({@link
 * Flux#doOnDiscard}).
 *
 * <p><b>Throttling.</b> When a send is answered with 429, the batch pauses: for as long as the service asks, and for no less
 * than a quarter of a second, which doubles with each pause in a row up to 30 s, whatever the service asks for. From then on
 * it works on half as many items at a time, and on one more after each round that went well. The item itself is retried,
 * before items that have not been begun. A 429 on a verification concerns one number only: it is that item's outcome. A call
 * that the client itself sheds because its queue is full ({@code MfaOverloadedException}) was not sent either: of whatever
 * operation, it slows the batch down and is retried in the same way.
 *
 * <p><b>No token.</b> When the token endpoint fails, or is left alone after it has failed ({@link MfaTokenException}), the batch
 * pauses and retries in the same way, for {@link MfaTokenException#retryAfter()} at least. It does not go through its items
 * meanwhile. After {@code maxRetries} pauses in a row without a call that got through, it stops.
 *
 * <p><b>Cancelling.</b> Calls in flight are cancelled, too, which leaves open whether they were carried out; unless a consumer
 * takes their outcomes, see {@link #onOutcomeAfterCancel}.
 *
 * <p><b>Threads.</b> Outcomes come on the threads on which calls end: event loops, with the calls of the client. When many
 * come at once, and after a pause, some of them come on daemon threads of the batch's own ({@link
 * BatchOptions.Builder#scheduler}), so that no event loop is kept from its connections. A subscriber must not block there;
 * {@link Flux#publishOn} moves on to another thread.
 *
 * @param <T> the items
 * @param <R> the responses
 */
public final class Batch<T, R> implements Function<Flux<T>, Flux<Outcome<T, R>>> {

    private final Function<? super T, ? extends Mono<R>> call;
    private final ToIntFunction<? super T> permits;
    private final BatchOptions options;
    private final @Nullable Consumer<? super Outcome<T, R>> onOutcomeAfterCancel;

    private Batch(
            Function<? super T, ? extends Mono<R>> call,
            ToIntFunction<? super T> permits,
            BatchOptions options,
            @Nullable Consumer<? super Outcome<T, R>> onOutcomeAfterCancel) {
        this.call = call;
        this.permits = permits;
        this.options = options;
        this.onOutcomeAfterCancel = onOutcomeAfterCancel;
    }

    /**
     * A batch of calls.
     *
     * @param call makes the call of an item; must not block. Applied anew when the item is retried. What it throws is that
     *     item's outcome
     * @param options concurrency, rate, and when to stop
     * @param <T> the items
     * @param <R> the responses
     * @return a function for {@link Flux#transform}
     */
    public static <T, R> Batch<T, R> of(Function<? super T, ? extends Mono<R>> call, BatchOptions options) {
        return new Batch<>(
                Objects.requireNonNull(call, "call"), item -> 1, Objects.requireNonNull(options, "options"), null);
    }

    /**
     * The same batch, taking as many permits of its rate limiter for an item as this says. Default: 1. Bandwidth limits
     * messages by their segments: {@code item -> MessageSegments.atMost(item.toRequest())}.
     *
     * @param permits gives 1 or more; must not block. What it throws, or less than 1, is that item's outcome, as with the call
     * @return the batch
     */
    public Batch<T, R> permits(ToIntFunction<? super T> permits) {
        return new Batch<>(call, Objects.requireNonNull(permits, "permits"), options, onOutcomeAfterCancel);
    }

    /**
     * The same batch, with a consumer for the outcomes that come after the subscriber has cancelled (or, after the batch has
     * stopped, those of items that the source gives all the same): calls in flight are
     * then left to end by themselves, and items taken but not attempted are reported as such. So every item taken has
     * exactly one outcome, either at the subscriber or here.
     *
     * @param consumer called for one outcome at a time, on the threads that deliver results: must not block nor throw
     * @return the batch
     */
    public Batch<T, R> onOutcomeAfterCancel(Consumer<? super Outcome<T, R>> consumer) {
        return new Batch<>(call, permits, options, Objects.requireNonNull(consumer, "consumer"));
    }

    /**
     * The outcomes of these items.
     *
     * @param items the source; its items must not be null
     * @return the outcomes
     */
    @Override
    public Flux<Outcome<T, R>> apply(Flux<T> items) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Outcome<T, R>> actual) {
                items.subscribe(new BatchRun<>(actual, call, permits, options, onOutcomeAfterCancel, options.timer()));
            }
        };
    }
}
