package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import reactor.core.publisher.Mono;

/** An application's clients are warm before it is ready, and whatever comes of that, the application starts. */
@ExtendWith(OutputCaptureExtension.class)
final class MfaClientWarmUpTests {

    private static final String SECRET = "the-s3cret-of-the-client";
    private static final String HEAD = "HEAD /api/v1";
    private static final String TOKEN = "POST /token";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch leave = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();
    private HttpServer server;
    private volatile int tokenStatus = 200;
    private volatile boolean silent;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::respond);
        server.start();
    }

    @AfterEach
    void stop() {
        leave.countDown();
        running.forEach(ConfigurableApplicationContext::close);
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void clientIsWarmBeforeTheApplicationIsReadyAndItsRunnersRun() {
        List<String> seen = new CopyOnWriteArrayList<>();
        start(
                List.of(),
                bean("runner", EarlyRunner.class, () -> new EarlyRunner(() -> seen.add("runner " + sorted()))),
                context -> context.addApplicationListener((ApplicationListener<AvailabilityChangeEvent<?>>) event -> {
                    if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
                        seen.add("ready " + sorted());
                    }
                }));

        assertThat(seen).containsExactly("runner [HEAD /api/v1, POST /token]", "ready [HEAD /api/v1, POST /token]");
        assertThat(sorted()).containsExactly(HEAD, TOKEN);
    }

    /** Before all runners but those that ask to be first. */
    private record EarlyRunner(Runnable task) implements ApplicationRunner, Ordered {

        @Override
        public void run(ApplicationArguments arguments) {
            task.run();
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE + 1;
        }
    }

    @Test
    void propertySwitchesItOff() {
        start(List.of("bandwidth.mfa.warm-up=false"));

        assertThat(requests).isEmpty();
    }

    @Test
    void blankPropertiesCountAsUnset() {
        start(List.of("bandwidth.mfa.warm-up=", "bandwidth.mfa.warm-up-timeout="));

        assertThat(sorted()).containsExactly(HEAD, TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "1us", "25d", "999999999d"})
    void timeoutOutOfRangeIsRefusedWithItsName(String timeout, CapturedOutput output) {
        assertThatThrownBy(() -> start(List.of("bandwidth.mfa.warm-up-timeout=" + timeout)))
                .hasStackTraceContaining("bandwidth.mfa.warm-up-timeout");

        assertThat(output).contains("must be between 1 ms and 24 days");
    }

    @Test
    void refusedCredentialsAreOneWarningThatNamesTheProperties(CapturedOutput output) {
        tokenStatus = 401;

        start(List.of());

        assertThat(warnings(output))
                .singleElement()
                .asString()
                .contains("'mfaClient'", "responded with 401", "bandwidth.mfa.client-secret", "warm-up=false");
        assertThat(output).doesNotContain(SECRET);
    }

    @Test
    void unreachableServiceIsOneWarningThatNamesTheProperty(CapturedOutput output) {
        start(List.of("bandwidth.mfa.base-uri=http://127.0.0.1:1/api/v1"));

        assertThat(warnings(output))
                .singleElement()
                .asString()
                .contains("no connection could be made", "'bandwidth.mfa.base-uri'");
        assertThat(sorted()).containsExactly(TOKEN);
    }

    @Test
    void bothFailuresAreInTheWarning(CapturedOutput output) {
        tokenStatus = 500;

        start(List.of("bandwidth.mfa.base-uri=http://127.0.0.1:1/api/v1"));

        assertThat(warnings(output))
                .singleElement()
                .asString()
                .contains("responded with 500", "no connection could be made");
    }

    @Test
    void silentServiceDelaysTheStartForTheTimeout(CapturedOutput output) {
        silent = true;

        start(List.of("bandwidth.mfa.warm-up-timeout=200ms"));

        assertThat(warnings(output))
                .singleElement()
                .asString()
                .contains("longer than 200 ms", "'bandwidth.mfa.warm-up-timeout'");
    }

    @Test
    void clientThatIsClosedAlreadyIsNoFailure(CapturedOutput output) {
        start(
                List.of(),
                context -> context.addApplicationListener(
                        (ApplicationListener<ApplicationStartedEvent>) event -> event.getApplicationContext()
                                .getBean(MfaClient.class)
                                .close()
                                .block(Samples.PATIENCE)));

        assertThat(warnings(output)).singleElement().asString().contains("the client is closed");
        assertThat(requests).isEmpty();
    }

    @Test
    void lazyClientStaysLazy() {
        ConfigurableApplicationContext context = start(List.of(
                "spring.main.lazy-initialization=true",
                // They look at each client, and so make it.
                "spring.autoconfigure.exclude=" + MfaMetricsAutoConfiguration.class.getName() + ","
                        + MfaHealthAutoConfiguration.class.getName()));

        assertThat(requests).isEmpty();
        assertThat(context.getBeanFactory().containsSingleton("mfaClient")).isFalse();
    }

    @Test
    void severalClientsAreWarmedUp() {
        start(List.of(), bean("first", MfaClient.class, this::another), bean("second", MfaClient.class, this::another));

        assertThat(sorted()).containsExactly(HEAD, HEAD, TOKEN, TOKEN);
    }

    @Test
    void clientOfTheParentIsWarmedUpOnce() {
        SpringApplicationBuilder parent = application(List.of());
        running.add(parent.child(Application.class).web(WebApplicationType.NONE).run());

        assertThat(sorted()).containsExactly(HEAD, TOKEN);
    }

    /** What {@code warmUp()} of an application's own client may do. */
    private enum Own {
        RETURNS_NULL,
        IS_EMPTY,
        THROWS,
        IS_OF_ANOTHER_VERSION,
        FAILS;

        private Mono<Void> warmUp() {
            return switch (this) {
                case RETURNS_NULL -> null;
                case IS_EMPTY -> Mono.empty();
                case THROWS -> throw new IllegalStateException(SECRET);
                case IS_OF_ANOTHER_VERSION -> throw new AbstractMethodError(SECRET);
                case FAILS -> Mono.error(new IllegalStateException(SECRET));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void applicationStartsWhateverItsOwnClientDoes(Own own, CapturedOutput output) {
        ConfigurableApplicationContext context = start(
                List.of(),
                bean("own", MfaClient.class, () -> client(own::warmUp)),
                bean("other", MfaClient.class, this::another));

        assertThat(context.isActive()).isTrue();
        assertThat(warnings(output)).hasSize(own == Own.RETURNS_NULL || own == Own.IS_EMPTY ? 0 : 1);
        assertThat(output).doesNotContain(SECRET);
        assertThat(sorted()).containsExactly(HEAD, TOKEN);
    }

    @Test
    @Timeout(20)
    void applicationStartsThoughItsOwnClientNeverEnds(CapturedOutput output) {
        AtomicBoolean cancelled = new AtomicBoolean();

        start(
                List.of("bandwidth.mfa.warm-up-timeout=200ms"),
                bean(
                        "own",
                        MfaClient.class,
                        () -> client(() -> Mono.<Void>never().doOnCancel(() -> cancelled.set(true)))));

        assertThat(warnings(output)).singleElement().asString().contains("'own'", "longer than 200 ms");
        assertThat(cancelled).isTrue();
    }

    private static MfaClient client(Supplier<Mono<Void>> warmUp) {
        return (MfaClient) Proxy.newProxyInstance(
                MfaClient.class.getClassLoader(),
                new Class<?>[] {MfaClient.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "warmUp" -> warmUp.get();
                    case "close" -> Mono.empty();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> null;
                });
    }

    private MfaClient another() {
        return MfaClient.create(MfaClientOptions.builder()
                .accountId("9900001")
                .credentials(Credentials.clientCredentials("another", SECRET))
                .baseUri(URI.create(address("/api/v1")))
                .tokenUri(URI.create(address("/token")))
                .build());
    }

    private static <T> ApplicationContextInitializer<GenericApplicationContext> bean(
            String name, Class<T> type, Supplier<T> supplier) {
        return context -> context.registerBean(name, type, supplier);
    }

    private ConfigurableApplicationContext start(List<String> more, ApplicationContextInitializer<?>... initializers) {
        ConfigurableApplicationContext context =
                application(more).initializers(initializers).run();
        running.add(context);
        return context;
    }

    private SpringApplicationBuilder application(List<String> more) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "bandwidth.mfa.account-id",
                "9900000",
                "bandwidth.mfa.client-id",
                "the-client",
                "bandwidth.mfa.client-secret",
                SECRET,
                "bandwidth.mfa.base-uri",
                address("/api/v1"),
                "bandwidth.mfa.token-uri",
                address("/token"),
                "bandwidth.mfa.max-retries",
                "0"));
        more.forEach(property -> {
            int equals = property.indexOf('=');
            properties.put(property.substring(0, equals), property.substring(equals + 1));
        });
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(properties);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void respond(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (silent) {
                await();
            }
            exchange.sendResponseHeaders(403, -1);
        } else {
            byte[] token = "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(tokenStatus, token.length);
            exchange.getResponseBody().write(token);
        }
        exchange.close();
    }

    private void await() {
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> sorted() {
        return requests.stream().sorted().toList();
    }

    private static List<String> warnings(CapturedOutput output) {
        return output.toString()
                .lines()
                .filter(line -> line.contains("MfaClientWarmUp") && line.contains("WARN"))
                .toList();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
