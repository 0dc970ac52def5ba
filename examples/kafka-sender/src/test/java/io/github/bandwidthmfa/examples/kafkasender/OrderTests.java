package io.github.bandwidthmfa.examples.kafkasender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.PhoneNumber;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record may say: one number, or it is no order. */
final class OrderTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":\"+19195551234\"}",
                " {\"to\" : \"+19195551234\" }\n",
                "{\"id\":17,\"to\":\"+19195551234\",\"more\":{\"to\":\"+19195550000\"}}"
            })
    void anOrderHasANumber(String json) {
        assertThat(Order.read(json.getBytes(StandardCharsets.UTF_8)).to()).isEqualTo(PhoneNumber.of("+19195551234"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "17",
                "+19195551234",
                "\"+19195551234\"",
                "{\"to\":null}",
                "{\"to\":\"\"}",
                "{\"to\":19195551234}",
                "{\"to\":true}",
                "{\"to\":[\"+19195551234\"]}",
                "[{\"to\":\"+19195551234\"}]",
                "{\"To\":\"+19195551234\"}",
                "{\"to\":\"9195551234\"}",
                "{\"to\":\"+19195551234\"",
                "{\"to\":\"+19195551234\"} {\"to\":\"+19195550000\"}",
                "{\"to\":\"+19195551234\",\"to\":\"+19195550000\"}",
                "{\"to\":\"+19195551234\"}x"
            })
    void anythingElseIsNoOrder(String json) {
        assertThatThrownBy(() -> Order.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Exception.class);
    }

    @Test
    void bytesThatAreNotUtf8AreNoOrder() {
        byte[] json = "{\"to\":\"+1919555\u00e9234\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Order.read(json)).isInstanceOf(Exception.class);
    }
}
