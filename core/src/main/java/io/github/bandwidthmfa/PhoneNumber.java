package io.github.bandwidthmfa;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A phone number in E.164 form, for example {@code +19195551234}: a plus sign, a country code that does not begin with
 * zero, two to fifteen digits in all. Checked once, here, against the pattern of the service's own schema.
 *
 * <p>A phone number is personal data: {@link #toString()} shows at most the first digit of the country code and the last
 * two digits. The whole number is only in {@link #value()}.
 */
public final class PhoneNumber {

    static final String RULE =
            "must be an E.164 number such as +19195551234: a plus sign, then 2 to 15 digits that do not"
                    + " begin with 0, without spaces or punctuation";

    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{1,14}");
    private static final int MIN_SHOWN_IN_PART = 8;

    private final String value;

    private PhoneNumber(String value) {
        this.value = value;
    }

    /**
     * Checks and wraps a number.
     *
     * @param value the number in E.164 form
     * @return the number
     * @throws IllegalArgumentException if it is not in E.164 form; the message does not hold the value
     */
    public static PhoneNumber of(String value) {
        if (!isE164(value)) {
            throw new IllegalArgumentException("a phone number " + RULE);
        }
        return new PhoneNumber(value);
    }

    static boolean isE164(String value) {
        return E164.matcher(value).matches();
    }

    /**
     * The whole number. Take care where you write it.
     *
     * @return the number in E.164 form
     */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PhoneNumber that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The number with all but its first digit and its last two masked; all of it if it is short. */
    @Override
    public String toString() {
        return value.length() < MIN_SHOWN_IN_PART
                ? "+***"
                : value.substring(0, 2) + "***" + value.substring(value.length() - 2);
    }
}
