package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.REQUEST_ID;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServerException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.ConnectionObserver;

/** Responses that no server should give. Whatever comes, the caller is told the truth, once, and the client goes on working. */
final class BadServerTests {

    private static final String VALID = "{\"valid\":true}";

    @RegisterExtension
    private final Clients clients = new Clients();

    private ScriptedServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    static Stream<Arguments> successesThatCannotBeBelieved() {
        return Stream.of(
                        "",
                        "{\"valid\":\"true\"}",
                        "{\"valid\":1}",
                        "{\"valid\":null}",
                        "{}",
                        "[true]",
                        "{\"valid\":[true]}",
                        "{\"a\":{\"valid\":true}}",
                        "{\"valid\":true,\"valid\":false}",
                        "{\"valid\":true",
                        "{\"valid\":true} {\"valid\":false}",
                        "true",
                        "<html>valid</html>",
                        "{\"valid\":true,\"x\":\"\u00ff\"}")
                .map(body -> Arguments.of(head("200 OK", body.length()) + body));
    }

    @ParameterizedTest
    @MethodSource("successesThatCannotBeBelieved")
    void aSuccessThatIsNotAsDocumentedIsNeitherValidNorInvalid(String response) {
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(response);
            Script.wellBehaved().play(connection);
        }));

        MfaDecodingException failure = failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.requestId()).contains(REQUEST_ID);
        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"201 Created", "202 Accepted", "204 No Content"})
    void anotherSuccessWithoutABodyIsNotBelievedEither(String status) {
        String length = status.startsWith("204") ? "" : "Content-Length: 0\r\n";
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write("HTTP/1.1 " + status + "\r\n" + length + "\r\n");
            Script.wellBehaved().play(connection);
        }));

        MfaDecodingException failure = failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class);

        assertThat(failure.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=klingon\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.1 102 X\r\n\r\nHTTP/1.1 103 X\r\n\r\nHTTP/1.1 102 X\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n"
            })
    void anUnusualResponseThatSaysWhatItShouldIsTaken(String head) {
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(head + VALID);
            Script.wellBehaved().play(connection);
        }));

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\n{\"valid\":true}",
                "HTTP/1.0 200 OK\r\n\r\n{\"valid\":true}",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 17\r\n\r\n\u00ef\u00bb\u00bf{\"valid\":true}",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\n{\"v\r\n0b\r\nalid\":true}\r\n0\r\nX: y\r\n\r\n"
            })
    void aResponseThatIsFramedInAnotherWayIsTaken(String response) {
        MfaClient client = client(Script.afterRequest(connection -> connection.write(response)));

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void aResponseInAnotherEncodingIsReadForWhatItSays(String encoding) {
        String body = new String("{\"valid\":false}".getBytes(Charset.forName(encoding)), StandardCharsets.ISO_8859_1);
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(head("200 OK", body.length()) + body);
            Script.wellBehaved().play(connection);
        }));

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isFalse();

        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"valid\":"})
    void interimAnswersDoNotMakeUpForAMissingOne(String begun) {
        MfaClient client = client(Script.afterRequest(connection -> connection.write(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + begun)));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 1"
            })
    void theResponseIsWaitedForHoweverLongBeforeItTheInterimOneHasBeenRead(String interim) {
        CountDownLatch read = new CountDownLatch(1);
        server = ScriptedServer.plain(Script.afterRequest(connection -> {
            connection.write(interim);
            read.await();
            String rest = interim.endsWith(" 1") ? "02 Processing\r\n\r\n" : "";
            connection.write(rest + "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n");
            Script.wellBehaved().play(connection);
        }));
        MfaClient client = clients.open(options(server.baseUri())
                .customize(http -> http.doOnChannelInit(
                        (observer, channel, remote) -> channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelReadComplete(ChannelHandlerContext context) {
                                context.fireChannelReadComplete();
                                read.countDown();
                            }
                        }))));

        MfaTooManyRequestsException failure =
                failureOf(client.verifyCode(verifyRequest()), MfaTooManyRequestsException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
        assertOneRequestAndStillWorking(client);
    }

    /** A gateway that has seen enough of the request does not wait for the rest. */
    @ParameterizedTest
    @CsvSource({"413 Request Entity Too Large, REJECTED", "408 Request Timeout, UNKNOWN", "503 Slow Down, UNKNOWN"})
    void anErrorThatComesBeforeTheRequestHasBeenReadIsThatError(String status, Disposition disposition) {
        MfaClient client = client(connection -> {
            connection.read(40);
            connection.write("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            connection.hang();
        });

        MfaServiceException failure = (MfaServiceException) failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        assertThat(failure.disposition()).isEqualTo(disposition);
        assertStillWorking(client, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 429, 503})
    void aResponseInACompressionThatNobodyAskedForIsUnderstood(int status) throws Exception {
        String body = gzip(status == 200 ? VALID : "{\"error\":\"please wait 2 minutes\"}");
        MfaClient client = client(compressed(status, "gzip", body));

        if (status == 200) {
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        } else {
            MfaServiceException error = (MfaServiceException) failureOf(client.verifyCode(verifyRequest()));
            assertThat(error.status()).isEqualTo(status);
            assertThat(error.serviceMessage()).contains("please wait 2 minutes");
            assertThat(error.retryAfter()).contains(Duration.ofMinutes(2));
        }
        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void whatIsNotInTheCompressionThatItNamesIsNotTakenForAResponse(String encoding) {
        MfaClient client = client(compressed(200, encoding, VALID));

        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class)
                        .status())
                .isEqualTo(200);
        assertOneRequestAndStillWorking(client);
    }

    @Test
    void aBombIsHarmless() throws Exception {
        MfaClient client = client(compressed(200, "gzip", gzip("0".repeat(20_000_000))));

        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class))
                .hasMessageContaining("its body is larger than this client reads");
        assertOneRequestAndStillWorking(client);
    }

    private static Script compressed(int status, String encoding, String body) {
        return Script.afterRequest(connection -> {
            connection.write("HTTP/1.1 " + status + " X\r\nContent-Encoding: " + encoding + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            Script.wellBehaved().play(connection);
        });
    }

    private static String gzip(String text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return compressed.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aResponseThatIsLongerThanItSaysIsCutOffAndItsRestGoesNowhere() {
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(head("200 OK", VALID.length() - 1) + VALID);
            connection.hang();
        }));

        MfaDecodingException failure = failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
    }

    /** The server is content with it, and waits for the next request: it must not be sent where nothing can be understood. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 2xx OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Length: 15\r\n\r\n{\"valid\":true}",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nTransfer-Encoding: chunked\r\n\r\n{\"valid\":true}",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{\"valid\":true}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\"valid\":true}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-e\r\n{\"valid\":true}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{\"valid\":true}\r\n0\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: many\r\n\r\n"
            })
    void aConnectionOnWhichSomethingElseThanHttpHasComeIsClosed(String garbage) throws Exception {
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(garbage);
            connection.hang();
        }));

        MfaException failure = failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
        assertThat(server.connections().get(0).awaitEnd(PATIENCE)).isTrue();
    }

    private enum End {
        CLOSED {
            @Override
            void of(Connection connection) {}
        },
        BROKEN_OFF {
            @Override
            void of(Connection connection) throws IOException {
                connection.breakOff();
            }
        },
        RESET {
            @Override
            void of(Connection connection) throws IOException {
                connection.reset();
            }
        };

        abstract void of(Connection connection) throws IOException;
    }

    /** That the connection has served before makes no difference: the request was on it, so it is never repeated. */
    @ParameterizedTest
    @CsvSource({
        "CLOSED, ''", "CLOSED, 'HTTP/1.1 2'", "CLOSED, 'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"val'",
        "BROKEN_OFF, ''", "RESET, ''", "RESET, 'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"val'"
    })
    void aConnectionThatEndsUnderItsSecondRequestLeavesThatOneOpen(End end, String begun) throws Exception {
        Semaphore backInThePool = new Semaphore(0);
        MfaClient client = client(
                connection -> {
                    connection.readRequest();
                    connection.write(head("200 OK", VALID.length()) + VALID);
                    connection.readRequest();
                    connection.write(begun);
                    end.of(connection);
                },
                backInThePool);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(backInThePool.tryAcquire(PATIENCE.toSeconds(), SECONDS)).isTrue();

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.connections()).hasSize(1);
        assertStillWorking(client, 2);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatEndsAfterTheResponseCostsNobodyAnything(End end) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(head("200 OK", VALID.length()) + VALID);
            answered.await();
            end.of(connection);
        }));

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        answered.countDown();

        assertThat(server.connections().get(0).awaitEnd(PATIENCE)).isTrue();
        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Length: 15\r\n\r\n" + VALID,
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Length: 14\r\n\r\n" + VALID,
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + VALID,
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + VALID,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + VALID + "\r\n0\r\n\r\n",
                "HTTP/1.1 2xx OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + VALID
            })
    void aResponseThatIsNotHttpOrBreaksOffLeavesEverythingOpen(String response) {
        MfaClient client = client(Script.afterRequest(connection -> connection.write(response)));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
    }

    @Test
    void aMegabyteOfHeaderIsNotReadToItsEnd() {
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write("HTTP/1.1 200 OK\r\nX-Much: ");
            for (int i = 0; i < 1024; i++) {
                connection.write("x".repeat(1024));
            }
        }));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
    }

    private enum Length {
        SAID,
        CHUNKED,
        UNSAID
    }

    /** What the server gets rid of before the client hangs up is bounded by the buffers in between, not by the body. */
    @ParameterizedTest
    @CsvSource({
        "200 OK, SAID",
        "400 Bad Request, SAID",
        "500 Oops, SAID",
        "200 OK, CHUNKED",
        "500 Oops, CHUNKED",
        "200 OK, UNSAID"
    })
    void aHundredMegabytesAreNotRead(String status, Length length) {
        AtomicLong written = new AtomicLong();
        int megabytes = 100;
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(
                    switch (length) {
                        case SAID -> head(status, megabytes * 1024 * 1024);
                        case CHUNKED -> "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n";
                        case UNSAID -> "HTTP/1.1 " + status + "\r\n\r\n";
                    });
            String data = "y".repeat(64 * 1024);
            String chunk = length == Length.CHUNKED ? "10000\r\n" + data + "\r\n" : data;
            for (int i = 0; i < megabytes * 16; i++) {
                connection.write(chunk);
                written.addAndGet(chunk.length());
            }
        }));

        MfaException failure = failureOf(client.verifyCode(verifyRequest()));

        if (status.startsWith("200")) {
            assertThat(failure).isInstanceOf(MfaDecodingException.class);
        } else {
            assertThat(failure).isInstanceOf(MfaServiceException.class);
            assertThat(((MfaServiceException) failure).status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        }
        assertOneRequestAndStillWorking(client);
        assertThat(written.get()).isLessThan(30L * 1024 * 1024);
    }

    static Stream<Arguments> retryAfters() {
        return Stream.of(
                Arguments.of("Retry-After: 7\r\n", Duration.ofSeconds(7)),
                Arguments.of("Retry-After: 0\r\n", null),
                Arguments.of("Retry-After: Mon, 01 Jan 2024 00:00:00 GMT\r\n", null),
                Arguments.of(
                        "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nRetry-After: Mon, 01 Jan 2024 00:00:09 GMT\r\n",
                        Duration.ofSeconds(9)),
                Arguments.of(
                        "Date: Monday, 01-Jan-24 00:00:00 GMT\r\nRetry-After: Mon Jan  1 00:00:09 2024\r\n",
                        Duration.ofSeconds(9)),
                Arguments.of("Retry-After: 99999999999999999999\r\n", Duration.ofDays(1)),
                Arguments.of("Retry-After: soon\r\n", null),
                Arguments.of("", null));
    }

    @ParameterizedTest
    @MethodSource("retryAfters")
    void howLongToWaitIsToldHoweverItIsSaid(String header, Duration expected) {
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write("HTTP/1.1 429 Too Many Requests\r\n" + header + "Content-Length: 0\r\n\r\n");
            Script.wellBehaved().play(connection);
        }));

        MfaTooManyRequestsException failure =
                failureOf(client.verifyCode(verifyRequest()), MfaTooManyRequestsException.class);

        assertThat(failure.retryAfter().orElse(null)).isEqualTo(expected);
        assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
        assertOneRequestAndStillWorking(client);
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("\ufeff{\"error\":\"kaputt\"}", StandardCharsets.UTF_8),
                Arguments.of("{\"error\":\"kaputt\"}", StandardCharsets.UTF_16),
                Arguments.of("{\"error\":\"kaputt\"}", StandardCharsets.UTF_16LE),
                Arguments.of("{\"error\":\"kaputt\",\"x\":\"\u00e4\"}", StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void anErrorInAnyEncodingIsRead(String body, Charset encoding) {
        byte[] bytes = body.getBytes(encoding);
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(head("503 Unavailable", bytes.length) + new String(bytes, StandardCharsets.ISO_8859_1));
            Script.wellBehaved().play(connection);
        }));

        MfaServerException failure = failureOf(client.verifyCode(verifyRequest()), MfaServerException.class);

        assertThat(failure.serviceMessage()).contains("kaputt");
        assertThat(failure.requestId()).contains(REQUEST_ID);
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 999 Odd", "HTTP/1.1 101 Switching Protocols", "HTTP/1.1 600 Beyond"})
    void aStatusThatMeansNothingLeavesEverythingOpen(String statusLine) {
        MfaClient client = client(Script.afterRequest(
                connection -> connection.write(statusLine + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")));

        MfaException failure = failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertOneRequestAndStillWorking(client);
    }

    @Test
    void controlCharactersInAnErrorReachNobody() {
        String body = "{\"error\":\"line\\nbreak \\u001b[31mred \\u2028end\"}";
        MfaClient client = client(Script.afterRequest(connection -> {
            connection.write(head("500 Oops", body.length()) + body);
            Script.wellBehaved().play(connection);
        }));

        MfaException failure = failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure.getMessage())
                .doesNotContainPattern("[\\p{Cntrl}\\u2028]")
                .contains("line break");
        assertOneRequestAndStillWorking(client);
    }

    private MfaClient client(Script script) {
        server = ScriptedServer.plain(script);
        return clients.open(options(server.baseUri()).responseTimeout(Duration.ofSeconds(5)));
    }

    private MfaClient client(Script script, Semaphore backInThePool) {
        server = ScriptedServer.plain(script);
        return clients.open(options(server.baseUri())
                .customize(http -> http.observe((connection, state) -> {
                    if (state == ConnectionObserver.State.RELEASED) {
                        backInThePool.release();
                    }
                })));
    }

    private void assertOneRequestAndStillWorking(MfaClient client) {
        assertStillWorking(client, 1);
    }

    private void assertStillWorking(MfaClient client, int requestsBefore) {
        assertThat(server.completeRequests()).isEqualTo(requestsBefore);
        server.follow(Script.wellBehaved());
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.completeRequests()).isEqualTo(requestsBefore + 1);
    }

    private static String head(String status, int length) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nx-amzn-RequestId: " + REQUEST_ID
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }
}
