package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The outcomes for people to read: a row for each row of the input whose outcome is final. Written anew when a run begins, from
 * the journal and the input as it is now, and then as outcomes come.
 */
final class OutcomesFile {

    private static final String[] HEADER = {"line", "to", "outcome", "message_id", "error", "request_id"};

    static final Pattern FIRST_LINE = Pattern.compile(String.join(",", HEADER));

    /** A spreadsheet takes what begins so for a formula. */
    private static final Pattern FORMULA = Pattern.compile("[\\s\\p{Cc}\\p{Cf}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]");

    private static final String SCHEME = "tel:";
    private static final int FLUSH_AT = 1 << 16;

    private final LineFile file;
    private final StringBuilder unwritten = new StringBuilder();

    OutcomesFile(LineFile file) {
        this.file = file;
    }

    /**
     * Empties the file, which is written anew from the journal.
     *
     * @throws IllegalArgumentException if it holds an outcome that the journal does not know
     */
    void begin(History history) throws IOException {
        if (!file.isEmpty()) {
            requireKnown(history);
        }
        file.truncate();
        unwritten.append(cells(HEADER.clone()));
    }

    private void requireKnown(History history) throws IOException {
        boolean known = true;
        try (CsvReader<CsvRecord> rows =
                CsvReader.builder().allowUnclosedQuote(false).ofCsvRecord(file.reader())) {
            for (CsvRecord row : rows) {
                boolean isHeader = row.getStartingLineNumber() == 1;
                boolean isInvalid = row.getField(2).equals(Result.Kind.INVALID.name());
                String to = row.getField(1);
                String number = to.startsWith(SCHEME) ? to.substring(SCHEME.length()) : to;
                known &= isHeader || isInvalid || history.knows(number);
            }
        } catch (CsvParseException | IndexOutOfBoundsException edited) {
            known = false;
        }
        if (!known) {
            throw new IllegalArgumentException(file.path()
                    + " has outcomes that the journal does not know: it is of another input, was edited, or has lost its"
                    + " journal; give other names with --outcomes and --journal");
        }
    }

    /** Writes an outcome, as soon as enough have come together or {@link #flush()} is called. */
    void add(Row row, Result result) throws IOException {
        add(line(row, result));
    }

    /** Writes the outcome of a send whose row the input no longer has. */
    void addGone(String number, Result result) throws IOException {
        add(cells("", SCHEME + number, result.kind().name(), result.messageId(), result.error(), result.requestId()));
    }

    private void add(String line) throws IOException {
        unwritten.append(line);
        if (unwritten.length() > FLUSH_AT) {
            flush();
        }
    }

    void flush() throws IOException {
        file.append(unwritten.toString());
        unwritten.setLength(0);
    }

    LineFile file() {
        return file;
    }

    Path path() {
        return file.path();
    }

    static String line(Row row, Result result) {
        return cells(
                String.valueOf(row.line()),
                row.isValid() ? SCHEME + row.to().value() : row.typed(),
                result.kind().name(),
                result.messageId(),
                result.error(),
                result.requestId());
    }

    private static String cells(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            if (FORMULA.matcher(cells[i]).lookingAt()) {
                cells[i] = "'" + cells[i];
            }
        }
        return CsvLine.of(cells);
    }
}
