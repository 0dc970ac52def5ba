package io.github.bandwidthmfa.examples.signin;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Phone numbers on their way in, as people type them, and on their way out, masked. */
@Component
final class PhoneNumbers {

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final int SHOWN_DIGITS = 4;
    /** Of a shorter national number, four digits would be most of it. */
    private static final int MIN_SHOWING_FOUR = 8;

    private final PhoneNumberParser parser;

    PhoneNumbers(SignInProperties settings) {
        parser =
                settings.region() == null ? PhoneNumberParser.international() : PhoneNumberParser.in(settings.region());
        // The library reads a country's rules from its jar when a number first needs them: now, and not on an event
        // loop.
        NUMBERS.getSupportedRegions().forEach(NUMBERS::getCountryCodeForRegion);
        NUMBERS.getSupportedGlobalNetworkCallingCodes().forEach(NUMBERS::getExampleNumberForNonGeoEntity);
    }

    /**
     * Reads a number.
     *
     * @param typedIn what a person has typed or pasted
     * @return the number
     * @throws SignInRefusedException if it is not one; the detail names the part that is wrong
     */
    PhoneNumber read(String typedIn) {
        try {
            return parser.parse(typedIn);
        } catch (IllegalArgumentException wrong) {
            throw new SignInRefusedException(Reason.NOT_A_NUMBER, sentence(String.valueOf(wrong.getMessage())));
        }
    }

    /** Country and last four digits, so that its owner notices a mistyped one: {@code +44 ... 3456}. */
    static String masked(PhoneNumber number) {
        try {
            Phonenumber.PhoneNumber parsed = NUMBERS.parse(number.value(), null);
            String national = NUMBERS.getNationalSignificantNumber(parsed);
            int shown = national.length() < MIN_SHOWING_FOUR ? SHOWN_DIGITS / 2 : SHOWN_DIGITS;
            return "+" + parsed.getCountryCode() + " ... " + national.substring(Math.max(0, national.length() - shown));
        } catch (NumberParseException unknownToTheLibrary) {
            return number.toString();
        }
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }
}
