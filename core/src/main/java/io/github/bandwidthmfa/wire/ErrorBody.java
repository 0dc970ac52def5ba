package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.ServiceError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads the body of an error response, written by the service ({@code error}, {@code requestId}), the gateway ({@code
 * message}, {@code Message}) or a proxy (HTML), or empty. Never fails: what cannot be read is left out.
 */
final class ErrorBody {

    /** In order of preference; names are compared ignoring case, since the gateway itself uses two. */
    private static final List<String> MESSAGE_PROPERTIES =
            List.of("error", "message", "errormessage", "description", "result");

    private static final String REQUEST_ID_PROPERTY = "requestid";
    /** Never digits alone: that might be a code or a number. */
    private static final Pattern REQUEST_ID = Pattern.compile("(?=.*[A-Za-z-])[A-Za-z0-9_.=-]{1,128}");

    private static final String PAGE = "[page] ";
    private static final int MAX_PAGE_EXCERPT = 120;

    private ErrorBody() {}

    static ServiceError read(WireResponse response, Redaction redaction, Instant now) {
        String text = decode(response.body());
        Map<String, String> properties = topLevelTexts(text);
        Optional<String> message = MESSAGE_PROPERTIES.stream()
                .filter(properties::containsKey)
                .findFirst()
                .map(properties::get)
                .or(() -> Optional.of(text))
                .map(said -> shown(said, redaction))
                .filter(shown -> !shown.isEmpty());
        return new ServiceError(
                response.status(),
                requestId(response, properties, redaction),
                message,
                RetryAfter.read(response.retryAfter(), response.date(), message, now),
                response.refusesCredentials(),
                false);
    }

    /** Of a page, only an excerpt, marked as such. */
    private static String shown(String said, Redaction redaction) {
        return Markup.text(said)
                .map(page -> PAGE + Redaction.cut(redaction.apply(page), MAX_PAGE_EXCERPT))
                .map(String::strip)
                .orElseGet(() -> redaction.apply(said));
    }

    /** The id to quote to support, from the body or else from the headers. */
    static Optional<String> requestId(WireResponse response, Redaction redaction) {
        return requestId(response, topLevelTexts(decode(response.body())), redaction);
    }

    private static Optional<String> requestId(
            WireResponse response, Map<String, String> properties, Redaction redaction) {
        return Optional.ofNullable(properties.get(REQUEST_ID_PROPERTY))
                .filter(ErrorBody::looksLikeRequestId)
                .or(response::requestId)
                .filter(id -> !redaction.concerns(id));
    }

    /** The text that the gateway's authorizer would write; empty if the body has none. */
    static String gatewayMessage(byte[] body) {
        return topLevelTexts(decode(body)).getOrDefault("message", "");
    }

    static boolean isWrongPath(byte[] body) {
        return gatewayMessage(body).contains("Missing Authentication Token");
    }

    static boolean looksLikeRequestId(String value) {
        return REQUEST_ID.matcher(value).matches();
    }

    /** The first non-blank text of each top-level property, as far as the JSON can be read. */
    private static Map<String, String> topLevelTexts(String text) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JsonCodec.JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    if (json.nextToken() == JsonToken.VALUE_STRING
                            && !json.getString().isBlank()) {
                        texts.putIfAbsent(name.toLowerCase(Locale.ROOT), json.getString());
                    }
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            // Cut off, nested without end, or not JSON at all: what was read so far is all there is.
            return texts;
        }
        return texts;
    }

    /** Proxies respond in encodings of their own, and name them wrongly: the bytes decide. */
    private static String decode(byte[] body) {
        if (startsWith(body, 0xFE, 0xFF) || startsWith(body, 0xFF, 0xFE)) {
            return new String(body, StandardCharsets.UTF_16);
        }
        if (body.length > 1 && (body[0] == 0) != (body[1] == 0)) {
            // JSON and HTML begin with ASCII: the zero is the other half of the first character.
            return new String(body, body[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
        }
        int offset = startsWith(body, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        ByteBuffer bytes = ByteBuffer.wrap(body, offset, body.length - offset);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return new String(body, offset, body.length - offset, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean startsWith(byte[] body, int... mark) {
        if (body.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((body[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
