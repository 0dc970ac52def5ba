package io.github.bandwidthmfa.batch.kafka;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a commit says of the orders before its offset that have no outcome yet, as the commit's metadata. All other orders before
 * the offset are done. So to lose or ignore the text loses orders, and never sends one twice.
 *
 * <pre>
 * mfa1 OWNER SEQUENCE TOKENS    separated by spaces; numbers in base 36
 * TOKENS   0 or more, separated by commas, each a run of orders in ascending order
 * token    GAP[:MORE][!]        GAP: to the last order of the run before, or for the first from it to the offset;
 *                               MORE: how many orders follow; !: given back, otherwise claimed
 * </pre>
 *
 * @param owner the process that has committed it
 * @param sequence grows with each commit of that process
 * @param pending by offset
 */
record Claims(String owner, long sequence, NavigableMap<Long, Mark> pending) {

    /** What an order without an outcome is. */
    enum Mark {
        /** It may have been sent: its owner knows. */
        CLAIMED,
        /** It was not sent: anybody may claim it. */
        GIVEN_BACK
    }

    /** The broker's default of {@code offset.metadata.max.bytes}, less a reserve. The broker counts characters. */
    static final int MAX_LENGTH = 4_000;

    static final int MAX_OWNER_LENGTH = 60;

    /** More than any sender claims: the text of something else must not fill the memory. */
    private static final int MAX_PENDING = 400_000;

    private static final int RADIX = 36;
    private static final int MAX_DIGITS = 13;
    private static final String VERSION = "mfa1";
    /** Version, owner, sequence, three spaces, and the first gap, which grows with the offset. */
    private static final int FIXED_LENGTH =
            VERSION.length() + MAX_OWNER_LENGTH + MAX_DIGITS + 3 + MAX_DIGITS + ",!".length();

    String text(long end) {
        StringBuilder text = new StringBuilder(VERSION)
                .append(' ')
                .append(owner)
                .append(' ')
                .append(Long.toString(sequence, RADIX))
                .append(' ');
        long last = -1;
        long runFirst = -1;
        Mark runMark = Mark.CLAIMED;
        long before = -1;
        for (Map.Entry<Long, Mark> order : pending.entrySet()) {
            long offset = order.getKey();
            if (runFirst >= 0 && offset == last + 1 && order.getValue() == runMark) {
                last = offset;
                continue;
            }
            if (runFirst >= 0) {
                append(text, before < 0 ? end - runFirst : runFirst - before, last - runFirst, runMark);
                before = last;
            }
            runFirst = offset;
            last = offset;
            runMark = order.getValue();
        }
        if (runFirst >= 0) {
            append(text, before < 0 ? end - runFirst : runFirst - before, last - runFirst, runMark);
        }
        if (text.charAt(text.length() - 1) == ',') {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long gap, long more, Mark mark) {
        text.append(Long.toString(gap, RADIX));
        if (more > 0) {
            text.append(':').append(Long.toString(more, RADIX));
        }
        if (mark == Mark.GIVEN_BACK) {
            text.append('!');
        }
        text.append(',');
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @throws IllegalArgumentException if the text is not of this form; says why, without the text
     */
    static Claims parse(String metadata, long end) {
        String[] parts = metadata.split(" ", -1);
        if (!parts[0].equals(VERSION)) {
            throw new IllegalArgumentException(
                    parts[0].matches("mfa[0-9]+")
                            ? "version " + parts[0] + ", and this is version " + VERSION
                            : "it does not begin with " + VERSION);
        }
        if (parts.length != 4 || parts[1].isEmpty()) {
            throw new IllegalArgumentException("it has not four parts");
        }
        NavigableMap<Long, Mark> pending = new TreeMap<>();
        long next = -1;
        for (String token : parts[3].isEmpty() ? new String[0] : parts[3].split(",", -1)) {
            boolean givenBack = token.endsWith("!");
            String[] run = (givenBack ? token.substring(0, token.length() - 1) : token).split(":", -1);
            long gap = number(run[0]);
            long more = run.length == 1 ? 0 : number(run[1]);
            long first = next < 0 ? end - gap : next + gap;
            if (run.length > 2 || gap < 1 || more > MAX_PENDING - pending.size() || first < 0 || first + more >= end) {
                throw new IllegalArgumentException(
                        "a run of orders lies outside of what was committed, or there are too many");
            }
            for (long offset = first; offset <= first + more; offset++) {
                pending.put(offset, givenBack ? Mark.GIVEN_BACK : Mark.CLAIMED);
            }
            next = first + more;
        }
        return new Claims(parts[1], number(parts[2]), pending);
    }

    private static long number(String digits) {
        if (!digits.matches("[0-9a-z]{1,12}")) {
            throw new IllegalArgumentException("a number is not in base 36");
        }
        return Long.parseLong(digits, RADIX);
    }

    /**
     * How many characters are left if each of these orders needs a token of its own that is marked as given back. What becomes
     * of them later (an outcome, given back, in any order) makes the text no longer than that.
     */
    static int roomBeside(NavigableMap<Long, ?> pending) {
        int room = MAX_LENGTH - FIXED_LENGTH;
        long before = -1;
        for (long offset : pending.keySet()) {
            if (before >= 0) {
                room -= cost(before, offset);
            }
            before = offset;
        }
        return room;
    }

    /** The most characters that an order takes, whose predecessor is this. */
    static int cost(long before, long offset) {
        return Long.toString(offset - before, RADIX).length() + ",!".length();
    }
}
