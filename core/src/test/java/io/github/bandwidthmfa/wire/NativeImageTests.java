package io.github.bandwidthmfa.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSetter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** A native image has by reflection only what is named for it. */
final class NativeImageTests {

    private static final String HINTS =
            "/META-INF/native-image/io.github.bandwidthmfa/bandwidth-mfa-core/reflect-config.json";

    @Test
    void whateverDatabindReachesByReflectionIsNamedForNativeImages() throws Exception {
        TreeMap<String, Boolean> reached = new TreeMap<>();
        for (Class<?> type : typesOfTheWire()) {
            if (isBound(type)) {
                reached.put(type.getName(), type.isRecord());
            }
        }
        assertThat(reached).hasSizeGreaterThanOrEqualTo(8);

        TreeMap<String, Boolean> named = new TreeMap<>();
        for (JsonNode hint : hints()) {
            for (String members : new String[] {"Constructors", "Fields", "Methods"}) {
                assertThat(hint.path("allDeclared" + members).booleanValue(false))
                        .as(hint + " " + members)
                        .isTrue();
            }
            named.put(
                    hint.path("name").stringValue(),
                    hint.path("allRecordComponents").booleanValue(false));
        }
        assertThat(named).isEqualTo(reached);
    }

    private static JsonNode hints() throws IOException {
        try (InputStream file = NativeImageTests.class.getResourceAsStream(HINTS)) {
            return JsonCodec.MAPPER.readTree(Objects.requireNonNull(file, HINTS));
        }
    }

    private static boolean isBound(Class<?> type) {
        return type.getSimpleName().endsWith("RequestBody")
                || ValueDeserializer.class.isAssignableFrom(type)
                || type.isAnnotationPresent(JsonDeserialize.class)
                || Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> method.isAnnotationPresent(JsonSetter.class));
    }

    private static Iterable<Class<?>> typesOfTheWire() throws IOException, URISyntaxException {
        Path folder = Path.of(JsonCodec.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(JsonCodec.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                    .<Class<?>>map(file -> load(file.substring(0, file.length() - ".class".length())))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(JsonCodec.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
