package io.github.bandwidthmfa.examples.kafkasender;

import io.github.bandwidthmfa.PhoneNumber;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** What a record in the topic of orders says: {@code {"to":"+19195551234"}}. Other fields are ignored; a second number is refused. */
record Order(PhoneNumber to) {

    private static final ObjectReader JSON =
            JsonMapper.shared().readerFor(Document.class).with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private record Document(String to) {

        @Override
        public String toString() {
            return "Document[***]";
        }
    }

    static Order read(byte[] json) {
        Document document = JSON.readValue(json);
        return new Order(PhoneNumber.of(document.to()));
    }

    static byte[] json(String to) {
        return ("{\"to\":\"" + to + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
