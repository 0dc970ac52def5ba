package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.HttpExchange.ErrorAnswerException;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaObservationContext.Outcome;
import io.github.bandwidthmfa.wire.WireResponse;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.util.context.ContextView;

/**
 * Observes calls and their attempts. Here and in what it uses is all of Micrometer: a client without a registry is made
 * without any of it.
 */
final class Observations {

    private static final String KEY = ObservationThreadLocalAccessor.KEY;

    private final ObservationRegistry registry;
    private final ObservationConvention<Observation.Context> ofCalls;
    private final ObservationConvention<Observation.Context> ofAttempts;

    Observations(ObservationRegistry registry, MfaObservationConvention convention) {
        this.registry = registry;
        this.ofCalls = new CallConvention(convention);
        this.ofAttempts = new AttemptConvention(convention);
    }

    /** The call, observed anew with each subscription. Its attempts find its observation in the Reactor Context. */
    <R> Mono<R> call(MfaOperation operation, Mono<R> call) {
        return Mono.deferContextual(context -> {
            ObservedCall observed = new ObservedCall(operation);
            return watched(
                    call,
                    start(observed, ofCalls, context),
                    observed.ending,
                    Observations::outcomeOf,
                    MfaException.class::cast);
        });
    }

    /** The exchange, each attempt observed. */
    Exchange attempts(MfaOperation operation, Exchange plain, String address, ErrorTranslator errors) {
        return attempt -> Mono.deferContextual(context -> {
            ObservedAttempt observed = new ObservedAttempt(operation, address);
            Mono<WireResponse> exchange = plain.post(attempt)
                    .doOnNext(answer -> answered(observed, answer.status(), context))
                    .doOnError(
                            ErrorAnswerException.class,
                            answer -> answered(observed, answer.response().status(), context));
            return watched(
                    exchange,
                    start(observed, ofAttempts, context),
                    observed.ending,
                    answer -> Outcome.SUCCESS,
                    failure -> safe(operation, attempt, failure, errors));
        });
    }

    private static <R> Mono<R> watched(
            Mono<R> work,
            Observation observation,
            Ending ending,
            Function<R, Outcome> outcome,
            Function<Throwable, MfaException> reason) {
        return work.doOnNext(result -> ending.end(observation, outcome.apply(result)))
                .doOnError(failure -> ending.end(observation, reason.apply(failure)))
                .doFinally(signal -> {
                    if (signal == SignalType.CANCEL) {
                        ending.end(observation, Outcome.CANCELLED);
                    }
                })
                .contextWrite(inner -> inner.put(KEY, observation));
    }

    /** The client, sending on the trace that an attempt belongs to. */
    HttpClient propagating(HttpClient client) {
        return client.doOnRequest((request, connection) -> propagate(request));
    }

    private static void propagate(HttpClientRequest request) {
        Observation observation = request.currentContextView().getOrDefault(KEY, null);
        if (observation != null && observation.getContext() instanceof ObservedAttempt attempt) {
            try {
                attempt.headers().forEach(request::header);
            } catch (IllegalArgumentException notAHeader) {
                Ending.complain(notAHeader);
            }
        }
    }

    /** A call is not to fail for being observed: what an application's handler or convention throws ends its observation. */
    private Observation start(
            Observation.Context observed, ObservationConvention<Observation.Context> convention, ContextView context) {
        Observation observation = Observation.createNotStarted(null, convention, () -> observed, registry);
        Observation parent = context.getOrDefault(KEY, null);
        if (parent != null) {
            observation.parentObservation(parent);
        }
        try {
            observation.start();
        } catch (Throwable thrown) {
            // It is ended like any other: some of its handlers may have begun something.
            Ending.complain(thrown);
        }
        return observation;
    }

    /** A call's status is that of its latest answer. */
    private static void answered(ObservedAttempt attempt, int status, ContextView context) {
        attempt.ending.answered(status);
        Observation outer = context.getOrDefault(KEY, null);
        if (outer != null && outer.getContext() instanceof ObservedCall call) {
            call.ending.answered(status);
        }
    }

    private static Outcome outcomeOf(Object result) {
        return result instanceof VerifyCodeResponse answer && !answer.valid() ? Outcome.WRONG_CODE : Outcome.SUCCESS;
    }

    /** What is thrown may quote what was read, and a tracer records it: so it is told in our own words. */
    private static MfaException safe(
            MfaOperation operation, Attempt attempt, Throwable failure, ErrorTranslator errors) {
        if (failure instanceof ErrorAnswerException answer) {
            return MfaServiceException.of(
                    operation,
                    new ServiceError(
                            answer.response().status(),
                            // Whether it repeats what was sent is not known here.
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
        return errors.transportFailure(operation, attempt.afterFailure(), failure);
    }

    private record CallConvention(MfaObservationConvention convention)
            implements ObservationConvention<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ObservedCall;
        }

        @Override
        public String getName() {
            return convention.callName();
        }

        @Override
        public String getContextualName(Observation.Context context) {
            return convention.callSpan((ObservedCall) context);
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(Observation.Context context) {
            return convention.lowCardinalityKeyValues((ObservedCall) context);
        }

        @Override
        public KeyValues getHighCardinalityKeyValues(Observation.Context context) {
            return convention.highCardinalityKeyValues((ObservedCall) context);
        }
    }

    private record AttemptConvention(MfaObservationConvention convention)
            implements ObservationConvention<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ObservedAttempt;
        }

        @Override
        public String getName() {
            return convention.attemptName();
        }

        @Override
        public String getContextualName(Observation.Context context) {
            return convention.attemptSpan((ObservedAttempt) context);
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(Observation.Context context) {
            return convention.lowCardinalityKeyValues((ObservedAttempt) context);
        }

        @Override
        public KeyValues getHighCardinalityKeyValues(Observation.Context context) {
            return convention.highCardinalityKeyValues((ObservedAttempt) context);
        }
    }
}
