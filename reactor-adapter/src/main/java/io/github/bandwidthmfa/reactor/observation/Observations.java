package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.observation.MfaObservationContext.Outcome;
import io.github.bandwidthmfa.reactor.observation.ObservedMono.Subject;
import io.github.bandwidthmfa.wire.WireResponse;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes calls and their attempts. Here and in what it uses is all of Micrometer: a client without a registry is made
 * without any of it.
 */
public final class Observations {

    private static final String KEY = ObservationThreadLocalAccessor.KEY;

    private final ObservationRegistry registry;
    private final ObservationConvention<Observation.Context> ofCalls;
    private final ObservationConvention<Observation.Context> ofAttempts;

    /**
     * Observes with a registry.
     *
     * @param registry where observations go
     * @param convention their names and keys
     */
    public Observations(ObservationRegistry registry, MfaObservationConvention convention) {
        this.registry = registry;
        this.ofCalls = new Convention<>(ObservedCall.class, convention::callName, convention::callSpan, convention);
        this.ofAttempts =
                new Convention<>(ObservedAttempt.class, convention::attemptName, convention::attemptSpan, convention);
    }

    /**
     * Observes a call anew with each subscription. Its attempts find its observation in the Reactor Context.
     *
     * @param <R> type of the response
     * @param operation what is called
     * @param call the call
     * @return the call, observed
     */
    public <R> Mono<R> call(MfaOperation operation, Mono<R> call) {
        return new ObservedMono<>(call, context -> {
            ObservedCall observed = new ObservedCall(operation);
            return new Subject<>(
                    start(observed, ofCalls, parentIn(context)),
                    observed.outcome,
                    Observations::outcomeOf,
                    failure -> failure instanceof MfaException known ? known : null);
        });
    }

    /**
     * The exchange, observed as an attempt of the call whose observation is in the Reactor Context.
     *
     * @param operation what is called
     * @param address host and port that are called
     * @param exchange the exchange
     * @param reason what an error of the exchange is called in our own words
     * @return the exchange, observed
     */
    public Mono<WireResponse> attempt(
            MfaOperation operation,
            String address,
            Mono<WireResponse> exchange,
            Function<Throwable, MfaException> reason) {
        return new ObservedMono<>(exchange, context -> {
            ObservedAttempt observed = new ObservedAttempt(operation, address);
            @Nullable Observation call = parentIn(context);
            return new Subject<>(
                    start(observed, ofAttempts, call),
                    observed.outcome,
                    response -> {
                        responded(observed, call, response.status());
                        return Outcome.SUCCESS;
                    },
                    failure -> noted(observed, call, reason.apply(failure)));
        });
    }

    private static @Nullable Observation parentIn(ContextView context) {
        return context.getOrDefault(KEY, null);
    }

    private static MfaException noted(ObservedAttempt attempt, @Nullable Observation call, MfaException failure) {
        if (failure instanceof MfaServiceException error) {
            responded(attempt, call, error.status());
        }
        return failure;
    }

    /**
     * Gives the headers of the attempt's trace, if there are any.
     *
     * @param context the Reactor Context of the attempt
     * @param header takes each name and value
     */
    public static void propagate(ContextView context, BiConsumer<String, String> header) {
        Observation observation = parentIn(context);
        if (observation != null && observation.getContext() instanceof ObservedAttempt attempt) {
            try {
                attempt.headers().forEach(header);
            } catch (IllegalArgumentException notAHeader) {
                ObservationOutcome.warn(notAHeader);
            }
        }
    }

    /** A call is not to fail for being observed: what an application's handler or convention throws ends its observation. */
    private Observation start(
            Observation.Context observed,
            ObservationConvention<Observation.Context> convention,
            @Nullable Observation parent) {
        Observation observation = Observation.createNotStarted(null, convention, () -> observed, registry);
        if (parent != null) {
            observation.parentObservation(parent);
        }
        try {
            observation.start();
        } catch (Throwable thrown) {
            // It is ended like any other: some of its handlers may have begun something.
            ObservationOutcome.warn(thrown);
        }
        return observation;
    }

    /** A call's status is that of its latest response. */
    private static void responded(ObservedAttempt attempt, @Nullable Observation call, int status) {
        attempt.outcome.responded(status);
        if (call != null && call.getContext() instanceof ObservedCall observed) {
            observed.outcome.responded(status);
        }
    }

    private static Outcome outcomeOf(Object result) {
        return result instanceof VerifyCodeResponse response && !response.valid()
                ? Outcome.WRONG_CODE
                : Outcome.SUCCESS;
    }

    /** The application's convention for observations of one kind of context, in the form that Micrometer asks for. */
    private record Convention<C extends Observation.Context & MfaObservationContext>(
            Class<C> kind,
            Supplier<String> name,
            Function<MfaObservationContext, String> span,
            MfaObservationConvention keys)
            implements ObservationConvention<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return kind.isInstance(context);
        }

        @Override
        public String getName() {
            return name.get();
        }

        @Override
        public String getContextualName(Observation.Context context) {
            return span.apply(kind.cast(context));
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(Observation.Context context) {
            return keys.lowCardinalityKeyValues(kind.cast(context));
        }

        @Override
        public KeyValues getHighCardinalityKeyValues(Observation.Context context) {
            return keys.highCardinalityKeyValues(kind.cast(context));
        }
    }
}
