package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.AttemptLimits;
import io.github.bandwidthmfa.sendguard.Purpose;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** How often a code may be asked for, whatever the session. */
class SendLimitsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SendLimits limits = new SendLimits(AttemptLimits.inMemory(), Duration.ofHours(1), 5);

    private static PhoneNumber number(int last) {
        return PhoneNumber.of("+1919555000" + last);
    }

    private static PhoneChallenge challenge(String person) {
        Applicant applicant =
                new Applicant(Purpose.SECOND_FACTOR, new TestingAuthenticationToken(person, ""), number(0));
        return PhoneChallenge.begin(applicant, Channel.SMS, null, Instant.EPOCH);
    }

    private static void refused(Mono<Void> taken, Reason reason) {
        StepVerifier.create(taken)
                .expectErrorSatisfies(error -> {
                    assertThat(((RefusedException) error).reason()).isEqualTo(reason);
                    assertThat(((RefusedException) error).retryAfter()).isPositive();
                })
                .verify(PATIENCE);
    }

    @Test
    void personBeginsFiveChallengesAnHour() {
        for (int i = 0; i < 5; i++) {
            StepVerifier.create(limits.takeSend(challenge("ann"), number(i), true))
                    .expectComplete()
                    .verify(PATIENCE);
        }

        refused(limits.takeSend(challenge("ann"), number(6), true), Reason.TOO_MANY_CODES);
        StepVerifier.create(limits.takeSend(challenge("bob"), number(6), true))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void whatWasNotSentIsGivenBack() {
        PhoneChallenge challenge = challenge("ann");
        for (int i = 0; i < 7; i++) {
            StepVerifier.create(limits.takeSend(challenge, number(1), true)
                            .then(limits.giveSendBack(challenge, number(1), true)))
                    .expectComplete()
                    .verify(PATIENCE);
        }
        StepVerifier.create(limits.takeSend(challenge, number(1), true))
                .expectComplete()
                .verify(PATIENCE);

        refused(limits.takeSend(challenge, number(1), false), Reason.SENT_JUST_NOW);
    }

    @Test
    void challengeShowsNoNumberAndNoName() {
        PhoneChallenge typed = new PhoneChallenge(
                Purpose.ENROLMENT, "zoe", "phone-x", Channel.SMS, Instant.EPOCH, Instant.EPOCH, number(1));

        assertThat(typed.toString()).doesNotContain("zoe", "5550001", "phone-x");
    }

    @Test
    void countsThatCannotBeReachedLetNothingPassAndAreNobodysFault() {
        AsyncProxyManager<?> broken = (AsyncProxyManager<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncProxyManager.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("broken");
                });
        @SuppressWarnings("unchecked")
        AttemptLimits shared = AttemptLimits.shared((AsyncProxyManager<byte[]>) broken, Duration.ofSeconds(1));
        SendLimits unreachable = new SendLimits(shared, Duration.ofHours(1), 5);

        refused(unreachable.takeSend(challenge("ann"), number(1), true), Reason.NOT_SENT);
        refused(unreachable.takeTry(challenge("ann")), Reason.NOT_CHECKED);
        StepVerifier.create(unreachable.giveTryBack(challenge("ann")))
                .expectComplete()
                .verify(PATIENCE);
    }
}
