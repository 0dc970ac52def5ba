package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.phonefactor.PhoneEnrolment;
import io.github.bandwidthmfa.phonefactor.PhoneUsers;
import io.github.bandwidthmfa.phonefactor.UserPhones;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The people and their phones, which a shop has in its database. */
@Configuration(proxyBeanMethods = false)
class Customers {

    /** By name. Everybody begins without one, and adds one at the first sign-in. */
    private final Map<String, PhoneNumber> phones = new ConcurrentHashMap<>();

    @Bean
    MapReactiveUserDetailsService people() {
        return new MapReactiveUserDetailsService(
                User.withUsername("owl").password("{noop}owl").roles("CUSTOMER").build(),
                User.withUsername("bat").password("{noop}bat").roles("CUSTOMER").build());
    }

    @Bean
    UserPhones userPhones() {
        return new UserPhones() {
            @Override
            public Mono<PhoneNumber> phoneOf(Authentication person) {
                return Mono.justOrEmpty(phones.get(person.getName()));
            }

            @Override
            public boolean numbersAreProven() {
                return true;
            }
        };
    }

    @Bean
    PhoneEnrolment phoneEnrolment() {
        return (person, number) -> Mono.fromRunnable(() -> phones.put(person.getName(), number));
    }

    @Bean
    @ConditionalOnBooleanProperty("sign-in.by-phone")
    PhoneUsers phoneUsers(MapReactiveUserDetailsService people) {
        // A number that two people have is nobody's.
        return number -> Flux.fromIterable(phones.entrySet())
                .filter(entry -> entry.getValue().equals(number))
                .collectList()
                .filter(owners -> owners.size() == 1)
                .flatMap(owners -> people.findByUsername(owners.get(0).getKey()));
    }
}
