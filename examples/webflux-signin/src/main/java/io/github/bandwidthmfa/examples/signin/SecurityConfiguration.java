package io.github.bandwidthmfa.examples.signin;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.header.XFrameOptionsServerHttpHeadersWriter.Mode;

/** Who may call what, and the headers that keep the pages to themselves. The second factor is not mentioned. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http, SignInProperties settings) {
        return http.authorizeExchange(
                        calls -> calls.pathMatchers("/", "/index.html", "/desk.css", "/icon.svg", "/inbox")
                                .permitAll()
                                .anyExchange()
                                .authenticated())
                .formLogin(Customizer.withDefaults())
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(policy(settings.inbox())))
                        // The desk shows the shop in a frame, beside the phone.
                        .frameOptions(frames -> frames.mode(Mode.SAMEORIGIN)))
                .build();
    }

    private static String policy(@Nullable URI inbox) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
                + " form-action 'self'; frame-ancestors 'self'; frame-src 'self'"
                + (inbox == null ? "" : " " + inbox.resolve("/"));
    }
}
