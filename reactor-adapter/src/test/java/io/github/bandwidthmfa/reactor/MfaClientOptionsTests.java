package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaOperation;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The defaults, and what each option refuses, in which words. */
final class MfaClientOptionsTests {

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(minimal().build())
                .returns(
                        URI.create("https://mfa.bandwidth.com/api/v1/accounts/9900000/code/verify"),
                        options -> options.address(MfaOperation.VERIFY))
                .returns(URI.create("https://mfa.bandwidth.com/api/v1"), MfaClientOptions::baseUri)
                .returns(URI.create("https://api.bandwidth.com/api/v1/oauth2/token"), MfaClientOptions::tokenUri)
                .returns("bandwidth-mfa-java", MfaClientOptions::userAgent)
                .returns(64, MfaClientOptions::maxConnections)
                .returns(128, MfaClientOptions::maxPending)
                .returns(Duration.ofSeconds(2), MfaClientOptions::pendingTimeout)
                .returns(Duration.ofSeconds(3), MfaClientOptions::connectTimeout)
                .returns(Duration.ofSeconds(5), MfaClientOptions::tlsHandshakeTimeout)
                .returns(Duration.ofSeconds(30), MfaClientOptions::responseTimeout)
                .returns(Duration.ofSeconds(40), MfaClientOptions::callTimeout)
                .returns(Duration.ofSeconds(10), MfaClientOptions::tokenTimeout)
                .returns(Duration.ofSeconds(10), MfaClientOptions::closeTimeout)
                .returns(Duration.ofSeconds(20), MfaClientOptions::maxIdleTime)
                .returns(Duration.ofMinutes(5), MfaClientOptions::maxLifeTime)
                .returns(Duration.ofSeconds(5), MfaClientOptions::evictionInterval)
                .returns(64 * 1024, MfaClientOptions::maxResponseBytes)
                .returns(1, MfaClientOptions::maxRetries)
                .returns(false, MfaClientOptions::http2)
                .returns(null, MfaClientOptions::proxy)
                .returns(null, MfaClientOptions::trustManager)
                .returns(null, MfaClientOptions::keyManager)
                .returns(null, MfaClientOptions::loopResources);
    }

    @Test
    void builtOptionsIgnoreLaterChangesOfTheirBuilder() {
        MfaClientOptions.Builder builder = minimal().maxConnections(7);
        MfaClientOptions built = builder.build();

        builder.accountId("9900001").maxConnections(8).userAgent("another");

        assertThat(built).hasToString(minimal().maxConnections(7).build().toString());
        assertThat(builder.build()).asString().contains("accountId=9900001", "maxConnections=8", "maxPending=16");
    }

    @Test
    void maxPendingFollowsMaxConnectionsUnlessItIsSet() {
        assertThat(minimal().maxConnections(7).build().maxPending()).isEqualTo(14);
        assertThat(minimal().maxPending(3).maxConnections(7).build().maxPending())
                .isEqualTo(3);
        assertThat(minimal().maxPending(0).build().maxPending()).isZero();
    }

    @Test
    void theAccountAndTheCredentialsAreRequired() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaClientOptions.builder()
                        .credentials(Credentials.bearerToken("t"))
                        .build())
                .withMessage("accountId is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaClientOptions.builder().accountId("1").build())
                .withMessage("credentials are required");
    }

    @Test
    void nullsAreRefusedAtOnce() {
        MfaClientOptions.Builder builder = MfaClientOptions.builder();

        assertThatNullPointerException().isThrownBy(() -> builder.accountId(null));
        assertThatNullPointerException().isThrownBy(() -> builder.credentials((Credentials) null));
        assertThatNullPointerException().isThrownBy(() -> builder.credentials((Mono<Credentials>) null));
        assertThatNullPointerException().isThrownBy(() -> builder.baseUri(null));
        assertThatNullPointerException().isThrownBy(() -> builder.tokenUri(null));
        assertThatNullPointerException().isThrownBy(() -> builder.userAgent(null));
        assertThatNullPointerException().isThrownBy(() -> builder.callTimeout(null));
        assertThatNullPointerException().isThrownBy(() -> builder.proxy(null));
        assertThatNullPointerException().isThrownBy(() -> builder.trustManager(null));
        assertThatNullPointerException().isThrownBy(() -> builder.keyManager(null));
        assertThatNullPointerException().isThrownBy(() -> builder.loopResources(null));
        assertThatNullPointerException().isThrownBy(() -> builder.customize(null));
        assertThatNullPointerException().isThrownBy(() -> builder.observationRegistry(null));
        assertThatNullPointerException().isThrownBy(() -> builder.observationConvention(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", ".", "..", "99\n00", "99\u000000", "99\u007f"})
    void anAccountThatWouldLeadElsewhereIsRefused(String accountId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaClientOptions.builder().accountId(accountId))
                .withMessageStartingWith("accountId must not ")
                .withMessageEndingWith(": pass the id of your Bandwidth account");
    }

    @Test
    void anAccountIsOneSegmentOfThePathWhateverItHolds() {
        assertThat(minimal().accountId("../a?b#c/é %").build().address(MfaOperation.VERIFY))
                .hasToString("https://mfa.bandwidth.com/api/v1/accounts/..%2Fa%3Fb%23c%2F%C3%A9%20%25/code/verify");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\r\nX-Evil: 1", "a\nb", "a\tb", "naïve", "a\u007f"})
    void aUserAgentThatIsNoHeaderValueIsRefused(String userAgent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minimal().userAgent(userAgent))
                .withMessage(
                        "userAgent must consist of visible ASCII characters and spaces: a header holds nothing else");
    }

    static Stream<Arguments> addresses() {
        BiFunction<MfaClientOptions.Builder, URI, MfaClientOptions.Builder> base = MfaClientOptions.Builder::baseUri;
        BiFunction<MfaClientOptions.Builder, URI, MfaClientOptions.Builder> token = MfaClientOptions.Builder::tokenUri;
        return Stream.of(Arguments.of("baseUri", base), Arguments.of("tokenUri", token));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void anAddressMustBeHttpsUnlessItIsThisMachine(
            String option, BiFunction<MfaClientOptions.Builder, URI, MfaClientOptions.Builder> set) {
        for (String host : new String[] {
            "mfa.example.com",
            "10.0.0.1",
            "128.0.0.1",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "notlocalhost",
            "0.0.0.0",
            "[::2]",
            "[::ffff:10.0.0.1]"
        }) {
            URI address = URI.create("http://" + host + ":8080/v1");
            assertThatIllegalArgumentException()
                    .as(host)
                    .isThrownBy(() -> set.apply(minimal(), address).build())
                    .withMessage(option + " must use https: http to " + host
                            + " would send codes and credentials in clear text (allowPlaintext(true) allows it)");
            set.apply(minimal(), address).allowPlaintext(true).build();
        }
        for (String host : new String[] {
            "127.0.0.1", "127.1.2.3", "127.255.255.254", "localhost", "LocalHost", "[::1]", "[0:0:0:0:0:0:0:1]"
        }) {
            set.apply(minimal(), URI.create("http://" + host + ":8080/v1")).build();
            set.apply(minimal(), URI.create("HTTP://" + host)).build();
        }
        set.apply(minimal(), URI.create("HTTPS://mfa.example.com:8443/v1")).build();
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void aHostWithAnUnderscoreIsToldFromOneThatIsMissing(
            String option, BiFunction<MfaClientOptions.Builder, URI, MfaClientOptions.Builder> set) {
        for (String host : new String[] {"mfa_simulator", "a_b.example.com", "_dmarc.example", "mfa.svc_a"}) {
            for (String address : new String[] {
                "https://" + host + "/v1", "http://" + host + ":8080", "https://somebody:s3cret@" + host + "/v1"
            }) {
                assertThatIllegalArgumentException()
                        .as(address)
                        .isThrownBy(
                                () -> set.apply(minimal(), URI.create(address)).build())
                        .withMessage(
                                option + " has the host '" + host + "', which holds an underscore, which no host name"
                                        + " may: use a name without one, or an IP address");
            }
        }
        for (String host : new String[] {"-mfa.example", "mfa.example.123", "b\u00fccher.example", "mfa..example"}) {
            assertThatIllegalArgumentException()
                    .as(host)
                    .isThrownBy(() -> set.apply(minimal(), URI.create("https://" + host + "/v1"))
                            .build())
                    .withMessageStartingWith(option + " has the host '" + host + "', which is no host name");
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void anAddressMustBeAbsoluteHttpWithAHost(
            String option, BiFunction<MfaClientOptions.Builder, URI, MfaClientOptions.Builder> set) {
        for (String address : new String[] {
            "/api/v1",
            "mfa.bandwidth.com",
            "mailto:a@b.c",
            "ftp://mfa.bandwidth.com",
            "https:///v1",
            "localhost:8080/v1"
        }) {
            assertThatIllegalArgumentException()
                    .as(address)
                    .isThrownBy(() -> set.apply(minimal(), URI.create(address)).build())
                    .withMessage(option + " must be an absolute http or https URI with a host");
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void anAddressHasNoUserQueryOrFragmentAndTheyAreNotRepeated(
            String option, BiFunction<MfaClientOptions.Builder, URI, MfaClientOptions.Builder> set) {
        for (String address : new String[] {
            "https://me:s3cret@mfa.bandwidth.com",
            "http://s3cret@mfa.bandwidth.com",
            "https://mfa.bandwidth.com?key=s3cret",
            "https://mfa.bandwidth.com/v1?",
            "https://mfa.bandwidth.com/v1#s3cret"
        }) {
            assertThatIllegalArgumentException()
                    .as(address)
                    .isThrownBy(() -> set.apply(minimal(), URI.create(address)).build())
                    .withMessage(option + " must have no user, query or fragment");
        }
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                limit("pendingTimeout", MfaClientOptions.Builder::pendingTimeout),
                limit("connectTimeout", MfaClientOptions.Builder::connectTimeout),
                limit("tlsHandshakeTimeout", MfaClientOptions.Builder::tlsHandshakeTimeout),
                limit("responseTimeout", MfaClientOptions.Builder::responseTimeout),
                limit("callTimeout", MfaClientOptions.Builder::callTimeout),
                limit("tokenTimeout", MfaClientOptions.Builder::tokenTimeout),
                limit("closeTimeout", MfaClientOptions.Builder::closeTimeout),
                limit("maxIdleTime", MfaClientOptions.Builder::maxIdleTime),
                limit("maxLifeTime", MfaClientOptions.Builder::maxLifeTime),
                limit("evictionInterval", MfaClientOptions.Builder::evictionInterval));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void aTimeLimitIsFromAMillisecondToTwentyFourDays(
            String option, BiFunction<MfaClientOptions.Builder, Duration, MfaClientOptions.Builder> set) {
        for (Duration refused : new Duration[] {
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofNanos(999_999),
            Duration.ofDays(24).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set.apply(minimal(), refused))
                    .withMessage(option + " must be between 1 ms and 24 days, but was " + refused);
        }
        for (Duration accepted : new Duration[] {Duration.ofMillis(1), Duration.ofDays(24)}) {
            assertThat(set.apply(minimal(), accepted).build().toString()).contains(option + "=" + accepted);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1"})
    void aClientHasAtLeastOneConnection(int refused, int least) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minimal().maxConnections(refused))
                .withMessage("maxConnections must be 1 or more, but was " + refused);
        assertThat(minimal().maxConnections(least).build().maxConnections()).isEqualTo(least);
    }

    @Test
    void aQueueIsNotOfNegativeLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minimal().maxPending(-1))
                .withMessage("maxPending must be 0 or more, but was -1");
    }

    @Test
    void aRequestIsRepeatedAtMostTenTimes() {
        for (int refused : new int[] {-1, 11}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> minimal().maxRetries(refused))
                    .withMessage("maxRetries must be between 0 and 10, but was " + refused);
        }
        assertThat(minimal().maxRetries(0).build().maxRetries()).isZero();
        assertThat(minimal().maxRetries(10).build().maxRetries()).isEqualTo(10);
    }

    @Test
    void aResponseMayHaveAtLeastAKilobyte() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minimal().maxResponseBytes(1023))
                .withMessage("maxResponseBytes must be 1024 or more, but was 1023");
        assertThat(minimal().maxResponseBytes(1024).build().maxResponseBytes()).isEqualTo(1024);
    }

    @Test
    void theStringFormShowsEveryLimitAndNoSecret() {
        MfaClientOptions options = minimal()
                .credentials(Credentials.clientCredentials("my-id", "my-secret"))
                .baseUri(URI.create("https://proxy.example.com/mfa/"))
                .tokenUri(URI.create("https://proxy.example.com/token"))
                .userAgent("agent")
                .maxConnections(1)
                .maxPending(2)
                .pendingTimeout(Duration.ofSeconds(3))
                .connectTimeout(Duration.ofSeconds(4))
                .tlsHandshakeTimeout(Duration.ofSeconds(5))
                .responseTimeout(Duration.ofSeconds(6))
                .callTimeout(Duration.ofSeconds(7))
                .tokenTimeout(Duration.ofSeconds(8))
                .closeTimeout(Duration.ofSeconds(9))
                .maxIdleTime(Duration.ofSeconds(10))
                .maxLifeTime(Duration.ofSeconds(11))
                .evictionInterval(Duration.ofSeconds(12))
                .maxResponseBytes(1313)
                .maxRetries(4)
                .http2(true)
                .proxy(InetSocketAddress.createUnresolved("proxy.internal", 3128), "proxy-user", "proxy-password")
                .build();

        assertThat(options.toString())
                .contains(
                        "accountId=9900000",
                        "baseUri=https://proxy.example.com/mfa,",
                        "tokenUri=https://proxy.example.com/token",
                        "userAgent=agent",
                        "maxConnections=1",
                        "maxPending=2",
                        "pendingTimeout=PT3S",
                        "connectTimeout=PT4S",
                        "tlsHandshakeTimeout=PT5S",
                        "responseTimeout=PT6S",
                        "callTimeout=PT7S",
                        "tokenTimeout=PT8S",
                        "closeTimeout=PT9S",
                        "maxIdleTime=PT10S",
                        "maxLifeTime=PT11S",
                        "evictionInterval=PT12S",
                        "maxResponseBytes=1313",
                        "maxRetries=4",
                        "http2=true",
                        "proxy=proxy.internal")
                .doesNotContain("my-id", "my-secret", "Basic", "proxy-user", "proxy-password");
    }

    private static Arguments limit(
            String option, BiFunction<MfaClientOptions.Builder, Duration, MfaClientOptions.Builder> set) {
        return Arguments.of(option, set);
    }

    private static MfaClientOptions.Builder minimal() {
        return MfaClientOptions.builder().accountId("9900000").credentials(Credentials.basic("user", "password"));
    }
}
