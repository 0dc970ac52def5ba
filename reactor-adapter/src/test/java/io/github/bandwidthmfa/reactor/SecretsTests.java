package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * All operations, going well and going wrong in every way, with everything logged that any library cares to log: no code,
 * number, password or token may be found in anything that was logged, thrown or printed.
 */
final class SecretsTests {

    private static final String NUMBER = "+19197770123";
    private static final String CODE = "48151623";
    private static final String PASSWORD = "pass-canary-word";
    private static final String CLIENT_SECRET = "secret-canary-client";
    private static final String TOKEN = "token-canary-eyJhbGciOi";
    private static final List<String> SECRETS = List.of(
            NUMBER,
            NUMBER.substring(1),
            CODE,
            PASSWORD,
            CLIENT_SECRET,
            TOKEN,
            base64("user:" + PASSWORD),
            base64("client:" + CLIENT_SECRET));

    @RegisterExtension
    private final Clients clients = new Clients();

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<ILoggingEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private Level usual;
    private Level usualOfConnects;

    @BeforeEach
    void logEverything() {
        usual = root.getLevel();
        usualOfConnects = connects().getLevel();
        log.list = events;
        log.start();
        root.detachAppender("STDOUT");
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        connects().setLevel(Level.TRACE);
    }

    @AfterEach
    void logAsUsual() {
        root.setLevel(usual);
        connects().setLevel(usualOfConnects);
        root.detachAppender(log);
        log.stop();
    }

    @Test
    void nothingSecretIsLoggedThrownOrPrinted() {
        String echo = "{\"error\":\"" + NUMBER + " " + CODE + " rejected, Authorization: '%s'\",\"requestId\":\"" + CODE
                + "\"}";
        List<Script> behaviours = List.of(
                Script.wellBehaved(),
                Script.answering(respond(200, "{\"messageId\":\"m-1\",\"callId\":\"c-1\"}")),
                echoing(400, echo),
                echoing(401, echo),
                echoing(403, echo),
                echoing(429, echo),
                echoing(500, echo),
                echoing(200, "{\"valid\":\"" + NUMBER + CODE + "\"}"),
                echoing(200, NUMBER + " " + CODE + " %s is not JSON"),
                echoing(503, "<html>" + NUMBER + " %s " + CODE + "</html>"),
                connection -> connection.write("HTTP/1.1 " + NUMBER + CODE + TOKEN + "\r\n\r\n"),
                connection -> connection.write(NUMBER + CODE + " " + TOKEN + "\r\n\r\n"),
                Script.afterRequest(connection -> connection.write(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + NUMBER + CODE + "\r\n")),
                Script.afterRequest(Connection::reset),
                Connection::reset,
                Script.afterRequest(Connection::hang));
        List<Credentials> credentials = List.of(
                Credentials.basic("user", PASSWORD),
                Credentials.clientCredentials("client", CLIENT_SECRET),
                Credentials.bearerToken(TOKEN));
        for (Script behaviour : behaviours) {
            try (ScriptedServer server = ScriptedServer.plain(behaviour);
                    ScriptedServer tokens = ScriptedServer.plain(Script.answering(
                            respond(200, "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600}")))) {
                for (Credentials each : credentials) {
                    callEverything(options(server, tokens, each));
                }
                // The same misbehaviour at the token endpoint.
                callEverything(options(server, server, credentials.get(1)));
            }
        }
        credentials.forEach(each -> said.add(each.toString()));
        said.add(new AuthorizationHeader(TOKEN).toString());

        root.detachAppender(log);
        List<ILoggingEvent> logged;
        synchronized (events) {
            logged = List.copyOf(events);
        }
        assertThat(logged)
                .as("the log is looked at as a whole")
                .anyMatch(
                        event -> event.getLoggerName().startsWith("reactor.netty") && event.getLevel() == Level.DEBUG);
        assertThat(said).hasSizeGreaterThan(100).allSatisfy(SecretsTests::assertNoSecretIn);
        assertThat(logged).allSatisfy(event -> assertNoSecretIn(textOf(event)));
    }

    private static MfaClientOptions.Builder options(
            ScriptedServer server, ScriptedServer tokens, Credentials credentials) {
        return Samples.options(server.baseUri())
                .tokenUri(tokens.baseUri())
                .credentials(credentials)
                .responseTimeout(Duration.ofMillis(200))
                .tokenTimeout(Duration.ofMillis(200))
                .callTimeout(Duration.ofMillis(600));
    }

    private void callEverything(MfaClientOptions.Builder options) {
        CodeRequest code = CodeRequest.builder()
                .to(NUMBER)
                .from(NUMBER)
                .applicationId("app")
                .message("{CODE}")
                .build();
        VerifyCodeRequest verify = VerifyCodeRequest.builder()
                .to(NUMBER)
                .code(CODE)
                .expirationTime(Duration.ofMinutes(3))
                .build();
        MfaClient client = clients.open(options);
        said.addAll(Arrays.asList(
                code.toString(), verify.toString(), options.build().toString(), client.toString()));
        StepVerifier.create(Flux.just(
                                client.sendMessagingCode(code), client.sendVoiceCode(code), client.verifyCode(verify))
                        .concatMap(call -> call.map(Object::toString)
                                .onErrorResume(failure -> Mono.just(stackTrace(failure)))
                                .doOnNext(said::add))
                        .then())
                .expectComplete()
                .verify(PATIENCE);
    }

    private static Script echoing(int status, String body) {
        return connection -> {
            while (true) {
                String request = connection.readRequest();
                String authorization = request.lines()
                        .filter(line -> line.regionMatches(true, 0, "authorization:", 0, 14))
                        .findFirst()
                        .orElse("authorization: none")
                        .substring(15);
                connection.write(respond(status, body.replace("%s", authorization)));
            }
        };
    }

    private static String respond(int status, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static void assertNoSecretIn(String text) {
        assertThat(SECRETS).as(text).noneMatch(text::contains);
    }

    private static String textOf(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(event.getFormattedMessage());
        if (event.getArgumentArray() != null) {
            Arrays.stream(event.getArgumentArray())
                    .forEach(argument -> text.append(' ').append(argument));
        }
        for (IThrowableProxy failure = event.getThrowableProxy(); failure != null; failure = failure.getCause()) {
            text.append(' ').append(failure.getClassName()).append(' ').append(failure.getMessage());
            for (IThrowableProxy suppressed : failure.getSuppressed()) {
                text.append(' ').append(suppressed.getMessage());
            }
        }
        return text.toString();
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static Logger connects() {
        return (Logger) LoggerFactory.getLogger("reactor.netty.http.client.HttpClientConnect");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
