package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.net.URI;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpResponseDecoderSpec;

/** How large the head of a response may be, and who says so. */
final class ResponseHeadTests {

    @RegisterExtension
    private final Clients clients = new Clients();

    @ParameterizedTest
    @ValueSource(ints = {1, 4000, 9200, 10_240, 15_000})
    void headersUpToTheGatewaysLimitAndItsOwnAreAccepted(int bytes) {
        try (ScriptedServer server = ScriptedServer.plain(withHeaders(bytes))) {
            MfaClient client = clients.open(options(server.baseUri()));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        }
    }

    @Test
    void moreIsNotReadToItsEnd() {
        try (ScriptedServer server = ScriptedServer.plain(withHeaders(17_000))) {
            MfaClient client = clients.open(options(server.baseUri()));

            assertThat(failureOf(client.verifyCode(verifyRequest())).disposition())
                    .isEqualTo(Disposition.UNKNOWN);
        }
    }

    @Test
    void whatIsCustomizedIsHonoured() {
        try (ScriptedServer server = ScriptedServer.plain(withHeaders(40_000))) {
            MfaClient more = clients.open(options(server.baseUri())
                    .customize(http -> http.httpResponseDecoder(spec -> spec.maxHeaderSize(50_000))));
            assertThat(responseOf(more.verifyCode(verifyRequest())).valid()).isTrue();
        }
        try (ScriptedServer server = ScriptedServer.plain(withHeaders(2000))) {
            MfaClient less = clients.open(options(server.baseUri())
                    .customize(http -> http.httpResponseDecoder(spec -> spec.maxHeaderSize(1000))));
            assertThat(failureOf(less.verifyCode(verifyRequest())).disposition())
                    .isEqualTo(Disposition.UNKNOWN);
        }
        try (ScriptedServer server = ScriptedServer.plain(withStatusLine("x".repeat(5000)))) {
            MfaClient line = clients.open(options(server.baseUri())
                    .customize(http -> http.httpResponseDecoder(spec -> spec.maxInitialLineLength(6000))));
            assertThat(responseOf(line.verifyCode(verifyRequest())).valid()).isTrue();
        }
    }

    static Stream<Arguments> meaningless() {
        return Stream.<Function<HttpResponseDecoderSpec, HttpResponseDecoderSpec>>of(
                        spec -> spec.failOnMissingResponse(true),
                        spec -> spec.parseHttpAfterConnectRequest(true),
                        spec -> spec.maxDecompressionBufferSize(1024),
                        spec -> spec.h2cMaxContentLength(1024))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("meaningless")
    void whatHasNoMeaningHereIsRefused(Function<HttpResponseDecoderSpec, HttpResponseDecoderSpec> setting) {
        UnaryOperator<HttpClient> customizer = http -> http.httpResponseDecoder(setting);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaClient.create(options(URI.create("http://127.0.0.1:9"))
                        .customize(customizer)
                        .build()))
                .withMessageContaining("customize: httpResponseDecoder must leave failOnMissingResponse");
    }

    private static Script withHeaders(int bytes) {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; headers.length() < bytes; i++) {
            headers.append("X-H")
                    .append(i)
                    .append(": ")
                    .append("v".repeat(Math.max(1, Math.min(200, bytes - headers.length() - 10))))
                    .append("\r\n");
        }
        return Script.answering("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 14\r\n\r\n{\"valid\":true}");
    }

    private static Script withStatusLine(String reason) {
        return Script.answering("HTTP/1.1 200 " + reason + "\r\nContent-Length: 14\r\n\r\n{\"valid\":true}");
    }
}
