package io.github.bandwidthmfa.sendguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Verdict.Admitted;
import io.github.bandwidthmfa.sendguard.Verdict.Refused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Each rule alone, in both modes. */
final class StandardSendGuardTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final PhoneNumber NUMBER = PhoneNumber.of("+447911123456");
    private static final SendAttempt ATTEMPT = SendAttempt.to(NUMBER, Purpose.SIGN_IN);

    private final SettableTime time = new SettableTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StandardSendGuard.Builder builder =
            StandardSendGuard.builder().limits(time.limits()).listener(new SendGuardMeters(registry));

    private static Verdict admit(SendGuard guard, SendAttempt attempt) {
        Verdict[] verdict = new Verdict[1];
        StepVerifier.create(guard.admit(attempt))
                .consumeNextWith(seen -> verdict[0] = seen)
                .expectComplete()
                .verify(PATIENCE);
        return verdict[0];
    }

    private static void run(Mono<Void> report) {
        StepVerifier.create(report).expectComplete().verify(PATIENCE);
    }

    private double count(String rule, String verdict) {
        return registry.counter("bandwidth.mfa.guard", "rule", rule, "verdict", verdict, "purpose", "sign-in")
                .count();
    }

    private static SendAttempt to(String number) {
        return SendAttempt.to(PhoneNumber.of(number), Purpose.SIGN_IN);
    }

    /** Numbers of different ranges. */
    private static List<SendAttempt> british(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> to("+447" + (400_123_456L + 10_000L * i)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "GB, +447911123456, true",
        "gb, +447911123456, true",
        "GB, +447781123456, true",
        "GB, +447797123456, true",
        "GB, +447624123456, true",
        "FI, +35845712345678, true",
        "GB, +33612345678, false",
        "US, +19195551234, true",
        "US, +18765551234, false",
        "US, +17875551234, false",
        "US, +14165551234, false",
        "CA, +14165551234, true",
        "CA, +19195551234, false",
        "US, +8821612345678, false",
        "US, +881612345678, false",
        "RU, +77012345678, false",
        "KZ, +77012345678, true",
        "GB, +999123456789, false",
        "GB, +210123456, false"
    })
    void onlyNumbersOfTheCountriesAreAdmitted(String country, String number, boolean admitted) {
        StandardSendGuard guard = builder.countries(List.of(country)).enforce().build();

        assertThat(admit(guard, to(number)))
                .isEqualTo(admitted ? new Admitted() : new Refused(Rule.COUNTRY, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "UK", "USA", "44", "+44", "ZZ", "001", "G B", "Germany"})
    void aCountryThatIsNoneIsRefused(String country) {
        assertThatThrownBy(() -> builder.countries(Set.of(country)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ISO 3166")
                .hasMessageContaining("\"" + country + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+449098790000",
                "+19002345678",
                "+448431234567",
                "+445511234567",
                "+447640123456",
                "+39848123456",
                "+4918500123456",
                "+49177991234567"
            })
    void numbersThatCostExtraOrThatNobodyReadsAreRefused(String number) {
        assertThat(admit(builder.enforce().build(), to(number)))
                .isEqualTo(new Refused(Rule.NUMBER_TYPE, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+447911123456", "+19195551234", "+33612345678", "+4915123456789", "+442071838750"})
    void numbersOfPeopleAreAdmitted(String number) {
        assertThat(admit(builder.enforce().build(), to(number))).isEqualTo(new Admitted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+11115550006", "+999123456789", "+44", "+10", "+447"})
    void numbersThatNobodyKnowsAreObservedAndAdmitted(String number) {
        assertThat(admit(builder.enforce().build(), to(number))).isEqualTo(new Admitted());
        assertThat(count("number-type", "observed")).isEqualTo(1);
        assertThat(count("none", "admitted")).isEqualTo(1);
    }

    @Test
    void aNumberHasALimitThatIsEnforcedEvenInObserveMode() {
        StandardSendGuard guard = builder.build();

        assertThat(admit(guard, ATTEMPT)).isEqualTo(new Admitted());
        assertThat(admit(guard, ATTEMPT)).isEqualTo(new Refused(Rule.NUMBER, Duration.ofSeconds(30)));
        time.advance(Duration.ofSeconds(29));
        assertThat(admit(guard, ATTEMPT)).isEqualTo(new Refused(Rule.NUMBER, Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1));
        assertThat(admit(guard, ATTEMPT)).isEqualTo(new Admitted());
        assertThat(count("number", "refused")).isEqualTo(2);
    }

    @Test
    void aNumberHasAnHourlyLimit() {
        StandardSendGuard guard = builder.build();
        for (int i = 0; i < 5; i++) {
            assertThat(admit(guard, ATTEMPT.toProvenNumber())).isEqualTo(new Admitted());
            time.advance(Duration.ofSeconds(31));
        }

        assertThat(admit(guard, ATTEMPT.toProvenNumber()))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.retryAfter()).isGreaterThan(Duration.ofMinutes(8)));
    }

    @Test
    void aPersonHasALimitOverAllNumbers() {
        StandardSendGuard guard = builder.build();
        List<SendAttempt> attempts =
                british(6).stream().map(attempt -> attempt.by("ann")).toList();
        attempts.subList(0, 5)
                .forEach(attempt -> assertThat(admit(guard, attempt)).isEqualTo(new Admitted()));

        assertThat(admit(guard, attempts.get(5))).isEqualTo(new Refused(Rule.PERSON, Duration.ofMinutes(12)));
        assertThat(admit(guard, to(attempts.get(5).number().value()).by("bob"))).isEqualTo(new Admitted());
    }

    @Test
    void aRefusedAttemptIsNotCounted() {
        StandardSendGuard guard = builder.build();
        List<SendAttempt> attempts =
                british(6).stream().map(attempt -> attempt.by("ann")).toList();
        attempts.subList(0, 5).forEach(attempt -> admit(guard, attempt));
        assertThat(admit(guard, attempts.get(5))).isInstanceOf(Refused.class);

        assertThat(admit(guard, to(attempts.get(5).number().value()))).isEqualTo(new Admitted());
    }

    @Test
    void aMessageThatWasNotSentIsGivenBack() {
        StandardSendGuard guard = builder.enforce().unenteredPerRange(1).build();
        for (int i = 0; i < 20; i++) {
            assertThat(admit(guard, ATTEMPT.by("ann").from("192.0.2.1"))).isEqualTo(new Admitted());
            run(guard.notSent(ATTEMPT.by("ann").from("192.0.2.1")));
        }
    }

    @Test
    void twentyAttemptsAtOnceForOneNumberAdmitOne() {
        StandardSendGuard guard = builder.build();

        StepVerifier.create(Flux.range(0, 20)
                        .flatMap(i -> guard.admit(ATTEMPT).subscribeOn(Schedulers.parallel()))
                        .filter(Admitted.class::isInstance)
                        .count())
                .expectNext(1L)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aRangeThatNobodyEntersCodesOfIsRefused() {
        StandardSendGuard guard = builder.enforce().build();
        for (int i = 0; i < 5; i++) {
            assertThat(admit(guard, to("+44791112345" + i))).isEqualTo(new Admitted());
        }

        assertThat(admit(guard, to("+447911129999")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.rule()).isEqualTo(Rule.RANGE));
        assertThat(admit(guard, to("+447911129999").toProvenNumber())).isEqualTo(new Admitted());
    }

    @Test
    void aRangeWhosePeopleEnterTheirCodesIsNotRefused() {
        StandardSendGuard guard = builder.enforce().build();
        for (int i = 0; i < 1000; i++) {
            time.advance(Duration.ofSeconds(1));
            SendAttempt attempt = to("+44791112" + (1000 + i));
            assertThat(admit(guard, attempt)).isEqualTo(new Admitted());
            if (i % 5 != 0) {
                run(guard.entered(attempt));
            }
        }
    }

    @Test
    void aCountryThatNobodySignsInFromIsRefusedAfterTen() {
        StandardSendGuard guard = builder.enforce().build();
        List<SendAttempt> attempts = british(11);
        attempts.subList(0, 10)
                .forEach(attempt -> assertThat(admit(guard, attempt)).isEqualTo(new Admitted()));

        assertThat(admit(guard, attempts.get(10)))
                .isEqualTo(new Refused(Rule.COUNTRY_BUDGET, Duration.ofDays(1).dividedBy(20)));
        run(guard.entered(attempts.get(0)));
        assertThat(admit(guard, attempts.get(10))).isEqualTo(new Admitted());
    }

    @Test
    void aSourceThatOnlyAsksIsRefused() {
        StandardSendGuard guard = builder.enforce()
                .unenteredPerSource(2)
                .unenteredPerCountry(1000)
                .build();
        List<SendAttempt> attempts =
                british(3).stream().map(attempt -> attempt.from("192.0.2.1")).toList();
        attempts.subList(0, 2)
                .forEach(attempt -> assertThat(admit(guard, attempt)).isEqualTo(new Admitted()));

        assertThat(admit(guard, attempts.get(2)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.rule()).isEqualTo(Rule.SOURCE));
        assertThat(admit(guard, attempts.get(2).from("192.0.2.2"))).isEqualTo(new Admitted());
    }

    @Test
    void allTogetherHaveACapThatLeavesProvenNumbersRoom() {
        StandardSendGuard guard = builder.enforce()
                .total(new Limit(2, Duration.ofMinutes(1)))
                .unenteredPerCountry(1000)
                .build();
        List<SendAttempt> attempts = british(4);
        attempts.subList(0, 2)
                .forEach(attempt -> assertThat(admit(guard, attempt)).isEqualTo(new Admitted()));

        assertThat(admit(guard, attempts.get(2))).isEqualTo(new Refused(Rule.TOTAL, Duration.ofSeconds(30)));
        assertThat(admit(guard, attempts.get(2).toProvenNumber())).isEqualTo(new Admitted());
    }

    @ParameterizedTest
    @EnumSource(
            value = Rule.class,
            names = {"COUNTRY", "NUMBER_TYPE", "RANGE", "COUNTRY_BUDGET", "SOURCE", "TOTAL"})
    void untilEnforcedARuleOnlyObserves(Rule rule) {
        StandardSendGuard guard = builder.countries(Set.of("US"))
                .unenteredPerRange(1)
                .unenteredPerCountry(1)
                .unenteredPerSource(1)
                .total(new Limit(1, Duration.ofMinutes(1)))
                .build();
        for (String number : Arrays.asList("+449098790000", "+449098790001")) {
            assertThat(admit(guard, to(number).from("192.0.2.1"))).isEqualTo(new Admitted());
        }

        assertThat(count(rule.name().toLowerCase(Locale.ROOT).replace('_', '-'), "observed"))
                .isGreaterThanOrEqualTo(1);
        assertThat(count("none", "admitted")).isEqualTo(2);
    }

    @Test
    void anAttemptShowsNoPersonalData() {
        assertThat(ATTEMPT.by("ann@example.com").from("192.0.2.1").toString())
                .doesNotContain("447911", "ann", "192.0.2");
    }

    @Test
    void whatAnAttemptTakesShowsNoPersonalData() {
        Charges charges = new Charges(
                List.of(new Limit(1, Duration.ofHours(1))),
                List.of(new Limit(1, Duration.ofHours(1))),
                1,
                1,
                1,
                new Limit(1, Duration.ofHours(1)));

        assertThat(charges.of(ATTEMPT.by("ann@example.com").from("192.0.2.1"), "GB"))
                .hasSize(6)
                .allSatisfy(charge -> assertThat(charge.toString()).doesNotContain("7911", "ann", "192.0.2"));
    }
}
