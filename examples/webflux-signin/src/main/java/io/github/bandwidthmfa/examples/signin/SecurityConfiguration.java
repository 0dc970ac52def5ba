package io.github.bandwidthmfa.examples.signin;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.RequestCacheSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Who may call what, tokens against forged requests, and the headers that keep the page to itself. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    ServerSecurityContextRepository securityContexts() {
        return new WebSessionServerSecurityContextRepository();
    }

    @Bean
    SecurityWebFilterChain security(
            ServerHttpSecurity http,
            SignInProperties settings,
            ServerSecurityContextRepository securityContexts,
            JsonMapper json) {
        return http.securityContextRepository(securityContexts)
                .authorizeExchange(calls -> calls.pathMatchers("/api/account")
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .exceptionHandling(errors -> errors.authenticationEntryPoint((exchange, error) -> refuse(
                        exchange, json, HttpStatus.UNAUTHORIZED, "SIGN_IN_FIRST", "Sign in first", "Then try again.")))
                // Not masked anew for each response: that guards answers which are compressed, and these are not; and
                // it
                // would have the event loop read the system's source of randomness.
                .csrf((CsrfSpec csrf) -> csrf.csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler())
                        .accessDeniedHandler((exchange, error) -> refuse(
                                exchange,
                                json,
                                HttpStatus.FORBIDDEN,
                                "STALE_PAGE",
                                "This page is too old",
                                "Reload it, and begin again.")))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(policy(settings.inbox())))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
                .httpBasic(HttpBasicSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .logout(LogoutSpec::disable)
                .requestCache(RequestCacheSpec::disable)
                .build();
    }

    private static String policy(@Nullable URI inbox) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
                + (inbox == null ? "" : "; frame-src " + inbox.resolve("/"));
    }

    private static Mono<Void> refuse(
            ServerWebExchange exchange, JsonMapper json, HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = Problems.problem(status, type, title, detail);
        exchange.getResponse().setStatusCode(status);
        exchange.getResponse().getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return exchange.getResponse()
                .writeWith(Mono.fromSupplier(
                        () -> exchange.getResponse().bufferFactory().wrap(json.writeValueAsBytes(problem))));
    }
}
