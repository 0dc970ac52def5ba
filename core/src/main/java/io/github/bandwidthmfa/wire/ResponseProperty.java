package io.github.bandwidthmfa.wire;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A property of a response with a value of any type, which is what Databind binds: it converts nothing, so that whoever
 * wants text or a boolean gets that or an error that names the property. Has no string form.
 */
@JsonDeserialize(using = ResponseProperty.Deserializer.class)
final class ResponseProperty {

    private final String name;
    private final JsonToken type;
    private final String text;

    private ResponseProperty(String name, JsonToken type, String text) {
        this.name = name;
        this.type = type;
        this.text = text;
    }

    /** Of two with one name, either could be the lie. */
    void refuseSecond(@Nullable Object first) {
        if (first != null) {
            throw new UnexpectedBodyException("its body has '" + name + "' twice");
        }
    }

    String requireText() {
        if (type != JsonToken.VALUE_STRING) {
            throw wrongType("text");
        }
        if (text.isBlank()) {
            throw new UnexpectedBodyException("its body has an empty '" + name + "'");
        }
        return text;
    }

    Boolean requireBoolean() {
        return switch (type) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> throw wrongType("true or false");
        };
    }

    boolean isNull() {
        return type == JsonToken.VALUE_NULL;
    }

    boolean isText(String expected) {
        return type == JsonToken.VALUE_STRING && text.strip().equalsIgnoreCase(expected);
    }

    /** The number, or the number that is there as text; 0 for anything else. */
    double toNumber() {
        if (!type.isNumeric() && type != JsonToken.VALUE_STRING) {
            return 0;
        }
        try {
            return new BigDecimal(text.strip()).doubleValue();
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private UnexpectedBodyException wrongType(String expected) {
        return new UnexpectedBodyException("its '" + name + "' is not " + expected + " but "
                + switch (type) {
                    case VALUE_STRING -> "text";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case VALUE_NULL -> "null";
                    case START_ARRAY -> "an array";
                    case START_OBJECT -> "an object";
                    default -> "something else";
                });
    }

    static <V> V required(String name, @Nullable V value) {
        if (value == null) {
            throw new UnexpectedBodyException("its body has no '" + name + "'");
        }
        return value;
    }

    static final class Deserializer extends ValueDeserializer<ResponseProperty> {

        @Override
        public ResponseProperty deserialize(JsonParser json, DeserializationContext context) {
            return read(json);
        }

        @Override
        public ResponseProperty getNullValue(DeserializationContext context) {
            return read(context.getParser());
        }

        private static ResponseProperty read(JsonParser json) {
            JsonToken type = json.currentToken();
            String name = json.currentName();
            String text = type.isScalarValue() ? json.getString() : "";
            json.skipChildren();
            return new ResponseProperty(name, type, text);
        }
    }
}
