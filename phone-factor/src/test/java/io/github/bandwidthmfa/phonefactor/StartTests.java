package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Purpose;
import io.github.bandwidthmfa.sendguard.SendAttempt;
import io.github.bandwidthmfa.sendguard.SendGuard;
import io.github.bandwidthmfa.sendguard.SendGuardListener;
import io.github.bandwidthmfa.sendguard.SendGuardMeters;
import io.github.bandwidthmfa.sendguard.Verdict;
import io.github.bandwidthmfa.spring.MfaAutoConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.session.InMemoryReactiveSessionRegistry;
import org.springframework.security.core.session.ReactiveSessionRegistry;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.SessionLimit;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What an application is told that would start without the protection it asks for. */
class StartTests {

    private final ReactiveWebApplicationContextRunner bare = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MfaAutoConfiguration.class,
                    PhoneFactorAutoConfiguration.class,
                    ReactiveWebSecurityAutoConfiguration.class,
                    ReactiveUserDetailsServiceAutoConfiguration.class,
                    WebFluxAutoConfiguration.class))
            .withPropertyValues(
                    "bandwidth.mfa.account-id=9900000",
                    "bandwidth.mfa.client-id=id",
                    "bandwidth.mfa.client-secret=secret",
                    "bandwidth.mfa.phone-factor.from=+19195554321",
                    "bandwidth.mfa.phone-factor.messaging-application-id=messaging");

    private final ReactiveWebApplicationContextRunner application =
            bare.withBean(UserPhones.class, () -> person -> Mono.empty());

    @Test
    void theGuardIsCountedWhereThereAreMeters() {
        application.run(context -> assertThat(context).hasSingleBean(SendGuardMeters.class));
        application
                .withBean(SendGuardListener.class, () -> SendGuardListener.NONE)
                .run(context -> assertThat(context).doesNotHaveBean(SendGuardMeters.class));
        application
                .withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context ->
                        assertThat(context).hasSingleBean(SendGuard.class).doesNotHaveBean(SendGuardListener.class));
    }

    private static String analysisOf(ReactiveWebApplicationContextRunner runner) {
        StringBuilder told = new StringBuilder();
        runner.run(context -> {
            Throwable failure = context.getStartupFailure();
            assertThat(failure).as("it does not start").isNotNull();
            FailureAnalysis analysis =
                    new PhoneFactorConfigurationFailureAnalyzer(new MockEnvironment()).analyze(failure);
            assertThat(analysis)
                    .as("analysis of %s", NestedExceptionUtils.getMostSpecificCause(failure))
                    .isNotNull();
            told.append(analysis.getDescription()).append('\n').append(analysis.getAction());
        });
        return told.toString();
    }

    @Test
    void oneBeanAndThePropertiesAreEnough() {
        application.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(PhoneFactor.class)
                .hasSingleBean(SendGuard.class));
    }

    @Test
    void withoutUserPhonesItDoesNotStart() {
        assertThat(analysisOf(bare)).contains("UserPhones", "Make a bean of that type", "phone-factor.enabled");
    }

    @Test
    void disabledItLeavesTheApplicationAlone() {
        bare.withPropertyValues("bandwidth.mfa.phone-factor.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PhoneFactor.class));
    }

    @Test
    void missingSenderAndApplicationAreToldAtOnce() {
        assertThat(analysisOf(application.withPropertyValues(
                        "bandwidth.mfa.phone-factor.from=", "bandwidth.mfa.phone-factor.messaging-application-id=")))
                .contains(
                        "'bandwidth.mfa.phone-factor.from' must be set",
                        "'bandwidth.mfa.phone-factor.messaging-application-id' must be set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "from; 919-555-4321; from' must be an E.164",
                "message; no placeholder; message' must contain {CODE}",
                "digits; 9; digits' must be 4 to 8",
                "code-lifetime; 90s; code-lifetime' must be whole minutes",
                "resend-cooldown; 0s; resend-cooldown' must be between 1 s and 1 h",
                "tries; 0; tries' must be between 1 and 10",
                "tries; 11; tries' must be between 1 and 10",
                "messaging-application-id; ' '; messaging-application-id' must",
                "digits; 0; digits' must be 4 to 8",
                "code-lifetime; -5m; code-lifetime' must be",
                "code-lifetime; 16m; code-lifetime' must be",
                "code-lifetime; 5; code-lifetime' must be",
                "resend-cooldown; 30; resend-cooldown' must be between 1 s and 1 h, was PT0.03S",
                "resend-cooldown; -1s; resend-cooldown' must be between 1 s and 1 h",
                "tries; -1; tries' must be between 1 and 10",
                "authority; SMS; authority' must be FACTOR_",
                "authority; ROLE_ADMIN; authority' must be FACTOR_",
                "authority; factor_sms; authority' must be FACTOR_",
                "authority; FACTOR_; authority' must be FACTOR_",
                "authority; FACTOR_PASSWORD; authority' must not be that of another factor",
                "authority; FACTOR_BEARER; authority' must not be that of another factor",
                "authority; FACTOR_AUTHORIZATION_CODE; authority' must not be that of another factor",
                "login-page; //elsewhere.example/code; login-page' must be a path",
                "login-page; /\\elsewhere.example; login-page' must be a path",
                "login-page; /a|b; login-page' must be a path",
                "login-page; /a%zz; login-page' must be a path",
                "login-page; /{page}; login-page' must be a path",
                "login-page; /login/phone/code; login-page' must be a path",
                "login-page; /login/phone/number; login-page' must be a path",
                "trusted-device.lifetime; 366d; trusted-device.lifetime' must be between",
                "trusted-device.lifetime; -1d; trusted-device.lifetime' must be between",
                "guard.countries; USA; guard.countries' \"USA\" is no country",
                "guard.countries; 'US;CA'; guard.countries' \"US;CA\" is no country",
                "login-page; login; login-page' must be a path",
                "login-page; https://elsewhere.example/; login-page' must be a path",
                "login-page; /a?b; login-page' must be a path",
                "region; XX; region' must be a region",
                "trusted-device.key; short; trusted-device.key' must have 32 characters",
                "trusted-device.lifetime; 0s; trusted-device.lifetime' must be between",
                "guard.countries; US,Atlantis; guard.countries' \"Atlantis\" is no country"
            })
    void propertyOutOfRangeIsNamedWithItsRule(String property, String value, String told) {
        assertThat(analysisOf(application.withPropertyValues("bandwidth.mfa.phone-factor." + property + "=" + value)))
                .contains("bandwidth.mfa.phone-factor." + told)
                .doesNotContain("919-555");
    }

    @ParameterizedTest
    @CsvSource({
        "enabled,maybe",
        "enabled,ture",
        "allow-stateless-chains,perhaps",
        "tries,five",
        "code-lifetime,soon",
        "require,sometimes",
        "trys,5",
        "trusted-device.keys,x",
        "trusted-device.key,'  '",
        "authority,''",
        "message,' '",
        "guard.mode,maybe",
        "digits,six"
    })
    void propertyThatNobodyReadsIsRefused(String property, String value) {
        application
                .withPropertyValues("bandwidth.mfa.phone-factor." + property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageMatching("(?s).*(bandwidth.mfa.phone-factor." + property + "|" + value + ").*"));
    }

    @Test
    void callersWithAJwtAreExemptAndOthersAreNot() {
        application.run(context -> {
            PhoneFactorExemption exemption = context.getBean(PhoneFactorExemption.class);
            assertThat(exemption.isExempt(new TestingAuthenticationToken("api", "", "FACTOR_BEARER")))
                    .isTrue();
            assertThat(exemption.isExempt(new TestingAuthenticationToken("ann", "", "FACTOR_PASSWORD", "ROLE_ADMIN")))
                    .isFalse();
        });
        application
                .withBean(
                        PhoneFactorExemption.class,
                        () -> person -> person.getName().equals("robot"))
                .run(context -> assertThat(context.getBean(PhoneFactorExemption.class)
                                .isExempt(new TestingAuthenticationToken("robot", "")))
                        .isTrue());
    }

    @Test
    void originOfAWrongPropertyIsTold() {
        MockEnvironment environment = new MockEnvironment().withProperty("bandwidth.mfa.phone-factor.tries", "0");
        ConfigurationPropertySources.attach(environment);
        var failure = new PhoneFactorConfigurationException("'bandwidth.mfa.phone-factor.tries' is wrong", "fix it");

        FailureAnalysis analysis = new PhoneFactorConfigurationFailureAnalyzer(environment).analyze(failure);

        assertThat(analysis.getDescription())
                .startsWith(
                        "'bandwidth.mfa.phone-factor.tries' (\"bandwidth.mfa.phone-factor.tries\" from property source");
    }

    @Test
    void numbersThatPeopleTypeNeedCountries() {
        assertThat(analysisOf(application.withBean(PhoneUsers.class, () -> number -> Mono.empty())))
                .contains("guard.countries", "US,CA");
        assertThat(analysisOf(application.withBean(PhoneEnrolment.class, () -> (person, number) -> Mono.empty())))
                .contains("guard.countries");
        application
                .withBean(PhoneUsers.class, () -> number -> Mono.empty())
                .withPropertyValues("bandwidth.mfa.phone-factor.guard.countries=US")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void observingGuardSendsWhereAnEnforcingOneDoesNot() {
        SendAttempt premium = SendAttempt.to(PhoneNumber.of("+19005551234"), Purpose.SECOND_FACTOR);
        application.run(context -> assertThat(
                        context.getBean(SendGuard.class).admit(premium).block(Duration.ofSeconds(5)))
                .isInstanceOf(Verdict.Admitted.class));
        application
                .withPropertyValues("bandwidth.mfa.phone-factor.guard.mode=enforce")
                .run(context -> assertThat(
                                context.getBean(SendGuard.class).admit(premium).block(Duration.ofSeconds(5)))
                        .isInstanceOf(Verdict.Refused.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class ChainOfItsOwn {
        @Bean
        SecurityWebFilterChain homeMade() {
            return ServerHttpSecurity.http()
                    .authorizeExchange(calls -> calls.anyExchange().permitAll())
                    .build();
        }
    }

    @Test
    void chainThatTheFactorDoesNotReachIsRefused() {
        assertThat(analysisOf(application.withUserConfiguration(ChainOfItsOwn.class)))
                .contains("'homeMade' is without the phone factor", "ServerHttpSecurity that Spring injects");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class ChainWithoutFilters {
        @Bean
        SecurityWebFilterChain staticFiles() {
            return new SecurityWebFilterChain() {
                @Override
                public Mono<Boolean> matches(ServerWebExchange exchange) {
                    return Mono.just(exchange.getRequest().getPath().value().startsWith("/static/"));
                }

                @Override
                public Flux<WebFilter> getWebFilters() {
                    return Flux.empty();
                }
            };
        }
    }

    @Test
    void chainWithoutAnyFilterIsLeftAlone() {
        application
                .withUserConfiguration(ChainWithoutFilters.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class StatelessChain {
        @Bean
        SecurityWebFilterChain api(ServerHttpSecurity http) {
            return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .build();
        }
    }

    @Test
    void chainWithoutSessionsIsRefusedUnlessAllowed() {
        assertThat(analysisOf(application.withUserConfiguration(StatelessChain.class)))
                .contains("'api' keeps no session", "allow-stateless-chains");
        application
                .withUserConfiguration(StatelessChain.class)
                .withPropertyValues("bandwidth.mfa.phone-factor.allow-stateless-chains=true")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class LimitedSessions {
        @Bean
        ReactiveSessionRegistry registry() {
            return new InMemoryReactiveSessionRegistry();
        }

        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http) {
            return http.formLogin(Customizer.withDefaults())
                    .authenticationManager(Mono::just)
                    .sessionManagement(
                            sessions -> sessions.concurrentSessions(limits -> limits.maximumSessions(SessionLimit.of(1))
                                    .maximumSessionsExceededHandler(context -> Mono.empty())))
                    .build();
        }
    }

    @Test
    void sessionLimitThatSignInByPhoneWouldPassIsRefused() {
        application
                .withUserConfiguration(LimitedSessions.class)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(analysisOf(application
                        .withUserConfiguration(LimitedSessions.class)
                        .withBean(PhoneUsers.class, () -> number -> Mono.empty())
                        .withPropertyValues("bandwidth.mfa.phone-factor.guard.countries=US")))
                .contains("'pages' limits the sessions of a person", "concurrentSessions", "PhoneUsers");
    }

    private static ServerSecurityContextRepository named(String attribute) {
        WebSessionServerSecurityContextRepository repository = new WebSessionServerSecurityContextRepository();
        repository.setSpringSecurityContextAttrName(attribute);
        return repository;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class HiddenRepository {
        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http) {
            return http.securityContextRepository(named("elsewhere")).build();
        }
    }

    @Test
    void repositoryThatOnlyAChainKnowsIsRefused() {
        assertThat(analysisOf(application.withUserConfiguration(HiddenRepository.class)))
                .contains(
                        "'pages' has a ServerSecurityContextRepository of its own",
                        "Make that repository the one bean");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class PublishedRepository {
        @Bean
        ServerSecurityContextRepository contexts() {
            return named("elsewhere");
        }

        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http, ServerSecurityContextRepository contexts) {
            return http.securityContextRepository(contexts).build();
        }
    }

    @Test
    void repositoryThatIsABeanIsUsed() {
        application
                .withUserConfiguration(PublishedRepository.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void keyOfTrustedDevicesIsShownNowhere() {
        application
                .withPropertyValues("bandwidth.mfa.phone-factor.trusted-device.key=0123456789abcdef0123456789abcdef")
                .run(context -> assertThat(context.getBean(PhoneFactorProperties.class)
                                        .toString()
                                + context.getBean(PhoneFactorProperties.class).trustedDevice())
                        .doesNotContain("0123456789abcdef"));
    }
}
