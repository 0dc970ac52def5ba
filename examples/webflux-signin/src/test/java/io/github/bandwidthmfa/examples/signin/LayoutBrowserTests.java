package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.examples.signin.Browser.Box;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Where things stand, in a real browser, on a desk and on a phone. Screenshots are in {@code target/screenshots}. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureMfaSimulator
@Import(SimulatedService.class)
@EnabledIf(
        value = "io.github.bandwidthmfa.examples.signin.Browser#isInstalled",
        disabledReason = "Chromium is not installed: apt-get install chromium chromium-driver")
@Timeout(300)
class LayoutBrowserTests {

    private static final AtomicInteger NUMBERS = new AtomicInteger(1000);
    private static final List<String> ANCHORED_AT_NUMBER =
            List.of("#number-title", "#number", "fieldset", "#number-form button", "#inbox");
    private static final List<String> ANCHORED_AT_CODE =
            List.of("#code-title", "#code", "#code-form button", "#resend-sms", "#other-number", "#inbox");

    @TempDir
    private static Path profile;

    private static Browser browser;

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private SettableTime time;

    private final String number = "+1720555" + NUMBERS.getAndIncrement();

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
        simulator.reset();
        time.advance(Duration.ofHours(2));
        browser.size(1280, 800);
        browser.colours("light");
        load();
        browser.driver().manage().deleteAllCookies();
        browser.forgetTyped();
        load();
        browser.visible("#number");
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private void load() {
        browser.open("http://127.0.0.1:" + port + "/");
    }

    private void askForCode() {
        browser.visible("#number").sendKeys(number + Keys.ENTER);
        browser.visible("#code");
    }

    private String code() {
        return simulator.latestMessage(number).code();
    }

    private String wrongCode() {
        return code().startsWith("9") ? "0" + code().substring(1) : "9" + code().substring(1);
    }

    private void enter(String code) {
        WebElement field = browser.visible("#code");
        field.clear();
        field.sendKeys(code + Keys.ENTER);
    }

    private static Map<String, Box> boxes(List<String> anchored) {
        Map<String, Box> boxes = new LinkedHashMap<>();
        anchored.forEach(css -> boxes.put(css, browser.box(css)));
        return boxes;
    }

    private static void isAllSeen(String... css) {
        for (String one : css) {
            assertThat(browser.box(one).isWithin(browser.window()))
                    .as("%s at %s in %s", one, browser.box(one), browser.window())
                    .isTrue();
        }
        assertThat(browser.cutOff()).isEmpty();
        assertThat(browser.script("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"1280,800,light", "1280,800,dark", "390,844,light", "390,844,dark", "360,780,light"})
    void noProblemMovesAnythingAndEachIsSeen(int width, int height, String colours) {
        String name = width + "x" + height + "-" + colours;
        browser.size(width, height);
        browser.colours(colours);
        Map<String, Box> before = boxes(ANCHORED_AT_NUMBER);
        isAllSeen("#number-title", "#number", "#number-form button");
        browser.screenshot("layout-number-" + name);
        for (String typed :
                List.of("123", "+1 919 555 1234-5", "+49 30 123456-7", "19195551234", "1.91955E+10", "n/a", "")) {
            browser.visible("#number").clear();
            browser.visible("#number").sendKeys(typed + Keys.ENTER);
            browser.visible("#number[aria-invalid=true]");
            browser.visible("#problem-box");
            assertThat(boxes(ANCHORED_AT_NUMBER)).as(typed).isEqualTo(before);
            isAllSeen("#number", "#problem-box", "#number-form button");
            assertThat(browser.box("#problem-box").top())
                    .isGreaterThanOrEqualTo(browser.box("#number").bottom());
        }
        browser.screenshot("layout-number-problem-" + name);
        assertThat(browser.accessibilityFaults()).isEmpty();

        browser.visible("#number").clear();
        askForCode();
        before = boxes(ANCHORED_AT_CODE);
        isAllSeen("#code", "#code-form button");
        browser.screenshot("layout-code-" + name);
        enter("12");
        browser.awaitText("#problem", "not a code");
        codeProblem(before, "not-a-code-" + name);
        simulator.faults().next(Operation.VERIFY, 1, Fault.status(500));
        enter(code());
        browser.awaitText("#problem", "could not be checked");
        codeProblem(before, "not-checked-" + name);
        IntStream.range(0, 5).forEach(i -> {
            enter(wrongCode());
            browser.awaitText("#problem", "too old");
            browser.await(
                    page -> page.findElements(By.cssSelector("[aria-busy]")).isEmpty());
        });
        codeProblem(before, "wrong-code-" + name);
        enter(code());
        browser.awaitText("#wait", "Try again in");
        codeProblem(before, "locked-" + name);
        assertThat(browser.accessibilityFaults()).isEmpty();
    }

    private static void codeProblem(Map<String, Box> before, String name) {
        assertThat(boxes(ANCHORED_AT_CODE)).as(name).isEqualTo(before);
        isAllSeen("#code", "#problem-box", "#code-form button");
        browser.screenshot("layout-" + name);
    }

    @ParameterizedTest
    @CsvSource({"1280,800", "390,844"})
    void theEndOfTheCooldownMovesNothing(int width, int height) {
        browser.size(width, height);
        askForCode();
        browser.awaitText("#cooldown", "Another code in 30 s");
        Map<String, Box> before = boxes(ANCHORED_AT_CODE);

        time.advance(Duration.ofSeconds(30));
        load();

        browser.visible("#resend-sms[aria-disabled=false]");
        assertThat(boxes(ANCHORED_AT_CODE)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"1280,800", "390,844"})
    void aSendThatTakesLongSaysSo(int width, int height) {
        browser.size(width, height);
        simulator.faults().next(Operation.MESSAGING, 1, Fault.delay(Duration.ofSeconds(8)));
        Map<String, Box> before = boxes(ANCHORED_AT_NUMBER);
        browser.visible("#number").sendKeys(number + Keys.ENTER);

        browser.awaitText("#progress", "Still sending");
        assertThat(boxes(ANCHORED_AT_NUMBER)).isEqualTo(before);
        isAllSeen("#progress", "#number-form button");
        browser.screenshot("layout-slow-" + width);
        browser.visible("#code");
        assertThat(browser.shows("#progress")).isFalse();
    }

    @Test
    void anotherNumberKeepsWhatWasTypedAlsoAfterAReload() {
        String typed = "+1 (720) 555-" + number.substring(8);
        browser.visible("#number").sendKeys(typed + Keys.ENTER);
        browser.visible("#code");
        load();

        browser.visible("#other-number").click();

        assertThat(browser.visible("#number").getDomProperty("value")).isEqualTo(typed);
        assertThat(browser.focused()).isEqualTo("number");
        browser.screenshot("layout-other-number");
        browser.visible("#back-to-code").click();
        enter(code());
        browser.visible("#step-signed-in");
        browser.visible("#sign-out").click();
        assertThat(browser.visible("#number").getDomProperty("value")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280,800", "1024,700", "1280,1000"})
    void thePhoneFitsItsWindow(int width, int height) {
        browser.size(width, height);
        load();
        browser.visible("iframe");

        isAllSeen("iframe");
        browser.inFrame(phone -> {
            phone.visible("#state.live");
            isAllSeen(".device", ".tabs", "#state");
            assertThat(phone.script("return document.documentElement.scrollHeight <= innerHeight"))
                    .isEqualTo(true);
            phone.visible("[data-shows=service]").click();
            isAllSeen("#fault", "#fault-form button");
            return true;
        });
    }

    @Test
    void onASmallScreenNoPhoneIsDrawnAndTheControlsAreReached() {
        browser.size(390, 844);
        askForCode();
        browser.script("document.getElementById('inbox').scrollIntoView()");
        browser.inFrame(phone -> {
            phone.visible("li.message");
            assertThat(phone.script("return getComputedStyle(document.querySelector('.device')).borderTopWidth"))
                    .isEqualTo("0px");
            return true;
        });
        browser.screenshot("layout-inbox-beside-390");

        browser.open(simulator.inboxPage());
        browser.visible("li.message");
        isAllSeen("#state", ".tabs", "#clear-inbox");
        browser.screenshot("layout-inbox-messages-390");
        browser.visible("[data-shows=service]").click();
        new Select(browser.visible("#fault")).selectByVisibleText("act, and never respond");
        isAllSeen("#fault", "#when", "#fault-form button");
        browser.visible("#fault-form button").click();
        browser.awaitText("#faults", "act, and never respond");
        for (String colours : List.of("light", "dark")) {
            browser.colours(colours);
            assertThat(browser.accessibilityFaults()).as(colours).isEmpty();
            browser.screenshot("layout-inbox-service-390-" + colours);
        }
    }

    @Test
    void faultsReadAsTheMenuAndAreSwitchedOffSingly() {
        browser.open(simulator.inboxPage());
        for (String fault : List.of("refuse for 30 seconds (429)", "respond 3 seconds late")) {
            new Select(browser.visible("#fault")).selectByVisibleText(fault);
            new Select(browser.visible("#when")).selectByVisibleText("the next verification");
            browser.visible("#fault-form button").click();
            browser.await(page -> page.findElement(By.id("faults")).getText().contains(fault));
        }
        new Select(browser.visible("#when")).selectByVisibleText("every call, until switched off");
        browser.visible("#fault-form button").click();
        browser.awaitText("#faults", "for every call, until switched off");
        browser.awaitText("#faults", "refuse for 30 seconds \\(429\\)\\s+for the next verification");
        browser.screenshot("layout-inbox-faults");

        browser.visible("#faults li:first-child button").click();

        browser.await(page -> page.findElements(By.cssSelector("#faults li")).size() == 2);
        assertThat(browser.visible("#faults").getText()).doesNotContain("429").contains("3 seconds late");
        assertThat(simulator.faults().pending()).isEqualTo(1);
        browser.visible("#clear-faults").click();
        browser.awaitText("#no-faults", "No fault is on");
        assertThat(simulator.faults().pending()).isZero();
    }

    @Test
    void theInboxIsClearedAndItsStateStandsBesideItsTitle() {
        askForCode();
        browser.open(simulator.inboxPage());
        browser.visible("#state.live");
        Box title = browser.box("h1");
        Box state = browser.box("#state");
        assertThat(state.top()).isBetween(title.top(), title.bottom());
        assertThat(state.left()).isGreaterThan(title.left() + title.width());
        browser.visible("li.message");

        browser.visible("#clear-inbox").click();

        browser.awaitText("#empty", "No message yet");
        assertThat(browser.shows("#clear-inbox")).isFalse();
        assertThat(browser.focused()).isEqualTo("log");
        assertThat(simulator.messages()).isEmpty();
    }
}
