package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What is signalled is not logged with its stack trace as well: in an outage that fills a disk. */
final class LogTests {

    private static final int CALLS = 20;

    @RegisterExtension
    private final Clients clients = new Clients();

    private final Logger netty = (Logger) LoggerFactory.getLogger("reactor.netty");
    private final Logger connects = (Logger) LoggerFactory.getLogger("reactor.netty.http.client.HttpClientConnect");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Level usual;
    private Level usualOfConnects;

    @BeforeEach
    void logAsByDefault() {
        usual = netty.getLevel();
        usualOfConnects = connects.getLevel();
        netty.setLevel(Level.INFO);
        connects.setLevel(Level.INFO);
        log.list = Collections.synchronizedList(new ArrayList<>());
        log.start();
        netty.addAppender(log);
    }

    @AfterEach
    void logAsUsual() {
        netty.detachAppender(log);
        netty.setLevel(usual);
        connects.setLevel(usualOfConnects);
    }

    static Stream<Arguments> breakages() {
        String half = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"val";
        return Stream.of(false, true)
                .flatMap(tls -> Stream.of(
                        Arguments.of(tls, "reset", Script.afterRequest(Connection::reset)),
                        Arguments.of(tls, "closed", Script.afterRequest(connection -> {})),
                        Arguments.of(tls, "broken off", Script.afterRequest(Connection::breakOff)),
                        Arguments.of(tls, "reset in the body", Script.afterRequest(connection -> {
                            connection.write(half);
                            connection.reset();
                        })),
                        Arguments.of(tls, "closed in the body", Script.afterRequest(c -> c.write(half)))));
    }

    @ParameterizedTest(name = "tls={0}, {1}")
    @MethodSource("breakages")
    void aConnectionThatBreaksLogsNoStackTrace(boolean tls, String name, Script breakage) {
        try (ScriptedServer server =
                tls ? ScriptedServer.tls(Certificates.serverContext(), breakage) : ScriptedServer.plain(breakage)) {
            MfaClient client =
                    clients.open(options(server.baseUri()).maxRetries(0).trustManager(Certificates.trustManager()));

            for (int i = 0; i < CALLS; i++) {
                failureOf(client.verifyCode(verifyRequest()));
            }
        }
        assertThat(List.copyOf(log.list))
                .as(name)
                // Reactor Netty logs some of them twice.
                .hasSizeLessThanOrEqualTo(2 * CALLS)
                .allSatisfy(event -> assertThat(frames(event.getThrowableProxy()))
                        .as(() -> event.getThrowableProxy().getClassName())
                        .isZero());
    }

    private static int frames(IThrowableProxy failure) {
        int frames = 0;
        for (IThrowableProxy next = failure; next != null; next = next.getCause()) {
            frames += next.getStackTraceElementProxyArray().length;
        }
        return frames;
    }
}
