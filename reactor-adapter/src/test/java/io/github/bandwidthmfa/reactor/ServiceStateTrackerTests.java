package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Streak;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many calls in a row were refused or failed, over which time, and how long ago. */
final class ServiceStateTrackerTests {

    /** Begins near the end of the range: a monotonic clock may overflow. */
    private long now = Long.MAX_VALUE - 5;

    private final ServiceStateTracker tracker = new ServiceStateTracker(() -> now);

    @Test
    void refusalsAreCountedWithTheTimeTheySpan() {
        refused();
        pass(30);
        refused();
        pass(40);
        refused();
        pass(5);

        assertThat(tracker.state().service()).isEqualTo(Service.UNAUTHORIZED);
        assertThat(tracker.state().refusals()).isEqualTo(new Streak(3, Duration.ofSeconds(70), Duration.ofSeconds(5)));
        assertThat(tracker.state().failures()).isEqualTo(tracker.state().refusals());
    }

    @Test
    void oneSuccessEndsTheStreak() {
        refused();
        pass(90);
        tracker.succeeded();
        refused();

        assertThat(tracker.state().refusals()).isEqualTo(new Streak(1, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void anErrorThatTheServiceAnsweredItselfEndsTheStreak() {
        refused();
        note(status(400));

        assertThat(tracker.state().service()).isEqualTo(Service.AVAILABLE);
        assertThat(tracker.state().refusals()).isEqualTo(Streak.NONE);
        assertThat(tracker.state().failures()).isEqualTo(Streak.NONE);
    }

    @Test
    void aFailureBetweenTwoRefusalsSaysNothingOfTheCredentials() {
        refused();
        pass(10);
        note(new MfaTransportException(MfaOperation.VERIFY, Disposition.NOT_SENT, "gone", null));
        pass(10);
        refused();

        assertThat(tracker.state().refusals().calls()).isEqualTo(2);
        assertThat(tracker.state().refusals().span()).isEqualTo(Duration.ofSeconds(20));
        assertThat(tracker.state().failures().calls()).isEqualTo(3);
    }

    @Test
    void loadThatWasShedIsNoFailureOfTheService() {
        note(new MfaOverloadedException(MfaOperation.VERIFY, 1, 1));

        assertThat(tracker.state().service()).isEqualTo(Service.UNKNOWN);
        assertThat(tracker.state().failures()).isEqualTo(Streak.NONE);
    }

    private void refused() {
        note(status(401));
    }

    private static MfaException status(int status) {
        return MfaServiceException.of(
                MfaOperation.VERIFY, new ServiceError(status, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private void note(MfaException failure) {
        assertThat(tracker.failed(failure, failure)).isSameAs(failure);
    }

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
