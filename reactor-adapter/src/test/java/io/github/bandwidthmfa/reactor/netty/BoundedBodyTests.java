package io.github.bandwidthmfa.reactor.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** However a response is cut into chunks, its beginning is kept and no more. */
final class BoundedBodyTests {

    @Test
    void nothingIsAnEmptyBody() {
        BoundedBody body = new BoundedBody(4);

        assertThat(body.bytes()).isEmpty();
        assertThat(body.isCutOff()).isFalse();
        assertThat(body.append(chunk(""))).isFalse();
        assertThat(body.bytes()).isEmpty();
    }

    @Test
    void aBodyAsLongAsTheLimitIsWhole() {
        BoundedBody body = new BoundedBody(4);

        assertThat(body.append(chunk("ab"))).isFalse();
        assertThat(body.append(chunk("cd"))).isFalse();

        assertThat(body.bytes()).asString(US_ASCII).isEqualTo("abcd");
        assertThat(body.isCutOff()).isFalse();
    }

    @Test
    void aBodyOneByteLongerIsCutOff() {
        BoundedBody body = new BoundedBody(4);

        assertThat(body.append(chunk("abc"))).isFalse();
        assertThat(body.append(chunk("de"))).isTrue();

        assertThat(body.bytes()).asString(US_ASCII).isEqualTo("abcd");
        assertThat(body.isCutOff()).isTrue();
    }

    @Test
    void aBodyThatComesByteByByteIsPutTogether() {
        BoundedBody body = new BoundedBody(1000);
        String text = "0123456789".repeat(100);

        text.chars()
                .forEach(c ->
                        assertThat(body.append(chunk(Character.toString(c)))).isFalse());

        assertThat(body.bytes()).asString(US_ASCII).isEqualTo(text);
        assertThat(body.append(chunk("x"))).isTrue();
        assertThat(body.bytes()).hasSize(1000);
    }

    @Test
    void chunksAreNeitherConsumedNorReleased() {
        ByteBuf chunk = chunk("abc");

        new BoundedBody(2).append(chunk);

        assertThat(chunk.readableBytes()).isEqualTo(3);
        assertThat(chunk.refCnt()).isEqualTo(1);
    }

    private static ByteBuf chunk(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }
}
