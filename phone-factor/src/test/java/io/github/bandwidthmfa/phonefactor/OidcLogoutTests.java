package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
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
import org.springframework.security.oauth2.client.oidc.web.server.logout.OidcClientInitiatedServerLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** OpenID Connect as the first factor: who leaves before the code, leaves the provider, too. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class OidcLogoutTests {

    private static final String NUMBER = "+19195557778";

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({TestBeans.Endpoints.class, Provider.class})
    static class Application {

        @Bean
        UserPhones phones() {
            return person -> Mono.justOrEmpty(person.getPrincipal())
                    .ofType(OidcUser.class)
                    .map(OidcUser::getPhoneNumber)
                    .map(PhoneNumber::of);
        }

        @Bean
        ReactiveClientRegistrationRepository registrations(Provider provider) {
            return registrationId -> Mono.fromSupplier(() -> ClientRegistration.withRegistrationId("stub")
                    .clientId("client")
                    .clientSecret("secret")
                    .scope("openid")
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUri("{baseUrl}/login/oauth2/code/stub")
                    .authorizationUri(provider.root() + "/provider/authorize")
                    .tokenUri(provider.root() + "/provider/token")
                    .jwkSetUri(provider.root() + "/provider/keys")
                    .providerConfigurationMetadata(Map.of("end_session_endpoint", "https://provider.example/logout"))
                    .build());
        }

        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http, ReactiveClientRegistrationRepository registrations) {
            var leave = new OidcClientInitiatedServerLogoutSuccessHandler(registrations);
            leave.setPostLogoutRedirectUri("{baseUrl}/bye");
            return http.oauth2Login(Customizer.withDefaults())
                    .logout(logout -> logout.logoutSuccessHandler(leave))
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

        private final RSAKey key;
        private volatile int port;
        private volatile String nonce = "";

        Provider() throws JOSEException {
            key = new RSAKeyGenerator(2048).keyID("1").generate();
        }

        String root() {
            return "http://127.0.0.1:" + port;
        }

        @GetMapping("/provider/keys")
        Map<String, Object> keys() {
            return new JWKSet(key.toPublicJWK()).toJSONObject();
        }

        @PostMapping(path = "/provider/token", produces = MediaType.APPLICATION_JSON_VALUE)
        Map<String, Object> token() throws JOSEException {
            SignedJWT id = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("1").build(),
                    new JWTClaimsSet.Builder()
                            .issuer("https://provider.example")
                            .subject("ann")
                            .audience("client")
                            .claim("nonce", nonce)
                            .claim("phone_number", NUMBER)
                            .issueTime(Date.from(Instant.now()))
                            .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))))
                            .build());
            id.sign(new RSASSASigner(key));
            return Map.of(
                    "access_token", "token", "token_type", "Bearer", "expires_in", 600, "id_token", id.serialize());
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private Provider provider;

    @Autowired
    private MfaSimulator simulator;

    private static String parameter(String address, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=([^&]+)").matcher(address);
        assertThat(value.find()).as(address).isTrue();
        return value.group(1);
    }

    private Visitor half() {
        provider.port = port;
        Visitor person = new Visitor(port).asBrowser();
        String authorize = person.get("/oauth2/authorization/stub").location();
        provider.nonce = parameter(authorize, "nonce");
        person.get("/login/oauth2/code/stub?code=c&state=" + parameter(authorize, "state"));
        assertThat(person.get("/page").location()).isEqualTo("/login/phone");
        return person;
    }

    private static Reply post(Visitor person, String path, String... fields) {
        return Visitor.now(person.exchange(HttpMethod.POST, path, Visitor.form(fields)));
    }

    @Test
    void logoutWhileHalfSignedInLeavesTheProviderToo() {
        Visitor person = half();
        post(person, "/login/phone/code", "channel", "sms");
        String code = simulator.latestMessage(NUMBER).code();
        String before = person.session();

        Reply left = post(person, "/logout");

        assertThat(left.location()).startsWith("https://provider.example/logout?id_token_hint=");
        assertThat(parameter(left.location(), "post_logout_redirect_uri")).endsWith("/bye");
        assertThat(person.get("/page").location()).as("nobody").isEqualTo("/login");
        post(person, "/login/phone", "code", code);
        assertThat(person.get("/page").location()).isEqualTo("/login");
        Visitor old = new Visitor(port).asBrowser();
        old.cookies().put("SESSION", before);
        assertThat(old.get("/page").location()).isEqualTo("/login");
    }
}
