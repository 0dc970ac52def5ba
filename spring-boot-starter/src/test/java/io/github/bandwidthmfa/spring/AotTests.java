package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import reactor.test.StepVerifier;

/**
 * What a native image needs, as far as it can be tried without building one: the context is prepared ahead of time, compiled,
 * and run on the JVM; and the hints for what is reached by reflection are there.
 */
@ExtendWith(MfaSimulatorExtension.class)
final class AotTests {

    @Test
    void theContextPreparedAheadOfTimeVerifiesACode(MfaSimulator simulator, @TempDir Path generated) throws Exception {
        String[] properties = {
            "--bandwidth.mfa.account-id=" + MfaSimulator.DEFAULT_ACCOUNT_ID,
            "--bandwidth.mfa.client-id=" + MfaSimulator.DEFAULT_CLIENT_ID,
            "--bandwidth.mfa.client-secret=" + MfaSimulator.DEFAULT_CLIENT_SECRET,
            "--bandwidth.mfa.base-uri=" + simulator.baseUri(),
            "--bandwidth.mfa.token-uri=" + simulator.tokenUri()
        };
        Path classes = prepare(generated, properties);
        String code = sendCode(simulator);

        String output = run(classes, properties, "--code=" + code);

        assertThat(output).contains("ahead of time: true, VerifyCodeResponse[valid=true]");
        assertThat(metadata(classes)).contains("io.github.bandwidthmfa.spring.MfaProperties");
    }

    @Test
    void theHintsForReflectionAreThere() {
        RuntimeHints hints = new RuntimeHints();
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(
                            "bandwidth.mfa.account-id=9900000",
                            "bandwidth.mfa.client-id=client",
                            "bandwidth.mfa.client-secret=secret")
                    .applyTo(context);
            context.registerBean(SimpleMeterRegistry.class);
            context.register(
                    SslAutoConfiguration.class,
                    MfaAutoConfiguration.class,
                    MfaMetricsAutoConfiguration.class,
                    MfaHealthAutoConfiguration.class);
            new ApplicationContextAotGenerator()
                    .processAheadOfTime(
                            context,
                            new DefaultGenerationContext(
                                    new ClassNameGenerator(ClassName.get(AotTests.class)),
                                    new InMemoryGeneratedFiles(),
                                    hints));
        }

        for (Class<?> bound : List.of(
                MfaProperties.class, MfaProperties.Proxy.class, MfaProperties.Ssl.class, MfaProperties.Health.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(bound.getDeclaredConstructors()[0]))
                    .as(bound.getSimpleName())
                    .accepts(hints);
        }
        // Spring closes the client by its method's name.
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(MfaClient.class, "close"))
                .accepts(hints);
    }

    private static Path prepare(Path generated, String... properties) throws IOException {
        Path sources = generated.resolve("sources");
        Path classes = Files.createDirectories(generated.resolve("classes"));
        String[] arguments =
                Stream.concat(Stream.of(properties), Stream.of("--code=0000")).toArray(String[]::new);
        new SpringApplicationAotProcessor(
                        AotSignIn.class,
                        AbstractAotProcessor.Settings.builder()
                                .sourceOutput(sources)
                                .resourceOutput(classes)
                                .classOutput(classes)
                                .groupId("io.github.bandwidthmfa")
                                .artifactId("aot-tests")
                                .build(),
                        arguments)
                .process();
        List<String> javac = new ArrayList<>(List.of(
                "-d",
                classes.toString(),
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                "-proc:none",
                "-nowarn"));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(javac::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(String[]::new)))
                .isZero();
        return classes;
    }

    private static String sendCode(MfaSimulator simulator) {
        MfaClient client = MfaClient.create(Samples.options(simulator).build());
        StepVerifier.create(client.sendMessagingCode(Samples.codeRequest()).then(client.close()))
                .expectComplete()
                .verify(Samples.PATIENCE);
        return simulator.latestMessage(Samples.NUMBER).code();
    }

    private static String run(Path classes, String[] properties, String code) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.aot.enabled=true",
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                AotSignIn.class.getName(),
                code));
        command.addAll(List.of(properties));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String metadata(Path classes) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(classes.resolve("META-INF"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
