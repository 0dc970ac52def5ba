package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.simulator.SettableClock;
import io.github.bandwidthmfa.spring.test.MfaSimulatorBuilderCustomizer;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What the applications of the tests have in common. */
@Configuration(proxyBeanMethods = false)
@EnableReactiveMethodSecurity
class TestBeans {

    @Bean
    People people() {
        return new People();
    }

    @Bean
    SettableClock clock() {
        return new SettableClock();
    }

    @Bean
    MfaSimulatorBuilderCustomizer simulatorSettings(SettableClock clock) {
        // Moving the clock by hours is not to make tokens expire: a refused call would count as one.
        return settings -> settings.clock(clock).tokenLifetime(Duration.ofDays(1_000));
    }

    /** Without the work that a real one makes of every login. */
    @Bean
    PasswordEncoder passwordEncoder() {
        return new PasswordEncoder() {
            @Override
            public String encode(CharSequence password) {
                return password.toString();
            }

            @Override
            public boolean matches(CharSequence password, String encoded) {
                return encoded.contentEquals(password);
            }
        };
    }

    @Bean
    Events events() {
        return new Events();
    }

    /** What Spring Boot's audit would record. */
    static class Events {

        final List<AbstractAuthenticationEvent> all = new CopyOnWriteArrayList<>();

        @EventListener
        void on(AbstractAuthenticationEvent event) {
            all.add(event);
        }

        List<String> of(String person) {
            return all.stream()
                    .filter(event -> event.getAuthentication().getName().equals(person))
                    .map(event -> event.getClass().getSimpleName())
                    .toList();
        }
    }

    @RestController
    static class Endpoints {

        @RequestMapping({"/", "/admin/page", "/payments/page", "/api/page", "/page"})
        Mono<String> page(Authentication person) {
            return Mono.just("person=" + person.getName() + " class="
                    + person.getClass().getSimpleName() + " authorities="
                    + person.getAuthorities().stream()
                            .map(GrantedAuthority::getAuthority)
                            .sorted()
                            .toList());
        }

        @RequestMapping("/public")
        Mono<String> open(ServerWebExchange exchange) {
            return exchange.getPrincipal()
                    .map(Principal::getName)
                    .defaultIfEmpty("nobody")
                    .map(name -> "seen=" + name);
        }

        @RequestMapping("/public/method")
        @PreAuthorize("hasRole('ADMIN')")
        Mono<String> method() {
            return Mono.just("opened");
        }
    }
}
