package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** A person at a real browser. Screenshots are in {@code target/screenshots}. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sign-in.resend-cooldown=4s")
@AutoConfigureMfaSimulator
@Import(SimulatedService.class)
@EnabledIf(
        value = "io.github.bandwidthmfa.examples.signin.Browser#isInstalled",
        disabledReason = "Chromium is not installed: apt-get install chromium chromium-driver")
@Timeout(300)
class BrowserTests {

    private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

    @TempDir
    private static Path profile;

    private static Browser browser;

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private SettableTime time;

    private final String number = "+1303555" + NUMBERS.getAndIncrement();

    @BeforeAll
    static void start() {
        browser = new Browser(profile);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @BeforeEach
    void begin() {
        time.advance(Duration.ofHours(2));
        browser.size(1280, 800);
        browser.colours("light");
        browser.open("http://127.0.0.1:" + port + "/");
        browser.driver().manage().deleteAllCookies();
        browser.forgetTyped();
        browser.open("http://127.0.0.1:" + port + "/");
        browser.visible("#number");
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private void askForCode(String channel) {
        browser.visible("#number").sendKeys(number);
        browser.visible("input[value=" + channel + "]").click();
        browser.visible("#number-form button").click();
        browser.visible("#code");
    }

    /** As the person reads it from the phone beside the page. */
    private String codeOnThePhone() {
        return browser.inFrame(
                phone -> phone.visible("li.message[data-to='" + number + "']").getDomAttribute("data-code"));
    }

    private void enter(String code) {
        WebElement field = browser.visible("#code");
        field.clear();
        field.sendKeys(code);
        browser.visible("#code-form button").click();
    }

    private void enterWrongCode(String right) {
        enter((right.charAt(0) == '9' ? '0' : (char) (right.charAt(0) + 1)) + right.substring(1));
        browser.awaitText("#problem-box", "That code does not work");
        browser.await(page ->
                !page.findElement(By.cssSelector("#code-form button")).getText().contains("Checking"));
    }

    @Test
    void aTextMessageSignsIn() {
        browser.inFrame(phone -> phone.visible("#state.live"));
        browser.screenshot("1-number");
        askForCode("SMS");
        browser.awaitText("#sent", "text message to \\+1 \\.\\.\\. " + number.substring(number.length() - 4));
        assertThat(browser.focused()).isEqualTo("code");
        String code = codeOnThePhone();
        browser.inFrame(phone -> {
            phone.visible("li.message .copy").click();
            phone.awaitText("li.message .copy", "Copied");
            assertThat(phone.visible("li.message mark").getText()).isEqualTo(code);
            return true;
        });
        browser.screenshot("2-code");

        enter(code);

        browser.visible("#step-signed-in");
        assertThat(browser.focused()).isEqualTo("signed-in-title");
        browser.screenshot("3-signed-in");
        browser.open("http://127.0.0.1:" + port + "/");
        browser.visible("#step-signed-in");
        browser.visible("#sign-out").click();
        browser.visible("#number");
        assertThat(browser.driver().getCurrentUrl()).doesNotContain(number.substring(1), code);
    }

    @Test
    void aPhoneCallSignsIn() {
        askForCode("CALL");
        browser.awaitText("#sent", "Expect a call");
        String code = codeOnThePhone();
        browser.inFrame(phone -> phone.visible("li.message.voice"));
        browser.screenshot("4-call");

        enter(code);

        browser.visible("#step-signed-in");
    }

    @Test
    void aWrongCodeIsExplainedAndCanBeCorrected() {
        askForCode("SMS");
        String code = codeOnThePhone();

        enterWrongCode(code);

        browser.visible("#code[aria-invalid=true]");
        assertThat(browser.focused()).isEqualTo("code");
        browser.screenshot("5-wrong-code");
        enter(code);
        browser.visible("#step-signed-in");
    }

    @Test
    void anExpiredCodeIsExplained() {
        askForCode("SMS");
        String code = codeOnThePhone();
        time.advance(Duration.ofMinutes(6));

        enter(code);

        browser.awaitText("#problem-box", "too old");
    }

    @Test
    void aLockedNumberSeesTheTimeToWait() {
        askForCode("SMS");
        String code = codeOnThePhone();
        for (int i = 0; i < 5; i++) {
            enterWrongCode(code);
        }

        enter(code);

        browser.awaitText("#problem-box", "Too many wrong codes");
        browser.awaitText("#wait", "Try again in (2:00|1:5\\d) min");
        browser.visible("#code-form button[aria-disabled=true]");
        browser.inFrame(phone -> {
            phone.visible("[data-shows=service]").click();
            phone.awaitText("#lockouts", number.replace("+", "\\+"));
            return true;
        });
        browser.screenshot("6-locked");
        browser.awaitText("#wait", "1:5[0-8] min");

        browser.open("http://127.0.0.1:" + port + "/");
        browser.awaitText("#problem-box", "Too many wrong codes");
        browser.awaitText("#wait", "Try again in (2:00|1:5\\d) min");
        browser.visible("#code-form button[aria-disabled=true]");
        browser.screenshot("6-locked-after-a-reload");

        time.advance(Duration.ofMinutes(2));
        browser.open("http://127.0.0.1:" + port + "/");
        browser.visible("#code-form button[aria-disabled=false]");
        enter(code);
        browser.visible("#step-signed-in");
    }

    @Test
    void anotherCodeHasToWaitForTheCooldown() {
        askForCode("SMS");
        browser.awaitText("#cooldown", "Another code in \\d s");
        browser.visible("#resend-sms[aria-disabled=true]").click();
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
        browser.screenshot("7-cooldown");

        time.advance(Duration.ofSeconds(4));
        browser.visible("#resend-sms[aria-disabled=false]").click();

        browser.inFrame(phone ->
                phone.await(page -> page.findElements(By.cssSelector("li.message[data-to='" + number + "']"))
                                .size()
                        == 2));
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(2);
    }

    @Test
    void whenTheServiceIsDownThePersonIsToldWhatIsKnown() {
        browser.inFrame(phone -> {
            phone.visible("[data-shows=service]").click();
            new Select(phone.visible("#fault")).selectByVisibleText("be out of order (503)");
            phone.visible("#fault-form button").click();
            phone.awaitText("#faults", "be out of order \\(503\\)\\s+for the next call");
            return true;
        });
        browser.visible("#number").sendKeys(number + Keys.ENTER);

        browser.awaitText("#problem-box", "cannot tell whether it was sent");
        browser.visible("#code");
        browser.screenshot("8-service-down");
    }

    @Test
    void whatIsNoNumberIsExplained() {
        browser.visible("#number").sendKeys("123" + Keys.ENTER);

        browser.awaitText("#problem-box", "not a phone number");
        browser.visible("#number[aria-invalid=true]");
        assertThat(browser.focused()).isEqualTo("number");
    }

    @Test
    void theKeyboardIsEnough() {
        assertThat(browser.focused()).isEqualTo("number");
        keys(number, Keys.TAB, Keys.ARROW_DOWN, Keys.TAB, Keys.ENTER);
        browser.awaitText("#sent", "Expect a call");
        browser.await(page -> "code".equals(browser.focused()));

        keys(codeOnThePhoneWithoutLeavingThePage(), Keys.ENTER);
        browser.visible("#step-signed-in");

        keys(Keys.TAB, Keys.ENTER);
        browser.visible("#number");
        browser.await(page -> "number".equals(browser.focused()));
    }

    private String codeOnThePhoneWithoutLeavingThePage() {
        return simulator.latestMessage(number).code();
    }

    private static void keys(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    @Test
    void thePageIsAccessibleInLightAndDark() {
        for (String colours : List.of("light", "dark")) {
            browser.colours(colours);
            assertThat(browser.accessibilityFaults()).as("number, " + colours).isEmpty();
            browser.screenshot("9-number-" + colours);
        }
        askForCode("SMS");
        enterWrongCode(codeOnThePhone());
        for (String colours : List.of("dark", "light")) {
            browser.colours(colours);
            assertThat(browser.accessibilityFaults()).as("code, " + colours).isEmpty();
            browser.screenshot("9-code-" + colours);
        }
        enter(codeOnThePhone());
        browser.visible("#step-signed-in");
        for (String colours : List.of("light", "dark")) {
            browser.colours(colours);
            assertThat(browser.accessibilityFaults())
                    .as("signed in, " + colours)
                    .isEmpty();
            browser.screenshot("9-signed-in-" + colours);
        }
    }

    @Test
    void aSmallScreenIsWideEnough() {
        browser.size(360, 740);
        fits();
        browser.screenshot("10-small-number");
        askForCode("SMS");
        // A frame out of sight is not drawn.
        browser.script("document.getElementById('inbox').scrollIntoView()");
        enterWrongCode(codeOnThePhone());
        fits();
        browser.screenshot("10-small-code");
    }

    private static void fits() {
        assertThat(browser.script("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    @Test
    void theInboxStandsAloneToo() {
        askForCode("SMS");
        time.advance(Duration.ofSeconds(4));
        browser.visible("#resend-call[aria-disabled=false]").click();
        browser.inFrame(phone -> phone.visible("li.message.voice"));
        browser.open(simulator.inboxPage());
        browser.visible("li.message.sms");
        new Select(browser.visible("#when")).selectByVisibleText("every call, until switched off");
        browser.visible("#fault-form button").click();
        browser.awaitText("#faults", "every call");
        browser.visible("#lock-number").sendKeys(number + Keys.ENTER);
        browser.awaitText("#lockouts", number.replace("+", "\\+"));

        for (String colours : List.of("light", "dark")) {
            browser.colours(colours);
            assertThat(browser.accessibilityFaults()).as("inbox, " + colours).isEmpty();
            browser.screenshot("11-inbox-" + colours);
        }
    }
}
