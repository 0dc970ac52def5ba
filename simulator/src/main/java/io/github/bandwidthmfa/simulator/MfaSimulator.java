package io.github.bandwidthmfa.simulator;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * A running stand-in for the MFA service: it makes codes, remembers them, verifies them, locks numbers, hands out tokens
 * and fails as scripted. Its memory is bounded, whatever the number of calls. Safe for many threads.
 *
 * <p>{@link #inboxPage()} shows people what the phones received, and lets them make the service misbehave. The simulator
 * also answers people with curl: {@code GET /simulator/inbox?to=%2B1919…}, {@code GET /simulator/requests}, {@code POST} and
 * {@code DELETE} of {@code /simulator/faults} and {@code /simulator/lockouts}.
 */
public final class MfaSimulator implements AutoCloseable {

    /** The account that exists unless others are set. */
    public static final String DEFAULT_ACCOUNT_ID = "9900000";
    /** The user that an account accepts unless told otherwise. */
    public static final String DEFAULT_USERNAME = "demo-user";
    /** The password of {@link #DEFAULT_USERNAME}. */
    public static final String DEFAULT_PASSWORD = "demo-password";
    /** The OAuth2 client that an account accepts unless told otherwise. */
    public static final String DEFAULT_CLIENT_ID = "demo-client";
    /** The secret of {@link #DEFAULT_CLIENT_ID}. */
    public static final String DEFAULT_CLIENT_SECRET = "demo-secret";

    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final Faults faults = new Faults();
    private final RequestLog log;
    final Inbox inbox;
    private final LiveEvents events;
    private final MfaService service;
    private final LoopResources loops;
    private final DisposableServer server;
    private final URI root;

    MfaSimulator(MfaSimulatorBuilder settings) {
        log = new RequestLog(settings.requestHistory);
        inbox = new Inbox(settings.messageHistory);
        service = new MfaService(settings, inbox);
        events = new LiveEvents(inbox, faults, service, settings.clock);
        HttpFrontend frontend = new HttpFrontend(
                service, new ControlPanel(inbox, log, faults, service), events, faults, log, settings.clock);
        // Loops of its own: closing must end every connection, and a client under test must not share threads with it.
        loops = LoopResources.create("mfa-simulator", 1, Runtime.getRuntime().availableProcessors(), true);
        HttpServer http = HttpServer.create()
                .host(settings.host)
                .port(settings.port)
                .runOn(loops)
                .handle(frontend::handle);
        SslContext tls = settings.tls;
        if (tls != null) {
            http = http.secure(spec -> spec.sslContext(tls));
        }
        try {
            server = http.bindNow();
        } catch (RuntimeException failed) {
            loops.dispose();
            throw failed;
        }
        root = URI.create((tls == null ? "http://" : "https://") + reachable(settings.host) + ":" + server.port());
    }

    private static String reachable(String host) {
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** {@return settings for a new simulator, all at their defaults} */
    public static MfaSimulatorBuilder builder() {
        return new MfaSimulatorBuilder();
    }

    /** {@return where a client sends its calls, for example {@code http://127.0.0.1:8080/api/v1}} */
    public URI baseUri() {
        return root.resolve("/api/v1");
    }

    /** {@return where a client fetches tokens, for example {@code http://127.0.0.1:8080/api/v1/oauth2/token}} */
    public URI tokenUri() {
        return root.resolve("/api/v1/oauth2/token");
    }

    /**
     * {@return where a browser sees messages and calls as they arrive, for example {@code
     * http://127.0.0.1:8080/simulator/}; whoever can open it can read every code. Other pages of this machine may frame it}
     */
    public URI inboxPage() {
        return root.resolve("/simulator/");
    }

    /** {@return the port it listens on} */
    public int port() {
        return server.port();
    }

    /**
     * The messages a phone received, over all accounts.
     *
     * @param to the phone's number
     * @return the latest 100 at most, oldest first; empty for a number never sent a code
     */
    public List<ReceivedMessage> inbox(String to) {
        return inbox.of(Objects.requireNonNull(to, "to"));
    }

    /**
     * The last message a phone received.
     *
     * @param to the phone's number
     * @return the message
     * @throws NoSuchElementException if the number received none
     */
    public ReceivedMessage latestMessage(String to) {
        List<ReceivedMessage> messages = inbox(to);
        if (messages.isEmpty()) {
            throw new NoSuchElementException("no message for this number");
        }
        return messages.get(messages.size() - 1);
    }

    /** {@return the latest messages over all phones, oldest first, as many as the setting allows} */
    public List<ReceivedMessage> messages() {
        return inbox.recent(Integer.MAX_VALUE);
    }

    /** {@return the latest calls in the order of their arrival, as many as the setting allows; not {@code /simulator}, and no {@code HEAD}, which is no call} */
    public List<ReceivedRequest> requests() {
        return log.requests();
    }

    /**
     * How many calls arrived since the start or the last {@link #reset()}: exact, whatever {@link #requests()} forgot,
     * refused and faulted calls included.
     *
     * @param operations which calls; none means all
     * @return their number
     */
    public long requestCount(Operation... operations) {
        return log.count(operations.length == 0 ? Operation.values() : operations);
    }

    /** {@return the script of faults} */
    public Faults faults() {
        return faults;
    }

    /** Refuses every token handed out so far from now on, with the authorizer's 403. */
    public void revokeTokens() {
        service.revokeTokens();
    }

    /**
     * Forgets codes, wrong tries, lockouts, messages, recorded calls, counters and faults. Tokens stay valid, so that
     * clients may live longer than one test.
     */
    public void reset() {
        faults.clear();
        service.clear();
        inbox.clear();
        log.clear();
    }

    int listeners() {
        return events.listeners();
    }

    int liveCodes() {
        return service.liveCodes();
    }

    /**
     * Stops listening, ends every connection and frees the port. A blocking call, for up to a few seconds: not for event
     * loop threads. The second call has no effect. Recorded messages and requests stay readable.
     *
     * @throws IllegalStateException if called on a thread that must not block
     */
    @Override
    public void close() {
        server.disposeNow(SHUTDOWN);
        loops.disposeLater(Duration.ZERO, SHUTDOWN).block(SHUTDOWN);
    }

    /** {@return the base URI} */
    @Override
    public String toString() {
        return "MfaSimulator[" + baseUri() + "]";
    }
}
