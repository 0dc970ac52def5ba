package io.github.bandwidthmfa.sendguard;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Verdict.Admitted;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * People sign in by phone for some weeks, and then somebody pumps messages through the same page for some hours. Of the people, 85 of
 * 100 enter the code that they were sent; the others ask for another one, up to three in all. Time is simulated.
 */
final class PumpingSimulation {

    /** What somebody who pumps messages does. */
    record Attack(int messages, Duration over, Supplier<SendAttempt> next, double entered) {}

    /** What came of it. Pumped messages whose codes were entered count, too. */
    record Result(
            int pumped, int mostPumpedInAMinute, double refusedAtFirst, double refusedBefore, double refusedDuring) {}

    private static final Duration HISTORY = Duration.ofDays(14);

    /** In which the guard sees each country and each number for the first time. */
    private static final Duration FIRST_DAYS = Duration.ofDays(3);

    private static final Duration TIME_TO_ENTER = Duration.ofSeconds(25);
    private static final double ENTERED_BY_PEOPLE = 0.85;
    private static final int CODES_A_PERSON_ASKS_FOR = 3;

    /** What a person's number begins with, and how many in a hundred have it. */
    private static final List<String> PREFIXES =
            List.of("+1919", "+1919", "+1919", "+1212", "+1212", "+1415", "+1512", "+4479", "+4479", "+4977", "+3361");

    private record Event(Duration at, Runnable action) {}

    private final SettableTime time = new SettableTime();
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> a.at.compareTo(b.at));
    private final Set<PhoneNumber> proven = new HashSet<>();
    private final Random random;
    private final SendGuard guard;
    private Duration now = Duration.ZERO;
    private int asked;
    private int refused;
    private int pumped;
    private int pumpedThisMinute;
    private int mostPumpedInAMinute;
    private long minute = -1;

    PumpingSimulation(StandardSendGuard.Builder guard, long seed) {
        this.guard = guard.limits(time.limits()).build();
        this.random = new Random(seed);
    }

    Result run(int signInsADay, Attack attack) {
        List<String> people = peopleOf(signInsADay * 7);
        schedule(signInsADay, people, HISTORY.plus(attack.over));
        double atFirst = refusedUntil(FIRST_DAYS);
        double before = refusedUntil(HISTORY);
        for (int i = 0; i < attack.messages; i++) {
            at(HISTORY.plus(attack.over.multipliedBy(i).dividedBy(attack.messages)), () -> pump(attack));
        }
        double during = refusedUntil(HISTORY.plus(attack.over));
        return new Result(pumped, mostPumpedInAMinute, atFirst, before, during);
    }

    /** The share of people who were refused from now until then. */
    private double refusedUntil(Duration end) {
        asked = 0;
        refused = 0;
        runUntil(end);
        return asked == 0 ? 0 : (double) refused / asked;
    }

    private List<String> peopleOf(int count) {
        return random.ints(count, 0, PREFIXES.size())
                .mapToObj(i -> number(PREFIXES.get(i)))
                .toList();
    }

    String number(String prefix) {
        StringBuilder number = new StringBuilder(prefix);
        int length = prefix.startsWith("+1") || prefix.startsWith("+33") ? 12 : 13;
        number.append(2 + random.nextInt(8));
        while (number.length() < length) {
            number.append(random.nextInt(10));
        }
        return number.toString();
    }

    private void schedule(int signInsADay, List<String> people, Duration until) {
        double secondsBetween = 86_400.0 / signInsADay;
        double second = 0;
        while (second < until.toSeconds()) {
            second += -Math.log(1 - random.nextDouble()) * secondsBetween;
            String person = people.get(random.nextInt(people.size()));
            at(Duration.ofMillis((long) (second * 1000)), () -> signIn(person, 1));
        }
    }

    private void signIn(String person, int code) {
        SendAttempt attempt =
                SendAttempt.to(PhoneNumber.of(person), Purpose.SIGN_IN).from("person " + person);
        SendAttempt known = proven.contains(attempt.number()) ? attempt.toProvenNumber() : attempt;
        asked++;
        if (!isAdmitted(known)) {
            refused++;
        } else if (random.nextDouble() < ENTERED_BY_PEOPLE) {
            at(now.plus(TIME_TO_ENTER), () -> {
                now(guard.entered(known));
                proven.add(known.number());
            });
        } else if (code < CODES_A_PERSON_ASKS_FOR) {
            at(now.plusSeconds(60L * code), () -> signIn(person, code + 1));
        }
    }

    private void pump(Attack attack) {
        SendAttempt attempt = attack.next.get();
        if (!isAdmitted(attempt)) {
            return;
        }
        pumped++;
        pumpedThisMinute = now.toMinutes() == minute ? pumpedThisMinute + 1 : 1;
        minute = now.toMinutes();
        mostPumpedInAMinute = Math.max(mostPumpedInAMinute, pumpedThisMinute);
        if (random.nextDouble() < attack.entered) {
            at(now.plus(TIME_TO_ENTER), () -> now(guard.entered(attempt)));
        }
    }

    private boolean isAdmitted(SendAttempt attempt) {
        return now(guard.admit(attempt)) instanceof Admitted;
    }

    /** Counted in memory, all is done when it is subscribed to. */
    private static <T> T now(Mono<T> done) {
        return done.block(Duration.ZERO.plusSeconds(10));
    }

    private void at(Duration when, Runnable action) {
        events.add(new Event(when, action));
    }

    private void runUntil(Duration end) {
        while (!events.isEmpty() && events.peek().at.compareTo(end) <= 0) {
            Event next = events.remove();
            now = next.at;
            time.set(now);
            next.action.run();
        }
    }
}
