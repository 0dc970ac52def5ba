package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendLimitsTests {

    private final SettableTime time = new SettableTime();
    private final SendLimits limits = new SendLimits(
            new SignInProperties(
                    "+19195554321",
                    "m",
                    "v",
                    "{CODE}",
                    null,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    3,
                    4,
                    5,
                    null),
            time);

    private SignIn browser() {
        return new SignIn(limits.forSession());
    }

    private static PhoneNumber number(int last) {
        return PhoneNumber.of("+1919555100" + last);
    }

    private void refused(SignIn browser, PhoneNumber number, Reason reason, Duration wait) {
        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> limits.take(browser, number))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(reason);
                    assertThat(refusal.retryAfter()).hasValue(wait);
                });
    }

    @Test
    void aNumberWaitsForTheWholeCooldownWhoeverAsks() {
        limits.take(browser(), number(1));
        time.advance(Duration.ofSeconds(20));

        refused(browser(), number(1), Reason.SENT_JUST_NOW, Duration.ofSeconds(10));
        assertThat(limits.untilNext(browser(), number(1))).isEqualTo(Duration.ofSeconds(10));
        assertThat(limits.untilNext(browser(), number(2))).isZero();
    }

    @Test
    void aNumberHasALimitForTheHour() {
        IntStream.range(0, 3).forEach(i -> {
            limits.take(browser(), number(1));
            time.advance(Duration.ofSeconds(30));
        });

        // Of three an hour, a third of one has come back within a minute and a half.
        refused(browser(), number(1), Reason.TOO_MANY_CODES_FOR_NUMBER, Duration.ofSeconds(1200 - 90));
    }

    @Test
    void aBrowserHasALimitForTheHourWhateverTheNumbers() {
        SignIn browser = browser();
        IntStream.range(0, 4).forEach(i -> limits.take(browser, number(i)));

        refused(browser, number(5), Reason.TOO_MANY_CODES, Duration.ofMinutes(15));
        // What was refused was not taken from the number.
        limits.take(browser(), number(5));
    }

    @Test
    void allTogetherHaveALimitForTheMinute() {
        IntStream.range(0, 5).forEach(i -> limits.take(browser(), number(i)));
        SignIn browser = browser();

        refused(browser, number(6), Reason.BUSY, Duration.ofSeconds(12));
        assertThat(browser.sends().getAvailableTokens()).isEqualTo(4);
        time.advance(Duration.ofSeconds(12));
        limits.take(browser, number(6));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        SignIn browser = browser();
        limits.take(browser, number(1)).giveBack();

        limits.take(browser, number(1));
        assertThat(browser.sends().getAvailableTokens()).isEqualTo(3);
    }

    @Test
    void theWaitThatIsToldIsTheLongestOfAll() {
        SignIn browser = browser();
        IntStream.range(0, 4).forEach(i -> limits.take(browser, number(i)));

        // The number alone would allow it in half a minute.
        refused(browser, number(1), Reason.TOO_MANY_CODES, Duration.ofMinutes(15));
        assertThat(limits.untilNext(browser, number(1))).isEqualTo(Duration.ofMinutes(15));
        time.advance(Duration.ofMinutes(15));
        limits.take(browser, number(1));
    }
}
