package io.github.bandwidthmfa.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out as plain maps, lists, strings and numbers; the only user of Jackson. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    /** Empty for anything that is not one JSON object. */
    static Optional<Map<String, Object>> readObject(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readValue(bytes, OBJECT));
        } catch (JacksonException notAnObject) {
            return Optional.empty();
        }
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static String object(String name, Object value) {
        return write(Map.of(name, value));
    }

    static String object(String name1, Object value1, String name2, Object value2) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(name1, value1);
        object.put(name2, value2);
        return write(object);
    }
}
