package io.github.bandwidthmfa.phonefactor;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import reactor.core.publisher.Mono;

/** A password first, then the code; two chains, a rule for recent codes, trusted devices. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({TestBeans.class, TestBeans.Endpoints.class})
class SecondFactorApplication {

    /** Without sessions of its own to log in: HTTP Basic, and none that the factor is mentioned in. */
    @Bean
    @Order(1)
    SecurityWebFilterChain api(ServerHttpSecurity http) {
        return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/api/**"))
                .authorizeExchange(calls -> calls.anyExchange().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(CsrfSpec::disable)
                .build();
    }

    @Bean
    @Order(2)
    SecurityWebFilterChain pages(ServerHttpSecurity http, PhoneFactor phone) {
        return http.formLogin(Customizer.withDefaults())
                .httpBasic(Customizer.withDefaults())
                .authorizeExchange(calls -> calls.pathMatchers("/public/**")
                        .permitAll()
                        .pathMatchers("/admin/**")
                        .hasRole("ADMIN")
                        .pathMatchers("/payments/**")
                        .access(phone.within(Duration.ofMinutes(10)))
                        .anyExchange()
                        .authenticated())
                .build();
    }

    @Bean
    Map<String, String> deviceVersions() {
        return new ConcurrentHashMap<>();
    }

    @Bean
    TrustedDeviceVersion deviceVersion(Map<String, String> deviceVersions) {
        return person -> Mono.justOrEmpty(deviceVersions.get(person.getName()));
    }
}
