package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.reactor.netty.ConnectBudget;
import io.github.bandwidthmfa.reactor.netty.DecoderSettings;
import io.github.bandwidthmfa.reactor.netty.EventLoops;
import io.github.bandwidthmfa.reactor.netty.ProxyBypassResolverGroup;
import io.github.bandwidthmfa.reactor.netty.ProxyConnectedHandler;
import io.github.bandwidthmfa.reactor.netty.ServiceAddress;
import io.github.bandwidthmfa.reactor.netty.SharedLoops;
import io.github.bandwidthmfa.reactor.netty.SingleResponseCodec;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.AbstractProtocolSslContextSpec;
import reactor.netty.transport.ProxyProvider;

/**
 * Everything of Reactor Netty's that a client owns: its pool, its event loops, its resolver, and the one {@link HttpClient}
 * set up on them.
 */
final class ConnectionResources {

    private static final AtomicInteger CLIENTS = new AtomicInteger();
    private static final Duration DNS_QUERY_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DNS_MAX_CACHING = Duration.ofSeconds(60);
    private static final Duration DNS_FAILURE_CACHING = Duration.ofSeconds(1);
    private static final int LIFE_TIME_VARIANCE_PERCENT = 15;
    private static final int POOLS_TO_WARN_AT = 8;
    private static final int MAX_HTTP2_CONNECTIONS = 4;
    /** The gateway in front of the service lets 10,240 bytes of headers pass; its own come on top. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /** Of HTTP/2, where each header counts for 32 bytes more. */
    private static final int MAX_HEADER_LIST_BYTES = 32 * 1024;

    private static final HttpProtocol[] HTTP1_ONLY = {HttpProtocol.HTTP11};
    private static final HttpProtocol[] HTTP2_IF_OFFERED = {HttpProtocol.H2, HttpProtocol.HTTP11};

    private final ConnectionProvider provider;
    private final LoopResources loops;
    private final boolean ownsLoops;
    private final Scheduler timers;
    private final HttpClient client;
    private final @Nullable AddressResolverGroup<?> ownResolver;
    private final AtomicInteger connections = new AtomicInteger();

    ConnectionResources(MfaClientOptions options) {
        String name = "bandwidth-mfa-" + CLIENTS.incrementAndGet();
        @Nullable LoopResources shared = options.loopResources();
        this.ownsLoops = shared == null;
        this.loops = shared != null ? new SharedLoops(shared) : EventLoops.create(name);
        // On all of an application's loops in turn: one that is blocked does not stop the others.
        this.timers = Schedulers.fromExecutorService(
                (shared != null ? shared : loops).onClient(LoopResources.DEFAULT_NATIVE), name);
        this.provider = provider(name, options);
        HttpClient own = client(options);
        this.ownResolver = options.proxy() == null ? own.configuration().resolver() : null;
        // The customizer first: the settings that the guarantees rest on are applied after it.
        HttpClient customized = withoutBaseUrl(options.customizer().apply(own));
        HttpDecoderConfig decoder = DecoderSettings.of(customized);
        ConnectBudget budget = new ConnectBudget(options.connectTimeout(), System::nanoTime);
        this.client = customized
                .resolvedAddressesSelector((config, addresses) -> budget.divide(addresses))
                .responseTimeout(null)
                .disableRetry(true)
                .followRedirect(false)
                .doOnChannelInit((observer, channel, remote) -> {
                    connections.incrementAndGet();
                    channel.closeFuture().addListener(closed -> connections.decrementAndGet());
                    channel.pipeline().addFirst(budget.handler());
                    ProxyConnectedHandler.install(channel);
                    SingleResponseCodec.install(channel, decoder);
                });
    }

    private static HttpClient withoutBaseUrl(HttpClient client) {
        return client.configuration().baseUrl() == null ? client : client.baseUrl("");
    }

    HttpClient client() {
        return client;
    }

    /**
     * For everything that this client does later. On its own loops: a test that sets the time, or a task that
     * blocks one of {@link Schedulers#parallel()}'s threads, must not stop its time limits.
     */
    Scheduler timers() {
        return timers;
    }

    LoopResources loops() {
        return loops;
    }

    int connections() {
        return connections.get();
    }

    Mono<Void> disposeLater() {
        Mono<Void> loopsGone = ownsLoops ? loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)) : Mono.empty();
        return provider.disposeLater()
                // Loops that an application shared may be gone before the client is, and their connections with them.
                .onErrorComplete(RejectedExecutionException.class)
                .then(Mono.<Void>fromRunnable(this::closeResolver))
                .then(loopsGone);
    }

    private void closeResolver() {
        if (ownResolver != null) {
            ownResolver.close();
        }
    }

    private ConnectionProvider provider(String name, MfaClientOptions options) {
        // A result is passed on before its connection is back in the pool, on each loop at most one at a time.
        int connections = options.maxConnections() + count(loops.onClient(LoopResources.DEFAULT_NATIVE));
        ConnectionProvider.Builder pool = ConnectionProvider.builder(name)
                .maxConnections(connections)
                // Behind the limiter a call waits here only while abandoned calls still hold connections.
                .pendingAcquireMaxCount(connections)
                .pendingAcquireTimeout(options.pendingTimeout())
                .pendingAcquireTimer((task, delay) -> timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS))
                .maxIdleTime(options.maxIdleTime())
                .maxLifeTime(options.maxLifeTime())
                .maxLifeTimeVariance(LIFE_TIME_VARIANCE_PERCENT)
                .evictInBackground(options.evictionInterval())
                // The most recently used first: the others age, and are closed before the server closes them.
                .lifo()
                .maxConnectionPools(POOLS_TO_WARN_AT);
        if (options.http2()) {
            pool.allocationStrategy(Http2AllocationStrategy.builder()
                    .maxConnections(Math.min(connections, MAX_HTTP2_CONNECTIONS))
                    .strictConnectionReuse(true)
                    .build());
        }
        return pool.build();
    }

    private static int count(EventLoopGroup loops) {
        int count = 0;
        for (EventExecutor unusedLoop : loops) {
            count++;
        }
        return count;
    }

    private HttpClient client(MfaClientOptions options) {
        HttpClient plain = HttpClient.create(provider)
                // Any, for the moment: without one, Reactor Netty 1.3.7 makes a resolver here that keeps the loops for
                // ever.
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .runOn(loops)
                .httpResponseDecoder(http1 -> http1.maxHeaderSize(MAX_HEADER_BYTES))
                .protocol(options.http2() ? HTTP2_IF_OFFERED : HTTP1_ONLY)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(options.connectTimeout().toMillis()))
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, options.userAgent()));
        if (options.http2()) {
            plain = plain.http2Settings(http2 -> http2.maxHeaderListSize(MAX_HEADER_LIST_BYTES));
        }
        MfaClientOptions.Proxy proxy = options.proxy();
        plain = proxy == null
                ? plain.resolver(dns -> dns.queryTimeout(DNS_QUERY_TIMEOUT)
                        .cacheMaxTimeToLive(DNS_MAX_CACHING)
                        .cacheNegativeTimeToLive(DNS_FAILURE_CACHING)
                        .roundRobinSelection(true))
                // The proxy resolves the service's name: here it may not even be known.
                : plain.proxy(through -> configure(through, proxy, options.connectTimeout()))
                        .resolver(ProxyBypassResolverGroup.INSTANCE);
        SslContext tls = tls(options);
        return plain.secure(ssl -> ssl.sslContext(tls).handshakeTimeout(options.tlsHandshakeTimeout()));
    }

    private static void configure(
            ProxyProvider.TypeSpec through, MfaClientOptions.Proxy proxy, Duration connectTimeout) {
        ProxyProvider.Builder http = through.type(ProxyProvider.Proxy.HTTP)
                .socketAddress(proxy.address())
                .connectTimeoutMillis(connectTimeout.toMillis())
                .nonProxyHostsPredicate(ServiceAddress::isThisMachine);
        @Nullable String username = proxy.username();
        @Nullable String password = proxy.password();
        if (username != null && password != null) {
            http.username(username).password(name -> password);
        }
    }

    /** One context for the client's life: it is part of the pool's identity, and it holds the TLS session cache. */
    private static SslContext tls(MfaClientOptions options) {
        AbstractProtocolSslContextSpec<?> spec =
                options.http2() ? Http2SslContextSpec.forClient() : Http11SslContextSpec.forClient();
        try {
            return spec.configure(
                            tls -> tls.trustManager(options.trustManager()).keyManager(options.keyManager()))
                    .sslContext();
        } catch (SSLException e) {
            throw new IllegalArgumentException("the TLS options cannot be used: " + e.getMessage(), e);
        }
    }
}
