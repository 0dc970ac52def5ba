package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.SettableClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Attacks, races and outages, against an application with a password as its first factor. */
@SecondFactorApplicationTest
@Timeout(300)
class SecondFactorTests {

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private SettableClock clock;

    @Autowired
    private People people;

    @Autowired
    private TestBeans.Events events;

    @Autowired
    private Map<String, String> deviceVersions;

    private String ann = "";

    @BeforeEach
    void somebodyNew() {
        ann = people.add();
        NonBlockingWatch.forget();
    }

    @AfterEach
    void nothingBlocked() {
        assertThat(NonBlockingWatch.seen()).isEmpty();
    }

    private Visitor visitor() {
        return new Visitor(port);
    }

    private Visitor half() {
        return visitor().login(ann);
    }

    /** Signed in with both factors. */
    private Visitor whole() {
        Visitor visitor = half();
        assertThat(Visitor.now(visitor.send()).status()).isEqualTo(200);
        assertThat(Visitor.now(visitor.verify(code())).status()).isEqualTo(200);
        return visitor;
    }

    private String code() {
        return simulator.latestMessage(people.numberOf(ann)).code();
    }

    private int messages() {
        return simulator.inbox(people.numberOf(ann)).size();
    }

    private String wrongCode(int number) {
        String wrong = String.format("%06d", number);
        return wrong.equals(code()) ? "999999" : wrong;
    }

    private static <T> List<T> atOnce(int times, Function<Integer, Mono<T>> work) {
        return Visitor.now(Flux.range(0, times).flatMap(work, times).collectList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page",
                "/admin/page",
                "/payments/page",
                "/public/method",
                "//admin/page",
                "/%61dmin/page",
                "/admin/page;x=1",
                "/nowhere"
            })
    void passwordAloneOpensNothing(String path) {
        Visitor browser = half().asBrowser();
        Visitor program = half();

        Reply page = browser.get(path);
        Reply answer = program.get(path);

        // Some odd paths are refused by the firewall before anybody is asked.
        assertThat(page.status()).isIn(303, 400);
        assertThat(page.body()).doesNotContain("person=", "opened");
        assertThat(answer.status()).isIn(401, 400);
        assertThat(answer.body()).doesNotContain("person=", "opened");
        if (page.status() == 303) {
            assertThat(page.location()).isEqualTo("/login/phone");
            assertThat(answer.type()).isEqualTo("code-required");
            assertThat(answer.json().get("factor")).isEqualTo("FACTOR_SMS");
            assertThat(answer.json().get("action")).isEqualTo("/login/phone");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
    void passwordAloneOpensNothingByAnyMethod(String method) {
        Visitor program = half();

        Reply answer = Visitor.now(program.exchange(HttpMethod.valueOf(method), "/page", null));

        // Without a token, what changes something is refused as forged.
        assertThat(answer.status()).isIn(401, 403);
        assertThat(answer.body()).doesNotContain("person=");
    }

    @Test
    void halfSignedInPersonIsNobodyOnOpenPages() {
        assertThat(half().get("/public").body()).isEqualTo("seen=nobody");
        assertThat(whole().get("/public").body()).isEqualTo("seen=" + ann);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page", "/api/page"})
    void basicAloneOpensNothingInAnyChain(String path) {
        Reply answer = visitor().basic(ann, "secret").get(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.type()).isEqualTo("code-required");
    }

    @Test
    void wrongPasswordIsStillTheApplicationsMatter() {
        assertThat(visitor().basic(ann, "wrong").get("/page").status()).isEqualTo(401);
        assertThat(visitor().asBrowser().get("/page").location()).isEqualTo("/login");
    }

    @Test
    void codeOpensEverythingAndTheFirstFactorSurvives() {
        Visitor person = half().asBrowser();
        person.get("/admin/page");
        assertThat(person.get("/login/phone").body())
                .contains(
                        "Text me a code",
                        "Call me instead",
                        people.numberOf(ann).substring(8));

        Reply sent = Visitor.now(person.send());
        Reply right = Visitor.now(person.verify(code()));

        assertThat(sent.status()).isEqualTo(303);
        assertThat(sent.location()).isEqualTo("/login/phone");
        assertThat(right.status()).isEqualTo(303);
        assertThat(right.location()).isEqualTo("/admin/page");
        assertThat(person.get("/admin/page").body())
                .isEqualTo("person=" + ann
                        + " class=UsernamePasswordAuthenticationToken authorities=[FACTOR_PASSWORD, FACTOR_SMS, ROLE_ADMIN, ROLE_USER]"
                                .replace("FACTOR_PASSWORD, ", ""));
        assertThat(person.get("/public/method").body()).isEqualTo("opened");
        assertThat(person.get("/api/page").status()).isEqualTo(200);
        assertThat(person.get("/login/phone").location()).isEqualTo("/");
    }

    @Test
    void callInsteadSignsIn() {
        Visitor person = half();

        person.post("/login/phone/code", "channel", "voice");

        assertThat(simulator.requestCount(Operation.VOICE)).isEqualTo(1);
        assertThat(person.get("/login/phone").json().get("channel")).isEqualTo("VOICE");
        assertThat(Visitor.now(person.verify(code())).status()).isEqualTo(200);
    }

    @Test
    void stateTellsAProgramAllItNeeds() {
        Visitor program = half();
        Reply before = program.get("/login/phone");
        Map<?, ?> state = before.json();
        String header = String.valueOf(state.get("csrfHeader"));
        program.header(header, String.valueOf(state.get("csrfToken")))
                .header("Content-Type", MediaType.APPLICATION_JSON_VALUE);

        Reply sent = Visitor.now(program.exchange(HttpMethod.POST, "/login/phone/code", "{\"channel\":\"sms\"}"));
        Reply right = Visitor.now(program.exchange(HttpMethod.POST, "/login/phone", "{\"code\":\"" + code() + "\"}"));

        assertThat(state.get("step")).isEqualTo("SEND");
        assertThat(String.valueOf(state.get("number")))
                .endsWith(people.numberOf(ann).substring(8))
                .doesNotContain("+1919");
        assertThat(state.get("channels")).isEqualTo(List.of("SMS", "VOICE"));
        assertThat(sent.json().get("step")).isEqualTo("CODE");
        assertThat((Integer) sent.json().get("resendInSeconds")).isBetween(1, 30);
        assertThat(right.json().get("step")).isEqualTo("DONE");
        assertThat(right.json().get("redirect")).isEqualTo("/");
    }

    @Test
    void eightRightCodesAtOnceAreOneQuestion() {
        Visitor person = half();
        Visitor.now(person.send());
        String session = person.session();

        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(1)));
        List<Reply> replies = atOnce(8, i -> person.verify(code()));

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
        assertThat(person.session()).isNotEqualTo(session);
        assertThat(replies)
                .extracting(Reply::session)
                .as("whichever arrives last")
                .containsOnly(person.session());
        assertThat(person.get("/page").status()).isEqualTo(200);
    }

    @Test
    void codeOfAnotherSessionIsWrong() {
        Visitor other = half();
        Visitor.now(other.send());
        String theirs = code();
        String before = ann;
        ann = people.add();
        // The same phone, another challenge.
        people.setNumber(ann, people.numberOf(before));
        Visitor mine = half();
        mine.post("/login/phone/code", "channel", "sms");

        assertThat(Visitor.now(mine.verify(theirs)).type()).isIn("wrong-code", "no-code");
        assertThat(mine.get("/page").status()).isEqualTo(401);
    }

    @Test
    void codeOfAnotherBrowserOfTheSamePersonIsNotAsked() {
        Visitor one = half();
        Visitor.now(one.send());

        Reply other = Visitor.now(half().verify(code()));

        assertThat(other.type()).isEqualTo("no-code");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    static Stream<Fault> outages() {
        return Stream.of(
                Fault.status(500),
                Fault.status(403, "{\"message\":\"blocked\"}"),
                Fault.status(200, "{}"),
                Fault.status(200, "{\"valid\":\"true\"}"),
                Fault.status(200, "{\"valid\":true} trailing"),
                Fault.status(302),
                Fault.closeAfterReadingWithoutActing());
    }

    @ParameterizedTest
    @MethodSource("outages")
    void outageDeniesAndNeverSaysWrong(Fault outage) {
        Visitor person = half();
        Visitor.now(person.send());
        for (int i = 0; i < 6; i++) {
            // Twice: a connection that breaks before the response may be tried anew.
            simulator.faults().next(Operation.VERIFY, 2, outage);
            Reply failed = Visitor.now(person.verify(code()));
            simulator.faults().clear();
            assertThat(failed.status()).isEqualTo(503);
            assertThat(failed.type()).isEqualTo("not-checked");
            assertThat(person.get("/page").status()).isEqualTo(401);
        }

        assertThat(Visitor.now(person.verify(code())).status())
                .as("no try was used up")
                .isEqualTo(200);
    }

    @Test
    void lockOfTheServiceIsToldWithItsTime() {
        Visitor person = half();
        Visitor.now(person.send());
        simulator.faults().next(Operation.VERIFY, 1, Fault.status(429, "{}", Map.of("Retry-After", "77")));

        Reply locked = Visitor.now(person.verify(code()));
        Reply again = Visitor.now(person.verify(code()));

        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.type()).isEqualTo("locked");
        assertThat(locked.headers().getFirst("Retry-After")).isEqualTo("77");
        assertThat(again.type()).isEqualTo("locked");
        assertThat(simulator.requestCount(Operation.VERIFY)).as("asked once").isEqualTo(1);
        assertThat(person.get("/login/phone").json().get("lockedForSeconds")).isEqualTo(77);
        assertThat(person.asBrowser().get("/login/phone").body()).contains("locked for a while", "77 seconds");
        clock.advance(Duration.ofSeconds(78));
        assertThat(Visitor.now(person.asProgram().verify(code())).status()).isEqualTo(200);
    }

    @Test
    void sessionIdChangesAtTheCode() {
        Visitor person = half();
        Visitor.now(person.send());
        String planted = person.session();

        Visitor.now(person.verify(code()));

        assertThat(person.session()).isNotEqualTo(planted);
        Visitor attacker = visitor();
        attacker.cookies().put("SESSION", planted);
        assertThat(attacker.get("/page").status()).isEqualTo(401);
        assertThat(attacker.get("/login/phone").body()).doesNotContain("CODE");
    }

    @Test
    void forgedRequestsSendAndVerifyNothing() {
        Visitor person = half();

        assertThat(person.forge("/login/phone/code", "channel", "sms").status()).isEqualTo(403);
        assertThat(person.forge("/login/phone", "code", "123456").status()).isEqualTo(403);

        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void prefetchedPagesSendNothing() {
        Visitor person = half().asBrowser();
        for (String path :
                List.of("/login/phone", "/login/phone/code", "/login/phone?again", "/login/phone?problem=expired")) {
            person.get(path);
            Visitor.now(person.exchange(HttpMethod.HEAD, path, null));
        }

        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void twentySendsAtOnceAreOneMessage() {
        Visitor person = half();

        List<Reply> replies = atOnce(20, i -> person.send());

        assertThat(messages()).isEqualTo(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 200)
                .extracting(Reply::type)
                .containsOnly("sent-just-now");
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 429)
                .allSatisfy(reply ->
                        assertThat(reply.headers().getFirst("Retry-After")).isNotNull());
    }

    @Test
    void fiveBrowsersWithThePasswordAreOneMessage() {
        List<Visitor> browsers = Stream.generate(this::half).limit(5).toList();

        atOnce(5, i -> browsers.get(i).send());

        assertThat(messages()).isEqualTo(1);
    }

    @Test
    void fortyWrongCodesAtOnceAreFiveQuestions() {
        Visitor person = half();
        Visitor.now(person.send());
        String right = code();

        List<Reply> replies = atOnce(40, i -> person.verify(wrongCode(i)));

        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(5);
        assertThat(replies).extracting(Reply::type).contains("wrong-code", "too-many-tries");
        assertThat(Visitor.now(person.verify(right)).type()).isEqualTo("no-code");
        assertThat(person.get("/page").status()).isEqualTo(401);
    }

    @Test
    void whatCannotBeTheCodeCostsNoTry() {
        Visitor person = half();
        Visitor.now(person.send());
        for (String typed : List.of("", "12345", "1234567", "hello1", "12 34", "-")) {
            assertThat(Visitor.now(person.verify(typed)).type()).isEqualTo("not-a-code");
        }

        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
        String spaced = code().substring(0, 3) + " - " + code().substring(3);
        assertThat(Visitor.now(person.verify(spaced)).status()).isEqualTo(200);
    }

    @Test
    void expiredCodeIsToldWithoutAskingTheService() {
        Visitor person = half();
        Visitor.now(person.send());
        clock.advance(Duration.ofMinutes(6));

        assertThat(Visitor.now(person.verify(code())).type()).isEqualTo("expired");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @Test
    void logoutWhileACodeIsCheckedIsNotUndone() {
        Visitor person = half();
        Visitor.now(person.send());
        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(2)));

        Mono<Reply> verify = person.verify(code()).cache();
        Reply checked = Visitor.now(Mono.zip(verify, awaitVerifies(1).then(Mono.defer(() -> person.posting("/logout"))))
                .map(both -> both.getT1()));

        assertThat(checked.type()).isEqualTo("start-again");
        assertThat(person.get("/page").status()).isEqualTo(401);
        assertThat(person.get("/page").body()).doesNotContain("code-required");
    }

    private Mono<Boolean> awaitVerifies(int count) {
        return Flux.interval(Duration.ofMillis(10))
                .map(tick -> simulator.requestCount(Operation.VERIFY) >= count)
                .filter(seen -> seen)
                .next();
    }

    @Test
    void challengeOfThePersonBeforeIsNobodysAfterALogout() {
        Visitor browser = half();
        Visitor.now(browser.send());
        String hers = code();
        browser.logout();
        String bob = people.add();

        browser.login(bob);

        assertThat(Visitor.now(browser.verify(hers)).type()).isEqualTo("no-code");
        assertThat(browser.get("/login/phone").json().get("step")).isEqualTo("SEND");
        assertThat(browser.get("/page").status()).isEqualTo(401);
    }

    @Test
    void logoutWhileHalfSignedInEndsTheFirstFactor() {
        Visitor browser = half().asBrowser();
        Visitor.now(browser.send());
        assertThat(browser.get("/page").location()).isEqualTo("/login/phone");

        assertThat(browser.logout().location()).isEqualTo("/login?logout");

        assertThat(browser.get("/page").location()).isEqualTo("/login");
        assertThat(browser.get("/login/phone").location()).isEqualTo("/login");
        assertThat(Visitor.now(browser.verify(code())).location()).isEqualTo("/login");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @Test
    void personWithoutPhoneIsToldAndStaysOut() {
        ann = people.withoutPhone();
        Visitor person = half();

        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("NO_PHONE");
        assertThat(Visitor.now(person.send()).type()).isEqualTo("no-phone");
        assertThat(person.get("/page").status()).isEqualTo(401);
        assertThat(person.asBrowser().get("/login/phone").body()).contains("No phone number is on file");
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void trustedDeviceNeedsNoCodeAndIsNobodyElses() {
        Visitor person = half();
        Visitor.now(person.send());
        person.post("/login/phone", "code", code(), "remember-device", "true");
        String cookie = person.cookies().get(TrustedDevices.COOKIE);

        Visitor later = half();
        later.cookies().put(TrustedDevices.COOKIE, cookie);
        Visitor without = half();
        Visitor bob = visitor().login(people.add());
        bob.cookies().put(TrustedDevices.COOKIE, cookie);
        Visitor forged = half();
        forged.cookies().put(TrustedDevices.COOKIE, cookie.replaceFirst("^\\d", "9"));
        Visitor nobody = visitor();
        nobody.cookies().put(TrustedDevices.COOKIE, cookie);

        assertThat(later.get("/page").status()).isEqualTo(200);
        assertThat(without.get("/page").status()).isEqualTo(401);
        assertThat(bob.get("/page").status()).isEqualTo(401);
        assertThat(forged.get("/page").status()).isEqualTo(401);
        assertThat(nobody.get("/page").status()).isEqualTo(401);
    }

    @Test
    void trustOfADeviceEndsWithItsTimeAndItsVersion() {
        Visitor person = half();
        Visitor.now(person.send());
        person.post("/login/phone", "code", code(), "remember-device", "true");
        Visitor later = half();
        later.cookies().put(TrustedDevices.COOKIE, person.cookies().get(TrustedDevices.COOKIE));

        assertThat(later.get("/page").status()).isEqualTo(200);
        deviceVersions.put(ann, "2");
        assertThat(later.get("/page").status()).isEqualTo(401);
        deviceVersions.remove(ann);
        assertThat(later.get("/page").status()).isEqualTo(200);
        clock.advance(Duration.ofDays(31));
        assertThat(later.get("/page").status()).isEqualTo(401);
    }

    @Test
    void deviceIsTrustedOnlyIfAsked() {
        Visitor person = whole();

        assertThat(person.cookies()).doesNotContainKey(TrustedDevices.COOKIE);
    }

    @Test
    void trustedDeviceIsAskedAgainWhereARuleWantsANewCode() {
        Visitor person = half();
        Visitor.now(person.send());
        person.post("/login/phone", "code", code(), "remember-device", "true");
        clock.advance(Duration.ofHours(1));
        Visitor later = half();
        later.cookies().put(TrustedDevices.COOKIE, person.cookies().get(TrustedDevices.COOKIE));

        assertThat(later.get("/page").status()).isEqualTo(200);
        assertThat(later.get("/payments/page").json().get("maxAge")).isEqualTo(600);
    }

    @Test
    void oldCodeIsRenewedWhereARuleWantsANewOne() {
        Visitor person = whole();
        assertThat(person.get("/payments/page").status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(11));

        Reply program = person.get("/payments/page");
        Reply browser = person.asBrowser().get("/payments/page");

        assertThat(program.status()).isEqualTo(401);
        assertThat(program.json().get("maxAge")).isEqualTo(600);
        assertThat(person.get("/page").status()).isEqualTo(200);
        assertThat(browser.location()).isEqualTo("/login/phone?again");
        assertThat(person.get("/login/phone?again").body()).contains("Text me a code");
    }

    @Test
    void roleThatIsMissingIsStillForbidden() {
        // Spring's own refusal for everybody with the code.
        assertThat(whole().post("/nowhere").status()).isEqualTo(404);
    }

    @Test
    void browserThatGoesAwayDuringASendFindsItsCode() {
        Visitor person = half();
        simulator.faults().next(Operation.MESSAGING, 1, Fault.delay(Duration.ofSeconds(1)));

        person.send().timeout(Duration.ofMillis(400)).onErrorComplete().block(Duration.ofSeconds(20));
        Visitor.now(Flux.interval(Duration.ofMillis(20))
                .filter(tick -> messages() == 1)
                .next());

        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("CODE");
        assertThat(Visitor.now(person.verify(code())).status()).isEqualTo(200);
        assertThat(messages()).isEqualTo(1);
    }

    @Test
    void passwordAgainInTheSameSessionNeedsTheCodeAgain() {
        Visitor person = whole();

        person.login(ann);

        assertThat(person.get("/page").status()).isEqualTo(401);
    }

    @Test
    void sendThatMayHaveArrivedAsksForTheCode() {
        Visitor person = half();
        simulator.faults().next(Operation.MESSAGING, 1, Fault.closeAfterReading());

        Reply sent = Visitor.now(person.send());

        assertThat(sent.type()).isEqualTo("may-be-sent");
        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("CODE");
        assertThat(Visitor.now(person.send()).type()).isEqualTo("sent-just-now");
        assertThat(messages()).isEqualTo(1);
    }

    @Test
    void sendThatWasRefusedLeavesNothingBehind() {
        Visitor person = half();
        simulator.faults().next(Operation.MESSAGING, 1, Fault.status(400));

        assertThat(Visitor.now(person.send()).type()).isEqualTo("not-accepted");

        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("SEND");
        assertThat(Visitor.now(person.send()).status()).as("no cooldown").isEqualTo(200);
    }

    @Test
    void credentialsThatAreRefusedAreOurFault() {
        Visitor person = half();
        simulator.faults().next(Operation.MESSAGING, 2, Fault.status(401));

        Reply sent = Visitor.now(person.send());

        assertThat(sent.status()).isEqualTo(500);
        assertThat(sent.type()).isEqualTo("our-fault");
    }

    @Test
    void sendThrottledByTheServiceIsToldWithItsTime() {
        Visitor person = half();
        simulator.faults().next(Operation.MESSAGING, 1, Fault.status(429, "{}", Map.of("Retry-After", "9")));

        Reply sent = Visitor.now(person.send());

        assertThat(sent.type()).isEqualTo("too-many-codes");
        assertThat(sent.json().get("retryAfterSeconds")).isEqualTo(9);
    }

    @Test
    void fieldsThatNobodyReadsAreRefused() {
        Visitor person = half();

        assertThat(person.post("/login/phone/code", "chanel", "voice").type()).isEqualTo("bad-request");
        assertThat(person.post("/login/phone/code", "channel", "fax").type()).isEqualTo("channel");
        assertThat(person.post("/login/phone/code", "number", "+19195550000").type())
                .isEqualTo("number-on-file");
        person.header("Content-Type", "text/plain");
        String token = String.valueOf(person.get("/login/phone").json().get("csrfToken"));
        person.header("X-CSRF-TOKEN", token);
        assertThat(Visitor.now(person.exchange(HttpMethod.POST, "/login/phone/code", "channel=sms"))
                        .type())
                .isEqualTo("bad-request");
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void eventsTellTheAuditWhatHappened() {
        Visitor person = half();
        Visitor.now(person.send());
        String wrong = wrongCode(1);
        Visitor.now(person.verify(wrong));
        simulator.faults().next(Operation.VERIFY, 1, Fault.status(500));
        Visitor.now(person.verify(code()));
        Visitor.now(person.verify(code()));

        assertThat(events.of(ann))
                .containsExactly(
                        "AuthenticationFailureBadCredentialsEvent",
                        "AuthenticationFailureServiceExceptionEvent",
                        "AuthenticationSuccessEvent");
        assertThat(events.all.toString()).doesNotContain(wrong, code(), people.numberOf(ann));
    }

    @Test
    void browserReadsWhatIsWrongOnThePage() {
        Visitor person = half().asBrowser();
        Visitor.now(person.send());

        Reply wrong = Visitor.now(person.verify(wrongCode(7)));

        assertThat(wrong.location()).isEqualTo("/login/phone?problem=wrong-code");
        assertThat(person.get(wrong.location()).body())
                .contains("That code is not right.", "role=\"alert\"", "name=\"code\"");
        assertThat(person.get("/login/phone?problem=%3Cscript%3E").body()).doesNotContain("<script>");
        assertThat(person.get("/login/phone?problem=locked&wait=%22%3E").body()).doesNotContain("\">\"");
    }

    @Test
    void oldAndNewSessionsHaveDifferentScopes() {
        Set<String> scopes = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            ann = people.add();
            whole();
        }
        simulator.requests().forEach(request -> {
            if (request.body().contains("\"scope\"")) {
                scopes.add(request.body().replaceAll("(?s).*\"scope\"\\s*:\\s*\"([^\"]+)\".*", "$1"));
            }
        });

        assertThat(scopes).hasSize(3);
    }

    @Test
    void fileOfThePageIsServedToEverybody() {
        assertThat(visitor().get("/login/phone/page.css").body()).contains("prefers-color-scheme: dark");
        assertThat(visitor().get("/login/phone/page.js").headers().getContentType())
                .isEqualTo(MediaType.valueOf("text/javascript"));
    }

    @Test
    void nobodyGetsTheApplicationsOwnLogin() {
        Visitor nobody = visitor().asBrowser();

        assertThat(nobody.get("/login/phone").location()).isEqualTo("/login");
        assertThat(nobody.post("/login/phone/code", "channel", "sms").location())
                .isEqualTo("/login");
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void repliesNeverShowTheNumber() {
        Visitor person = half();
        List<String> bodies = Stream.of(
                        person.get("/login/phone"),
                        Visitor.now(person.send()),
                        person.asBrowser().get("/login/phone"),
                        person.get("/login/phone?problem=locked"))
                .map(Reply::body)
                .collect(Collectors.toList());

        assertThat(bodies).noneMatch(body -> body.contains(people.numberOf(ann).substring(1)));
    }
}
