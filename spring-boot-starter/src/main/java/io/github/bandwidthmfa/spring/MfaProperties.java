package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.DeprecatedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.util.unit.DataSize;

/**
 * What the application's properties say. What they do not say is left to {@link MfaClientOptions}, the one place that has
 * the defaults.
 *
 * @param accountId Bandwidth account, in quotes. If neither it nor credentials are set, no client is made.
 * @param clientId Id of the OAuth2 client. Needs a client secret.
 * @param clientSecret Secret of the OAuth2 client, in quotes: without them YAML makes other numbers of some secrets.
 * @param username Name of the API user, for Basic authentication, which Bandwidth ends on 2026-12-02. Needs a password.
 * @param password Password of the API user, in quotes.
 * @param baseUri Address of the service.
 * @param tokenUri Address that OAuth2 tokens come from.
 * @param allowPlaintext Whether to allow http to hosts other than this machine: codes and credentials in clear text.
 * @param userAgent Header User-Agent of the requests.
 * @param maxConnections Calls in flight at a time, each on a connection of its own.
 * @param maxPending Calls that may wait for a connection; twice the connections unless it is set, and none with 0.
 * @param pendingTimeout Time a call may wait for a connection.
 * @param connectTimeout Time a TCP connection may take to be made, for each address.
 * @param tlsHandshakeTimeout Time a TLS handshake may take.
 * @param responseTimeout Time the service may take to begin its response, and then to go on with it.
 * @param callTimeout Time a call may take, everything included.
 * @param tokenTimeout Time it may take to get an access token.
 * @param closeTimeout Time that calls in flight have to finish when the application stops.
 * @param maxIdleTime Time a connection may be idle before it is closed.
 * @param maxLifeTime Age at which a connection is closed, less up to 15 % at random.
 * @param evictionInterval Time between two looks for idle and old connections.
 * @param maxResponseBytes Size up to which a response is read.
 * @param maxRetries Number of times to repeat a request that the service cannot have received; never with 0.
 * @param http2 Whether to offer HTTP/2 on TLS connections.
 * @param proxy HTTP proxy to connect through; loopback addresses are reached without it.
 * @param ssl TLS.
 * @param warmUp Whether to get a token and open a connection before the application is ready. Sends no code.
 * @param warmUpTimeout Time that the start of the application may wait for the warm-up.
 * @param health Health of the application.
 */
@ConfigurationProperties("bandwidth.mfa")
record MfaProperties(
        @Nullable String accountId,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String username,
        @Nullable String password,
        @Nullable URI baseUri,
        @Nullable URI tokenUri,
        @Nullable Boolean allowPlaintext,
        @Nullable String userAgent,
        @Nullable Integer maxConnections,
        @Nullable Integer maxPending,
        @Nullable Duration pendingTimeout,
        @Nullable Duration connectTimeout,
        @Nullable Duration tlsHandshakeTimeout,
        @Nullable Duration responseTimeout,
        @Nullable Duration callTimeout,
        @Nullable Duration tokenTimeout,
        @Nullable Duration closeTimeout,
        @Nullable Duration maxIdleTime,
        @Nullable Duration maxLifeTime,
        @Nullable Duration evictionInterval,
        @Nullable DataSize maxResponseBytes,
        @Nullable Integer maxRetries,
        @Nullable Boolean http2,
        @Nullable Proxy proxy,
        @Nullable Ssl ssl,
        @DefaultValue("true") boolean warmUp,
        @DefaultValue("5s") Duration warmUpTimeout,
        @DefaultValue Health health) {

    static final String PREFIX = "bandwidth.mfa.";

    private static final Duration MIN_WARM_UP = Duration.ofMillis(1);
    private static final Duration MAX_WARM_UP = Duration.ofDays(24);

    private static final String END_OF_BASIC =
            "Bandwidth ends Basic authentication of API users on 2026-12-02. Use the id and secret of an OAuth2 client.";

    MfaProperties {
        if (warmUpTimeout.compareTo(MIN_WARM_UP) < 0 || warmUpTimeout.compareTo(MAX_WARM_UP) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + "warm-up-timeout",
                    warmUpTimeout,
                    "must be between 1 ms and 24 days; 'bandwidth.mfa.warm-up=false' switches the warm-up off");
        }
    }

    /**
     * An HTTP proxy.
     *
     * @param host Host of the proxy. A name is resolved by the JVM on the calling thread; an address never waits.
     * @param port Port of the proxy.
     * @param username Name, if the proxy asks for one. Needs a password.
     * @param password Password, if the proxy asks for one; in quotes.
     */
    record Proxy(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String username,
            @Nullable String password) {

        void applyTo(MfaClientOptions.Builder options) {
            if (host == null && port == null && username == null && password == null) {
                return;
            }
            String host = require("proxy.host", this.host, firstSet());
            int port = require("proxy.port", this.port, "proxy.host");
            InetSocketAddress address;
            try {
                // Not resolved here: that could take a while, and who may ask is told by the client.
                address = InetSocketAddress.createUnresolved(host, port);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationPropertyValueException(PREFIX + "proxy.port", port, e.getMessage());
            }
            if (username == null && password == null) {
                options.proxy(address);
            } else {
                options.proxy(
                        address,
                        require("proxy.username", username, "proxy.password"),
                        require("proxy.password", password, "proxy.username"));
            }
        }

        private String firstSet() {
            return port != null ? "proxy.port" : username != null ? "proxy.username" : "proxy.password";
        }

        @Override
        public String toString() {
            return "Proxy[host=" + host + ", port=" + port + "]";
        }
    }

    /**
     * TLS.
     *
     * @param bundle SSL bundle with the certificates to trust, and the one to show.
     */
    record Ssl(@Nullable String bundle) {}

    /**
     * The health of the application.
     *
     * @param downWhen What has to be the matter with the service before the application is down.
     * @param downAfterCalls Number of calls in a row that have to show it.
     * @param downAfter Time that these calls have to span; the service must have answered none meanwhile.
     * @param downFor Time without another such call after which the application is no longer down.
     */
    record Health(
            @DefaultValue("caller-refused") DownWhen downWhen,
            @DefaultValue("3") int downAfterCalls,
            @DefaultValue("1m") Duration downAfter,
            @DefaultValue("5m") Duration downFor) {

        Health {
            if (downAfterCalls < 1) {
                throw invalid("down-after-calls", downAfterCalls, "must be 1 or more");
            }
            if (downAfter.isNegative()) {
                throw invalid("down-after", downAfter, "must be 0 or more");
            }
            if (downFor.isNegative() || downFor.isZero()) {
                throw invalid("down-for", downFor, "must be more than 0");
            }
        }

        private static InvalidConfigurationPropertyValueException invalid(String property, Object value, String rule) {
            return new InvalidConfigurationPropertyValueException(PREFIX + "health." + property, value, rule);
        }
    }

    /** What has to be the matter with the service before the application is down. */
    enum DownWhen {
        /** Nothing: the application is never down because of the service. */
        NEVER,
        /** It refuses the caller's credentials. Others are needed, and a restart with them. */
        CALLER_REFUSED,
        /** It refuses the caller, or cannot be reached, or does not answer as it should. */
        FAILING
    }

    /** Who calls; null if the properties do not say. */
    @Nullable
    Credentials credentials() {
        String client = clientId != null ? "client-id" : clientSecret != null ? "client-secret" : null;
        String user = username != null ? "username" : password != null ? "password" : null;
        if (client != null && user != null) {
            List<String> both = List.of(PREFIX + client, PREFIX + user);
            throw new MutuallyExclusiveConfigurationPropertiesException(both, both);
        }
        try {
            if (client != null) {
                return Credentials.clientCredentials(
                        require("client-id", clientId, "client-secret"),
                        require("client-secret", clientSecret, "client-id"));
            }
            return user == null ? null : basic();
        } catch (IllegalArgumentException e) {
            // Its message names the part that is wrong, and does not show it.
            throw new InvalidMfaConfigurationException(
                    "The credentials under '" + PREFIX + "*' cannot be used: " + e.getMessage() + ".",
                    user == null
                            ? "Correct the property."
                            : "Correct the property, or leave Basic: " + ConfigurationHints.LEAVE_BASIC);
        }
    }

    @SuppressWarnings("deprecation") // Accepted as long as Bandwidth does.
    private Credentials basic() {
        if (username == null || password == null) {
            String missing = username == null ? "username" : "password";
            String given = username == null ? "password" : "username";
            throw new InvalidMfaConfigurationException(
                    "'" + PREFIX + given + "' is set, and '" + PREFIX + missing + "' is not set, or blank.",
                    "Set '" + PREFIX + missing + "', or leave Basic: " + ConfigurationHints.LEAVE_BASIC);
        }
        return Credentials.basic(username, password);
    }

    @Override
    @DeprecatedConfigurationProperty(reason = END_OF_BASIC, replacement = PREFIX + "client-id", since = "0.1.0")
    public @Nullable String username() {
        return username;
    }

    @Override
    @DeprecatedConfigurationProperty(reason = END_OF_BASIC, replacement = PREFIX + "client-secret", since = "0.1.0")
    public @Nullable String password() {
        return password;
    }

    /** Everything but the account, the credentials, the addresses and the SSL bundle: those are connection details. */
    void applyLimitsTo(MfaClientOptions.Builder options) {
        set("allow-plaintext", allowPlaintext, options::allowPlaintext);
        set("user-agent", userAgent, options::userAgent);
        set("max-connections", maxConnections, options::maxConnections);
        set("max-pending", maxPending, options::maxPending);
        set("pending-timeout", pendingTimeout, options::pendingTimeout);
        set("connect-timeout", connectTimeout, options::connectTimeout);
        set("tls-handshake-timeout", tlsHandshakeTimeout, options::tlsHandshakeTimeout);
        set("response-timeout", responseTimeout, options::responseTimeout);
        set("call-timeout", callTimeout, options::callTimeout);
        set("token-timeout", tokenTimeout, options::tokenTimeout);
        set("close-timeout", closeTimeout, options::closeTimeout);
        set("max-idle-time", maxIdleTime, options::maxIdleTime);
        set("max-life-time", maxLifeTime, options::maxLifeTime);
        set("eviction-interval", evictionInterval, options::evictionInterval);
        set("max-response-bytes", maxResponseBytes, size -> options.maxResponseBytes(bytes(size)));
        set("max-retries", maxRetries, options::maxRetries);
        set("http2", http2, options::http2);
        if (proxy != null) {
            proxy.applyTo(options);
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "MfaProperties[accountId=" + accountId + "]";
    }

    private static int bytes(DataSize size) {
        return (int) Math.min(size.toBytes(), Integer.MAX_VALUE);
    }

    /** A value that an option refuses is reported as that of the property, with where it comes from. */
    static <V> void set(String property, @Nullable V value, Consumer<V> option) {
        if (value != null) {
            try {
                option.accept(value);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationPropertyValueException(PREFIX + property, value, e.getMessage());
            }
        }
    }

    private static <V> V require(String property, @Nullable V value, String counterpart) {
        if (value == null) {
            throw new InvalidMfaConfigurationException(
                    "'" + PREFIX + counterpart + "' is set, and '" + PREFIX + property + "' is not set, or blank.",
                    "Set '" + PREFIX + property + "', or leave both unset.");
        }
        return value;
    }
}
