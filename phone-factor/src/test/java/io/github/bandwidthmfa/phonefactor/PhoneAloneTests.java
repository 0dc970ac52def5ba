package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.SettableClock;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.TestingAuthenticationToken;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sign-in by phone alone, and enrolment: whoever types a number may type any. With Spring Boot's own security filter chain. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            // A service that never responds ends a call within the patience of a test, and with a line in the log.
            "bandwidth.mfa.response-timeout=10s",
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging",
            "bandwidth.mfa.phone-factor.region=US",
            "bandwidth.mfa.phone-factor.guard.countries=US,GB"
        })
@AutoConfigureMfaSimulator
@Timeout(300)
class PhoneAloneTests {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({TestBeans.class, TestBeans.Endpoints.class})
    static class Application {

        /** Numbers whose lookup never ends. */
        @Bean
        Set<String> unanswered() {
            return ConcurrentHashMap.newKeySet();
        }

        @Bean
        PhoneUsers phoneUsers(People people, Set<String> unanswered) {
            return number -> unanswered.contains(number.value()) ? Mono.never() : people.findByPhone(number);
        }

        @Bean
        PhoneEnrolment enrolment(People people) {
            return (person, number) -> person.getName().startsWith("x")
                    ? Mono.error(new IllegalStateException("no room"))
                    : Mono.fromRunnable(() -> people.setNumber(person.getName(), number.value()));
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private SettableClock clock;

    @Autowired
    private People people;

    @Autowired
    private Set<String> unanswered;

    @BeforeEach
    void watch() {
        NonBlockingWatch.forget();
    }

    @AfterEach
    void nothingBlocked() {
        assertThat(NonBlockingWatch.seen()).isEmpty();
    }

    private Visitor visitor() {
        return new Visitor(port);
    }

    private String awaitCode(String number) {
        return Visitor.now(Flux.interval(Duration.ofMillis(20))
                .filter(tick -> !simulator.inbox(number).isEmpty())
                .next()
                .map(tick -> simulator.latestMessage(number).code()));
    }

    private static Reply send(Visitor visitor, String number) {
        return visitor.post("/login/phone/code", "number", number, "channel", "sms");
    }

    @Test
    void numberAndCodeSignIn() {
        String ann = people.add();
        Visitor person = visitor();
        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("NUMBER");

        Reply sent = send(
                person,
                "(" + people.numberOf(ann).substring(2, 5) + ") "
                        + people.numberOf(ann).substring(5));
        assertThat(sent.json().get("step")).as(sent.toString()).isEqualTo("CODE");
        String planted = person.session();
        Reply right = Visitor.now(person.verify(awaitCode(people.numberOf(ann))));

        assertThat(right.status()).isEqualTo(200);
        assertThat(person.get("/page").body())
                .isEqualTo("person=" + ann
                        + " class=UsernamePasswordAuthenticationToken authorities=[FACTOR_SMS, ROLE_ADMIN, ROLE_USER]");
        assertThat(person.session()).isNotEqualTo(planted);
    }

    /** All that a browser or a program sees of two numbers, but for what is random or the number's own digits. */
    private static String seen(Reply reply) {
        StringBuilder seen = new StringBuilder().append(reply.status()).append('\n');
        reply.headers().forEach((name, values) -> {
            boolean random = name.equalsIgnoreCase("Set-Cookie") || name.equalsIgnoreCase("Date");
            seen.append(name)
                    .append(": ")
                    .append(
                            random
                                    ? values.stream()
                                            .map(value -> value.replaceAll("^(\\w+)=[^;]+", "$1=*")
                                                    .replaceAll("^\\w{3}, .*", "*"))
                                            .toList()
                                    : values)
                    .append('\n');
        });
        return seen.append(reply.body()
                        .replaceAll("(\u2022|&bull;) \\d{4}", "number")
                        .replaceAll("\"csrfToken\":\"[^\"]+", "token")
                        .replaceAll("name=\"_csrf\" value=\"[^\"]+", "token"))
                .toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void numberOfNobodyGetsTheSameResponseAndNoMessage(boolean browser) {
        String ann = people.add();
        String[] numbers = {people.numberOf(ann), People.unknownNumber()};
        List<List<String>> seen = new ArrayList<>();
        for (String number : numbers) {
            Visitor person = browser ? visitor().asBrowser() : visitor();
            List<Reply> replies = new ArrayList<>();
            replies.add(person.get("/login/phone"));
            replies.add(send(person, number));
            if (number.equals(people.numberOf(ann))) {
                awaitCode(number);
            }
            replies.add(person.get("/login/phone"));
            replies.add(Visitor.now(person.verify("12")));
            replies.add(Visitor.now(person.verify(wrongCode(number))));
            replies.add(person.get("/login/phone?problem=wrong-code"));
            seen.add(replies.stream().map(PhoneAloneTests::seen).toList());
        }

        assertThat(seen.get(0)).isEqualTo(seen.get(1));
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(2);
    }

    private String wrongCode(String number) {
        return !simulator.inbox(number).isEmpty()
                        && simulator.latestMessage(number).code().equals("123456")
                ? "123457"
                : "123456";
    }

    @Test
    void secondCodeForANumberOfNobodyIsRefusedAlike() {
        String ann = people.add();
        for (String number : List.of(people.numberOf(ann), People.unknownNumber())) {
            Visitor person = visitor();
            send(person, number);

            Reply again = send(person, number);
            Reply elsewhere = send(visitor(), number);

            assertThat(again.type()).isEqualTo("sent-just-now");
            assertThat(elsewhere.type()).isEqualTo("sent-just-now");
            assertThat(again.headers().getFirst("Retry-After")).isNotNull();
        }
        // What was sent must not be counted by the test after this one.
        awaitCode(people.numberOf(ann));
    }

    @Test
    void responseDoesNotWaitForTheLookup() {
        String ann = people.add();
        unanswered.add(people.numberOf(ann));

        Reply sent = send(visitor(), people.numberOf(ann));

        assertThat(sent.status()).as("although the lookup never ends").isEqualTo(200);
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void responseDoesNotWaitForTheService() {
        String ann = people.add();
        simulator.faults().next(Operation.MESSAGING, 1, Fault.hang());
        Visitor person = visitor();

        Reply sent = send(person, people.numberOf(ann));
        awaitCode(people.numberOf(ann));

        assertThat(sent.status()).as("although the service never responds").isEqualTo(200);
        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("CODE");
    }

    @Test
    void codeForNobodysNumberIsAskedAndWrong() {
        Visitor person = visitor();
        send(person, People.unknownNumber());

        assertThat(Visitor.now(person.verify("123456")).type()).isEqualTo("wrong-code");
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
    }

    @Test
    void failedSendIsNotTold() {
        String ann = people.add();
        simulator.faults().next(Operation.MESSAGING, 1, Fault.status(500));
        Visitor person = visitor();

        Reply sent = send(person, people.numberOf(ann));
        Visitor.now(Flux.interval(Duration.ofMillis(20))
                .filter(tick -> simulator.requestCount(Operation.MESSAGING) == 1)
                .next());

        assertThat(sent.status()).isEqualTo(200);
        assertThat(person.get("/login/phone").json().get("step")).isEqualTo("CODE");
    }

    @Test
    void disabledAccountLooksLikeAWrongCode() {
        String ann = people.add();
        Visitor person = visitor();
        send(person, people.numberOf(ann));
        String code = awaitCode(people.numberOf(ann));
        people.disable(ann);

        assertThat(Visitor.now(person.verify(code)).type()).isEqualTo("wrong-code");
        assertThat(person.get("/page").status()).isEqualTo(401);
    }

    @Test
    void strangerCannotKeepTheOwnerFromTheSecondFactor() {
        String ann = people.add();
        send(visitor(), people.numberOf(ann));
        awaitCode(people.numberOf(ann));

        Visitor owner = visitor().login(ann);

        assertThat(Visitor.now(owner.send()).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoNumberIsTold() {
        for (String typed : List.of("", "12", "+999 123", "hello", "+1 919 555 1234 ext 5", "911")) {
            assertThat(send(visitor(), typed).type()).as(typed).isEqualTo("not-a-number");
        }
        assertThat(visitor().post("/login/phone/code", "channel", "sms").type()).isEqualTo("no-code");
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void formAsksForTheNumberAndThenForTheCode() {
        Visitor person = visitor().asBrowser();
        String first = person.get("/login/phone").body();
        send(person, People.unknownNumber());
        String second = person.get("/login/phone").body();

        assertThat(first).contains("name=\"number\"", "autocomplete=\"tel\"").doesNotContain("name=\"code\"");
        assertThat(second).contains("If it belongs to an account", "name=\"code\"", "Use another number");
    }

    @Test
    void manyAtOnceForOneNumberAreOneMessage() {
        String ann = people.add();
        List<Visitor> visitors = IntStream.range(0, 8).mapToObj(i -> visitor()).toList();

        Visitor.now(Flux.fromIterable(visitors)
                .flatMap(one -> one.posting("/login/phone/code", "number", people.numberOf(ann)), 8)
                .collectList());
        awaitCode(people.numberOf(ann));

        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void personWithoutNumberEnrolsOneAndIsSignedIn() {
        String bob = people.withoutPhone();
        String number = People.unknownNumber();
        Visitor person = visitor().login(bob);
        assertThat(person.asBrowser().get("/login/phone").location()).isEqualTo("/login/phone/number");
        assertThat(person.get("/login/phone/number").body()).contains("Your phone number");
        person.asProgram();

        Reply sent = person.post("/login/phone/number/code", "number", number);
        assertThat(person.get("/page").status()).isEqualTo(401);
        Reply right = person.post(
                "/login/phone/number", "code", simulator.latestMessage(number).code());

        assertThat(sent.json().get("step")).isEqualTo("CODE");
        assertThat(right.status()).isEqualTo(200);
        assertThat(people.numberOf(bob)).isEqualTo(number);
        assertThat(person.get("/page").status()).isEqualTo(200);
    }

    @Test
    void wrongCodeEnrolsNothing() {
        String bob = people.withoutPhone();
        Visitor person = visitor().login(bob);
        String number = People.unknownNumber();
        person.post("/login/phone/number/code", "number", number);
        String wrong = simulator.latestMessage(number).code().equals("123456") ? "123457" : "123456";

        assertThat(person.post("/login/phone/number", "code", wrong).type()).isEqualTo("wrong-code");
        assertThat(people.phoneOf(new TestingAuthenticationToken(bob, "")).blockOptional(Duration.ofSeconds(1)))
                .isEmpty();
        assertThat(person.get("/page").status()).isEqualTo(401);
    }

    @Test
    void enrolmentThatCannotBeSavedLeavesThePersonOut() {
        String bob = "x" + people.withoutPhone();
        Visitor person = visitor().login(bob);
        String number = People.unknownNumber();
        person.post("/login/phone/number/code", "number", number);

        Reply right = person.post(
                "/login/phone/number", "code", simulator.latestMessage(number).code());

        assertThat(right.type()).isEqualTo("not-saved");
        assertThat(person.get("/page").status()).isEqualTo(401);
    }

    @Test
    void numberEnrolledMeanwhileIsNotOverwritten() {
        String bob = people.withoutPhone();
        String his = People.unknownNumber();
        String thiefs = People.unknownNumber();
        Visitor owner = visitor().login(bob);
        Visitor thief = visitor().login(bob);
        thief.post("/login/phone/number/code", "number", thiefs);
        owner.post("/login/phone/number/code", "number", his);
        simulator.faults().next(Operation.VERIFY, 1, Fault.delay(Duration.ofSeconds(2)));

        Mono<Reply> late = thief.posting(
                "/login/phone/number", "code", simulator.latestMessage(thiefs).code());
        Mono<Reply> meanwhile = Flux.interval(Duration.ofMillis(10))
                .filter(tick -> simulator.requestCount(Operation.VERIFY) == 1)
                .next()
                .then(owner.posting(
                        "/login/phone/number",
                        "code",
                        simulator.latestMessage(his).code()));
        var both = Visitor.now(Mono.zip(late, meanwhile));

        assertThat(both.getT2().status()).isEqualTo(200);
        assertThat(both.getT1().type()).isEqualTo("code-required");
        assertThat(people.numberOf(bob)).isEqualTo(his);
        assertThat(thief.get("/page").status()).isEqualTo(401);
    }

    @Test
    void passwordAloneDoesNotChangeANumberOnFile() {
        String ann = people.add();
        Visitor thief = visitor().login(ann);

        Reply get = thief.get("/login/phone/number");
        Reply send = thief.post("/login/phone/number/code", "number", People.unknownNumber());

        assertThat(get.status()).isEqualTo(401);
        assertThat(get.json().get("maxAge")).isEqualTo(300);
        assertThat(send.status()).isEqualTo(401);
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void numberChangesOnlyShortlyAfterACodeToTheOldOne() {
        String ann = people.add();
        String other = People.unknownNumber();
        Visitor person = visitor().login(ann);
        Visitor.now(person.send());
        Visitor.now(person.verify(simulator.latestMessage(people.numberOf(ann)).code()));
        clock.advance(Duration.ofMinutes(6));
        assertThat(person.asBrowser().get("/login/phone/number").location()).isEqualTo("/login/phone?again");
        assertThat(person.asProgram()
                        .post("/login/phone/number/code", "number", other)
                        .status())
                .isEqualTo(401);

        clock.advance(Duration.ofMinutes(-6));
        assertThat(person.post("/login/phone/number/code", "number", other).status())
                .isEqualTo(200);
        assertThat(person.post(
                                "/login/phone/number",
                                "code",
                                simulator.latestMessage(other).code())
                        .status())
                .isEqualTo(200);
        assertThat(people.numberOf(ann)).isEqualTo(other);
    }

    @Test
    void codeForOnePurposeIsNoneForAnother() {
        String ann = people.add();
        Visitor person = visitor();
        send(person, people.numberOf(ann));
        String code = awaitCode(people.numberOf(ann));
        person.login(ann);

        assertThat(Visitor.now(person.verify(code)).type()).isEqualTo("no-code");
    }

    @Test
    void codeForANewNumberIsNoneForTheSecondFactor() {
        String ann = people.add();
        Visitor person = visitor().login(ann);
        Visitor.now(person.send());
        Visitor.now(person.verify(simulator.latestMessage(people.numberOf(ann)).code()));
        String other = People.unknownNumber();
        person.post("/login/phone/number/code", "number", other);

        Reply elsewhere =
                Visitor.now(person.verify(simulator.latestMessage(other).code()));

        assertThat(elsewhere.type()).isEqualTo("no-code");
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
    }
}
