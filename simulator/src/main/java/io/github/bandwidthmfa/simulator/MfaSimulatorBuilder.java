package io.github.bandwidthmfa.simulator;

import io.netty.handler.ssl.SslContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a simulator. Every setter has a default, so {@code MfaSimulator.builder().start()} is enough. Not safe for
 * many threads; may start several simulators.
 */
public final class MfaSimulatorBuilder {

    private final Map<String, AcceptedCredentials[]> accounts = new LinkedHashMap<>();
    final Map<String, Set<String>> applications = new LinkedHashMap<>();
    int port;
    String host = "127.0.0.1";
    String applicationName = "Demo";
    int wrongTriesBeforeLockout = 5;
    Duration lockoutDuration = Duration.ofMinutes(2);
    Duration tokenLifetime = Duration.ofHours(1);
    private @Nullable Duration announcedTokenLifetime;
    private boolean announceTokenLifetime = true;
    boolean singleUse;
    boolean basicAccepted = true;
    Clock clock = Clock.systemUTC();

    @Nullable
    SslContext tls;

    int requestHistory = 10_000;
    int messageHistory = 10_000;
    int liveCodes = 250_000;

    MfaSimulatorBuilder() {}

    /**
     * The TCP port to listen on. Default 0: any free port, see {@link MfaSimulator#baseUri()}.
     *
     * @param port 0 to 65535
     * @return this builder
     * @throws IllegalArgumentException if the port is out of range
     */
    public MfaSimulatorBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
        this.port = port;
        return this;
    }

    /**
     * The address to listen on. Default {@code 127.0.0.1}: this machine only. Whoever can reach the simulator can read
     * every code in it.
     *
     * @param host a host name or address; {@code 0.0.0.0} for all
     * @return this builder
     */
    public MfaSimulatorBuilder host(String host) {
        this.host = Objects.requireNonNull(host, "host");
        return this;
    }

    /**
     * Adds an account, or replaces the credentials of one added before. Default, if no account is added: account
     * {@value MfaSimulator#DEFAULT_ACCOUNT_ID} with the default credentials.
     *
     * @param accountId the account's id, as in the path after decoding
     * @param accepted what the account accepts; none means the default credentials: user
     *     {@value MfaSimulator#DEFAULT_USERNAME} with password {@value MfaSimulator#DEFAULT_PASSWORD}, and client
     *     {@value MfaSimulator#DEFAULT_CLIENT_ID} with secret {@value MfaSimulator#DEFAULT_CLIENT_SECRET}
     * @return this builder
     * @throws IllegalArgumentException if the id is empty
     */
    public MfaSimulatorBuilder account(String accountId, AcceptedCredentials... accepted) {
        if (accountId.isEmpty()) {
            throw new IllegalArgumentException("accountId must not be empty");
        }
        accounts.put(accountId, accepted.length == 0 ? defaults() : accepted.clone());
        return this;
    }

    /**
     * Adds an application, or replaces the numbers of one added before. From the first one on, a send with another {@code
     * applicationId}, or from a number that the application does not own, is answered with 400. Default: none is added, and
     * every application id is accepted with every number.
     *
     * @param applicationId the application's id
     * @param numbers the numbers and short codes that it owns; none means that it owns every number
     * @return this builder
     * @throws IllegalArgumentException if the id is empty, or a number is neither in E.164 form nor 3 to 8 digits
     */
    public MfaSimulatorBuilder application(String applicationId, String... numbers) {
        if (applicationId.isEmpty()) {
            throw new IllegalArgumentException("applicationId must not be empty");
        }
        for (String number : numbers) {
            if (!RequestValidator.isSender(number)) {
                throw new IllegalArgumentException(
                        "a number of an application must be an E.164 number or a short code of 3 to 8 digits");
            }
        }
        applications.put(applicationId, Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(numbers))));
        return this;
    }

    /**
     * What {@code {NAME}} in a message becomes. Default {@code Demo}.
     *
     * @param applicationName the name
     * @return this builder
     */
    public MfaSimulatorBuilder applicationName(String applicationName) {
        this.applicationName = Objects.requireNonNull(applicationName, "applicationName");
        return this;
    }

    /**
     * How many wrong tries in a row a number has, per account, before it is locked; they are still answered with
     * {@code valid: false}, the next try with 429. Default 5, an assumption: the service's number is unknown.
     *
     * @param tries at least 1
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public MfaSimulatorBuilder wrongTriesBeforeLockout(int tries) {
        this.wrongTriesBeforeLockout = atLeast(1, tries, "tries");
        return this;
    }

    /**
     * How long a number stays locked after its last wrong try. Default 2 minutes, as the service's text says; its tests
     * suggest about 30 seconds. The text of the 429 gives it in minutes, rounded up.
     *
     * @param duration positive; by the simulator's clock
     * @return this builder
     * @throws IllegalArgumentException if not positive
     */
    public MfaSimulatorBuilder lockoutDuration(Duration duration) {
        this.lockoutDuration = positive(duration, "duration");
        return this;
    }

    /**
     * Whether a code is valid for one verification only. Default false; what the service does is unknown.
     *
     * @param singleUse true to accept each code once
     * @return this builder
     */
    public MfaSimulatorBuilder singleUse(boolean singleUse) {
        this.singleUse = singleUse;
        return this;
    }

    /**
     * Refuses Basic authentication on the three MFA operations, as Bandwidth does from 2026-12-02 on: every user, known or
     * not, is answered with the gateway's 401 {@code Unauthorized}. The token endpoint, where clients present themselves
     * in the same form, is not concerned. Default: Basic is accepted, so that tests of an application that has not moved yet
     * keep running; the simulator's command and the examples refuse it.
     *
     * @return this builder
     */
    public MfaSimulatorBuilder refuseBasic() {
        this.basicAccepted = false;
        return this;
    }

    /**
     * How long a token is accepted; also its {@code expires_in}, in whole seconds, unless set otherwise. Default 1 hour.
     * An expired token is answered with 403, like a wrong one.
     *
     * @param lifetime positive; by the simulator's clock
     * @return this builder
     * @throws IllegalArgumentException if not positive
     */
    public MfaSimulatorBuilder tokenLifetime(Duration lifetime) {
        this.tokenLifetime = positive(lifetime, "lifetime");
        return this;
    }

    /**
     * Sends another {@code expires_in} than the true lifetime. Default: the true lifetime.
     *
     * @param lifetime what to announce, in whole seconds; zero and negative are sent as they are
     * @return this builder
     */
    public MfaSimulatorBuilder announcedTokenLifetime(Duration lifetime) {
        this.announcedTokenLifetime = Objects.requireNonNull(lifetime, "lifetime");
        this.announceTokenLifetime = true;
        return this;
    }

    /**
     * Leaves {@code expires_in} out of token answers. Default: it is sent.
     *
     * @return this builder
     */
    public MfaSimulatorBuilder withoutExpiresIn() {
        this.announceTokenLifetime = false;
        return this;
    }

    /**
     * The clock for expiry, lockout and recorded times. Default: the system's. Scripted delays go by real time.
     *
     * @param clock for example a {@link SettableClock}
     * @return this builder
     */
    public MfaSimulatorBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Serves https with this certificate and key. Default: plain http.
     *
     * @param server a context for servers, for example {@code SslContextBuilder.forServer(chain, key).build()}
     * @return this builder
     * @throws IllegalArgumentException if the context is one for clients
     */
    public MfaSimulatorBuilder tls(SslContext server) {
        if (server.isClient()) {
            throw new IllegalArgumentException("the SslContext must be one for servers");
        }
        this.tls = server;
        return this;
    }

    /**
     * How many calls {@link MfaSimulator#requests()} remembers. Default 10,000.
     *
     * @param calls 0 or more; 0 records none, counters stay exact
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public MfaSimulatorBuilder requestHistory(int calls) {
        this.requestHistory = atLeast(0, calls, "calls");
        return this;
    }

    /**
     * How many messages {@link MfaSimulator#inbox(String)} remembers over all numbers. Default 10,000; of one number
     * never more than the latest 100.
     *
     * @param messages 0 or more; 0 remembers none, codes stay valid
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public MfaSimulatorBuilder messageHistory(int messages) {
        this.messageHistory = atLeast(0, messages, "messages");
        return this;
    }

    /**
     * How many codes can be valid at once. Default 250,000, about 60 MB; beyond it the oldest become invalid before
     * their 15 minutes are over.
     *
     * @param codes at least 1
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    public MfaSimulatorBuilder liveCodes(int codes) {
        this.liveCodes = atLeast(1, codes, "codes");
        return this;
    }

    /**
     * Starts a simulator and waits until it listens. A blocking call: not for event loop threads.
     *
     * @return the simulator, to be closed by the caller
     * @throws IllegalStateException if called on a thread that must not block
     * @throws reactor.netty.ChannelBindException if the address is taken or unknown
     */
    public MfaSimulator start() {
        return new MfaSimulator(this);
    }

    Map<String, AcceptedCredentials[]> accounts() {
        return accounts.isEmpty() ? Map.of(MfaSimulator.DEFAULT_ACCOUNT_ID, defaults()) : accounts;
    }

    @Nullable
    Duration announcedTokenLifetime() {
        if (!announceTokenLifetime) {
            return null;
        }
        return announcedTokenLifetime == null ? tokenLifetime : announcedTokenLifetime;
    }

    private static AcceptedCredentials[] defaults() {
        return new AcceptedCredentials[] {
            AcceptedCredentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD),
            AcceptedCredentials.client(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET)
        };
    }

    private static int atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
        return value;
    }

    private static Duration positive(Duration value, String name) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
        return value;
    }
}
