package io.github.bandwidthmfa.sendguard;

import io.github.bandwidthmfa.sendguard.NumberFacts.Kind;
import io.github.bandwidthmfa.sendguard.SendGuardListener.Evaluation;
import io.github.bandwidthmfa.sendguard.Verdict.Admitted;
import io.github.bandwidthmfa.sendguard.Verdict.Refused;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rules of {@link Rule}, in that order.
 *
 * <p>Number and person have plain limits, which are always enforced. Range, country and source have a budget for codes that nobody
 * enters: a code that is sent costs 1, a code that is entered earns 1.25, and some codes a day are free. Where people enter more than
 * four of five codes, a budget does not run out; where somebody pumps messages, it ends after a few. Numbers that were
 * proven before are not charged. All other rules only observe until {@link Builder#enforce}: the
 * {@linkplain Builder#listener listener} learns what they would refuse, and such an attempt takes nothing of the budget.
 *
 * <p>Country and type of a number are those of libphonenumber. A number that it does not know is observed and never refused for
 * its type: numbers are given out faster than the library learns of them.
 *
 * <p>Counts live in memory, or in a back end shared by all machines: see {@link AttemptLimits}.
 */
public final class StandardSendGuard implements SendGuard {

    private static final Set<Rule> ALWAYS_ENFORCED = EnumSet.of(Rule.NUMBER, Rule.PERSON);
    private static final String NO_REGION = "unknown";

    private final Charges charges;
    private final BucketStore buckets;
    private final Set<String> countries;
    private final boolean enforced;
    private final SendGuardListener listener;
    private final Set<Rule> off;

    private StandardSendGuard(Builder builder) {
        charges = new Charges(
                builder.numberLimits,
                builder.personLimits,
                builder.unenteredPerRange,
                builder.unenteredPerCountry,
                builder.unenteredPerSource,
                builder.total);
        buckets = builder.limits.buckets();
        countries = builder.countries;
        enforced = builder.enforced;
        listener = builder.listener;
        off = builder.off;
    }

    /**
     * A guard with the default rules, which observes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Mono<Verdict> admit(SendAttempt attempt) {
        return Mono.defer(() -> {
            NumberFacts number = NumberFacts.of(attempt.number());
            if (isElsewhere(number) && object(attempt, Rule.COUNTRY)) {
                return Mono.just(new Refused(Rule.COUNTRY, Duration.ZERO));
            }
            if (applies(Rule.NUMBER_TYPE) && number.kind() == Kind.UNKNOWN) {
                listener.objected(attempt, Rule.NUMBER_TYPE, Evaluation.OBSERVED);
            }
            if (applies(Rule.NUMBER_TYPE) && number.kind() == Kind.REFUSED && object(attempt, Rule.NUMBER_TYPE)) {
                return Mono.just(new Refused(Rule.NUMBER_TYPE, Duration.ZERO));
            }
            return take(attempt, charges(attempt, number), 0);
        });
    }

    private boolean isElsewhere(NumberFacts number) {
        return applies(Rule.COUNTRY)
                && !countries.isEmpty()
                && number.region().filter(countries::contains).isEmpty();
    }

    /** Takes of one bucket after the other. When one refuses, what the others gave is given back. */
    private Mono<Verdict> take(SendAttempt attempt, List<Charge> charges, int next) {
        if (next == charges.size()) {
            listener.admitted(attempt);
            return Mono.just(new Admitted());
        }
        Charge charge = charges.get(next);
        return buckets.take(charge.key(), charge.cost()).flatMap(wait -> {
            if (wait.isZero() || !object(attempt, charge.rule())) {
                return take(attempt, charges, next + 1);
            }
            return giveBack(charges.subList(0, next)).thenReturn(new Refused(charge.rule(), wait));
        });
    }

    /** Reports that the rule objects; true if that refuses the attempt. */
    private boolean object(SendAttempt attempt, Rule rule) {
        boolean refused = enforced || ALWAYS_ENFORCED.contains(rule);
        listener.objected(attempt, rule, refused ? Evaluation.REFUSED : Evaluation.OBSERVED);
        return refused;
    }

    @Override
    public Mono<Void> entered(SendAttempt attempt) {
        return Flux.defer(() -> Flux.fromIterable(charges(attempt, NumberFacts.of(attempt.number()))))
                .filter(charge -> charge.earnings() > 0)
                .concatMap(charge -> buckets.give(charge.key(), charge.earnings()))
                .then();
    }

    @Override
    public Mono<Void> notSent(SendAttempt attempt) {
        return Mono.defer(() -> giveBack(charges(attempt, NumberFacts.of(attempt.number())).stream()
                .filter(charge -> charge.rule() != Rule.TOTAL)
                .toList()));
    }

    private Mono<Void> giveBack(Collection<Charge> charges) {
        return Flux.fromIterable(charges)
                .concatMap(charge -> buckets.give(charge.key(), charge.cost()))
                .then();
    }

    private List<Charge> charges(SendAttempt attempt, NumberFacts number) {
        return charges.of(attempt, number.region().orElse(NO_REGION)).stream()
                .filter(charge -> applies(charge.rule()))
                .toList();
    }

    private boolean applies(Rule rule) {
        return !off.contains(rule);
    }

    /** Collects options. Not safe for many threads. */
    public static final class Builder {

        /** Territories with numbers of a country's own plan, in which its people live. None is added to +1, which is no country. */
        private static final Map<String, Set<String>> TERRITORIES = Map.of(
                "AU", Set.of("CC", "CX"),
                "FI", Set.of("AX"),
                "GB", Set.of("GG", "IM", "JE"),
                "GP", Set.of("BL", "MF"),
                "IT", Set.of("VA"),
                "NO", Set.of("SJ"));

        private static final int MAX_CODES = 1_000_000;

        private AttemptLimits limits = AttemptLimits.inMemory();
        private Set<String> countries = Set.of();
        private boolean enforced;
        private SendGuardListener listener = SendGuardListener.NONE;
        private List<Limit> numberLimits = List.of(
                new Limit(1, Duration.ofSeconds(30)),
                new Limit(5, Duration.ofHours(1)),
                new Limit(10, Duration.ofDays(1)));
        private List<Limit> personLimits = List.of(new Limit(5, Duration.ofHours(1)));
        private int unenteredPerRange = 5;
        private int unenteredPerCountry = 20;
        private int unenteredPerSource = 10;
        private Limit total = new Limit(600, Duration.ofMinutes(1));
        private final Set<Rule> off = EnumSet.noneOf(Rule.class);

        private Builder() {}

        /**
         * Where attempts are counted.
         *
         * @param limits default {@link AttemptLimits#inMemory}: each machine has its own
         * @return this builder
         */
        public Builder limits(AttemptLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * The countries that the application sends to. Territories that share a country's numbering plan belong to it, for example
         * Guernsey, Jersey and the Isle of Man to {@code GB}. Each of the countries and territories behind +1 is one of its own.
         *
         * @param countries two letters of ISO 3166 each, in upper or lower case; default none: the rule does not apply
         * @return this builder
         * @throws IllegalArgumentException if libphonenumber knows no such country
         */
        public Builder countries(Collection<String> countries) {
            Set<String> all = new TreeSet<>();
            for (String country : countries) {
                String region = country.strip().toUpperCase(Locale.ROOT);
                if (!NumberFacts.isRegion(region)) {
                    throw new IllegalArgumentException(
                            "\"" + country + "\" is no country: give two letters of ISO 3166 such as US or GB");
                }
                all.add(region);
                all.addAll(TERRITORIES.getOrDefault(region, Set.of()));
            }
            this.countries = Set.copyOf(all);
            return this;
        }

        /**
         * All rules refuse. Without it, all but {@link Rule#NUMBER} and {@link Rule#PERSON} only observe.
         *
         * @return this builder
         */
        public Builder enforce() {
            this.enforced = true;
            return this;
        }

        /**
         * Who learns of each decision.
         *
         * @param listener default none
         * @return this builder
         */
        public Builder listener(SendGuardListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Codes for one number.
         *
         * @param limits at least one; default 1 in 30 seconds, 5 in an hour, 10 in a day
         * @return this builder
         * @throws IllegalArgumentException if empty
         */
        public Builder numberLimits(List<Limit> limits) {
            this.numberLimits = notEmpty(limits, "numberLimits");
            return this;
        }

        /**
         * Codes for one person, to whatever number.
         *
         * @param limits at least one; default 5 in an hour
         * @return this builder
         * @throws IllegalArgumentException if empty
         */
        public Builder personLimits(List<Limit> limits) {
            this.personLimits = notEmpty(limits, "personLimits");
            return this;
        }

        /**
         * Codes that nobody enters, for numbers that differ in the last four digits only.
         *
         * @param codes free codes a day, 1 to 1,000,000; default 5
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder unenteredPerRange(int codes) {
            this.unenteredPerRange = within(codes, "unenteredPerRange");
            return this;
        }

        /**
         * Codes that nobody enters, for numbers of one country. A country that no code was sent to for three days starts with
         * ten at most. Unused codes of three days are saved up.
         *
         * @param codes free codes a day, 1 to 1,000,000; default 20
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder unenteredPerCountry(int codes) {
            this.unenteredPerCountry = within(codes, "unenteredPerCountry");
            return this;
        }

        /**
         * Codes that nobody enters, for one {@linkplain SendAttempt#source source}.
         *
         * @param codes free codes a day, 1 to 1,000,000; default 10
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder unenteredPerSource(int codes) {
            this.unenteredPerSource = within(codes, "unenteredPerSource");
            return this;
        }

        /**
         * Codes for everybody together, once for proven numbers and once for all others. Set it above what the busiest minute
         * needs: people are refused when it is reached.
         *
         * @param limit default 600 in a minute
         * @return this builder
         */
        public Builder total(Limit limit) {
            this.total = Objects.requireNonNull(limit, "limit");
            return this;
        }

        /** For tests that show what each rule is for. */
        Builder without(Rule rule) {
            off.add(rule);
            return this;
        }

        /**
         * Makes the guard. Reads the data of all countries, which takes some tenths of a second and blocks: build it at start, not on an
         * event loop. It does not block afterwards.
         *
         * @return the guard
         */
        public StandardSendGuard build() {
            NumberFacts.load();
            return new StandardSendGuard(this);
        }

        private static List<Limit> notEmpty(List<Limit> limits, String name) {
            if (limits.isEmpty()) {
                throw new IllegalArgumentException(name + " must hold at least one limit");
            }
            return List.copyOf(limits);
        }

        private static int within(int codes, String name) {
            if (codes < 1 || codes > MAX_CODES) {
                throw new IllegalArgumentException(name + " must be between 1 and " + MAX_CODES + ", was " + codes);
            }
            return codes;
        }
    }
}
