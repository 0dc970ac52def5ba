package io.github.bandwidthmfa.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.VerifyCodeRequest;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of the documented requests and successful responses. What is bound by reflection is also named in this module's
 * {@code reflect-config.json}, for native images.
 */
final class JsonCodec {

    static final JsonFactory JSON = new JsonFactory();

    static final JsonMapper MAPPER = JsonMapper.builder(JSON)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultPropertyInclusion(usual -> usual.withValueInclusion(JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // An error of our own must arrive as it is, and trailing text is one of them.
            .disable(DeserializationFeature.WRAP_EXCEPTIONS)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter CODE_REQUEST = MAPPER.writerFor(CodeRequestBody.class);
    private static final ObjectWriter VERIFY_REQUEST = MAPPER.writerFor(VerifyRequestBody.class);
    private static final ObjectReader MESSAGING_RESPONSE = MAPPER.readerFor(MessagingResponseBody.class);
    private static final ObjectReader VOICE_RESPONSE = MAPPER.readerFor(VoiceResponseBody.class);
    private static final ObjectReader VERIFY_RESPONSE = MAPPER.readerFor(VerifyResponseBody.class);
    private static final ObjectReader TOKEN_RESPONSE = MAPPER.readerFor(TokenResponseBody.class);

    private JsonCodec() {}

    static byte[] encode(CodeRequest request) {
        return write(CODE_REQUEST, CodeRequestBody.of(request));
    }

    static byte[] encode(VerifyCodeRequest request) {
        return write(VERIFY_REQUEST, VerifyRequestBody.of(request));
    }

    static String messageId(byte[] body) {
        return read(MESSAGING_RESPONSE, MessagingResponseBody.class, body).messageId();
    }

    static String callId(byte[] body) {
        return read(VOICE_RESPONSE, VoiceResponseBody.class, body).callId();
    }

    static boolean valid(byte[] body) {
        return read(VERIFY_RESPONSE, VerifyResponseBody.class, body).valid();
    }

    static AccessToken accessToken(byte[] body) {
        return read(TOKEN_RESPONSE, TokenResponseBody.class, body).accessToken();
    }

    private static byte[] write(ObjectWriter writer, Object body) {
        // Jackson collects the text in a buffer that it keeps, and passes it on at once: this one takes the size it
        // needs.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            writer.writeValue(json, body);
        }
        return bytes.toByteArray();
    }

    /** Reads the whole body, so that one cut off or with trailing text is never taken for a response. */
    private static <B> B read(ObjectReader reader, Class<B> type, byte[] body) {
        if (body.length == 0) {
            throw new UnexpectedBodyException("its body is empty");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnexpectedBodyException("its body is not a JSON object");
            }
            B read = type.cast(reader.readValue(json));
            if (json.nextToken() != null) {
                throw new UnexpectedBodyException("its body goes on after the JSON object");
            }
            return read;
        } catch (JacksonException e) {
            // Without the cause: it quotes the body.
            throw new UnexpectedBodyException("its body is not well-formed JSON");
        }
    }
}
