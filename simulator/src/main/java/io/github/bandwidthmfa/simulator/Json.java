package io.github.bandwidthmfa.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** JSON in and out, bound to records and converting nothing. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private Json() {}

    /**
     * Empty for anything that is not one JSON object.
     *
     * @throws IllegalArgumentException if a property has a value of another type, with a message that names both
     */
    static <T> Optional<T> read(byte[] bytes, Class<T> type) {
        try {
            return Optional.ofNullable(MAPPER.readValue(bytes, type));
        } catch (MismatchedInputException e) {
            if (e.getPath().isEmpty()) {
                return Optional.empty();
            }
            throw wrongType(e, e.getTargetType());
        } catch (InputCoercionException outOfRange) {
            throw wrongType(outOfRange, outOfRange.getTargetType());
        } catch (JacksonException notAnObject) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException wrongType(JacksonException e, @Nullable Class<?> expected) {
        return new IllegalArgumentException(e.getPath().stream()
                        .map(JacksonException.Reference::getPropertyName)
                        .collect(Collectors.joining("."))
                + " must be " + inWords(expected));
    }

    private static String inWords(@Nullable Class<?> type) {
        if (type == null || Map.class.isAssignableFrom(type)) {
            return "an object";
        }
        return type == String.class ? "a string" : "a whole number";
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
