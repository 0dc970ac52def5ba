package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentEncodingTests {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String VALID = "{\"valid\":true}";
    private static final String LOCKED =
            "{\"error\":\"This number has exceeded verification attempts, please wait 2 minutes\","
                    + "\"requestId\":\"abc12312-abcd-1234-abcd-1234abcd1234\"}";
    private static final String BROKEN = "its body is not encoded as its Content-Encoding says";
    private static final String UNKNOWN = "its Content-Encoding is none of gzip, deflate and identity";

    private static final WireCall<VerifyCodeResponse> CALL = WireCall.verify(VerifyCodeRequest.builder()
            .to("+19195551234")
            .code("1234")
            .expirationTime(Duration.ofMinutes(3))
            .build());

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZip", "x-gzip", " gzip ", "gzip, identity", "identity,gzip", ",gzip,"})
    void gzipIsUndone(String header) {
        assertThat(decode(header, gzip(VALID)).valid()).isTrue();
        assertThat(decode(header, gzip("{\"valid\":false}")).valid()).isFalse();
    }

    @Test
    void deflateIsUndoneWithItsWrapperAndWithout() {
        assertThat(decode("deflate", deflate(VALID, false)).valid()).isTrue();
        assertThat(decode("deflate", deflate(VALID, true)).valid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "identity", "Identity", "identity, identity", ","})
    void identityIsNothingToUndo(String header) {
        assertThat(decode(header, VALID.getBytes(UTF_8)).valid()).isTrue();
    }

    @Test
    void severalAreUndoneInTheirOrder() {
        assertThat(decode("deflate, gzip", gzip(deflate(VALID, false))).valid()).isTrue();
        assertRefused("gzip, deflate", gzip(deflate(VALID, false)), BROKEN);
        assertThat(decode("gzip,gzip", gzip(gzip(VALID))).valid()).isTrue();
    }

    @Test
    void severalMembersAreOneBody() {
        byte[] first = gzip("{\"valid\":");
        byte[] second = gzip("true}");
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(decode("gzip", both).valid()).isTrue();
    }

    @Test
    void whatIsNotAsLabelledIsRefused() {
        assertRefused("gzip", VALID.getBytes(UTF_8), BROKEN);
        assertRefused("deflate", VALID.getBytes(UTF_8), BROKEN);
        assertRefused("gzip", deflate(VALID, false), BROKEN);
        assertRefused("deflate", gzip(VALID), BROKEN);
        assertRefused("gzip", new byte[0], BROKEN);
        assertRefused("deflate", new byte[0], BROKEN);
    }

    @Test
    void everyCutAndEveryChangedByteOfTheChecksumIsRefused() {
        byte[] whole = gzip(VALID);
        for (int length = 0; length < whole.length; length++) {
            assertRefused("gzip", Arrays.copyOf(whole, length), BROKEN);
        }
        for (int i = whole.length - 8; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            assertRefused("gzip", changed, BROKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 10, 18, 19, 40, 5000})
    void bytesAfterTheEndAreRefused(int extra) {
        assertRefused("gzip", Arrays.copyOf(gzip(VALID), gzip(VALID).length + extra), BROKEN);
        assertRefused("deflate", Arrays.copyOf(deflate(VALID, false), deflate(VALID, false).length + extra), BROKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "br",
                "zstd",
                "compress",
                "aws-chunked",
                "gzip;q=1",
                "*",
                "gzip br",
                "gzip, br",
                "br, gzip",
                "gzip,gzip,gzip,gzip,gzip",
                "1234"
            })
    void anotherEncodingIsATypedError(String header) {
        assertRefused(header, gzip(VALID), UNKNOWN);
        MfaServiceException error = CALL.toException(WireResponses.encoded(429, header, gzip(LOCKED)), NOW);
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.serviceMessage()).isEmpty();
    }

    @Test
    void anEncodedErrorSaysWhatItSaid() {
        for (byte[] body : new byte[][] {gzip(LOCKED), Arrays.copyOf(gzip(LOCKED), gzip(LOCKED).length - 8)}) {
            assertThat(CALL.toException(WireResponses.encoded(429, "gzip", body), NOW))
                    .returns(true, e -> e.serviceMessage().orElseThrow().startsWith("This number has exceeded"))
                    .returns(Duration.ofMinutes(2), e -> e.retryAfter().orElseThrow())
                    .returns(
                            "abc12312-abcd-1234-abcd-1234abcd1234",
                            e -> e.requestId().orElseThrow());
        }
    }

    @Test
    void aBombIsHarmless() {
        byte[] bomb = gzip("0".repeat(50_000_000));
        assertRefused("gzip", bomb, "its body is larger than this client reads");
        assertRefused("gzip,gzip", gzip(bomb), "its body is larger than this client reads");
        assertThat(CALL.toException(WireResponses.encoded(500, "gzip", bomb), NOW)
                        .status())
                .isEqualTo(500);
    }

    @Test
    void aTokenIsDecodedToo() {
        assertThat(AccessToken.decode(WireResponses.encoded(200, "gzip", gzip("{\"access_token\":\"t\"}")))
                        .authorization())
                .isEqualTo("Bearer t");
        assertThatExceptionOfType(UnexpectedBodyException.class)
                .isThrownBy(() -> AccessToken.decode(
                        WireResponses.encoded(200, "gzip", "{\"access_token\":\"t\"}".getBytes(UTF_8))))
                .withMessage(BROKEN);
    }

    private static VerifyCodeResponse decode(String header, byte[] body) {
        return CALL.decode(WireResponses.encoded(200, header, body));
    }

    private static void assertRefused(String header, byte[] body, String what) {
        assertThatExceptionOfType(MfaDecodingException.class)
                .isThrownBy(() -> decode(header, body))
                .withMessageContaining(what);
    }

    private static byte[] gzip(String text) {
        return gzip(text.getBytes(UTF_8));
    }

    private static byte[] gzip(byte[] text) {
        return write(text, GZIPOutputStream::new);
    }

    private static byte[] deflate(String text, boolean bare) {
        return write(
                text.getBytes(ISO_8859_1),
                out -> new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, bare)));
    }

    private interface Encoder {
        OutputStream on(OutputStream out) throws IOException;
    }

    private static byte[] write(byte[] text, Encoder encoder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream encoding = encoder.on(bytes)) {
            encoding.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
