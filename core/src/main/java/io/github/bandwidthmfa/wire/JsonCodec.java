package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.VerifyCodeRequest;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON of the documented requests and successful answers. */
final class JsonCodec {

    static final JsonFactory JSON = new JsonFactory();

    private static final int TYPICAL_REQUEST_BYTES = 256;

    private JsonCodec() {}

    static byte[] encode(CodeRequest request) {
        return object(json -> {
            json.writeStringProperty("to", request.to().value());
            json.writeStringProperty("from", request.from());
            json.writeStringProperty("applicationId", request.applicationId());
            request.scope().ifPresent(scope -> json.writeStringProperty("scope", scope));
            json.writeStringProperty("message", request.message());
            json.writeNumberProperty("digits", request.digits());
            request.callbackUrl().ifPresent(url -> json.writeStringProperty("callbackUrl", url.toString()));
        });
    }

    static byte[] encode(VerifyCodeRequest request) {
        return object(json -> {
            json.writeStringProperty("to", request.to().value());
            request.scope().ifPresent(scope -> json.writeStringProperty("scope", scope));
            json.writeNumberProperty(
                    "expirationTimeInMinutes", request.expirationTime().toMinutes());
            json.writeStringProperty("code", request.code());
        });
    }

    private static byte[] object(Consumer<JsonGenerator> properties) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_REQUEST_BYTES);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            properties.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    static String requireText(byte[] body, String property) {
        return require(body, property, JsonCodec::text);
    }

    static boolean requireBoolean(byte[] body, String property) {
        return require(body, property, json -> switch (json.currentToken()) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> throw wrongType(json, property, "true or false");
        });
    }

    /**
     * Reads a token endpoint's response. An {@code expires_in} that is no positive number, not even as text, counts as not
     * given.
     */
    static AccessToken accessToken(byte[] body) {
        @Nullable String[] token = new @Nullable String[1];
        @Nullable Duration[] lifetime = new @Nullable Duration[1];
        forEachProperty(body, (property, json) -> {
            switch (property) {
                case "access_token" -> token[0] = text(json);
                case "expires_in" -> lifetime[0] = seconds(json);
                case "token_type" -> requireBearer(json);
                default -> {}
            }
        });
        if (token[0] == null) {
            throw new UnexpectedBodyException("its body has no 'access_token'");
        }
        return new AccessToken(token[0], lifetime[0]);
    }

    private static <V> V require(byte[] body, String wanted, Function<JsonParser, V> reader) {
        Wanted<V> found = new Wanted<>(wanted, reader);
        forEachProperty(body, found);
        return found.value();
    }

    /** Reads the whole body, so that one cut off or with trailing text is never taken for a response. */
    private static void forEachProperty(byte[] body, PropertyReader reader) {
        if (body.length == 0) {
            throw new UnexpectedBodyException("its body is empty");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnexpectedBodyException("its body is not a JSON object");
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                reader.read(name, json);
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new UnexpectedBodyException("its body goes on after the JSON object");
            }
        } catch (JacksonException e) {
            // Without the cause: it quotes the body.
            throw new UnexpectedBodyException("its body is not well-formed JSON");
        }
    }

    private static String text(JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongType(json, String.valueOf(json.currentName()), "text");
        }
        String text = json.getString();
        if (text.isBlank()) {
            throw new UnexpectedBodyException("its body has an empty '" + json.currentName() + "'");
        }
        return text;
    }

    /** A token of another type, "mac" for example, is not used by sending it. Without a type, Bearer is the only one known. */
    private static void requireBearer(JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_NULL
                && !(json.currentToken() == JsonToken.VALUE_STRING
                        && json.getString().strip().equalsIgnoreCase("Bearer"))) {
            throw new UnexpectedBodyException("its 'token_type' is not 'Bearer', the only one this client can use");
        }
    }

    private static @Nullable Duration seconds(JsonParser json) {
        double seconds;
        try {
            seconds = json.currentToken().isNumeric()
                    ? json.getDoubleValue()
                    : json.currentToken() == JsonToken.VALUE_STRING
                            ? new BigDecimal(json.getString().strip()).doubleValue()
                            : 0;
        } catch (NumberFormatException e) {
            return null;
        }
        return seconds >= 1 && seconds <= Integer.MAX_VALUE ? Duration.ofSeconds((long) seconds) : null;
    }

    private static UnexpectedBodyException wrongType(JsonParser json, String property, String expected) {
        return new UnexpectedBodyException("its '" + property + "' is not " + expected + " but "
                + switch (json.currentToken()) {
                    case VALUE_STRING -> "text";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case VALUE_NULL -> "null";
                    case START_ARRAY -> "an array";
                    case START_OBJECT -> "an object";
                    default -> "something else";
                });
    }

    private interface PropertyReader {
        void read(String property, JsonParser json);
    }

    /** Keeps the one property that is wanted, and insists that it is there once: of two, either could be the lie. */
    private static final class Wanted<V> implements PropertyReader {

        private final String wanted;
        private final Function<JsonParser, V> reader;
        private @Nullable V value;

        Wanted(String wanted, Function<JsonParser, V> reader) {
            this.wanted = wanted;
            this.reader = reader;
        }

        @Override
        public void read(String property, JsonParser json) {
            if (property.equals(wanted)) {
                if (value != null) {
                    throw new UnexpectedBodyException("its body has '" + wanted + "' twice");
                }
                value = reader.apply(json);
            }
        }

        V value() {
            if (value == null) {
                throw new UnexpectedBodyException("its body has no '" + wanted + "'");
            }
            return value;
        }
    }
}
