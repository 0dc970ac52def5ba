package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What each step of a request on its way says about the request if it ends there. */
final class AttemptTests {

    private final Attempt attempt = inTime("{}");

    @Test
    void whatWasNeverHandedOverIsNotSent() {
        assertThat(attempt.afterFailure()).isEqualTo(Disposition.NOT_SENT);
        assertThat(attempt.afterGivingUp()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void whatWasHandedOverButNotWrittenIsNotSentOnceItsConnectionHasFailed() {
        attempt.handOver();

        assertThat(attempt.afterFailure()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void whatWasHandedOverIsUnknownWhileItsConnectionMayBeWriting() {
        attempt.handOver();

        assertThat(attempt.abandon()).isFalse();
        assertThat(attempt.afterGivingUp()).isEqualTo(Disposition.UNKNOWN);
    }

    @Test
    void whatWasWrittenIsUnknown() {
        attempt.handOver();
        attempt.written();

        assertThat(attempt.afterFailure()).isEqualTo(Disposition.UNKNOWN);
        assertThat(attempt.afterGivingUp()).isEqualTo(Disposition.UNKNOWN);
    }

    @Test
    void aCallThatIsGivenUpBetweenTwoAttemptsIsNotSentByTheSecond() {
        CallAttempts attempts = new CallAttempts(Duration.ofMinutes(1).toNanos());
        attempts.next(new byte[0], new AuthorizationHeader("")).handOver();
        attempts.refused();

        attempts.giveUp();

        assertThat(attempts.afterGivingUp()).isEqualTo(Disposition.REJECTED);
        assertThatExceptionOfType(CallFailure.class)
                .isThrownBy(() ->
                        attempts.next(new byte[0], new AuthorizationHeader("")).handOver())
                .returns(CallFailure.Reason.ABANDONED, CallFailure::reason);
    }

    @Test
    void whetherAnAttemptMayBeRepeatedDoesNotDependOnARefusalBefore() {
        CallAttempts attempts = new CallAttempts(Duration.ofMinutes(1).toNanos());
        attempts.next(new byte[0], new AuthorizationHeader("")).handOver();
        attempts.refused();
        attempts.next(new byte[0], new AuthorizationHeader("")).handOver();

        assertThat(attempts.latestAfterFailure()).isEqualTo(Disposition.NOT_SENT);
        assertThat(attempts.afterFailure()).isEqualTo(Disposition.REJECTED);
    }

    @Test
    void aRepeatOfWhatWasNotSentIsNotGivenUp() {
        CallAttempts attempts = new CallAttempts(Duration.ofMinutes(1).toNanos());
        attempts.next(new byte[0], new AuthorizationHeader(""));
        attempts.notSent();

        attempts.next(new byte[0], new AuthorizationHeader("")).handOver();

        assertThat(attempts.afterGivingUp()).isEqualTo(Disposition.UNKNOWN);
    }

    @Test
    void whatTheServerRefusedUnprocessedIsNotSentWhoeverIsToldFirst() {
        attempt.handOver();
        attempt.written();
        attempt.refusedUnprocessed();

        assertThat(attempt.afterFailure()).isEqualTo(Disposition.NOT_SENT);
        assertThat(attempt.afterGivingUp()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void aResponseThatOvertakesTheEndOfTheRequestStays() {
        WireResponse head = WireResponse.head(413, WireResponse.Headers.NONE);
        attempt.handOver();
        attempt.answered(head);
        attempt.written();

        assertThat(attempt.errorHead()).isSameAs(head);
        assertThat(attempt.afterFailure()).isEqualTo(Disposition.UNKNOWN);
        assertThat(attempt.afterGivingUp()).isEqualTo(Disposition.UNKNOWN);
    }

    @Test
    void whatWasAbandonedIsNeverHandedOver() {
        assertThat(attempt.abandon()).isTrue();
        assertThat(attempt.abandon()).isTrue();

        assertThatExceptionOfType(CallFailure.class)
                .isThrownBy(attempt::handOver)
                .returns(CallFailure.Reason.ABANDONED, CallFailure::reason);
        assertThat(attempt.afterFailure()).isEqualTo(Disposition.NOT_SENT);
        assertThat(attempt.afterGivingUp()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void itIsHandedOverOnlyOnce() {
        assertThat(attempt.handOver()).asString(StandardCharsets.US_ASCII).isEqualTo("{}");

        assertThatExceptionOfType(CallFailure.class)
                .isThrownBy(attempt::handOver)
                .returns(CallFailure.Reason.ABANDONED, CallFailure::reason);
    }

    @Test
    void itIsNotHandedOverWhenItsTimeIsUp() {
        Attempt late = new Attempt(new byte[0], new AuthorizationHeader("Basic secret"), System.nanoTime() - 1);

        assertThatExceptionOfType(CallFailure.class)
                .isThrownBy(late::handOver)
                .returns(CallFailure.Reason.CALL_TIMEOUT, CallFailure::reason);
        assertThat(late.abandon()).isTrue();
        assertThat(late.afterFailure()).isEqualTo(Disposition.NOT_SENT);
    }

    @Test
    void oneOfTheConnectionAndTheCallerGetsThroughTheGateNeverBothAndNeverNeither() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int round = 0; round < 2000; round++) {
                Attempt contested = inTime("");
                Future<Boolean> handedOver = threads.submit(() -> {
                    together.await();
                    return handsOver(contested);
                });
                Future<Boolean> abandoned = threads.submit(() -> {
                    together.await();
                    return contested.abandon();
                });
                assertThat(handedOver.get(20, TimeUnit.SECONDS)).isNotEqualTo(abandoned.get(20, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Attempt inTime(String body) {
        return new Attempt(
                body.getBytes(StandardCharsets.US_ASCII),
                new AuthorizationHeader("Basic secret"),
                System.nanoTime() + Duration.ofHours(1).toNanos());
    }

    private static boolean handsOver(Attempt attempt) {
        try {
            attempt.handOver();
            return true;
        } catch (CallFailure e) {
            return false;
        }
    }
}
