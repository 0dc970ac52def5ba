package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The file of numbers: CSV with a header, of which one column is {@code to}. */
final class Input {

    private static final String COLUMN = "to";
    private static final String SEPARATORS = ",;\t|";
    private static final int MIN_DIGITS = 7;

    private final CsvText text;
    private final PhoneNumberParser numbers;
    private final char separator;
    private final long headerLine;
    private final int column;
    private final int columns;

    private Input(CsvText text, PhoneNumberParser numbers, char separator, long headerLine, int column, int columns) {
        this.text = text;
        this.numbers = numbers;
        this.separator = separator;
        this.headerLine = headerLine;
        this.column = column;
        this.columns = columns;
    }

    /**
     * Looks at the header.
     *
     * @throws IllegalArgumentException if there is none, or not one column of numbers in it
     */
    static Input of(Path file, PhoneNumberParser numbers) throws IOException {
        CsvText text = CsvText.of(file);
        try (BufferedReader lines = text.reader()) {
            long line = 1;
            String first = lines.readLine();
            @Nullable Character given = null;
            if (first != null && first.toLowerCase(Locale.ROOT).startsWith("sep=")) {
                if (first.length() != 5) {
                    throw new IllegalArgumentException("line 1: sep= names no separator: write for example sep=;");
                }
                given = first.charAt(4);
                first = lines.readLine();
                line++;
            }
            while (first != null && first.isBlank()) {
                first = lines.readLine();
                line++;
            }
            if (first == null) {
                throw new IllegalArgumentException(file + " is empty: it needs a header with a column \"" + COLUMN
                        + "\", and a row for each message");
            }
            return withHeader(text, numbers, first, line, given);
        }
    }

    private static Input withHeader(
            CsvText text, PhoneNumberParser numbers, String header, long line, @Nullable Character given) {
        String candidates = given == null ? SEPARATORS : String.valueOf(given);
        for (int i = 0; i < candidates.length(); i++) {
            char separator = candidates.charAt(i);
            List<String> names = names(header, separator, line);
            int[] found = IntStream.range(0, names.size())
                    .filter(name -> names.get(name).equalsIgnoreCase(COLUMN))
                    .toArray();
            if (found.length > 1) {
                throw new IllegalArgumentException("line " + line + ": the header has " + found.length + " columns \""
                        + COLUMN + "\": rename all but one");
            }
            if (found.length == 1) {
                return new Input(text, numbers, separator, line, found[0], names.size());
            }
        }
        throw new IllegalArgumentException("line " + line + ": the header has no column \"" + COLUMN
                + "\": name the column of numbers so. Columns are separated by "
                + (given == null ? "comma, semicolon, tab or |" : "what sep= says"));
    }

    private static List<String> names(String header, char separator, long line) {
        try {
            return CsvReader.builder()
                    .allowUnclosedQuote(false)
                    .fieldSeparator(separator)
                    .ofSingleCsvRecord(header)
                    .getFields()
                    .stream()
                    .map(name -> name.strip())
                    .toList();
        } catch (CsvParseException malformed) {
            throw new IllegalArgumentException("line " + line + ": the header is malformed: look at its quotes");
        }
    }

    /** Whether the file was not UTF-8, so that its encoding is a guess. */
    boolean isGuessed() {
        return text.guessed();
    }

    /** Reads all rows after the header. */
    void forEach(Consumer<Row> rows) throws IOException {
        BufferedReader lines = text.reader();
        try (CsvRecords records = new CsvRecords(lines, separator, headerLine + 1)) {
            for (long i = 0; i < headerLine; i++) {
                lines.readLine();
            }
            Predicate<List<String>> isRow = fields -> fields.size() == columns && looksLikeNumber(fields.get(column));
            for (CsvRecords.Read read = records.next(isRow); read != null; read = records.next(isRow)) {
                rows.accept(row(read));
            }
        }
    }

    List<Row> all() throws IOException {
        List<Row> rows = new ArrayList<>();
        forEach(rows::add);
        return rows;
    }

    private Row row(CsvRecords.Read read) {
        if (read.fault().isPresent()) {
            return Row.invalid(read.line(), "", "the line " + read.fault().get());
        }
        List<String> fields = read.fields();
        List<String> more = fields.subList(Math.min(columns, fields.size()), fields.size());
        if (fields.size() < columns || !more.stream().allMatch(String::isBlank)) {
            return Row.invalid(read.line(), "", "the row has " + fields.size() + " fields, and the header " + columns);
        }
        String typed = fields.get(column);
        try {
            return Row.to(read.line(), numbers.parse(typed));
        } catch (IllegalArgumentException wrong) {
            return Row.invalid(read.line(), typed, String.valueOf(wrong.getMessage()));
        }
    }

    private static boolean looksLikeNumber(String field) {
        return field.chars().filter(Character::isDigit).count() >= MIN_DIGITS;
    }
}
