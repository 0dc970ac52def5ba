package io.github.bandwidthmfa.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documented example is one that runs. */
final class DocumentationTests {

    private static final Path EXAMPLE = Path.of("src/test/java/io/github/bandwidthmfa/spring/test/ExampleTests.java");

    @Test
    void theDocumentedExampleIsTheOneThatRuns() throws Exception {
        String page = Files.readString(Path.of("../docs/spring.md"));
        int begin = page.indexOf("@WebFluxTest");
        String shown = page.substring(begin, page.indexOf("```", begin));

        assertThat(packed(Files.readString(EXAMPLE))).contains(packed(shown));
    }

    /** The page breaks lines elsewhere. */
    private static String packed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
