package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.reactor.netty.ServiceAddress;
import io.github.bandwidthmfa.reactor.observation.MfaObservationConvention;
import io.github.bandwidthmfa.wire.AccountPath;
import io.micrometer.observation.ObservationRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/**
 * What an {@link MfaClient} connects to, as whom, and within which limits. Immutable; {@link #toString()} shows every value
 * in force and no secret.
 */
public final class MfaClientOptions {

    private final Values values;

    private MfaClientOptions(Values values) {
        this.values = values;
    }

    /** An HTTP proxy. Has a password, so no string form. */
    static final class Proxy {

        private final InetSocketAddress address;
        private final @Nullable String username;
        private final @Nullable String password;

        private Proxy(InetSocketAddress address, @Nullable String username, @Nullable String password) {
            this.address = address;
            this.username = username;
            this.password = password;
        }

        InetSocketAddress address() {
            return address;
        }

        @Nullable
        String username() {
            return username;
        }

        @Nullable
        String password() {
            return password;
        }
    }

    /**
     * Starts a set of options.
     *
     * @return a builder holding the defaults; the account id and the credentials have none
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a set of options with the account and the credentials that environment variables name, as Bandwidth's own samples
     * do: {@code BW_ACCOUNT_ID}, {@code BW_CLIENT_ID} and {@code BW_CLIENT_SECRET}; or, until 2026-12-02, {@code BW_USERNAME}
     * and {@code BW_PASSWORD}, if neither of the OAuth2 client's two is set. A blank variable counts as not set.
     *
     * @param environment the variables, for example {@link System#getenv()}; what else it holds is not looked at
     * @param alsoRequired names of further variables that the caller reads, for example {@code BW_NUMBER}; each must be set, and
     *     in a form that can have been meant, as below
     * @return a builder holding the account, the credentials and the defaults
     * @throws IllegalArgumentException if variables are missing or have values that cannot be used: one message names all of them
     *     and shows no value. Refused are what {@link Builder#accountId} and {@link Credentials} refuse, quotes around a value,
     *     spaces and invisible characters at its ends, control characters, and, but for {@code BW_USERNAME}, {@code
     *     BW_PASSWORD} and {@code alsoRequired}, what is not ASCII. Set a value that is meant so on {@link #builder()}
     */
    public static Builder fromEnvironment(Map<String, String> environment, String... alsoRequired) {
        return AccountEnvironment.read(environment, alsoRequired);
    }

    URI address(MfaOperation operation) {
        return URI.create(values.baseUri + account().of(operation));
    }

    private AccountPath account() {
        return Objects.requireNonNull(values.account);
    }

    /** Null if the credentials are an OAuth2 client's or come from a source: then there are tokens to request. */
    @Nullable
    Credentials fixedCredentials() {
        return values.fixedCredentials;
    }

    Mono<Credentials> credentialsSource() {
        return Objects.requireNonNull(values.credentialsSource);
    }

    URI baseUri() {
        return values.baseUri;
    }

    URI tokenUri() {
        return values.tokenUri;
    }

    String userAgent() {
        return values.userAgent;
    }

    int maxConnections() {
        return values.maxConnections;
    }

    int maxPending() {
        return values.maxPending == Values.TWICE_THE_CONNECTIONS ? 2 * values.maxConnections : values.maxPending;
    }

    Duration pendingTimeout() {
        return values.pendingTimeout;
    }

    Duration connectTimeout() {
        return values.connectTimeout;
    }

    Duration tlsHandshakeTimeout() {
        return values.tlsHandshakeTimeout;
    }

    Duration responseTimeout() {
        return values.responseTimeout;
    }

    Duration callTimeout() {
        return values.callTimeout;
    }

    Duration tokenTimeout() {
        return values.tokenTimeout;
    }

    Duration closeTimeout() {
        return values.closeTimeout;
    }

    Duration maxIdleTime() {
        return values.maxIdleTime;
    }

    Duration maxLifeTime() {
        return values.maxLifeTime;
    }

    Duration evictionInterval() {
        return values.evictionInterval;
    }

    int maxResponseBytes() {
        return values.maxResponseBytes;
    }

    int maxRetries() {
        return values.maxRetries;
    }

    boolean http2() {
        return values.http2;
    }

    @Nullable
    Proxy proxy() {
        return values.proxy;
    }

    @Nullable
    TrustManagerFactory trustManager() {
        return values.trustManager;
    }

    @Nullable
    KeyManagerFactory keyManager() {
        return values.keyManager;
    }

    @Nullable
    LoopResources loopResources() {
        return values.loopResources;
    }

    UnaryOperator<HttpClient> customizer() {
        return values.customizer;
    }

    /** Null if calls are not observed: then nothing of Micrometer is touched, which may not even be there. */
    @Nullable
    ObservationRegistry observationRegistry() {
        ObservationRegistry registry = values.observationRegistry;
        return registry == null || registry == ObservationRegistry.NOOP ? null : registry;
    }

    @Nullable
    MfaObservationConvention observationConvention() {
        return values.observationConvention;
    }

    /** Every value in force, without the credentials. */
    @Override
    public String toString() {
        return "MfaClientOptions[accountId=" + account().accountId()
                + ", baseUri=" + values.baseUri
                + ", tokenUri=" + values.tokenUri
                + ", userAgent=" + values.userAgent
                + ", maxConnections=" + values.maxConnections
                + ", maxPending=" + maxPending()
                + ", pendingTimeout=" + values.pendingTimeout
                + ", connectTimeout=" + values.connectTimeout
                + ", tlsHandshakeTimeout=" + values.tlsHandshakeTimeout
                + ", responseTimeout=" + values.responseTimeout
                + ", callTimeout=" + values.callTimeout
                + ", tokenTimeout=" + values.tokenTimeout
                + ", closeTimeout=" + values.closeTimeout
                + ", maxIdleTime=" + values.maxIdleTime
                + ", maxLifeTime=" + values.maxLifeTime
                + ", evictionInterval=" + values.evictionInterval
                + ", maxResponseBytes=" + values.maxResponseBytes
                + ", maxRetries=" + values.maxRetries
                + ", http2=" + values.http2
                + ", proxy=" + (values.proxy == null ? "none" : values.proxy.address())
                + "]";
    }

    /** Every option with its default; one that has none is null. A builder changes its own, and options never change theirs. */
    private static final class Values implements Cloneable {

        static final int TWICE_THE_CONNECTIONS = -1;

        @Nullable
        AccountPath account;

        @Nullable
        Credentials fixedCredentials;

        @Nullable
        Mono<Credentials> credentialsSource;

        URI baseUri = URI.create("https://mfa.bandwidth.com/api/v1");
        URI tokenUri = URI.create("https://api.bandwidth.com/api/v1/oauth2/token");
        boolean allowPlaintext;
        String userAgent = "bandwidth-mfa-java";
        int maxConnections = 64;
        int maxPending = TWICE_THE_CONNECTIONS;
        Duration pendingTimeout = Duration.ofSeconds(2);
        Duration connectTimeout = Duration.ofSeconds(3);
        Duration tlsHandshakeTimeout = Duration.ofSeconds(5);
        Duration responseTimeout = Duration.ofSeconds(30);
        Duration callTimeout = Duration.ofSeconds(40);
        Duration tokenTimeout = Duration.ofSeconds(10);
        Duration closeTimeout = Duration.ofSeconds(10);
        Duration maxIdleTime = Duration.ofSeconds(20);
        Duration maxLifeTime = Duration.ofMinutes(5);
        Duration evictionInterval = Duration.ofSeconds(5);
        int maxResponseBytes = 64 * 1024;
        int maxRetries = 1;
        boolean http2;

        @Nullable
        Proxy proxy;

        @Nullable
        TrustManagerFactory trustManager;

        @Nullable
        KeyManagerFactory keyManager;

        @Nullable
        LoopResources loopResources;

        UnaryOperator<HttpClient> customizer = UnaryOperator.identity();

        @Nullable
        ObservationRegistry observationRegistry;

        @Nullable
        MfaObservationConvention observationConvention;

        Values copy() {
            try {
                return (Values) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /**
     * Gathers the options of a client. A rule about one value is checked where it is set, a rule about several in {@link
     * #build()}. Not thread-safe.
     */
    public static final class Builder {

        private final Values values = new Values();

        private Builder() {}

        /**
         * Sets the Bandwidth account. Required.
         *
         * @param accountId the account's id; becomes one percent-encoded segment of the path
         * @return this builder
         * @throws IllegalArgumentException if it is blank, {@code .}, {@code ..}, or holds control characters
         */
        public Builder accountId(String accountId) {
            values.account = AccountPath.of(accountId);
            return this;
        }

        /**
         * Sets the credentials. Required, here or as a source.
         *
         * @param credentials OAuth2 client credentials, or a token from elsewhere; an API user's name and password only until
         *     2026-12-02, and with a warning in the log
         * @return this builder
         */
        public Builder credentials(Credentials credentials) {
            Objects.requireNonNull(credentials, "credentials");
            values.fixedCredentials = credentials instanceof Credentials.ClientCredentials ? null : credentials;
            values.credentialsSource = Mono.just(credentials);
            return this;
        }

        /**
         * Sets a source of credentials, so that they can be rotated without a restart. It is asked when the first call needs
         * it, then whenever a token has to be renewed, after one hour at the latest for credentials that are sent as they
         * are, and when the service has refused what it gave last; never twice at a time. {@link #tokenTimeout} limits the
         * wait. If it fails or is empty, calls fail with {@link io.github.bandwidthmfa.MfaTokenException}, and it is left alone for
         * half a second at first, half a minute at last.
         *
         * @param source gives the credentials in force; must not block ({@code Mono.fromCallable(…).subscribeOn(…)} makes a
         *     blocking source fit)
         * @return this builder
         */
        public Builder credentials(Mono<? extends Credentials> source) {
            values.fixedCredentials = null;
            values.credentialsSource = Objects.requireNonNull(source, "source").cast(Credentials.class);
            return this;
        }

        /**
         * Sets where the service is. Default {@code https://mfa.bandwidth.com/api/v1}.
         *
         * @param baseUri an absolute https URI without query, fragment or user; http is for loopback addresses, unless
         *     {@link #allowPlaintext} says otherwise
         * @return this builder
         */
        public Builder baseUri(URI baseUri) {
            values.baseUri = Objects.requireNonNull(baseUri, "baseUri");
            return this;
        }

        /**
         * Sets where OAuth2 tokens come from. Default {@code https://api.bandwidth.com/api/v1/oauth2/token}.
         *
         * @param tokenUri as for {@link #baseUri}
         * @return this builder
         */
        public Builder tokenUri(URI tokenUri) {
            values.tokenUri = Objects.requireNonNull(tokenUri, "tokenUri");
            return this;
        }

        /**
         * Allows http to hosts other than this machine, for example to a proxy that adds TLS. Default {@code false}: codes
         * and credentials would cross the network in clear text.
         *
         * @param allowPlaintext whether to allow it
         * @return this builder
         */
        public Builder allowPlaintext(boolean allowPlaintext) {
            values.allowPlaintext = allowPlaintext;
            return this;
        }

        /**
         * Sets the header {@code User-Agent}. Default {@code bandwidth-mfa-java}.
         *
         * @param userAgent visible ASCII characters and spaces, not empty
         * @return this builder
         * @throws IllegalArgumentException if it holds anything else
         */
        public Builder userAgent(String userAgent) {
            if (userAgent.isBlank() || !userAgent.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "userAgent must consist of visible ASCII characters and spaces: a header holds nothing else");
            }
            values.userAgent = userAgent;
            return this;
        }

        /**
         * Sets how many calls may be in flight at a time, each on a connection of its own. Default 64.
         *
         * @param maxConnections 1 or more
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxConnections(int maxConnections) {
            if (maxConnections < 1) {
                throw new IllegalArgumentException("maxConnections must be 1 or more, but was " + maxConnections);
            }
            values.maxConnections = maxConnections;
            return this;
        }

        /**
         * Sets how many more calls may wait for a connection. One more than that fails at once with {@link
         * io.github.bandwidthmfa.MfaOverloadedException}. While there is no access token, that many and {@link
         * #maxConnections} may wait for one. Default: twice {@link #maxConnections}.
         *
         * @param maxPending 0 or more; with 0 no call ever waits
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxPending(int maxPending) {
            if (maxPending < 0) {
                throw new IllegalArgumentException("maxPending must be 0 or more, but was " + maxPending);
            }
            values.maxPending = maxPending;
            return this;
        }

        /**
         * Sets how long a call may wait for a connection to become free. Default 2 s. Looked at every 5 to 100 ms.
         *
         * @param pendingTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder pendingTimeout(Duration pendingTimeout) {
            values.pendingTimeout = limit("pendingTimeout", pendingTimeout);
            return this;
        }

        /**
         * Sets how long a TCP connection may take to be made; a proxy may take as long to make one of its own. Default 3 s. It is
         * divided among the addresses that the host's name resolves to: of n, at most four are tried, one after the other, each
         * for {@code connectTimeout / n}. Those that have failed come last for a minute.
         *
         * @param connectTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder connectTimeout(Duration connectTimeout) {
            values.connectTimeout = limit("connectTimeout", connectTimeout);
            return this;
        }

        /**
         * Sets how long a TLS handshake may take. Default 5 s.
         *
         * @param tlsHandshakeTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder tlsHandshakeTimeout(Duration tlsHandshakeTimeout) {
            values.tlsHandshakeTimeout = limit("tlsHandshakeTimeout", tlsHandshakeTimeout);
            return this;
        }

        /**
         * Sets how long the service may take to begin its response, and then to go on with it. Default 30 s, just above the 29 s
         * after which the gateway gives up itself: less would turn slow successes into {@code UNKNOWN}. May be overrun by a
         * twentieth of the shortest of this, {@code callTimeout} and {@code pendingTimeout}: by 100 ms at most.
         *
         * @param responseTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder responseTimeout(Duration responseTimeout) {
            values.responseTimeout = limit("responseTimeout", responseTimeout);
            return this;
        }

        /**
         * Sets how long a call may take as a whole: waiting, token, connection, TLS, request, response and retries. Default 40 s.
         * A request that could be handed over only in the last tenth of it is not sent at all. Looked at every 5 to 100 ms,
         * so a call may end that much later.
         *
         * @param callTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder callTimeout(Duration callTimeout) {
            values.callTimeout = limit("callTimeout", callTimeout);
            return this;
        }

        /**
         * Sets how long it may take to get an access token, from asking the source of the credentials to the token
         * endpoint's response. Default 10 s.
         *
         * @param tokenTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder tokenTimeout(Duration tokenTimeout) {
            values.tokenTimeout = limit("tokenTimeout", tokenTimeout);
            return this;
        }

        /**
         * Sets how long {@link MfaClient#close()} lets calls in flight finish. Default 10 s.
         *
         * @param closeTimeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder closeTimeout(Duration closeTimeout) {
            values.closeTimeout = limit("closeTimeout", closeTimeout);
            return this;
        }

        /**
         * Sets how long a connection may be idle before it is closed. Default 20 s. Keep it below the idle timeout of
         * whatever is at the other end: a request that crosses with the server's closing of the connection ends in {@code
         * UNKNOWN}.
         *
         * @param maxIdleTime more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder maxIdleTime(Duration maxIdleTime) {
            values.maxIdleTime = limit("maxIdleTime", maxIdleTime);
            return this;
        }

        /**
         * Sets how old a connection may grow, less up to 15 % at random. Default 5 min. Names are resolved when connections
         * are made, so this is also how long it takes to follow a host that has moved.
         *
         * @param maxLifeTime more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder maxLifeTime(Duration maxLifeTime) {
            values.maxLifeTime = limit("maxLifeTime", maxLifeTime);
            return this;
        }

        /**
         * Sets how often idle and old connections are looked for. Default 5 s.
         *
         * @param evictionInterval more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not between 1 ms and 24 days
         */
        public Builder evictionInterval(Duration evictionInterval) {
            values.evictionInterval = limit("evictionInterval", evictionInterval);
            return this;
        }

        /**
         * Sets how much of a response is read. Default 64 KiB; the documented responses have a hundred bytes. A larger error
         * response is cut off, a larger success is an {@link io.github.bandwidthmfa.MfaDecodingException}.
         *
         * @param maxResponseBytes 1024 or more
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1024
         */
        public Builder maxResponseBytes(int maxResponseBytes) {
            if (maxResponseBytes < 1024) {
                throw new IllegalArgumentException(
                        "maxResponseBytes must be 1024 or more, but was " + maxResponseBytes);
            }
            values.maxResponseBytes = maxResponseBytes;
            return this;
        }

        /**
         * Sets how often the client retries a request that the service cannot have received: a connection that could not be made, or
         * broke before the request had left. Default 1, after a pause of 50 to 150 ms that doubles each time, and within
         * {@link #callTimeout}. Nothing else is retried, whatever this is, save for one retry with a new access token.
         * Requests for a token are retried as often, even after they were written: they cost nothing.
         *
         * @param maxRetries 0 to 10; with 0 nothing is retried
         * @return this builder
         * @throws IllegalArgumentException if it is not between 0 and 10
         */
        public Builder maxRetries(int maxRetries) {
            if (maxRetries < 0 || maxRetries > 10) {
                throw new IllegalArgumentException("maxRetries must be between 0 and 10, but was " + maxRetries);
            }
            values.maxRetries = maxRetries;
            return this;
        }

        /**
         * Sets whether to offer HTTP/2 when the TLS connection is made. Default {@code false}: one connection for each call in
         * flight costs less for requests as small as these, and takes only one call with it when it breaks. Without TLS it
         * has no effect.
         *
         * @param http2 whether to offer it
         * @return this builder
         */
        public Builder http2(boolean http2) {
            values.http2 = http2;
            return this;
        }

        /**
         * Connects through an HTTP proxy ({@code CONNECT}). Default: none; the JVM's proxy properties are not read. This
         * machine is reached without it: {@code localhost}, the names under it, {@code 127.0.0.0/8} and {@code ::1}.
         *
         * @param address the proxy; an unresolved one is resolved by the JVM on the subscribing thread, which may have to wait
         * @return this builder
         */
        public Builder proxy(InetSocketAddress address) {
            values.proxy = new Proxy(Objects.requireNonNull(address, "address"), null, null);
            return this;
        }

        /**
         * Connects through an HTTP proxy that asks for a name and a password (Basic). This machine is reached without it, as
         * with {@link #proxy(InetSocketAddress)}.
         *
         * @param address the proxy; an unresolved one is resolved by the JVM on the subscribing thread, which may have to wait
         * @param username the name
         * @param password the password
         * @return this builder
         */
        public Builder proxy(InetSocketAddress address, String username, String password) {
            values.proxy = new Proxy(
                    Objects.requireNonNull(address, "address"),
                    Objects.requireNonNull(username, "username"),
                    Objects.requireNonNull(password, "password"));
            return this;
        }

        /**
         * Sets which certificates are trusted. Default: those the JVM trusts. That the certificate is the host's is always
         * checked.
         *
         * @param trustManager an initialised factory
         * @return this builder
         */
        public Builder trustManager(TrustManagerFactory trustManager) {
            values.trustManager = Objects.requireNonNull(trustManager, "trustManager");
            return this;
        }

        /**
         * Sets the certificate to show to a server that asks for one. Default: none.
         *
         * @param keyManager an initialised factory
         * @return this builder
         */
        public Builder keyManager(KeyManagerFactory keyManager) {
            values.keyManager = Objects.requireNonNull(keyManager, "keyManager");
            return this;
        }

        /**
         * Sets the event loops to run on, for example those of the application's web server. The client has its connections on
         * as many of them as there are processors, and never disposes of them. Default: loops of its own, as many as processors
         * but three at most; on Linux they use epoll. For io_uring pass {@code LoopResources.create(…)} with its artifact on the
         * class path. On io_uring a connection carries one request only: this client cannot look there for a response that was
         * sent too early.
         *
         * @param loopResources the loops
         * @return this builder
         */
        public Builder loopResources(LoopResources loopResources) {
            values.loopResources = Objects.requireNonNull(loopResources, "loopResources");
            return this;
        }

        /**
         * Changes the underlying {@link HttpClient}, once, when the client is made: a proxy, a resolver, metrics. Where requests
         * go and how long they may take stays as these options say, and redirects and Reactor Netty's own retries
         * stay off, whatever it does. Two things it must not do: {@code httpAuthentication}, with which Reactor Netty would
         * take a refusal of the credentials for itself, so that calls end as {@code UNKNOWN}; and {@code mapConnect} that
         * moves signals to another thread, since what has arrived of a response is noted on the connection's own. What {@code
         * httpResponseDecoder} sets takes the place of this client's limits (16 KiB of headers, 4 KiB for the status line),
         * save for four settings without a meaning here, which are refused when the client is made. Take care
         * with {@code wiretap}: it logs credentials, phone numbers and codes in clear text.
         *
         * @param customizer gets the client as set up by these options, returns the one to use
         * @return this builder
         */
        public Builder customize(UnaryOperator<HttpClient> customizer) {
            values.customizer = Objects.requireNonNull(customizer, "customizer");
            return this;
        }

        /**
         * Sets where calls are observed: one observation for each call, and in it one for each attempt, from which come
         * metrics and traces; {@link io.github.bandwidthmfa.reactor.observation.MfaObservationDocumentation} lists their
         * keys. The observation in the Reactor Context of the subscriber is the parent, and a tracer's headers are sent with
         * each request. Default: none, which costs nothing. Needs Micrometer, which the client does not bring along.
         *
         * @param registry the registry, for example the application's; {@code NOOP} is the same as none
         * @return this builder
         */
        public Builder observationRegistry(ObservationRegistry registry) {
            values.observationRegistry = Objects.requireNonNull(registry, "registry");
            return this;
        }

        /**
         * Sets how observations are called, and which keys they have. Default: as {@link
         * io.github.bandwidthmfa.reactor.observation.MfaObservationDocumentation} says.
         *
         * @param convention what should be otherwise
         * @return this builder
         */
        public Builder observationConvention(MfaObservationConvention convention) {
            values.observationConvention = Objects.requireNonNull(convention, "convention");
            return this;
        }

        /**
         * Checks everything and makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException if the account id or the credentials are missing, or a URI breaks its rule: the
         *     message names the option
         */
        public MfaClientOptions build() {
            if (values.account == null) {
                throw new IllegalArgumentException("accountId is required");
            }
            if (values.credentialsSource == null) {
                throw new IllegalArgumentException("credentials are required");
            }
            values.baseUri = ServiceAddress.check("baseUri", values.baseUri, values.allowPlaintext);
            values.tokenUri = ServiceAddress.check("tokenUri", values.tokenUri, values.allowPlaintext);
            return new MfaClientOptions(values.copy());
        }

        private static Duration limit(String option, Duration limit) {
            // Netty counts some of these in milliseconds and in an int.
            if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofDays(24)) > 0) {
                throw new IllegalArgumentException(option + " must be between 1 ms and 24 days, but was " + limit);
            }
            return limit;
        }
    }
}
