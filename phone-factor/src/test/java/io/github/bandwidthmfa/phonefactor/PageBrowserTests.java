package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A person at a real browser. Screenshots are in {@code target/screenshots}. */
@SecondFactorApplicationTest
@EnabledIf(
        value = "io.github.bandwidthmfa.phonefactor.Browser#isInstalled",
        disabledReason = "Chromium is not installed: apt-get install chromium chromium-driver")
@Timeout(200)
class PageBrowserTests {

    @TempDir
    private static Path profile;

    private static Browser browser;

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    private String ann = "";

    @BeforeAll
    static void start() {
        browser = new Browser(profile);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @BeforeEach
    void signInWithThePassword() {
        ann = people.add();
        browser.scripts(true);
        browser.size(1280, 800);
        browser.colours("light");
        open("/login");
        browser.driver().manage().deleteAllCookies();
        open("/page");
        browser.visible("#username").sendKeys(ann);
        browser.visible("#password").sendKeys("secret" + Keys.ENTER);
        browser.visible("button[name=channel][value=sms]");
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private void open(String path) {
        browser.open("http://127.0.0.1:" + port + path);
    }

    private String code() {
        return browser.await(page -> simulator.inbox(people.numberOf(ann)).stream()
                .findFirst()
                .map(message -> message.code())
                .orElse(null));
    }

    private void send() {
        browser.visible("button[value=sms]").click();
        browser.visible("#code");
    }

    private void enter(String code) {
        browser.visible("#code").sendKeys(code);
        browser.visible("button.primary").click();
    }

    private void awaitThePage() {
        browser.awaitText("body", "person=" + ann);
    }

    private String wrongCode() {
        return code().equals("111111") ? "222222" : "111111";
    }

    @Test
    void codeByTextMessageOpensThePageThatWasAskedFor() {
        assertThat(browser.visible("h1").getText()).isEqualTo("Confirm that it is you");
        send();
        assertThat(browser.focused()).isEqualTo("code");

        enter(code());

        awaitThePage();
        assertThat(browser.driver().getCurrentUrl()).endsWith("/page");
        assertThat(simulator.inbox(people.numberOf(ann))).hasSize(1);
    }

    @Test
    void everythingWorksWithoutScript() {
        browser.scripts(false);
        browser.visible("button[value=voice]").click();
        browser.awaitText("main", "We are calling");
        enter(wrongCode());
        browser.awaitText("#problem", "That code is not right");

        enter(code());

        browser.visible("pre, body");
        browser.scripts(true);
        open("/page");
        awaitThePage();
        assertThat(simulator.requestCount(Operation.VOICE)).isEqualTo(1);
    }

    @Test
    void keyboardAloneIsEnough() {
        new Actions(browser.driver()).sendKeys(Keys.TAB, Keys.ENTER).perform();
        browser.visible("#code");
        new Actions(browser.driver()).sendKeys(code()).perform();
        new Actions(browser.driver()).sendKeys(Keys.TAB, Keys.SPACE).perform();
        assertThat(browser.visible("input[type=checkbox]").isSelected()).isTrue();
        new Actions(browser.driver()).sendKeys(Keys.TAB, Keys.ENTER).perform();

        awaitThePage();
        assertThat(browser.driver().manage().getCookieNamed(TrustedDevices.COOKIE))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 20, 60, 150})
    void doubleClickSendsOneMessageAndSignsIn(int millisBetween) {
        doubleClick("button[value=sms]", millisBetween);
        browser.visible("#code").sendKeys(code());
        doubleClick("button.primary", millisBetween);

        awaitThePage();
        assertThat(simulator.inbox(people.numberOf(ann))).hasSize(1);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
    }

    private void doubleClick(String css, int millisBetween) {
        browser.visible(css);
        browser.script("const button = document.querySelector('" + css
                + "'); button.click(); setTimeout(() => button.click(), " + millisBetween + ")");
    }

    @Test
    void doubleClickWithoutScriptSendsOneMessage() {
        browser.scripts(false);
        new Actions(browser.driver())
                .doubleClick(browser.visible("button[value=sms]"))
                .perform();
        browser.visible("#code");
        browser.visible("#code").sendKeys(code());
        new Actions(browser.driver())
                .doubleClick(browser.visible("button.primary"))
                .perform();

        browser.await(page -> !page.findElements(By.cssSelector("#code")).isEmpty() ? null : page);
        browser.scripts(true);
        open("/page");
        awaitThePage();
        assertThat(simulator.inbox(people.numberOf(ann))).hasSize(1);
    }

    @Test
    void anotherCodeHasToWaitAndTheWaitCountsDown() {
        send();

        browser.awaitText(".hint", "You can get another one in (30|2\\d) seconds");
        assertThat(browser.visible("[data-resend]").getDomAttribute("aria-disabled"))
                .isEqualTo("true");
        String first = browser.visible(".hint").getText();
        browser.await(
                page -> !page.findElement(By.cssSelector(".hint")).getText().equals(first));
        browser.visible("[data-resend]").click();

        assertThat(simulator.inbox(people.numberOf(ann))).hasSize(1);
        browser.visible("#code");
    }

    @Test
    void lockOfTheServiceIsExplained() {
        send();
        simulator.faults().next(Operation.VERIFY, 1, Fault.status(429, "{}", Map.of("Retry-After", "90")));

        enter(code());

        browser.awaitText("#problem", "even the right code does not work");
        browser.awaitText("#problem", "Wait (90|8\\d) seconds");
        browser.screenshot("locked");
    }

    @Test
    void pageIsAccessibleAtEveryWidthAndInBothColourSchemes() {
        checkLooks("send");
        send();
        checkLooks("code");
        enter(wrongCode());
        browser.visible("#problem");
        checkLooks("wrong-code");
    }

    private void checkLooks(String name) {
        checkLooks(name, "light", 1280);
        checkLooks(name, "dark", 360);
    }

    private void checkLooks(String name, String colours, int width) {
        browser.colours(colours);
        browser.size(width, 740);
        assertThat(browser.accessibilityFaults())
                .as(name + " " + colours + " " + width)
                .isEmpty();
        assertThat(browser.cutOff()).as(name + " " + width).isEmpty();
        assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                .as("no scrolling sideways at " + width)
                .isEqualTo(true);
        browser.screenshot(name + "-" + colours + "-" + width);
    }

    @Test
    void pageObeysAStrictPolicyForContent() {
        String page = browser.driver().getPageSource();

        assertThat(page).doesNotContain("<style", "style=\"", "onclick", "javascript:");
        assertThat(page).containsOnlyOnce("<script");
    }
}
