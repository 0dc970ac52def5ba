package io.github.bandwidthmfa.sendguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.PumpingSimulation.Attack;
import io.github.bandwidthmfa.sendguard.PumpingSimulation.Result;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the default rules, enforced, let through of message pumping, and whom they refuse: the means of as many seeds as
 * {@code -Dsurefire.userArgs=-Dpumping.seeds=3} says, one by default.
 */
final class PumpingTests {

    private static final int SEEDS = Integer.getInteger("pumping.seeds", 1);
    private static final int MAX_PUMPED = 60;
    private static final double MAX_REFUSED_AT_FIRST = 0.01;
    private static final double MAX_REFUSED_BEFORE = 0.001;
    private static final double MAX_REFUSED_DURING = 0.01;

    /** Ways to pump, each with the rule without which it goes on. */
    enum Scenario {
        /** One far-away country, ten addresses. */
        FAR_AWAY_FROM_TEN_ADDRESSES(Rule.COUNTRY_BUDGET, 10_000, 360, 0, 1_000, MAX_PUMPED),
        /** One far-away country, an address each. */
        FAR_AWAY_FROM_MANY_ADDRESSES(Rule.COUNTRY_BUDGET, 10_000, 360, 0, 1_000, MAX_PUMPED),
        /** One range of ten thousand numbers in a country that people are in. */
        ONE_RANGE_AT_HOME(Rule.RANGE, 5_000, 360, 0, 1_000, MAX_PUMPED),
        /** All countries of the world, one address. */
        ALL_COUNTRIES_FROM_ONE_ADDRESS(Rule.SOURCE, 10_000, 360, 0, 1_000, MAX_PUMPED),
        /** One number, again and again. */
        ONE_NUMBER(Rule.NUMBER, 10_000, 360, 1, 1_000, MAX_PUMPED),
        /** One account with a stolen password, a new number each time, codes entered. */
        ONE_ACCOUNT_MANY_NUMBERS(Rule.PERSON, 10_000, 360, 1, 1_000, MAX_PUMPED),
        /** Premium numbers of all kinds, codes entered. */
        PREMIUM_NUMBERS(Rule.NUMBER_TYPE, 10_000, 360, 1, 1_000, MAX_PUMPED),
        /** All countries of the world, an address each, to an application that has said which countries it sends to. */
        ALL_COUNTRIES_FROM_MANY_ADDRESSES(Rule.COUNTRY, 10_000, 360, 1, 1_000, MAX_PUMPED),
        /** At home, codes entered, as fast as can be: nothing but the cap limits it. */
        BURST_WITH_CODES_ENTERED(Rule.TOTAL, 22_500, 15, 1, 100, 1_200);

        private final Rule neededFor;
        private final int messages;
        private final int minutes;
        private final double entered;
        private final int signInsADay;
        private final int bar;

        Scenario(Rule neededFor, int messages, int minutes, double entered, int signInsADay, int bar) {
            this.neededFor = neededFor;
            this.messages = messages;
            this.minutes = minutes;
            this.entered = entered;
            this.signInsADay = signInsADay;
            this.bar = bar;
        }

        Result run(StandardSendGuard.Builder guard, long seed) {
            if (neededFor == Rule.COUNTRY) {
                guard.countries(Set.of("US", "GB", "DE", "FR"));
            }
            Random random = new Random(seed);
            PumpingSimulation simulation = new PumpingSimulation(guard.enforce(), seed);
            return simulation.run(
                    signInsADay, new Attack(messages, Duration.ofMinutes(minutes), attempts(random), entered));
        }

        private Supplier<SendAttempt> attempts(Random random) {
            return switch (this) {
                case FAR_AWAY_FROM_TEN_ADDRESSES ->
                    () -> to("+9231" + digits(random, 8)).from("address " + random.nextInt(10));
                case FAR_AWAY_FROM_MANY_ADDRESSES ->
                    () -> to("+9231" + digits(random, 8)).from(address(random));
                case ONE_RANGE_AT_HOME ->
                    () -> to("+1919555" + digits(random, 4)).from(address(random));
                case ALL_COUNTRIES_FROM_ONE_ADDRESS ->
                    () -> to(anywhere(random)).from("address");
                case ALL_COUNTRIES_FROM_MANY_ADDRESSES ->
                    () -> to(anywhere(random)).from(address(random));
                case ONE_NUMBER -> () -> to("+447911123456").from(address(random));
                case ONE_ACCOUNT_MANY_NUMBERS ->
                    () -> to("+4479" + digits(random, 8)).by("ann").from(address(random));
                case PREMIUM_NUMBERS -> () -> to("+44909" + digits(random, 7)).from(address(random));
                case BURST_WITH_CODES_ENTERED ->
                    () -> to("+4479" + digits(random, 8)).from(address(random));
            };
        }

        private static SendAttempt to(String number) {
            return SendAttempt.to(PhoneNumber.of(number), Purpose.SIGN_IN);
        }

        private static String address(Random random) {
            return "address " + random.nextLong();
        }

        private static String anywhere(Random random) {
            List<String> codes = List.of(
                    "+92", "+93", "+94", "+95", "+98", "+211", "+212", "+213", "+216", "+218", "+220", "+221", "+222",
                    "+223", "+224", "+225", "+226", "+227", "+228", "+229", "+230", "+231", "+232", "+233", "+234",
                    "+235", "+236", "+237", "+238", "+239", "+240", "+241", "+242", "+243", "+244", "+245", "+248",
                    "+249", "+250", "+251");
            return codes.get(random.nextInt(codes.size())) + "7" + digits(random, 8);
        }

        private static String digits(Random random, int count) {
            StringBuilder digits = new StringBuilder();
            random.ints(count, 0, 10).forEach(digits::append);
            return digits.toString();
        }
    }

    private static Result mean(LongStream seeds, LongFunction<Result> run) {
        List<Result> results = seeds.mapToObj(run).toList();
        return new Result(
                (int) results.stream().mapToInt(Result::pumped).average().orElseThrow(),
                results.stream().mapToInt(Result::mostPumpedInAMinute).max().orElseThrow(),
                results.stream().mapToDouble(Result::refusedAtFirst).average().orElseThrow(),
                results.stream().mapToDouble(Result::refusedBefore).average().orElseThrow(),
                results.stream().mapToDouble(Result::refusedDuring).average().orElseThrow());
    }

    /** For a burst, what counts is a minute. */
    private static int pumped(Scenario scenario, Result result) {
        return scenario == Scenario.BURST_WITH_CODES_ENTERED ? result.mostPumpedInAMinute() : result.pumped();
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void littleIsPumpedAndPeopleAreServed(Scenario scenario) {
        Result result = mean(LongStream.rangeClosed(1, SEEDS), seed -> scenario.run(StandardSendGuard.builder(), seed));

        System.out.println(scenario + " " + result);
        assertThat(pumped(scenario, result)).isLessThanOrEqualTo(scenario.bar);
        assertThat(result.refusedAtFirst()).isLessThanOrEqualTo(MAX_REFUSED_AT_FIRST);
        assertThat(result.refusedBefore()).isLessThanOrEqualTo(MAX_REFUSED_BEFORE);
        // A cap for everybody stops people, too: those whose numbers are not proven find it used up.
        if (scenario != Scenario.BURST_WITH_CODES_ENTERED) {
            assertThat(result.refusedDuring()).isLessThanOrEqualTo(MAX_REFUSED_DURING);
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void withoutItsRuleEachWayBreaksTheBar(Scenario scenario) {
        Result result = scenario.run(StandardSendGuard.builder().without(scenario.neededFor), 1);

        System.out.println("without " + scenario.neededFor + ": " + scenario + " " + result);
        assertThat(pumped(scenario, result)).isGreaterThan(scenario.bar);
    }

    @ParameterizedTest
    @CsvSource({"30", "100", "1000", "3000"})
    void withoutAnAttackPeopleAreServed(int signInsADay) {
        Attack none =
                new Attack(0, Duration.ofDays(1), () -> SendAttempt.to(PhoneNumber.of("+10"), Purpose.SIGN_IN), 0);

        Result result = mean(
                LongStream.rangeClosed(1, SEEDS),
                seed -> new PumpingSimulation(StandardSendGuard.builder().enforce(), seed).run(signInsADay, none));

        System.out.println(signInsADay + " a day " + result);
        assertThat(result.refusedAtFirst()).isLessThanOrEqualTo(MAX_REFUSED_AT_FIRST);
        assertThat(result.refusedBefore()).isLessThanOrEqualTo(MAX_REFUSED_BEFORE);
    }
}
