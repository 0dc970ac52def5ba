package io.github.bandwidthmfa.examples.bulksender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of files as people and spreadsheets make them. */
final class InputTests {

    @TempDir
    private Path directory;

    private Input input(byte[] bytes) throws IOException {
        Path file = directory.resolve("numbers.csv");
        Files.write(file, bytes);
        return Input.of(file, PhoneNumberParser.international());
    }

    private List<String> rows(String text) throws IOException {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each with its line, and the last digit of its number or what is wrong with it. */
    private List<String> rows(byte[] bytes) throws IOException {
        return input(bytes).all().stream()
                .map(row -> row.line() + " "
                        + (row.isValid() ? row.to().value().substring("+1919555100".length()) : row.fault()))
                .toList();
    }

    static Stream<Arguments> malformed() {
        String notClosed = "the line has a quote that is not closed";
        return Stream.of(
                Arguments.of(
                        "\"Ann,+19195551001\nBob,+19195551002\nCid,+19195551003\n",
                        List.of("2 " + notClosed + ": a later line is a row of its own", "3 2", "4 3")),
                Arguments.of("Ann,+19195551001\nBob,\"+19195551002\n", List.of("2 1", "3 " + notClosed)),
                Arguments.of("Ann,+19195551001\nBob,\"+19195551002", List.of("2 1", "3 " + notClosed)),
                Arguments.of(
                        "\"Ann,+19195551001\n\"Bob\",+19195551002\n",
                        List.of("2 the line has text after a closing quote", "3 2")),
                Arguments.of(
                        "\"Ann\"x,+19195551001\nBob,+19195551002\n",
                        List.of("2 the line has text after a closing quote", "3 2")),
                Arguments.of(
                        "Ann,\"+19195551001\" \nBob,+19195551002\n",
                        List.of("2 the line has text after a closing quote", "3 2")),
                Arguments.of("\"An\nn\",+19195551001\nBob,+19195551002\n", List.of("2 1", "4 2")),
                Arguments.of("\"An\r\nn\",+19195551001\r\nBob,+19195551002\r\n", List.of("2 1", "4 2")),
                Arguments.of("\"An, \"\"the\"\" n\",+19195551001\n", List.of("2 1")),
                Arguments.of("An \"the\" n,+19195551001\n", List.of("2 1")),
                Arguments.of("Ann\n", List.of("2 the row has 1 fields, and the header 2")),
                Arguments.of("Ann,Lee,+19195551001\n", List.of("2 the row has 3 fields, and the header 2")),
                Arguments.of("Ann,+19195551001,, \n", List.of("2 1")),
                Arguments.of("Ann,+19195551001,x\n", List.of("2 the row has 3 fields, and the header 2")),
                Arguments.of(
                        "Ann,+1919555\u00001001\nBob,+19195551002",
                        List.of("2 the line has a NUL character in it", "3 2")),
                Arguments.of("\n \n,\nAnn,+19195551001\n\n", List.of("5 1")),
                Arguments.of("Ann,+19195551001\rBob,+19195551002\r", List.of("2 1", "3 2")),
                Arguments.of(
                        "\"" + "x".repeat(CsvRecords.MAX_RECORD) + "\",+19195551001\nBob,+19195551002\n",
                        List.of("2 the line is longer than 65536 characters", "3 2")),
                Arguments.of(
                        "\"" + "x\n".repeat(CsvRecords.MAX_RECORD),
                        Stream.concat(
                                        Stream.of("2 " + notClosed + " within 65536 characters"),
                                        IntStream.range(0, CsvRecords.MAX_RECORD - 1)
                                                .mapToObj(i -> i + 3 + " the row has 1 fields, and the header 2"))
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsMalformedCostsItsOwnLineAndNothingElse(String rows, List<String> read) throws Exception {
        assertThat(rows("name,to\n" + rows)).isEqualTo(read);
    }

    @Test
    void anUnclosedQuoteInTheMiddleOfManyRowsCostsOneRow() throws Exception {
        String text = IntStream.range(0, 1_000)
                .mapToObj(i -> (i % 100 == 3 ? "\"" : "") + "Ann,+1919555%04d\n".formatted(i))
                .collect(Collectors.joining());

        assertThat(input(("name,to\n" + text).getBytes(StandardCharsets.UTF_8)).all().stream()
                        .filter(Row::isValid))
                .hasSize(990);
    }

    @ParameterizedTest
    @ValueSource(strings = {"to\n", " TO \n", "\"To\"\n", "\uFEFFto\n", "sep=;\nto\n", "\nto\n"})
    void aHeaderOfOneColumnIsFoundHoweverItIsWritten(String header) throws Exception {
        assertThat(rows(header + "+19195551001\n")).singleElement().asString().endsWith(" 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void separatorsAreFoundOut(String separator) throws Exception {
        String text = "name,to,city\nAnn,+19195551001,Ayr\n".replace(",", separator);

        assertThat(rows(text)).containsExactly("2 1");
        assertThat(rows("sep=" + separator + "\r\n" + text)).containsExactly("3 1");
        assertThat(rows("SEP=" + separator + "\n" + text)).containsExactly("3 1");
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("UTF-8", ""),
                Arguments.of("UTF-8", "\uFEFF"),
                Arguments.of("UTF-16LE", "\uFEFF"),
                Arguments.of("UTF-16BE", "\uFEFF"),
                Arguments.of("windows-1252", ""),
                Arguments.of("ISO-8859-1", ""));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void theSameRowsAreReadInWhateverEncoding(String charset, String mark) throws Exception {
        String text = mark + "name,to\nJos\u00E9,+19195551001\nB\u00F6b,\u00A0+1\u00A0919 555 1002\n";

        assertThat(rows(text.getBytes(Charset.forName(charset)))).containsExactly("2 1", "3 2");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", "is empty"),
                Arguments.of("\uFEFF", "is empty"),
                Arguments.of("\n\n", "is empty"),
                Arguments.of("name,phone\n", "line 1: the header has no column \"to\""),
                Arguments.of("+19195551001\n", "line 1: the header has no column \"to\""),
                Arguments.of("sep=;\nname,to\n", "line 2: the header has no column \"to\""),
                Arguments.of("sep=\nto\n", "sep= names no separator"),
                Arguments.of("to,name,TO\n", "the header has 2 columns \"to\""),
                Arguments.of("\"to,name\n", "the header is malformed"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aFileWithoutOneColumnOfNumbersIsRefusedWithoutItsWords(String text, String why) {
        assertThatThrownBy(() -> rows(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void wideCharactersWithoutAMarkAreRefused(String charset) {
        assertThatThrownBy(() -> rows("name,to\nAnn,+19195551001\n".getBytes(Charset.forName(charset))))
                .hasMessageContaining("save it as CSV UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "to\n", "name,to\r\n"})
    void aHeaderWithoutRowsIsNoRows(String text) throws Exception {
        assertThat(rows(text)).isEmpty();
    }
}
