package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Behind a proxy that ends TLS and adds a prefix. */
@SpringBootTest(
        classes = SecondFactorApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.forward-headers-strategy=framework",
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging",
            "bandwidth.mfa.phone-factor.trusted-device.key=0123456789abcdef0123456789abcdef"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class ForwardedHeadersTests {

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    @Test
    void addressesAndCookiesAreThoseThatTheProxyShows() {
        String ann = people.add();
        Visitor person = new Visitor(port)
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "shop.example")
                .header("X-Forwarded-Prefix", "/shop");
        person.login(ann).asBrowser();

        assertThat(person.get("/page").location()).isEqualTo("/shop/login/phone");
        assertThat(person.get("/login/phone").body())
                .contains("action=\"/shop/login/phone/code\"", "/shop/login/phone/page.css");
        Visitor.now(person.send());
        Reply right = person.post(
                "/login/phone",
                "code",
                simulator.latestMessage(people.numberOf(ann)).code(),
                "remember-device",
                "on");

        assertThat(right.location()).isEqualTo("/shop/page");
        assertThat(right.headers().getOrEmpty("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith(TrustedDevices.COOKIE)
                        .contains("Path=/shop/", "Secure", "SameSite=Lax")
                        .containsIgnoringCase("HttpOnly"));
    }
}
