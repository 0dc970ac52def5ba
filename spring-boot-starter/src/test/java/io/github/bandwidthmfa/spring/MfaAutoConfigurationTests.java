package io.github.bandwidthmfa.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.reactor.MfaClientStatus;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import io.github.bandwidthmfa.simulator.Operation;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** When there is a client, whose it is, and what its options are. */
@ExtendWith(MfaSimulatorExtension.class)
final class MfaAutoConfigurationTests {

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MfaAutoConfiguration.class, SslAutoConfiguration.class));

    private final ApplicationContextRunner application = bare.withPropertyValues(
            "bandwidth.mfa.account-id=9900000",
            "bandwidth.mfa.client-id=the-client",
            "bandwidth.mfa.client-secret=the-secret");

    @Test
    void threePropertiesMakeAClient() {
        application.run(context -> assertThat(context).hasNotFailed().hasSingleBean(MfaClient.class));
    }

    @Test
    void withoutAnAccountThereIsNoClientAndNoFailure() {
        bare.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MfaClient.class));
    }

    @Test
    void itCanBeSwitchedOff() {
        application
                .withPropertyValues("bandwidth.mfa.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MfaClient.class));
    }

    @Test
    void theApplicationsOwnClientWins() {
        application
                .withUserConfiguration(OwnClient.class)
                .run(context -> assertThat(context).getBean(MfaClient.class).isSameAs(context.getBean("own")));
    }

    @Test
    void basicAuthenticationNeedsANameAndAPassword() {
        bare.withPropertyValues(
                        "bandwidth.mfa.account-id=9900000",
                        "bandwidth.mfa.username=the-user",
                        "bandwidth.mfa.password=the-password")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MfaClient.class));
        bare.withPropertyValues("bandwidth.mfa.account-id=9900000", "bandwidth.mfa.username=the-user")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidMfaConfigurationException.class)
                        .hasMessage(
                                "'bandwidth.mfa.username' is set, and 'bandwidth.mfa.password' is not set, or blank."));
    }

    @Test
    void twoKindsOfCredentialsExcludeEachOther() {
        application
                .withPropertyValues("bandwidth.mfa.username=the-user", "bandwidth.mfa.password=the-password")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(MutuallyExclusiveConfigurationPropertiesException.class)
                        .hasMessageContainingAll("bandwidth.mfa.client-id", "bandwidth.mfa.username")
                        .hasMessageNotContainingAny("the-client", "the-secret", "the-user", "the-password"));
    }

    @Test
    void everyPropertyReachesItsOption() {
        application
                .withPropertyValues(
                        "bandwidth.mfa.base-uri=http://mfa.example.com/v2",
                        "bandwidth.mfa.token-uri=http://mfa.example.com/token",
                        "bandwidth.mfa.allow-plaintext=true",
                        "bandwidth.mfa.user-agent=agent",
                        "bandwidth.mfa.max-connections=1",
                        "bandwidth.mfa.max-pending=2",
                        "bandwidth.mfa.pending-timeout=3s",
                        "bandwidth.mfa.connect-timeout=4s",
                        "bandwidth.mfa.tls-handshake-timeout=5s",
                        "bandwidth.mfa.response-timeout=6s",
                        "bandwidth.mfa.call-timeout=7s",
                        "bandwidth.mfa.token-timeout=8s",
                        "bandwidth.mfa.close-timeout=9s",
                        "bandwidth.mfa.max-idle-time=10s",
                        "bandwidth.mfa.max-life-time=11m",
                        "bandwidth.mfa.eviction-interval=12s",
                        "bandwidth.mfa.max-response-bytes=13KB",
                        "bandwidth.mfa.max-retries=4",
                        "bandwidth.mfa.http2=true",
                        "bandwidth.mfa.proxy.host=proxy.internal",
                        "bandwidth.mfa.proxy.port=3128")
                .run(context -> assertThat(context.getBean(MfaClientOptions.Builder.class)
                                .build()
                                .toString())
                        .contains(
                                "accountId=9900000",
                                "baseUri=http://mfa.example.com/v2",
                                "tokenUri=http://mfa.example.com/token",
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
                                "maxLifeTime=PT11M",
                                "evictionInterval=PT12S",
                                "maxResponseBytes=13312",
                                "maxRetries=4",
                                "http2=true",
                                "proxy=proxy.internal"));
    }

    @Test
    void propertiesThatAreNotSetLeaveTheDefaultsAlone() {
        String defaults = MfaClientOptions.builder()
                .accountId("9900000")
                .credentials(Credentials.bearerToken("t"))
                .build()
                .toString();

        application.run(context -> assertThat(
                        context.getBean(MfaClientOptions.Builder.class).build())
                .hasToString(defaults));
    }

    @Test
    void aValueThatAnOptionRefusesIsReportedAsThatOfTheProperty() {
        application
                .withPropertyValues("bandwidth.mfa.max-connections=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                            assertThat(failure.getName()).isEqualTo("bandwidth.mfa.max-connections");
                            assertThat(failure.getReason()).isEqualTo("maxConnections must be 1 or more, but was 0");
                        }));
    }

    @Test
    void anAddressThatIsNotSafeIsRefused() {
        application
                .withPropertyValues("bandwidth.mfa.base-uri=http://mfa.example.com")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidMfaConfigurationException.class)
                        .hasMessageContaining("baseUri must use https"));
    }

    @Test
    void anAccountWithoutCredentialsIsRefusedUnlessACustomizerBringsThem() {
        ApplicationContextRunner accountOnly = bare.withPropertyValues("bandwidth.mfa.account-id=9900000");

        accountOnly.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidMfaConfigurationException.class)
                .hasMessageContaining("credentials are required"));
        accountOnly
                .withBean(
                        MfaClientOptionsCustomizer.class,
                        () -> options -> options.credentials(Mono.just(Credentials.bearerToken("rotated"))))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MfaClient.class));
    }

    @Test
    void customizersHaveTheLastWordInTheirOrder() {
        application
                .withPropertyValues("bandwidth.mfa.user-agent=of-the-properties")
                .withUserConfiguration(Customizers.class)
                .run(context -> assertThat(context.getBean(MfaClientOptions.Builder.class)
                                .build()
                                .toString())
                        .contains("userAgent=second", "maxRetries=3"));
    }

    @Test
    void connectionDetailsTakeThePlaceOfTheProperties() {
        application
                .withBean(MfaConnectionDetails.class, OtherDetails::new)
                .withPropertyValues("bandwidth.mfa.max-retries=7")
                .run(context -> assertThat(context.getBean(MfaClientOptions.Builder.class)
                                .build()
                                .toString())
                        .contains("accountId=5500000", "baseUri=http://localhost:8080", "maxRetries=7"));
        bare.withBean(MfaConnectionDetails.class, OtherDetails::new)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MfaClient.class));
    }

    @Test
    void severalClientsShareThePropertiesAndNothingElse() {
        application
                .withPropertyValues("bandwidth.mfa.max-retries=7")
                .withUserConfiguration(TwoClients.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeansOfType(MfaClient.class)).hasSize(2);
                    assertThat(context.getBean(TwoClients.class).options).contains("accountId=9900001", "maxRetries=7");
                    assertThat(context.getBean(MfaClientOptions.Builder.class)
                                    .build()
                                    .toString())
                            .contains("accountId=9900000");
                });
    }

    @Test
    void anUnknownSslBundleIsNamed() {
        application
                .withPropertyValues("bandwidth.mfa.ssl.bundle=nowhere")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(NoSuchSslBundleException.class)
                        .hasMessageContaining("nowhere"));
    }

    @Test
    void anSslBundleNeedsSpringBootsBundles() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MfaAutoConfiguration.class))
                .withPropertyValues(
                        "bandwidth.mfa.account-id=9900000",
                        "bandwidth.mfa.client-id=the-client",
                        "bandwidth.mfa.client-secret=the-secret",
                        "bandwidth.mfa.ssl.bundle=mfa")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidMfaConfigurationException.class)
                        .hasMessageContaining("'bandwidth.mfa.ssl.bundle' is 'mfa'"));
    }

    @Test
    void whatAnSslBundleSaysIsNotSilentlyLeftOut() {
        application
                .withPropertyValues(
                        "bandwidth.mfa.ssl.bundle=mfa", "spring.ssl.bundle.jks.mfa.options.enabled-protocols=TLSv1.3")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidMfaConfigurationException.class)
                        .hasMessageContaining("sets ciphers or protocols"));
    }

    @Test
    void theCertificatesOfAnSslBundleAreTrustedAndNoOthers() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        SslContext tls = SslContextBuilder.forServer(certificate.keyPair().getPrivate(), certificate.certificate())
                .build();
        try (MfaSimulator secure = MfaSimulator.builder().tls(tls).start()) {
            ApplicationContextRunner toIt = application.withPropertyValues(
                    "bandwidth.mfa.base-uri=" + secure.baseUri(), "bandwidth.mfa.token-uri=" + secure.tokenUri());

            toIt.withPropertyValues(
                            "bandwidth.mfa.client-id=" + MfaSimulator.DEFAULT_CLIENT_ID,
                            "bandwidth.mfa.client-secret=" + MfaSimulator.DEFAULT_CLIENT_SECRET,
                            "bandwidth.mfa.ssl.bundle=mfa",
                            "spring.ssl.bundle.pem.mfa.truststore.certificate=" + certificate.certificatePem())
                    .run(context -> StepVerifier.create(
                                    context.getBean(MfaClient.class).verifyCode(Samples.verifyRequest()))
                            .expectNext(new VerifyCodeResponse(false))
                            .expectComplete()
                            .verify(Samples.PATIENCE));
            toIt.run(context -> StepVerifier.create(
                            context.getBean(MfaClient.class).verifyCode(Samples.verifyRequest()))
                    .expectError(MfaTokenException.class)
                    .verify(Samples.PATIENCE));
        }
    }

    @Test
    void aProxyNeedsHostAndPort() {
        application
                .withPropertyValues("bandwidth.mfa.proxy.host=proxy")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("'bandwidth.mfa.proxy.port' is not set, or blank"));
        application
                .withPropertyValues("bandwidth.mfa.proxy.host=proxy", "bandwidth.mfa.proxy.port=99999")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class));
    }

    @Test
    void itWorksWithoutSpringWebAndWithoutTheActuator() {
        application
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.web", "org.springframework.http", "org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MfaClient.class));
    }

    @Test
    void theApplicationsEventLoopsAreSharedAndNotDisposedOf(MfaSimulator simulator) {
        LoopResources loops = LoopResources.create("of-the-application", 1, true);
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setLoopResources(loops);
        try {
            application
                    .withBean(ReactorResourceFactory.class, () -> resources)
                    .withBean(MfaConnectionDetails.class, () -> new SimulatorDetails(simulator))
                    .run(context -> StepVerifier.create(context.getBean(MfaClient.class)
                                    .verifyCode(Samples.verifyRequest())
                                    .map(response -> Thread.currentThread().getName()))
                            .assertNext(thread -> assertThat(thread).startsWith("of-the-application"))
                            .expectComplete()
                            .verify(Samples.PATIENCE));
            assertThat(loops.isDisposed()).isFalse();
        } finally {
            loops.dispose();
        }
    }

    @Test
    void aClientThatIsOnlyPausedGoesOn(MfaSimulator simulator) {
        application
                .withBean(MfaConnectionDetails.class, () -> new SimulatorDetails(simulator))
                .run(context -> {
                    context.stop();
                    context.start();

                    StepVerifier.create(context.getBean(MfaClient.class).verifyCode(Samples.verifyRequest()))
                            .expectNextCount(1)
                            .expectComplete()
                            .verify(Samples.PATIENCE);
                });
    }

    @Test
    void closingTheApplicationLetsCallsInFlightFinishWhileItsEventLoopsLast(MfaSimulator simulator) {
        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(1)));
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        AtomicReference<StepVerifier> call = new AtomicReference<>();

        application
                .withBean(ReactorResourceFactory.class, () -> resources)
                .withBean(MfaConnectionDetails.class, () -> new SimulatorDetails(simulator))
                .run(context -> {
                    call.set(
                            StepVerifier.create(context.getBean(MfaClient.class).verifyCode(Samples.verifyRequest()))
                                    .expectNextCount(1)
                                    .expectComplete()
                                    .verifyLater());
                    Samples.eventually(() -> simulator.requestCount(Operation.VERIFY) == 1);
                });

        call.get().verify(Samples.PATIENCE);
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {

        @Bean
        MfaClient own() {
            return new UnusedClient();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        MfaClientOptionsCustomizer second() {
            return options -> options.userAgent("second");
        }

        @Bean
        @Order(1)
        MfaClientOptionsCustomizer first() {
            return options -> options.userAgent("first").maxRetries(3);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClients {

        String options;

        @Bean
        MfaClient support(MfaClientOptions.Builder options) {
            return MfaClient.create(options.build());
        }

        @Bean
        MfaClient marketing(MfaClientOptions.Builder options) {
            MfaClientOptions own = options.accountId("9900001")
                    .credentials(Credentials.bearerToken("theirs"))
                    .build();
            this.options = own.toString();
            return MfaClient.create(own);
        }
    }

    static final class OtherDetails implements MfaConnectionDetails {

        @Override
        public String accountId() {
            return "5500000";
        }

        @Override
        public Credentials credentials() {
            return Credentials.bearerToken("t");
        }

        @Override
        public URI baseUri() {
            return URI.create("http://localhost:8080");
        }
    }

    static final class UnusedClient implements MfaClient {

        @Override
        public Mono<MessagingCodeResponse> sendMessagingCode(CodeRequest request) {
            return Mono.empty();
        }

        @Override
        public Mono<VoiceCodeResponse> sendVoiceCode(CodeRequest request) {
            return Mono.empty();
        }

        @Override
        public Mono<VerifyCodeResponse> verifyCode(VerifyCodeRequest request) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> warmUp() {
            return Mono.empty();
        }

        @Override
        public MfaClientStatus status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }
    }
}
