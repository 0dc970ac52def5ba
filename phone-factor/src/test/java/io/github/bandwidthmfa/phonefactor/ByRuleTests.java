package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManagerFactories;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Only where a rule asks for it; with handlers, a path, an authority, a page and an exemption of the application's own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging",
            "bandwidth.mfa.phone-factor.require=by-rule",
            "bandwidth.mfa.phone-factor.authority=FACTOR_OTT",
            "bandwidth.mfa.phone-factor.login-page=/public/code",
            "bandwidth.mfa.phone-factor.resend-cooldown=1s",
            "spring.webflux.base-path=/shop"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class ByRuleTests {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({TestBeans.class, TestBeans.Endpoints.class})
    static class Application {

        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http, PhoneFactor phone) {
            var multiFactor = AuthorizationManagerFactories.<AuthorizationContext>multiFactor()
                    .requireFactors("FACTOR_OTT")
                    .build();
            return http.formLogin(Customizer.withDefaults())
                    .addFilterBefore(backupCode(phone), SecurityWebFiltersOrder.EXCEPTION_TRANSLATION)
                    .exceptionHandling(errors -> errors.accessDeniedHandler((exchange, denied) ->
                            Mono.fromRunnable(() -> exchange.getResponse().setStatusCode(HttpStatus.I_AM_A_TEAPOT))))
                    .authorizeExchange(calls -> calls.pathMatchers("/public/**")
                            .permitAll()
                            .pathMatchers("/admin/**")
                            .access(phone.reactive(multiFactor.hasRole("ADMIN")))
                            .pathMatchers("/payments/**")
                            .access(phone.required())
                            .pathMatchers("/nowhere")
                            .denyAll()
                            .anyExchange()
                            .authenticated())
                    .build();
        }

        /** A backup code, as an application may have: the hook of the documentation. */
        private static WebFilter backupCode(PhoneFactor phone) {
            return (exchange, chain) -> exchange.getRequest()
                            .getPath()
                            .pathWithinApplication()
                            .value()
                            .equals("/backup")
                    ? phone.complete(exchange).then(Mono.defer(exchange.getResponse()::setComplete))
                    : chain.filter(exchange);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    private Visitor half(String name) {
        Visitor visitor = new Visitor(port, "/shop");
        visitor.login(name);
        return visitor;
    }

    @Test
    void passwordAloneOpensWhatNoRuleNames() {
        assertThat(half(people.add()).get("/page").status()).isEqualTo(200);
        assertThat(half(people.add()).get("/public/method").body()).isEqualTo("opened");
    }

    @Test
    void ruleAsksForTheCodeAndOtherRefusalsAreTheApplications() {
        String ann = people.add();
        Visitor person = half(ann).asBrowser();

        Reply refused = person.get("/payments/page");
        Reply multiFactor = person.get("/admin/page");
        Reply denied = person.get("/nowhere");

        assertThat(refused.location()).isEqualTo("/shop/public/code");
        assertThat(multiFactor.location()).isEqualTo("/shop/public/code");
        assertThat(denied.status()).isEqualTo(418);
        Visitor.now(person.send());
        Reply right = Visitor.now(
                person.verify(simulator.latestMessage(people.numberOf(ann)).code()));
        assertThat(right.location()).isEqualTo("/shop/admin/page");
        assertThat(person.get("/payments/page").body()).contains("FACTOR_OTT").doesNotContain("FACTOR_SMS");
        assertThat(person.get("/admin/page").status()).isEqualTo(200);
    }

    @Test
    void pageOfTheApplicationTakesThePlaceOfOurs() {
        String ann = people.add();
        Visitor person = half(ann).asBrowser();

        assertThat(person.get("/login/phone").location()).isEqualTo("/shop/public/code");
        assertThat(Visitor.now(person.send()).location()).isEqualTo("/shop/public/code");
        assertThat(Visitor.now(person.verify("12")).location()).isEqualTo("/shop/public/code?problem=not-a-code");
        assertThat(person.asProgram().get("/login/phone").json().get("step")).isEqualTo("CODE");
    }

    @Test
    void anotherCodeAfterTheCooldownKeepsTheScope() {
        String ann = people.add();
        Visitor person = half(ann);
        Visitor.now(person.send());
        String first = simulator.latestMessage(people.numberOf(ann)).code();

        Visitor.now(Flux.interval(Duration.ofMillis(100))
                .concatMap(tick -> person.send())
                .filter(sent -> sent.status() == 200)
                .next());

        List<String> scopes = simulator.requests().stream()
                .map(request -> request.body().replaceAll("(?s).*\"scope\"\\s*:\\s*\"([^\"]+)\".*", "$1"))
                .filter(scope -> scope.startsWith("phone-"))
                .distinct()
                .toList();
        assertThat(scopes).hasSize(1);
        assertThat(simulator.inbox(people.numberOf(ann))).hasSize(2);
        assertThat(first).isNotEmpty();
        assertThat(Visitor.now(person.verify(
                                simulator.latestMessage(people.numberOf(ann)).code()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void backupCodeOfTheApplicationCompletesTheFactor() {
        Visitor person = half(people.add());
        String session = person.session();

        Reply completed = Visitor.now(person.exchange(HttpMethod.GET, "/backup", null));

        assertThat(completed.status()).isEqualTo(200);
        assertThat(person.session()).isNotEqualTo(session);
        assertThat(person.get("/payments/page").status()).isEqualTo(200);
        assertThat(new Visitor(port, "/shop").get("/backup").status()).isEqualTo(500);
    }

    @Test
    void contextIsNotLoadedForAPageThatDoesNotAsk() {
        var loads = new AtomicInteger();
        var authority = new PhoneFactorAuthority("FACTOR_SMS");
        var requirement = new FactorRequirement(authority, person -> false);
        var devices = new TrustedDevices(null, Duration.ofDays(1), null, requirement, authority, Clock.systemUTC());
        var filter = new HalfSignedInWebFilter(Require.ALWAYS, requirement, devices, new CurrentPerson(requirement));
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        var context = Mono.fromSupplier(() -> {
            loads.incrementAndGet();
            return new SecurityContextImpl(new TestingAuthenticationToken("ann", "secret", "ROLE_USER"));
        });

        filter.filter(exchange, open -> Mono.empty())
                .contextWrite(ReactiveSecurityContextHolder.withSecurityContext(context))
                .block(Duration.ofSeconds(5));

        assertThat(loads).hasValue(0);
    }
}
