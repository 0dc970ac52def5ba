package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
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
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import reactor.core.publisher.Mono;

/** Programs with a token of their own beside people with a password: only the programs need no code. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging",
            "bandwidth.mfa.phone-factor.allow-stateless-chains=true"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class BearerTokenTests {

    private static final RSAKey KEY = newKey();

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({TestBeans.class, TestBeans.Endpoints.class})
    static class Application {

        @Bean
        ReactiveJwtDecoder decoder() throws JOSEException {
            return NimbusReactiveJwtDecoder.withPublicKey(KEY.toRSAPublicKey()).build();
        }

        @Bean
        @Order(1)
        SecurityWebFilterChain api(ServerHttpSecurity http) {
            return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/api/**"))
                    .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .authorizeExchange(calls -> calls.anyExchange().authenticated())
                    .oauth2ResourceServer(tokens -> tokens.jwt(Customizer.withDefaults()))
                    .build();
        }

        /** Tokens that become something that does not tell that it was one. */
        @Bean
        @Order(2)
        SecurityWebFilterChain payments(ServerHttpSecurity http) {
            return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/payments/**"))
                    .authorizeExchange(calls -> calls.anyExchange().authenticated())
                    .oauth2ResourceServer(tokens -> tokens.jwt(jwt -> jwt.jwtAuthenticationConverter(token -> Mono.just(
                            UsernamePasswordAuthenticationToken.authenticated(token.getSubject(), null, List.of())))))
                    .build();
        }

        @Bean
        @Order(3)
        SecurityWebFilterChain pages(ServerHttpSecurity http) {
            return http.formLogin(Customizer.withDefaults())
                    .authorizeExchange(calls -> calls.anyExchange().authenticated())
                    .oauth2ResourceServer(tokens -> tokens.jwt(Customizer.withDefaults()))
                    .build();
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    private static JWTClaimsSet claims(String name, Duration life) {
        return new JWTClaimsSet.Builder()
                .subject(name)
                .issueTime(Date.from(Instant.now().minus(Duration.ofHours(1))))
                .expirationTime(Date.from(Instant.now().plus(life)))
                .build();
    }

    private static String token(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(String name) {
        return token(KEY, claims(name, Duration.ofHours(1)));
    }

    private Visitor program(String token) {
        return new Visitor(port).header("Authorization", "Bearer " + token);
    }

    @Test
    void callerWithAJwtNeedsNoCode() {
        Visitor robot = program(token("robot"));

        assertThat(robot.get("/api/page").body()).isEqualTo("person=robot class=JwtAuthenticationToken authorities=[]");
        assertThat(robot.get("/page").status()).isEqualTo(200);
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void passwordAloneIsNobodyWhereTokensAreWanted() {
        Visitor half = new Visitor(port).login(people.add());

        assertThat(half.get("/api/page").status()).isEqualTo(401);
        assertThat(half.get("/payments/page").type()).isEqualTo("code-required");
    }

    @Test
    void jwtThatIsNotGenuineOpensNothing() {
        for (String token : new String[] {
            token(newKey(), claims("robot", Duration.ofHours(1))),
            token(KEY, claims("robot", Duration.ofMinutes(-5))),
            new PlainJWT(claims("robot", Duration.ofHours(1))).serialize(),
            token("robot").replaceFirst("\\.[^.]*$", "."),
            "no token"
        }) {
            assertThat(program(token).get("/api/page").status()).as(token).isEqualTo(401);
            Visitor half = new Visitor(port).login(people.add()).header("Authorization", "Bearer " + token);
            assertThat(half.get("/page").status()).as(token).isEqualTo(401);
        }
    }

    @Test
    void jwtOfOneRequestDoesNotCompleteTheSession() {
        Visitor half = new Visitor(port).login(people.add());
        half.header("Authorization", "Bearer " + token("robot"));
        assertThat(half.get("/page").body()).contains("person=robot");

        half.withoutHeader("Authorization");

        assertThat(half.get("/page").type()).isEqualTo("code-required");
    }

    @Test
    void jwtOfSomebodyElseCannotEnterTheCodeOfASession() {
        String ann = people.add();
        Visitor half = new Visitor(port).login(ann);
        Visitor.now(half.send());
        String code = simulator.latestMessage(people.numberOf(ann)).code();
        half.header("Authorization", "Bearer " + token("robot"));

        Reply verified = Visitor.now(half.exchange(HttpMethod.POST, "/login/phone", Visitor.form("code", code)));

        assertThat(verified.type()).isEqualTo("no-code");
        half.withoutHeader("Authorization");
        assertThat(half.get("/page").status()).isEqualTo(401);
        assertThat(Visitor.now(half.verify(code)).status()).isEqualTo(200);
    }

    @Test
    void tokenThatDoesNotTellItIsOneNeedsTheCode() {
        Reply refused = program(token("robot")).get("/payments/page");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().get("factor")).isEqualTo("FACTOR_SMS");
    }
}
