package io.github.bandwidthmfa.phoneinput;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import io.github.bandwidthmfa.PhoneNumber;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a person has typed or pasted into a number in E.164 form, or says which part of it is wrong. What a number may be
 * is known by Google's libphonenumber.
 *
 * <p>Taken for what it is: spaces of all kinds, brackets, dots, hyphens and slashes, invisible characters such as direction
 * marks, digits of all scripts and widths, {@code tel:}, {@code 00} for the plus sign, and a national prefix in brackets
 * ({@code +44 (0)7911 123456}). Refused, since a guess could send to somebody else: extensions, letters, two numbers, numbers
 * that cannot exist, and numbers without a country where no default region is set.
 *
 * <p>Immutable; for any number of threads. Its messages hold no phone number, only a country code or a character that is
 * wrong.
 */
public final class PhoneNumberParser {

    /** A region that libphonenumber knows not to exist: numbers have to be international. */
    private static final String NO_REGION = "ZZ";

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    private static final int MAX_TYPED = 100;
    private static final Pattern SCHEME = Pattern.compile("(?i)(tel|sms|callto):(//)?");
    private static final Pattern EXTENSION_WORD =
            Pattern.compile("(?i)\\d.*?\\s*([;,]?\\s*(ext(ension|n)?|x|#|p|w)\\b?[.:=\\s]*\\d+)\\s*$");
    private static final Pattern SHORT_SUFFIX = Pattern.compile("(.*\\d)\\s*[-/]\\s*(\\d{1,2})$");
    private static final Pattern ROUNDED = Pattern.compile("(?i)\\d([.,]\\d+)?e\\+?\\d+");

    private final String region;

    private PhoneNumberParser(String region) {
        this.region = region;
    }

    /**
     * A parser of international numbers only: with a plus sign, or {@code 00} in its place.
     *
     * @return the parser
     */
    public static PhoneNumberParser international() {
        return new PhoneNumberParser(NO_REGION);
    }

    /**
     * A parser that takes numbers without a country code to be of a region.
     *
     * @param region two letters of ISO 3166, for example {@code US}, in upper or lower case
     * @return the parser
     * @throws IllegalArgumentException if there is no such region
     */
    public static PhoneNumberParser in(String region) {
        String known = region.strip().toUpperCase(Locale.ROOT);
        if (!NUMBERS.getSupportedRegions().contains(known)) {
            throw new IllegalArgumentException("must be a region of two letters, for example US or GB");
        }
        return new PhoneNumberParser(known);
    }

    /**
     * Parses a number.
     *
     * @param typed what was typed or pasted, of any length
     * @return the number
     * @throws IllegalArgumentException if it is not one; the message names the part that is wrong, and what to do
     */
    public PhoneNumber parse(String typed) {
        if (typed.length() > MAX_TYPED) {
            throw wrong("is longer than " + MAX_TYPED + " characters");
        }
        String plain = Typed.plain(typed);
        plain = SCHEME.matcher(plain).replaceFirst("");
        if (plain.isEmpty()) {
            throw wrong("is empty");
        }
        requireOneNumber(plain);
        String digits = Typed.digits(plain);
        if (digits.isEmpty()) {
            throw wrong("has no digits");
        }
        boolean international = plain.indexOf('+') >= 0 || digits.startsWith("00");
        PhoneNumber number = parse(plain, digits, international);
        requireNoSuffix(plain, number);
        return number;
    }

    private PhoneNumber parse(String plain, String digits, boolean international) {
        if (!international && region.equals(NO_REGION)) {
            throw wrong("has no country code: begin it with + and the country code"
                    + (valid("+" + digits, NO_REGION).isPresent() ? " (a spreadsheet may have removed the +)" : ""));
        }
        String text = plain;
        if (international && plain.indexOf('+') < 0) {
            // After "00" what follows is as after a plus sign, in brackets or not.
            text = "+" + plain.substring(afterZeros(plain));
        }
        Phonenumber.PhoneNumber parsed;
        try {
            parsed = NUMBERS.parse(text, region);
        } catch (NumberParseException e) {
            throw wrong(
                    switch (e.getErrorType()) {
                        case INVALID_COUNTRY_CODE -> "has a country code that does not exist";
                        case TOO_LONG -> "has too many digits";
                        case NOT_A_NUMBER, TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN -> "has too few digits";
                    });
        }
        requireValid(parsed);
        if (!international) {
            requireUnambiguous(digits, parsed);
        }
        return e164(parsed);
    }

    private static int afterZeros(String plain) {
        int zeros = 0;
        for (int i = 0; i < plain.length(); i++) {
            if (plain.charAt(i) == '0' && ++zeros == 2) {
                return i + 1;
            }
        }
        throw new IllegalStateException();
    }

    private static void requireValid(Phonenumber.PhoneNumber parsed) {
        String of = "of country code +" + parsed.getCountryCode();
        switch (NUMBERS.isPossibleNumberWithReason(parsed)) {
            case TOO_SHORT -> throw wrong("has too few digits for a number " + of);
            case TOO_LONG -> throw wrong("has too many digits for a number " + of + ": leave out an extension");
            case INVALID_LENGTH -> throw wrong("has the wrong number of digits for a number " + of);
            case INVALID_COUNTRY_CODE -> throw wrong("has a country code that does not exist");
            case IS_POSSIBLE_LOCAL_ONLY -> throw wrong("lacks the area code");
            case IS_POSSIBLE -> {
                if (!NUMBERS.isValidNumber(parsed)) {
                    throw wrong("cannot exist: no number " + of + " begins so");
                }
            }
        }
    }

    /**
     * Without a plus sign, and without the national prefix that the region's numbers are written with, it may be a number whose
     * plus sign a spreadsheet has removed.
     */
    private void requireUnambiguous(String digits, Phonenumber.PhoneNumber parsed) {
        String prefix = NUMBERS.getNddPrefixForRegion(region, true);
        if ("0".equals(prefix) && !digits.startsWith(prefix)) {
            Optional<PhoneNumber> other = valid("+" + digits, NO_REGION);
            if (other.isPresent() && !other.get().equals(e164(parsed))) {
                throw wrong(
                        "may be of " + region + ", or an international number without its +: write the +, or the 0");
            }
        }
    }

    /** A person's hyphen and one or two more digits mean an extension, where the number is one without them. */
    private void requireNoSuffix(String plain, PhoneNumber number) {
        Matcher suffix = SHORT_SUFFIX.matcher(plain);
        if (suffix.matches()) {
            Optional<PhoneNumber> without = valid(suffix.group(1), region);
            if (without.isPresent() && !without.get().equals(number)) {
                throw wrong("ends in a hyphen and " + suffix.group(2).length()
                        + " more digits: leave them out if they are an extension, or leave out the hyphen");
            }
        }
    }

    private static void requireOneNumber(String plain) {
        if (ROUNDED.matcher(plain).matches()) {
            throw wrong("was rounded by a spreadsheet, so that digits are lost: take it from where it came from");
        }
        Matcher extension = EXTENSION_WORD.matcher(plain);
        if (extension.find()) {
            throw wrong("has an extension, which gets no text messages: leave it out");
        }
        boolean digitSeen = false;
        boolean plusSeen = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '+') {
                if (plusSeen || digitSeen) {
                    throw wrong(digitSeen ? "has a + after its first digit: give one number" : "has more than one +");
                }
                plusSeen = true;
            } else if (c >= '0' && c <= '9') {
                digitSeen = true;
            } else if (Character.isLetter(c)) {
                throw wrong("has letters in it");
            } else if (c == '-' && !digitSeen && !plusSeen) {
                throw wrong("begins with a minus sign");
            } else if (" -./()[]~".indexOf(c) < 0) {
                throw wrong("has a character in it that belongs to no number: " + Typed.name(plain.codePointAt(i)));
            }
        }
    }

    private static Optional<PhoneNumber> valid(String text, String region) {
        try {
            Phonenumber.PhoneNumber parsed = NUMBERS.parse(text, region);
            return NUMBERS.isValidNumber(parsed) ? Optional.of(e164(parsed)) : Optional.empty();
        } catch (NumberParseException none) {
            return Optional.empty();
        }
    }

    private static PhoneNumber e164(Phonenumber.PhoneNumber parsed) {
        return PhoneNumber.of(NUMBERS.format(parsed, PhoneNumberFormat.E164));
    }

    private static IllegalArgumentException wrong(@Nullable String what) {
        return new IllegalArgumentException("the phone number " + what);
    }
}
