package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A record that is one line of text, with its line end. */
final class CsvLine {

    private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n\\u0000\\u0085\\u2028\\u2029]+");

    private CsvLine() {}

    static String of(String... fields) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(Arrays.stream(fields)
                    .map(field -> LINE_BREAKS.matcher(field).replaceAll(" "))
                    .toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
