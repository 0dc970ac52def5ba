package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.reactor.batch.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The outcomes, a row for each row of the input whose outcome is final, written as they come. */
final class OutcomesFile {

    private static final String ACCEPTED = "ACCEPTED";
    private static final String[] HEADER = {"line", "to", "outcome", "message_id", "error", "request_id"};

    static final Pattern FIRST_LINE = Pattern.compile(String.join(",", HEADER));

    private final LineFile file;
    private final BitSet doneBefore = new BitSet();
    private final AtomicBoolean allAccepted = new AtomicBoolean(true);
    private final AtomicLong rows = new AtomicLong();

    OutcomesFile(LineFile file) throws IOException {
        this.file = file;
        if (file.isEmpty()) {
            writeRow(HEADER.clone());
        } else {
            read();
        }
    }

    private void read() throws IOException {
        try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(file.reader())) {
            Iterator<CsvRecord> rest = rows.iterator();
            rest.next();
            rest.forEachRemaining(row -> {
                doneBefore.set(Integer.parseInt(row.getField(0)));
                note(row.getField(2));
            });
        } catch (NumberFormatException foreign) {
            // Without its words: they quote what is there, which may be a phone number.
            throw new IllegalArgumentException(file.path() + " has a row that this command has not written");
        }
    }

    /** The lines that have an outcome from earlier runs. */
    BitSet doneBefore() {
        return doneBefore;
    }

    /** Whether no row, of this run or an earlier one, has another outcome. */
    boolean allAccepted() {
        return allAccepted.get();
    }

    Path path() {
        return file.path();
    }

    /** How many rows are in the file. */
    long rows() {
        return rows.get();
    }

    private void note(String outcome) {
        rows.incrementAndGet();
        if (!outcome.equals(ACCEPTED)) {
            allAccepted.set(false);
        }
    }

    /** A send that was begun by a process that did not live to see its end. */
    void interrupted(Row row) {
        write(line(row), row.to(), "UNKNOWN", "", "interrupted", "");
    }

    /** Whether nothing was done for a row that could be done by the next run. */
    static boolean isForNextRun(Outcome<Row, MessagingCodeResponse> outcome) {
        if (outcome instanceof Outcome.Failure<Row, MessagingCodeResponse> failure) {
            MfaException error = failure.error();
            return error.disposition() == Disposition.NOT_SENT
                    || error instanceof MfaUnauthorizedException
                    || error instanceof MfaForbiddenException
                    || error instanceof MfaTooManyRequestsException;
        }
        return outcome instanceof Outcome.NotAttempted<Row, MessagingCodeResponse> not
                && not.reason() != Outcome.NotAttempted.Reason.NO_REQUEST;
    }

    /** Writes down an outcome that is final. */
    void add(Outcome<Row, MessagingCodeResponse> outcome) {
        Row row = outcome.item();
        if (outcome instanceof Outcome.Success<Row, MessagingCodeResponse> sent) {
            write(line(row), row.to(), ACCEPTED, sent.response().messageId(), "", "");
        } else if (outcome instanceof Outcome.Failure<Row, MessagingCodeResponse> failure) {
            String requestId = failure.error() instanceof MfaServiceException answered
                    ? answered.requestId().orElse("")
                    : "";
            write(
                    line(row),
                    row.to(),
                    failure.error().disposition().name(),
                    "",
                    String.valueOf(failure.error().getMessage()),
                    requestId);
        } else if (outcome instanceof Outcome.Defect<Row, MessagingCodeResponse> defect) {
            write(line(row), row.to(), "UNKNOWN", "", defect.cause().toString(), "");
        } else if (outcome instanceof Outcome.NotAttempted<Row, MessagingCodeResponse> not) {
            write(
                    line(row),
                    row.to(),
                    "INVALID",
                    "",
                    not.cause().map(Throwable::getMessage).orElse(""),
                    "");
        }
    }

    private static String line(Row row) {
        return String.valueOf(row.line());
    }

    private void write(String line, String to, String outcome, String messageId, String error, String requestId) {
        note(outcome);
        writeRow(line, to, outcome, messageId, error, requestId);
    }

    private void writeRow(String... fields) {
        StringWriter text = new StringWriter();
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].replaceAll("[\\r\\n]+", " ");
        }
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            file.append(text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
