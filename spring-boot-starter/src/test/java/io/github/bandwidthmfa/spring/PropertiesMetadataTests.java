package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an IDE completes and documents is what there is. */
final class PropertiesMetadataTests {

    /** Options that are no single property, and the properties that stand for them; none where only code can set them. */
    private static final Map<String, Set<String>> IN_OTHER_WORDS = Map.of(
            "credentials", Set.of("client-id", "client-secret", "username", "password"),
            "proxy", Set.of("proxy.host", "proxy.port", "proxy.username", "proxy.password"),
            "trustManager", Set.of("ssl.bundle"),
            "keyManager", Set.of("ssl.bundle"),
            "loopResources", Set.of(),
            "observationRegistry", Set.of(),
            "observationConvention", Set.of(),
            "customize", Set.of());

    private static final Map<String, JsonNode> METADATA = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        List<URL> files = Collections.list(PropertiesMetadataTests.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"));
        List<JsonNode> properties = new ArrayList<>();
        for (URL file : files) {
            try (InputStream content = file.openStream()) {
                JsonMapper.shared().readTree(content).get("properties").forEach(properties::add);
            }
        }
        properties.stream()
                .filter(property -> property.get("name").asString().startsWith(MfaProperties.PREFIX))
                .forEach(property -> METADATA.put(
                        property.get("name").asString().substring(MfaProperties.PREFIX.length()), property));
    }

    @Test
    void thereIsAPropertyForEveryOptionAndNoOther() {
        Set<String> expected = new TreeSet<>(Set.of(
                "enabled",
                "warm-up",
                "warm-up-timeout",
                "health.down-when",
                "health.down-after-calls",
                "health.down-after",
                "health.down-for"));
        Arrays.stream(MfaClientOptions.Builder.class.getMethods())
                .filter(method -> method.getReturnType() == MfaClientOptions.Builder.class)
                .map(Method::getName)
                .forEach(option -> expected.addAll(IN_OTHER_WORDS.getOrDefault(option, Set.of(kebab(option)))));

        assertThat(METADATA.keySet()).containsExactlyElementsOf(expected);
    }

    @Test
    void everyPropertyIsDescribedAndTyped() {
        assertThat(METADATA).isNotEmpty().allSatisfy((name, property) -> {
            assertThat(property.path("description").asString(""))
                    .matches("[A-Z].*\\.")
                    .doesNotStartWith("The ")
                    .doesNotStartWith("A ");
            assertThat(property.path("type").asString("")).isNotEmpty().isNotEqualTo("java.lang.Object");
        });
    }

    @Test
    void basicIsDeprecatedWithItsDateAndReplacement() {
        Map.of("username", "client-id", "password", "client-secret").forEach((property, replacement) -> {
            JsonNode deprecation = METADATA.get(property).path("deprecation");

            assertThat(deprecation.path("replacement").asString("")).isEqualTo(MfaProperties.PREFIX + replacement);
            assertThat(deprecation.path("reason").asString("")).contains("2026-12-02");
        });
        assertThat(METADATA.entrySet().stream()
                        .filter(entry -> entry.getValue().has("deprecation"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("username", "password");
    }

    @Test
    void durationsAndSizesHaveTypesOfTheirOwn() {
        assertThat(METADATA).allSatisfy((name, property) -> {
            String type = property.get("type").asString();
            if (name.endsWith("-timeout") || name.endsWith("-time") || name.endsWith("-interval")) {
                assertThat(type).isEqualTo("java.time.Duration");
            }
            if (name.endsWith("-bytes")) {
                assertThat(type).isEqualTo("org.springframework.util.unit.DataSize");
            }
            if (name.endsWith("-uri")) {
                assertThat(type).isEqualTo("java.net.URI");
            }
        });
    }

    private static String kebab(String option) {
        return option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
