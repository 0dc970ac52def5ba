package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Another site's login as the first factor: the provider, a stub in the application itself, also knows the number. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class OAuth2LoginTests {

    private static final String NUMBER = "+19195557777";

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({TestBeans.Endpoints.class, Provider.class})
    static class Application {

        @Bean
        UserPhones phones() {
            return person -> Mono.justOrEmpty(person.getPrincipal())
                    .ofType(OAuth2User.class)
                    .mapNotNull(user -> user.<String>getAttribute("phone_number"))
                    .map(PhoneNumber::of);
        }

        @Bean
        ReactiveClientRegistrationRepository registrations(Provider.Address address) {
            return registrationId -> Mono.fromSupplier(() -> ClientRegistration.withRegistrationId("stub")
                    .clientId("client")
                    .clientSecret("secret")
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUri("{baseUrl}/login/oauth2/code/stub")
                    .authorizationUri(address.root() + "/provider/authorize")
                    .tokenUri(address.root() + "/provider/token")
                    .userInfoUri(address.root() + "/provider/user")
                    .userNameAttributeName("sub")
                    .build());
        }

        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http) {
            return http.oauth2Login(Customizer.withDefaults())
                    .csrf(CsrfSpec::disable)
                    .authorizeExchange(calls -> calls.pathMatchers("/provider/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .build();
        }
    }

    @RestController
    static class Provider {

        /** Known once the server listens. */
        static final class Address {

            private volatile int port;

            String root() {
                return "http://127.0.0.1:" + port;
            }
        }

        @Bean
        static Address address() {
            return new Address();
        }

        @PostMapping(path = "/provider/token", produces = MediaType.APPLICATION_JSON_VALUE)
        Map<String, Object> token() {
            return Map.of("access_token", "token", "token_type", "Bearer", "expires_in", 600);
        }

        @GetMapping("/provider/user")
        Map<String, Object> user(ServerWebExchange exchange) {
            return Map.of("sub", "ann", "phone_number", NUMBER);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private Provider.Address address;

    @Autowired
    private MfaSimulator simulator;

    @Test
    void loginElsewhereNeedsTheCodeAndSurvivesIt() {
        address.port = port;
        Visitor person = new Visitor(port);
        String authorize = person.asBrowser().get("/oauth2/authorization/stub").location();
        Matcher state = Pattern.compile("state=([^&]+)").matcher(authorize);
        assertThat(state.find()).isTrue();

        Reply back = person.get("/login/oauth2/code/stub?code=c&state=" + state.group(1));
        Reply page = person.get("/page");
        person.asProgram();
        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("SEND");
        Visitor.now(person.exchange(HttpMethod.POST, "/login/phone/code", Visitor.form("channel", "sms")));
        Reply right = Visitor.now(person.exchange(
                HttpMethod.POST,
                "/login/phone",
                Visitor.form("code", simulator.latestMessage(NUMBER).code())));

        assertThat(back.status()).isEqualTo(302);
        assertThat(page.location()).isEqualTo("/login/phone");
        assertThat(right.status()).isEqualTo(200);
        assertThat(person.get("/page").body())
                .startsWith("person=ann class=OAuth2AuthenticationToken")
                .contains("FACTOR_SMS", "OAUTH2_USER");
    }
}
