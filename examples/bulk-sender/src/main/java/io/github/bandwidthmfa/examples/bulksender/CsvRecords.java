package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file. One that is malformed is one line, and the next line begins the next record: so a quote that is
 * never closed costs its own line, and not the rest of the file.
 *
 * <p>Where a record ends is found here, since a parser of whole files does not go on after a fault; its fields are FastCSV's
 * business.
 */
final class CsvRecords implements AutoCloseable {

    /** Of characters. A record of text messages' receivers that is longer is a quote that was not closed. */
    static final int MAX_RECORD = 1 << 16;

    /** A record, or what is wrong with the line. */
    record Read(long line, List<String> fields, Optional<String> fault) {}

    private final BufferedReader reader;
    private final char separator;

    /** Lines that were looked at and belong to later records. */
    private final Deque<String> ahead = new ArrayDeque<>();

    private long nextLine;

    CsvRecords(BufferedReader reader, char separator, long firstLine) {
        this.reader = reader;
        this.separator = separator;
        this.nextLine = firstLine;
    }

    /**
     * The next record that is not blank.
     *
     * @param isRowOfItsOwn tells of the fields of a line whether they are a whole row: such a line is not part of a field
     *     of several lines
     * @return null at the end
     */
    @Nullable
    Read next(Predicate<List<String>> isRowOfItsOwn) throws IOException {
        while (true) {
            String first = nextLine();
            if (first == null) {
                return null;
            }
            long line = nextLine++;
            Read read = first.indexOf('\0') >= 0
                    ? fault(line, "has a NUL character in it")
                    : record(line, first, isRowOfItsOwn);
            if (!read.fields().stream().allMatch(String::isBlank)
                    || read.fault().isPresent()) {
                return read;
            }
        }
    }

    private @Nullable String nextLine() throws IOException {
        String waiting = ahead.poll();
        return waiting != null ? waiting : reader.readLine();
    }

    private Read record(long line, String first, Predicate<List<String>> isRowOfItsOwn) throws IOException {
        if (first.length() > MAX_RECORD) {
            return fault(line, "is longer than " + MAX_RECORD + " characters");
        }
        List<String> further = new ArrayList<>();
        StringBuilder text = new StringBuilder(first);
        QuoteState state = QuoteState.of(first, QuoteState.OUTSIDE, separator);
        String fault = null;
        while (state == QuoteState.INSIDE) {
            String next = nextLine();
            if (next == null) {
                fault = "has a quote that is not closed";
                break;
            }
            further.add(next);
            if (text.length() + next.length() > MAX_RECORD) {
                fault = "has a quote that is not closed within " + MAX_RECORD + " characters";
                break;
            }
            text.append('\n').append(next);
            state = QuoteState.of(next, QuoteState.INSIDE, separator);
            if (state == QuoteState.INSIDE && isRow(next, isRowOfItsOwn)) {
                fault = "has a quote that is not closed: a later line is a row of its own";
                break;
            }
        }
        if (fault == null && state == QuoteState.BROKEN) {
            fault = "has text after a closing quote";
        }
        if (fault == null) {
            try {
                List<String> fields = fields(text.toString());
                nextLine += further.size();
                return new Read(line, fields, Optional.empty());
            } catch (CsvParseException malformed) {
                fault = "is malformed";
            }
        }
        for (int i = further.size() - 1; i >= 0; i--) {
            ahead.addFirst(further.get(i));
        }
        return fault(line, fault);
    }

    private boolean isRow(String line, Predicate<List<String>> isRowOfItsOwn) {
        try {
            return QuoteState.of(line, QuoteState.OUTSIDE, separator) == QuoteState.OUTSIDE
                    && isRowOfItsOwn.test(fields(line));
        } catch (CsvParseException malformed) {
            return false;
        }
    }

    private List<String> fields(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        return CsvReader.builder()
                .allowUnclosedQuote(false)
                .fieldSeparator(separator)
                .skipEmptyLines(false)
                .ofSingleCsvRecord(text)
                .getFields();
    }

    private static Read fault(long line, String what) {
        return new Read(line, List.of(), Optional.of(what));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Where a line ends, as far as quotes go. */
    private enum QuoteState {
        OUTSIDE,
        INSIDE,
        BROKEN;

        static QuoteState of(String line, QuoteState before, char separator) {
            boolean inside = before == INSIDE;
            boolean fieldBegins = !inside;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (inside) {
                    if (c == '"') {
                        char next = i + 1 < line.length() ? line.charAt(i + 1) : separator;
                        if (next == '"') {
                            i++;
                        } else if (next == separator) {
                            inside = false;
                        } else {
                            return BROKEN;
                        }
                    }
                } else if (c == separator) {
                    fieldBegins = true;
                } else {
                    inside = fieldBegins && c == '"';
                    fieldBegins = false;
                }
            }
            return inside ? INSIDE : OUTSIDE;
        }
    }
}
