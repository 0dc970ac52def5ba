package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
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
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.session.InMemoryReactiveSessionRegistry;
import org.springframework.security.core.session.ReactiveSessionInformation;
import org.springframework.security.core.session.ReactiveSessionRegistry;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.SessionLimit;

/** One session for each person: the code gives a session another id, and the limit must follow it. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging",
            "bandwidth.mfa.phone-factor.resend-cooldown=1s"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class SessionLimitTests {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({TestBeans.class, TestBeans.Endpoints.class})
    static class Application {

        @Bean
        ReactiveSessionRegistry registry() {
            return new InMemoryReactiveSessionRegistry();
        }

        @Bean
        SecurityWebFilterChain pages(ServerHttpSecurity http) {
            return http.formLogin(Customizer.withDefaults())
                    .authorizeExchange(calls -> calls.anyExchange().authenticated())
                    .sessionManagement(sessions ->
                            sessions.concurrentSessions(limits -> limits.maximumSessions(SessionLimit.of(1))))
                    .build();
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    @Autowired
    private ReactiveSessionRegistry registry;

    private Visitor whole(String name) {
        Visitor visitor = new Visitor(port).login(name);
        assertThat(Visitor.now(visitor.send()).status()).isEqualTo(200);
        assertThat(Visitor.now(visitor.verify(
                                simulator.latestMessage(people.numberOf(name)).code()))
                        .status())
                .isEqualTo(200);
        return visitor;
    }

    @Test
    void sessionLimitCountsTheSessionThatTheCodeRenewed() {
        String ann = people.add();
        Visitor first = new Visitor(port).login(ann);
        String half = first.session();
        Visitor.now(first.send());
        Visitor.now(first.verify(simulator.latestMessage(people.numberOf(ann)).code()));

        assertThat(first.session()).isNotEqualTo(half);
        assertThat(Visitor.now(registry.getAllSessions(
                                User.withUsername(ann).password("").build())
                        .map(ReactiveSessionInformation::getSessionId)
                        .collectList()))
                .containsExactly(first.session());
        assertThat(first.get("/page").status()).isEqualTo(200);
    }

    @Test
    void secondBrowserEndsTheFirstAndNeedsACodeOfItsOwn() {
        String ann = people.add();
        Visitor first = whole(ann);

        Visitor second = new Visitor(port).login(ann);

        assertThat(first.get("/page").location()).as("nobody").isEqualTo("/login");
        assertThat(second.get("/page").type()).isEqualTo("code-required");
    }
}
