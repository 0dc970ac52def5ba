package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** A person at a real browser, with the phone beside the form. Screenshots are in {@code target/screenshots}. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=demo-messaging-app"
        })
@AutoConfigureMfaSimulator
@Import(BrowserTests.InboxOfTheSimulator.class)
@EnabledIf(
        value = "io.github.bandwidthmfa.examples.signin.Browser#isInstalled",
        disabledReason = "Chromium is not installed: apt-get install chromium chromium-driver")
@Timeout(200)
class BrowserTests {

    private static final String NUMBER = "+13035550199";

    @TestConfiguration(proxyBeanMethods = false)
    static class InboxOfTheSimulator {

        @Bean
        DynamicPropertyRegistrar inbox(MfaSimulator simulator) {
            return properties -> properties.add("sign-in.inbox", simulator::inboxPage);
        }
    }

    @TempDir
    private static Path profile;

    @LocalServerPort
    private int port;

    @Test
    void codeIsReadFromThePhoneBesideTheForm() {
        try (Browser browser = new Browser(profile)) {
            browser.size(1280, 800);
            browser.open("http://127.0.0.1:" + port + "/");
            browser.inFrame("#shop", shop -> {
                shop.visible("#username").sendKeys("bat");
                shop.visible("#password").sendKeys("bat" + Keys.ENTER);
                shop.visible("#number").sendKeys("+1 303-555-0199");
                shop.visible("button[value=sms]").click();
                return shop.visible("#code");
            });
            String code = browser.inFrame(
                    "#inbox",
                    phone -> phone.visible("li.message[data-to='" + NUMBER + "']")
                            .getDomAttribute("data-code"));
            browser.screenshot("desk");
            assertThat(browser.accessibilityFaults()).isEmpty();
            browser.size(360, 740);
            assertThat(browser.cutOff()).isEmpty();
            browser.inFrame("#shop", shop -> {
                shop.visible("#code").sendKeys(code + Keys.ENTER);
                shop.awaitText("#account", "bat");
                return true;
            });

            assertThat(browser.consoleErrors()).isEmpty();
        }
    }
}
