package io.github.bandwidthmfa.sendguard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an attempt takes, in the order of {@link Rule}. */
final class Charges {

    /** In quarters of a code, so that a code that is entered can earn a quarter more than it cost. */
    private static final int COST = 4;

    private static final int EARNINGS = 5;
    private static final int DIGITS_WITHIN_RANGE = 4;

    private static final int FIRST_CODES_OF_COUNTRY = 10;

    private static final int DAYS_SAVED_FOR_COUNTRY = 3;

    private final BucketShape number;
    private final BucketShape person;
    private final BucketShape range;
    private final BucketShape country;
    private final BucketShape source;
    private final BucketShape total;

    Charges(
            List<Limit> number,
            List<Limit> person,
            int unenteredPerRange,
            int unenteredPerCountry,
            int unenteredPerSource,
            Limit total) {
        this.number = BucketShape.of(number);
        this.person = BucketShape.of(person);
        this.range = budget(unenteredPerRange, unenteredPerRange, unenteredPerRange);
        this.country = budget(
                unenteredPerCountry * DAYS_SAVED_FOR_COUNTRY,
                Math.min(unenteredPerCountry, FIRST_CODES_OF_COUNTRY),
                unenteredPerCountry);
        this.source = budget(unenteredPerSource, unenteredPerSource, unenteredPerSource);
        this.total = BucketShape.of(List.of(total));
    }

    private static BucketShape budget(int codes, int initially, int perDay) {
        return new BucketShape(List.of(new BucketShape.Content(
                (long) codes * COST, (long) initially * COST, (long) perDay * COST, Duration.ofDays(1))));
    }

    List<Charge> of(SendAttempt attempt, String region) {
        String digits = attempt.number().value();
        List<Charge> charges = new ArrayList<>();
        charges.add(Charge.ofLimit(Rule.NUMBER, "number " + digits, number));
        attempt.person().ifPresent(name -> charges.add(Charge.ofLimit(Rule.PERSON, "person " + name, person)));
        if (!attempt.proven()) {
            String rangeOfNumber = digits.substring(0, Math.max(0, digits.length() - DIGITS_WITHIN_RANGE));
            charges.add(budgeted(Rule.RANGE, "range " + rangeOfNumber, range));
            charges.add(budgeted(Rule.COUNTRY_BUDGET, "country " + region, country));
            attempt.source().ifPresent(from -> charges.add(budgeted(Rule.SOURCE, "source " + from, source)));
        }
        // Of two buckets, so that codes to any number cannot shut out those who have proven theirs.
        charges.add(Charge.ofLimit(Rule.TOTAL, attempt.proven() ? "total proven" : "total", total));
        return charges;
    }

    private static Charge budgeted(Rule rule, String name, BucketShape budget) {
        return new Charge(rule, new BucketKey(name, budget), COST, EARNINGS);
    }
}
