package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Failure;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Streak;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What calls have shown of the service. A call that succeeds after another reads one field. */
final class ServiceStateTracker {

    private final LongSupplier nanoTime;
    private volatile Shown shown = Shown.NOTHING;

    ServiceStateTracker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void succeeded() {
        if (shown.service != Service.AVAILABLE) {
            update(Shown::succeeded);
        }
    }

    /** Notes what a call failed with, and passes it on. */
    MfaException failed(Throwable reason, MfaException failure) {
        Service service = CallFailure.isBecause(CallFailure.Reason.CLOSED, reason) ? null : shownBy(failure);
        if (service != null) {
            Failure noted = new Failure(Instant.now(), failure);
            long now = nanoTime.getAsLong();
            boolean remembered = reason instanceof CallFailure.NoToken none && none.isRemembered();
            update(before -> remembered && before.hasFailure() ? before : before.failed(service, noted, now));
        }
        return failure;
    }

    private synchronized void update(UnaryOperator<Shown> change) {
        shown = change.apply(shown);
    }

    /** All of one moment. */
    State state() {
        Shown now = shown;
        return new State(now.service, streak(now.refusals), streak(now.failures), Optional.ofNullable(now.failure));
    }

    record State(Service service, Streak refusals, Streak failures, Optional<Failure> latestFailure) {}

    private Streak streak(@Nullable Run run) {
        return run == null
                ? Streak.NONE
                : new Streak(
                        run.calls,
                        Duration.ofNanos(run.latest - run.first),
                        Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - run.latest)));
    }

    /** Null if it arose here, and so says nothing of the service. */
    private static @Nullable Service shownBy(MfaException failure) {
        if (failure.refusesCredentials()) {
            return Service.UNAUTHORIZED;
        }
        if (failure instanceof MfaTokenException) {
            return Service.UNAVAILABLE;
        }
        if (failure instanceof MfaServiceException response) {
            int status = response.status();
            // 403 in words that are not the authorizer's: something in front of the service does not let requests
            // through.
            return status >= 400 && status < 500 && status != 403 && status != 408
                    ? Service.AVAILABLE
                    : Service.UNAVAILABLE;
        }
        if (failure instanceof MfaTimeoutException timeout) {
            return timeout.phase() == Phase.QUEUE ? null : Service.UNAVAILABLE;
        }
        return failure instanceof MfaOverloadedException ? null : Service.UNAVAILABLE;
    }

    /** Calls one after the other that ended alike, by the monotonic clock. */
    private record Run(long calls, long first, long latest) {

        static Run next(@Nullable Run before, long now) {
            return before == null
                    ? new Run(1, now, now)
                    // Calls end on several threads: one may have read the clock before another and come after it.
                    : new Run(before.calls + 1, before.first, now - before.latest > 0 ? now : before.latest);
        }
    }

    /** {@code failures} counts refusals, too; both are null once the service answers. */
    private record Shown(
            Service service,
            @Nullable Failure failure,
            @Nullable Run refusals,
            @Nullable Run failures) {

        static final Shown NOTHING = new Shown(Service.UNKNOWN, null, null, null);

        /** Since the service last answered. A remembered failure is noted already, if it was a call that met it first. */
        boolean hasFailure() {
            return failures != null;
        }

        Shown succeeded() {
            return new Shown(Service.AVAILABLE, failure, null, null);
        }

        Shown failed(Service service, Failure failure, long now) {
            return switch (service) {
                case UNKNOWN, AVAILABLE -> new Shown(service, failure, null, null);
                case UNAUTHORIZED -> new Shown(service, failure, Run.next(refusals, now), Run.next(failures, now));
                case UNAVAILABLE -> new Shown(service, failure, refusals, Run.next(failures, now));
            };
        }
    }
}
