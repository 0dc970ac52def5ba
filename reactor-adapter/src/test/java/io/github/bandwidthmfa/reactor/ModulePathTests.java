package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Core, batch and client as modules of an application that is one itself, without Micrometer. */
@Timeout(120)
final class ModulePathTests {

    private static final Pattern NEEDED = Pattern.compile("(core|batch|reactor-adapter)/target/classes"
            + "|.*/(bandwidth-mfa-(core|batch|reactor)|jackson-|reactor-core|reactor-netty-|netty-|reactive-streams-\\d"
            + "|jspecify|HdrHistogram|slf4j-api)[^/]*\\.jar");

    private static final String MODULE = """
            module application {
                requires io.github.bandwidthmfa.reactor;
                requires io.github.bandwidthmfa.batch;
            }
            """;

    @TempDir
    private Path directory;

    private Path classes;

    @BeforeEach
    void makeDirectory() throws IOException {
        classes = Files.createDirectory(directory.resolve("classes"));
    }

    @Test
    void anApplicationModuleSendsABatch() throws Exception {
        String complaints = compile(MODULE, "Main", """
                package application;

                import io.github.bandwidthmfa.*;
                import io.github.bandwidthmfa.batch.*;
                import io.github.bandwidthmfa.reactor.*;
                import java.net.URI;
                import java.time.Duration;
                import reactor.core.publisher.Flux;

                public class Main {
                    public static void main(String[] arguments) {
                        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                                .accountId("9900000")
                                .credentials(Credentials.clientCredentials(arguments[2], arguments[3]))
                                .baseUri(URI.create(arguments[0]))
                                .tokenUri(URI.create(arguments[1]))
                                .build());
                        Flux.just("+19195551234", "+19195551235")
                                .transform(Batch.of(
                                        number -> client.verifyCode(VerifyCodeRequest.builder()
                                                .to(number)
                                                .code("000000")
                                                .expirationTime(Duration.ofMinutes(3))
                                                .build()),
                                        BatchOptions.defaults()))
                                .doOnNext(outcome -> System.out.println(outcome + " " + outcome.result().map(VerifyCodeResponse::valid)))
                                .blockLast(Duration.ofSeconds(60));
                        client.close().block(Duration.ofSeconds(10));
                    }
                }
                """);
        assertThat(complaints).isEmpty();

        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            Path printed = directory.resolve("printed");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--module-path",
                            modulePath() + File.pathSeparator + classes,
                            "--module",
                            "application/application.Main",
                            simulator.baseUri().toString(),
                            simulator.tokenUri().toString(),
                            MfaSimulator.DEFAULT_CLIENT_ID,
                            MfaSimulator.DEFAULT_CLIENT_SECRET)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(printed)).contains("Optional[false]");
            assertThat(process.exitValue()).isZero();
            assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(2);
        }
    }

    @Test
    void whatTouchesNettyIsNotExported() throws IOException {
        String complaints = compile(MODULE, "Main", """
                package application;

                public class Main {
                    Object loops = io.github.bandwidthmfa.reactor.netty.EventLoops.create("mine");
                }
                """);
        assertThat(complaints).contains("package io.github.bandwidthmfa.reactor.netty is not visible");
    }

    private String compile(String module, String name, String source) throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Files.writeString(sources.resolve("module-info.java"), module);
        Files.writeString(sources.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> units =
                    files.getJavaFileObjects(sources.resolve("module-info.java"), sources.resolve(name + ".java"));
            StringWriter complaints = new StringWriter();
            compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("--module-path", modulePath(), "-proc:none", "-d", classes.toString()),
                            null,
                            units)
                    .call();
            return complaints.toString();
        }
    }

    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.matcher(entry.replace(File.separatorChar, '/')).find())
                .filter(entry -> !entry.contains("native-epoll") && !entry.contains("native-kqueue"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
