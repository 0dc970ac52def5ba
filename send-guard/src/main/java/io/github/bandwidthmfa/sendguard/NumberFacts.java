package io.github.bandwidthmfa.sendguard;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import io.github.bandwidthmfa.PhoneNumber;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What libphonenumber knows of a number.
 *
 * @param region two letters of ISO 3166, or {@code 001} for a number that belongs to no country; empty if unknown
 * @param kind whether a person reads what is sent there
 */
record NumberFacts(Optional<String> region, Kind kind) {

    enum Kind {
        PERSONAL,
        /** Costs extra, or no person reads it. */
        REFUSED,
        UNKNOWN
    }

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    static NumberFacts of(PhoneNumber number) {
        try {
            Phonenumber.PhoneNumber parsed = NUMBERS.parse(number.value(), null);
            @Nullable String region = NUMBERS.getRegionCodeForNumber(parsed);
            return new NumberFacts(
                    Optional.ofNullable(region)
                            .or(() -> Optional.of(NUMBERS.getRegionCodeForCountryCode(parsed.getCountryCode())))
                            .filter(known -> !known.equals("ZZ")),
                    kind(NUMBERS.getNumberType(parsed)));
        } catch (NumberParseException unknown) {
            return new NumberFacts(Optional.empty(), Kind.UNKNOWN);
        }
    }

    static boolean isRegion(String region) {
        return NUMBERS.getSupportedRegions().contains(region);
    }

    /** Reads the files of all regions, which libphonenumber otherwise does when it meets the first number of each. */
    static void load() {
        NUMBERS.getSupportedRegions().forEach(NUMBERS::getExampleNumber);
        NUMBERS.getSupportedGlobalNetworkCallingCodes().forEach(NUMBERS::getExampleNumberForNonGeoEntity);
    }

    private static Kind kind(PhoneNumberType type) {
        return switch (type) {
            case PREMIUM_RATE, SHARED_COST, UAN, PAGER, VOICEMAIL -> Kind.REFUSED;
            case UNKNOWN -> Kind.UNKNOWN;
            case FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, TOLL_FREE, VOIP, PERSONAL_NUMBER -> Kind.PERSONAL;
        };
    }
}
