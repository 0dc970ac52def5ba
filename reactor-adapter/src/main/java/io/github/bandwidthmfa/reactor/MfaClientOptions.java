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

    private final AccountPath account;
    private final @Nullable Credentials fixedCredentials;
    private final Mono<Credentials> credentialsSource;
    private final URI baseUri;
    private final URI tokenUri;
    private final String userAgent;
    private final int maxConnections;
    private final int maxPending;
    private final Duration pendingTimeout;
    private final Duration connectTimeout;
    private final Duration tlsHandshakeTimeout;
    private final Duration responseTimeout;
    private final Duration callTimeout;
    private final Duration tokenTimeout;
    private final Duration closeTimeout;
    private final Duration maxIdleTime;
    private final Duration maxLifeTime;
    private final Duration evictionInterval;
    private final int maxResponseBytes;
    private final int maxRetries;
    private final boolean http2;
    private final @Nullable Proxy proxy;
    private final @Nullable TrustManagerFactory trustManager;
    private final @Nullable KeyManagerFactory keyManager;
    private final @Nullable LoopResources loopResources;
    private final UnaryOperator<HttpClient> customizer;
    private final @Nullable ObservationRegistry observationRegistry;
    private final @Nullable MfaObservationConvention observationConvention;

    private MfaClientOptions(Builder builder, AccountPath account, Mono<Credentials> credentialsSource) {
        this.account = account;
        this.fixedCredentials = builder.fixedCredentials;
        this.credentialsSource = credentialsSource;
        this.baseUri = builder.baseUri;
        this.tokenUri = builder.tokenUri;
        this.userAgent = builder.userAgent;
        this.maxConnections = builder.maxConnections;
        this.maxPending =
                builder.maxPending == Builder.TWICE_THE_CONNECTIONS ? 2 * builder.maxConnections : builder.maxPending;
        this.pendingTimeout = builder.pendingTimeout;
        this.connectTimeout = builder.connectTimeout;
        this.tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        this.responseTimeout = builder.responseTimeout;
        this.callTimeout = builder.callTimeout;
        this.tokenTimeout = builder.tokenTimeout;
        this.closeTimeout = builder.closeTimeout;
        this.maxIdleTime = builder.maxIdleTime;
        this.maxLifeTime = builder.maxLifeTime;
        this.evictionInterval = builder.evictionInterval;
        this.maxResponseBytes = builder.maxResponseBytes;
        this.maxRetries = builder.maxRetries;
        this.http2 = builder.http2;
        this.proxy = builder.proxy;
        this.trustManager = builder.trustManager;
        this.keyManager = builder.keyManager;
        this.loopResources = builder.loopResources;
        this.customizer = builder.customizer;
        this.observationRegistry = builder.observationRegistry;
        this.observationConvention = builder.observationConvention;
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

    URI address(MfaOperation operation) {
        return URI.create(baseUri + account.of(operation));
    }

    /** Null if the credentials are an OAuth2 client's or come from a source: then there are tokens to request. */
    @Nullable
    Credentials fixedCredentials() {
        return fixedCredentials;
    }

    Mono<Credentials> credentialsSource() {
        return credentialsSource;
    }

    URI baseUri() {
        return baseUri;
    }

    URI tokenUri() {
        return tokenUri;
    }

    String userAgent() {
        return userAgent;
    }

    int maxConnections() {
        return maxConnections;
    }

    int maxPending() {
        return maxPending;
    }

    Duration pendingTimeout() {
        return pendingTimeout;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration tlsHandshakeTimeout() {
        return tlsHandshakeTimeout;
    }

    Duration responseTimeout() {
        return responseTimeout;
    }

    Duration callTimeout() {
        return callTimeout;
    }

    Duration tokenTimeout() {
        return tokenTimeout;
    }

    Duration closeTimeout() {
        return closeTimeout;
    }

    Duration maxIdleTime() {
        return maxIdleTime;
    }

    Duration maxLifeTime() {
        return maxLifeTime;
    }

    Duration evictionInterval() {
        return evictionInterval;
    }

    int maxResponseBytes() {
        return maxResponseBytes;
    }

    int maxRetries() {
        return maxRetries;
    }

    boolean http2() {
        return http2;
    }

    @Nullable
    Proxy proxy() {
        return proxy;
    }

    @Nullable
    TrustManagerFactory trustManager() {
        return trustManager;
    }

    @Nullable
    KeyManagerFactory keyManager() {
        return keyManager;
    }

    @Nullable
    LoopResources loopResources() {
        return loopResources;
    }

    UnaryOperator<HttpClient> customizer() {
        return customizer;
    }

    /** Null if calls are not observed: then nothing of Micrometer is touched, which may not even be there. */
    @Nullable
    ObservationRegistry observationRegistry() {
        return observationRegistry == null || observationRegistry == ObservationRegistry.NOOP
                ? null
                : observationRegistry;
    }

    @Nullable
    MfaObservationConvention observationConvention() {
        return observationConvention;
    }

    /** Every value in force, without the credentials. */
    @Override
    public String toString() {
        return "MfaClientOptions[accountId=" + account.accountId()
                + ", baseUri=" + baseUri
                + ", tokenUri=" + tokenUri
                + ", userAgent=" + userAgent
                + ", maxConnections=" + maxConnections
                + ", maxPending=" + maxPending
                + ", pendingTimeout=" + pendingTimeout
                + ", connectTimeout=" + connectTimeout
                + ", tlsHandshakeTimeout=" + tlsHandshakeTimeout
                + ", responseTimeout=" + responseTimeout
                + ", callTimeout=" + callTimeout
                + ", tokenTimeout=" + tokenTimeout
                + ", closeTimeout=" + closeTimeout
                + ", maxIdleTime=" + maxIdleTime
                + ", maxLifeTime=" + maxLifeTime
                + ", evictionInterval=" + evictionInterval
                + ", maxResponseBytes=" + maxResponseBytes
                + ", maxRetries=" + maxRetries
                + ", http2=" + http2
                + ", proxy=" + (proxy == null ? "none" : proxy.address())
                + "]";
    }

    /**
     * Gathers the options of a client. A rule about one value is checked where it is set, a rule about several in {@link
     * #build()}. Not thread-safe.
     */
    public static final class Builder {

        private static final int TWICE_THE_CONNECTIONS = -1;

        private @Nullable AccountPath account;
        private @Nullable Credentials fixedCredentials;
        private @Nullable Mono<Credentials> credentialsSource;
        private URI baseUri = URI.create("https://mfa.bandwidth.com/api/v1");
        private URI tokenUri = URI.create("https://api.bandwidth.com/api/v1/oauth2/token");
        private boolean allowPlaintext;
        private String userAgent = "bandwidth-mfa-java";
        private int maxConnections = 64;
        private int maxPending = TWICE_THE_CONNECTIONS;
        private Duration pendingTimeout = Duration.ofSeconds(2);
        private Duration connectTimeout = Duration.ofSeconds(3);
        private Duration tlsHandshakeTimeout = Duration.ofSeconds(5);
        private Duration responseTimeout = Duration.ofSeconds(30);
        private Duration callTimeout = Duration.ofSeconds(40);
        private Duration tokenTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private Duration maxIdleTime = Duration.ofSeconds(20);
        private Duration maxLifeTime = Duration.ofMinutes(5);
        private Duration evictionInterval = Duration.ofSeconds(5);
        private int maxResponseBytes = 64 * 1024;
        private int maxRetries = 1;
        private boolean http2;
        private @Nullable Proxy proxy;
        private @Nullable TrustManagerFactory trustManager;
        private @Nullable KeyManagerFactory keyManager;
        private @Nullable LoopResources loopResources;
        private UnaryOperator<HttpClient> customizer = UnaryOperator.identity();
        private @Nullable ObservationRegistry observationRegistry;
        private @Nullable MfaObservationConvention observationConvention;

        private Builder() {}

        /**
         * Sets the Bandwidth account. Required.
         *
         * @param accountId the account's id; becomes one percent-encoded segment of the path
         * @return this builder
         * @throws IllegalArgumentException if it is blank, {@code .}, {@code ..}, or holds control characters
         */
        public Builder accountId(String accountId) {
            this.account = AccountPath.of(accountId);
            return this;
        }

        /**
         * Sets the credentials. Required, here or as a source.
         *
         * @param credentials OAuth2 client credentials (Bandwidth's way from 2026-12-02 on), an API user's name and
         *     password, or a token from elsewhere
         * @return this builder
         */
        public Builder credentials(Credentials credentials) {
            Objects.requireNonNull(credentials, "credentials");
            this.fixedCredentials = credentials instanceof Credentials.ClientCredentials ? null : credentials;
            this.credentialsSource = Mono.just(credentials);
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
            this.fixedCredentials = null;
            this.credentialsSource = Objects.requireNonNull(source, "source").cast(Credentials.class);
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
            this.baseUri = Objects.requireNonNull(baseUri, "baseUri");
            return this;
        }

        /**
         * Sets where OAuth2 tokens come from. Default {@code https://api.bandwidth.com/api/v1/oauth2/token}.
         *
         * @param tokenUri as for {@link #baseUri}
         * @return this builder
         */
        public Builder tokenUri(URI tokenUri) {
            this.tokenUri = Objects.requireNonNull(tokenUri, "tokenUri");
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
            this.allowPlaintext = allowPlaintext;
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
            this.userAgent = userAgent;
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
            this.maxConnections = maxConnections;
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
            this.maxPending = maxPending;
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
            this.pendingTimeout = limit("pendingTimeout", pendingTimeout);
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
            this.connectTimeout = limit("connectTimeout", connectTimeout);
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
            this.tlsHandshakeTimeout = limit("tlsHandshakeTimeout", tlsHandshakeTimeout);
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
            this.responseTimeout = limit("responseTimeout", responseTimeout);
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
            this.callTimeout = limit("callTimeout", callTimeout);
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
            this.tokenTimeout = limit("tokenTimeout", tokenTimeout);
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
            this.closeTimeout = limit("closeTimeout", closeTimeout);
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
            this.maxIdleTime = limit("maxIdleTime", maxIdleTime);
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
            this.maxLifeTime = limit("maxLifeTime", maxLifeTime);
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
            this.evictionInterval = limit("evictionInterval", evictionInterval);
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
            this.maxResponseBytes = maxResponseBytes;
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
            this.maxRetries = maxRetries;
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
            this.http2 = http2;
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
            this.proxy = new Proxy(Objects.requireNonNull(address, "address"), null, null);
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
            this.proxy = new Proxy(
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
            this.trustManager = Objects.requireNonNull(trustManager, "trustManager");
            return this;
        }

        /**
         * Sets the certificate to show to a server that asks for one. Default: none.
         *
         * @param keyManager an initialised factory
         * @return this builder
         */
        public Builder keyManager(KeyManagerFactory keyManager) {
            this.keyManager = Objects.requireNonNull(keyManager, "keyManager");
            return this;
        }

        /**
         * Sets the event loops to run on, for example those of the application's web server. The client never disposes of
         * them. Default: loops of its own, as many as processors but three at most; on Linux they use epoll. For io_uring pass
         * {@code LoopResources.create(…)} with its artifact on the class path. On io_uring a connection carries one request
         * only: this client cannot look there for a response that was sent too early.
         *
         * @param loopResources the loops
         * @return this builder
         */
        public Builder loopResources(LoopResources loopResources) {
            this.loopResources = Objects.requireNonNull(loopResources, "loopResources");
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
            this.customizer = Objects.requireNonNull(customizer, "customizer");
            return this;
        }

        /**
         * Sets where calls are observed: one observation for each call, and in it one for each attempt, from which come
         * metrics and traces; {@link io.github.bandwidthmfa.reactor.observation.MfaObservationDocumentation} lists their
         * keys. The observation in the Reactor Context of the subscriber is the parent, and a tracer's headers are sent with each request. Default: none, which costs
         * nothing. Needs Micrometer, which the client does not bring along.
         *
         * @param registry the registry, for example the application's; {@code NOOP} is the same as none
         * @return this builder
         */
        public Builder observationRegistry(ObservationRegistry registry) {
            this.observationRegistry = Objects.requireNonNull(registry, "registry");
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
            this.observationConvention = Objects.requireNonNull(convention, "convention");
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
            if (account == null) {
                throw new IllegalArgumentException("accountId is required");
            }
            if (credentialsSource == null) {
                throw new IllegalArgumentException("credentials are required");
            }
            baseUri = ServiceAddress.check("baseUri", baseUri, allowPlaintext);
            tokenUri = ServiceAddress.check("tokenUri", tokenUri, allowPlaintext);
            return new MfaClientOptions(this, account, credentialsSource);
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
