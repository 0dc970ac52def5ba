package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.spring.MfaConnectionDetails;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.session.data.redis.config.annotation.web.server.EnableRedisWebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Two instances that share sessions and limits through a Redis. */
@Timeout(300)
class RedisTests {

    /** How sessions are written. */
    enum Format {
        JAVA,
        JSON
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableRedisWebSession
    @Import(TestBeans.Endpoints.class)
    static class Application {

        @Bean
        People people() {
            return PEOPLE;
        }

        @Bean
        PasswordEncoder passwordEncoder() {
            return new TestBeans().passwordEncoder();
        }

        @Bean
        LettuceConnectionFactory sessions(Environment environment) {
            LettuceConnectionFactory factory =
                    new LettuceConnectionFactory("127.0.0.1", environment.getRequiredProperty("redis", Integer.class));
            // Otherwise the first request would wait for the connection.
            factory.setEagerInitialization(true);
            return factory;
        }

        @Bean
        RedisSerializer<Object> springSessionDefaultRedisSerializer(Environment environment) {
            if (environment.getRequiredProperty("format", Format.class) == Format.JAVA) {
                return new JdkSerializationRedisSerializer();
            }
            return new GenericJacksonJsonRedisSerializer(JsonMapper.builder()
                    .addModules(SecurityJacksonModules.getModules(RedisTests.class.getClassLoader()))
                    .build());
        }

        @Bean(destroyMethod = "shutdown")
        RedisClient limits(Environment environment) {
            return RedisClient.create("redis://127.0.0.1:" + environment.getRequiredProperty("redis"));
        }

        @Bean
        AsyncProxyManager<byte[]> backEnd(RedisClient limits) {
            return Bucket4jLettuce.casBasedBuilder(limits.connect(ByteArrayCodec.INSTANCE))
                    .expirationAfterWrite(
                            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                    .build()
                    .asAsync();
        }

        /** Loops of its own: an instance that stops would dispose of the global ones, which the other uses, too. */
        @Bean
        ReactorResourceFactory loops() {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            return factory;
        }

        @Bean
        MfaConnectionDetails connection() {
            MfaSimulator service = simulator;
            return new MfaConnectionDetails() {
                @Override
                public String accountId() {
                    return MfaSimulator.DEFAULT_ACCOUNT_ID;
                }

                @Override
                public Credentials credentials() {
                    return Credentials.clientCredentials(
                            MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET);
                }

                @Override
                public URI baseUri() {
                    return service.baseUri();
                }

                @Override
                public URI tokenUri() {
                    return service.tokenUri();
                }
            };
        }
    }

    private static final People PEOPLE = new People();

    private static MfaSimulator simulator = MfaSimulator.builder().start();
    private static @Nullable Process redis;
    private static int redisPort;

    private @Nullable ConfigurableApplicationContext one;
    private @Nullable ConfigurableApplicationContext other;
    private final String ann = PEOPLE.add();

    @BeforeAll
    static void startRedis() throws IOException {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-server"))),
                "redis-server is not on the PATH: install Debian's package redis-server");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            redisPort = free.getLocalPort();
        }
        redis = new ProcessBuilder(
                        "redis-server", "--port", String.valueOf(redisPort), "--bind", "127.0.0.1", "--save", "")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Flux.interval(Duration.ofMillis(10)).filter(tick -> answers()).blockFirst(Duration.ofSeconds(20));
    }

    private static boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), redisPort), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stopAll() {
        simulator.close();
        if (redis != null) {
            redis.destroyForcibly();
        }
    }

    @AfterEach
    void stopInstances() {
        if (one != null) {
            one.close();
        }
        if (other != null) {
            other.close();
        }
    }

    private static ConfigurableApplicationContext start(Format format) {
        return new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "redis=" + redisPort,
                        "format=" + format,
                        "bandwidth.mfa.phone-factor.from=+19195554321",
                        "bandwidth.mfa.phone-factor.messaging-application-id=messaging")
                .run();
    }

    private static int port(ConfigurableApplicationContext instance) {
        return instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static String code(String person) {
        return simulator.latestMessage(PEOPLE.numberOf(person)).code();
    }

    /** One session, at another instance. */
    private static Visitor at(int port, Visitor same) {
        Visitor visitor = new Visitor(port);
        visitor.cookies().putAll(same.cookies());
        // Its token now: a page that is asked for while the session gets another id fails in Spring Session.
        visitor.fetchToken();
        return visitor;
    }

    /** Has entered the password, and been sent a code. */
    private static Visitor withCode(int port, String name) {
        Visitor person = new Visitor(port).login(name);
        assertThat(Visitor.now(person.send()).status()).isEqualTo(200);
        return person;
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void twoInstancesActAsOne(Format format) {
        one = start(format);
        other = start(format);
        int here = port(one);
        int there = port(other);

        oneSessionAtBoth(here, there);
        twentySendsAtBothAreOneMessage(here, there);
        fortyWrongCodesAtBothAreFiveQuestions(here, there);
        doubleClickSignsIn(here);
        rightCodeTwiceAtOneSignsIn(here);
        rightCodeAtBothAtOnceLetsNobodyElseIn(here, there);
        logoutAtOneWhileTheOtherChecksIsNotUndone(here, there);
    }

    private void oneSessionAtBoth(int here, int there) {
        Visitor person = withCode(here, ann);

        Visitor moved = at(there, person);
        assertThat(moved.get("/login/phone").json().get("step")).isEqualTo("CODE");
        Reply right = Visitor.now(moved.verify(code(ann)));
        assertThat(right.status()).as(right.body() + right.headers()).isEqualTo(200);

        assertThat(at(here, moved).get("/page").body())
                .startsWith("person=" + ann + " class=UsernamePasswordAuthenticationToken")
                .contains("FACTOR_SMS");
        assertThat(person.get("/page").status()).as("the id of before").isEqualTo(401);
    }

    private void twentySendsAtBothAreOneMessage(int here, int there) {
        String bob = PEOPLE.add();
        Visitor person = new Visitor(here).login(bob);
        Visitor moved = at(there, person);

        List<Reply> replies = Visitor.now(Flux.range(0, 20)
                .flatMap(i -> (i % 2 == 0 ? person : moved).send(), 20)
                .collectList());

        assertThat(replies).extracting(Reply::status).containsOnlyOnce(200);
        assertThat(simulator.inbox(PEOPLE.numberOf(bob))).hasSize(1);
    }

    private void fortyWrongCodesAtBothAreFiveQuestions(int here, int there) {
        String bob = PEOPLE.add();
        Visitor person = withCode(here, bob);
        Visitor moved = at(there, person);
        String right = code(bob);
        long before = simulator.requestCount(Operation.VERIFY);

        Visitor.now(Flux.range(0, 40)
                .map(i -> String.format("%06d", i))
                .filter(wrong -> !wrong.equals(right))
                .flatMap(wrong -> (wrong.charAt(5) % 2 == 0 ? person : moved).verify(wrong), 40)
                .collectList());

        assertThat(simulator.requestCount(Operation.VERIFY) - before).isEqualTo(5);
        assertThat(Visitor.now(person.verify(right)).status()).isNotEqualTo(200);
    }

    /** As a browser does: what was sent first is given up. */
    private void doubleClickSignsIn(int here) {
        String bob = PEOPLE.add();
        Visitor person = withCode(here, bob);
        String right = code(bob);
        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(1)));
        long before = simulator.requestCount(Operation.VERIFY);

        Mono<Reply> first = person.verify(right).takeUntilOther(untilVerified(before));
        Mono<Reply> second = untilVerified(before).then(Mono.defer(() -> person.verify(right)));
        List<Reply> replies = Visitor.now(Flux.merge(first, second).collectList());

        assertThat(replies).extracting(Reply::status).containsExactly(200);
        assertThat(simulator.requestCount(Operation.VERIFY) - before).isEqualTo(1);
        assertThat(person.get("/page").status()).isEqualTo(200);
    }

    private static Mono<Long> untilVerified(long before) {
        return Flux.interval(Duration.ofMillis(10))
                .filter(tick -> simulator.requestCount(Operation.VERIFY) > before)
                .next();
    }

    private void rightCodeTwiceAtOneSignsIn(int here) {
        String bob = PEOPLE.add();
        Visitor person = withCode(here, bob);
        String right = code(bob);
        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(1)));
        long before = simulator.requestCount(Operation.VERIFY);

        List<Reply> replies = Visitor.now(
                Flux.merge(person.verify(right), person.verify(right)).collectList());

        assertThat(simulator.requestCount(Operation.VERIFY) - before).isEqualTo(1);
        assertThat(replies).extracting(Reply::status).containsOnlyOnce(200);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 200)
                .extracting(Reply::type)
                .containsExactly("entered-again");
        assertThat(person.get("/page").status()).isEqualTo(200);
    }

    private void rightCodeAtBothAtOnceLetsNobodyElseIn(int here, int there) {
        String bob = PEOPLE.add();
        Visitor person = withCode(here, bob);
        Visitor moved = at(there, person);
        String right = code(bob);
        String session = person.session();

        List<Reply> replies = Visitor.now(
                Flux.merge(person.verify(right), moved.verify(right)).collectList());

        assertThat(replies).extracting(Reply::status).contains(200).isSubsetOf(200, 403, 409, 422);
        Visitor outsider = new Visitor(there);
        outsider.cookies().put("SESSION", session);
        assertThat(outsider.get("/page").status()).as("the id of before").isEqualTo(401);
    }

    private void logoutAtOneWhileTheOtherChecksIsNotUndone(int here, int there) {
        String bob = PEOPLE.add();
        Visitor person = withCode(here, bob);
        Visitor moved = at(there, person);
        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(2)));
        long before = simulator.requestCount(Operation.VERIFY);

        Mono<Reply> checked = moved.verify(code(bob));
        Mono<Reply> logout = untilVerified(before).then(Mono.defer(() -> person.posting("/logout")));
        Reply reply = Visitor.now(Mono.zip(checked, logout)).getT1();

        assertThat(reply.type()).isEqualTo("start-again");
        assertThat(moved.get("/page").status()).isEqualTo(401);
        assertThat(moved.get("/page").body()).doesNotContain("person=");
    }
}
