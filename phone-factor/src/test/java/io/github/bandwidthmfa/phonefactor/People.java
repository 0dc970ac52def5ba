package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import reactor.core.publisher.Mono;

/** Everybody's password is "secret". Each test has people of its own, so that limits of one do not meet another. */
final class People implements ReactiveUserDetailsService, UserPhones {

    private static final AtomicInteger LAST = new AtomicInteger();

    private final Map<String, String> numbers = new ConcurrentHashMap<>();
    private final Map<String, Boolean> disabled = new ConcurrentHashMap<>();

    static String unknownNumber() {
        return "+1303555" + String.format("%04d", LAST.incrementAndGet());
    }

    /** A new person with a phone. */
    String add() {
        String name = withoutPhone();
        numbers.put(name, "+1919555" + name.substring(1));
        return name;
    }

    String withoutPhone() {
        return "p" + String.format("%04d", LAST.incrementAndGet());
    }

    String numberOf(String name) {
        return String.valueOf(numbers.get(name));
    }

    void setNumber(String name, String number) {
        numbers.put(name, number);
    }

    void disable(String name) {
        disabled.put(name, true);
    }

    @Override
    public Mono<UserDetails> findByUsername(String name) {
        return Mono.just(User.withUsername(name)
                .password("secret")
                .roles("ADMIN", "USER")
                .disabled(disabled.containsKey(name))
                .build());
    }

    @Override
    public Mono<PhoneNumber> phoneOf(Authentication person) {
        return Mono.justOrEmpty(numbers.get(person.getName())).map(PhoneNumber::of);
    }

    Mono<UserDetails> findByPhone(PhoneNumber number) {
        String name = nameOf(number.value());
        return name == null ? Mono.empty() : findByUsername(name);
    }

    private @Nullable String nameOf(String number) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getValue().equals(number))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
