package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.reactor.observation.MfaObservationContext.Outcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Work that is observed anew with each subscription. One subscriber takes the place of five operators. */
final class ObservedMono<R> extends Mono<R> {

    /** What is observed of one subscription, and in which words its end is told. */
    record Subject<R>(
            Observation observation,
            ObservationOutcome outcome,
            Function<? super R, Outcome> success,
            Function<Throwable, @Nullable MfaException> failure) {}

    private final Mono<R> work;
    private final Function<ContextView, Subject<R>> start;

    ObservedMono(Mono<R> work, Function<ContextView, Subject<R>> start) {
        this.work = work;
        this.start = start;
    }

    @Override
    public void subscribe(CoreSubscriber<? super R> actual) {
        work.subscribe(new Observer<>(start.apply(actual.currentContext()), actual));
    }

    /** Tells the end before it passes it on: a subscriber may look at what was observed. */
    private static final class Observer<R> implements CoreSubscriber<R>, Subscription {

        private final Subject<R> subject;
        private final CoreSubscriber<? super R> actual;
        private final Context context;
        private @Nullable Subscription work;

        Observer(Subject<R> subject, CoreSubscriber<? super R> actual) {
            this.subject = subject;
            this.actual = actual;
            Context outer = actual.currentContext();
            // What the application has switched off is nobody's parent.
            this.context = subject.observation().isNoop()
                    ? outer
                    : outer.put(ObservationThreadLocalAccessor.KEY, subject.observation());
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            work = subscription;
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(R result) {
            subject.outcome().end(subject.observation(), subject.success().apply(result));
            actual.onNext(result);
        }

        @Override
        public void onError(Throwable failure) {
            @Nullable MfaException known = subject.failure().apply(failure);
            if (known == null) {
                subject.outcome().end(subject.observation(), Outcome.ERROR);
            } else {
                subject.outcome().end(subject.observation(), known);
            }
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }

        @Override
        public void request(long n) {
            Subscription subscription = work;
            if (subscription != null) {
                subscription.request(n);
            }
        }

        @Override
        public void cancel() {
            Subscription subscription = work;
            if (subscription != null) {
                subscription.cancel();
            }
            subject.outcome().end(subject.observation(), Outcome.CANCELLED);
        }

        @Override
        public Context currentContext() {
            return context;
        }
    }
}
