package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.reactor.netty.BoundedBody;
import io.github.bandwidthmfa.wire.WireResponse;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Reads one response, to its end or as far as the limit goes, and signals exactly one thing: the response if its status is 2xx,
 * an {@link CallFailure.ErrorResponse} for any other, or the failure to read it.
 */
final class ResponseReader implements CoreSubscriber<ByteBuf>, Subscription {

    private final Attempt attempt;
    private final WireResponse head;
    private final CoreSubscriber<? super WireResponse> actual;
    private final BoundedBody body;
    private final int maxResponseBytes;
    private @Nullable Subscription content;
    private boolean ended;

    ResponseReader(
            Attempt attempt, WireResponse head, int maxResponseBytes, CoreSubscriber<? super WireResponse> actual) {
        this.attempt = attempt;
        this.head = head;
        this.actual = actual;
        this.body = new BoundedBody(maxResponseBytes);
        this.maxResponseBytes = maxResponseBytes;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        content = subscription;
        actual.onSubscribe(this);
    }

    @Override
    public void onNext(ByteBuf chunk) {
        if (ended) {
            return;
        }
        attempt.heard();
        if (body.append(chunk)) {
            cancel();
            end(false);
        }
    }

    @Override
    public void onComplete() {
        if (!ended) {
            end(true);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        WireResponse soFar = response(false);
        // An error response that breaks off is still that error: the status decides, and it has arrived.
        actual.onError(soFar.isSuccess() ? failure : new CallFailure.ErrorResponse(soFar));
    }

    private void end(boolean complete) {
        ended = true;
        WireResponse response = response(complete);
        if (response.isSuccess()) {
            actual.onNext(response);
            actual.onComplete();
        } else {
            actual.onError(new CallFailure.ErrorResponse(response));
        }
    }

    private WireResponse response(boolean complete) {
        return head.withBody(body.bytes(), complete, maxResponseBytes);
    }

    @Override
    public void request(long n) {
        Subscription subscription = content;
        if (subscription != null) {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void cancel() {
        Subscription subscription = content;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }
}
