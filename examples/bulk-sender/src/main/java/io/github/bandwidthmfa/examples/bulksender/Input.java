package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The file of numbers: CSV with a header, of which one column is {@code to}. Read twice, never held. */
record Input(Path file, String digest, long lines) {

    private static final String COLUMN = "to";
    private static final int BUFFER = 1 << 16;

    static Input of(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
        long lines = 0;
        byte last = '\n';
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                last = buffer[n - 1];
            }
        }
        lines += last == '\n' ? 0 : 1;
        return new Input(file, HexFormat.of().formatHex(digest.digest()), lines);
    }

    /** The rows after the header, read on a thread that may block, as far as they are demanded. */
    Flux<Row> rows() {
        return Flux.using(this::open, this::rows, Input::close).subscribeOn(Schedulers.boundedElastic());
    }

    private CsvReader<CsvRecord> open() throws IOException {
        return CsvReader.builder()
                .detectBomHeader(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(file);
    }

    private Flux<Row> rows(CsvReader<CsvRecord> reader) {
        Iterator<CsvRecord> records = reader.iterator();
        int column = records.hasNext() ? records.next().getFields().indexOf(COLUMN) : -1;
        if (column < 0) {
            return Flux.error(new IllegalArgumentException(
                    "line 1: the header has no column \"" + COLUMN + "\": name the column of numbers so"));
        }
        return Flux.generate(sink -> {
            if (records.hasNext()) {
                CsvRecord row = records.next();
                sink.next(new Row(
                        row.getStartingLineNumber(),
                        column < row.getFieldCount() ? row.getField(column).strip() : ""));
            } else {
                sink.complete();
            }
        });
    }

    private static void close(CsvReader<CsvRecord> reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
