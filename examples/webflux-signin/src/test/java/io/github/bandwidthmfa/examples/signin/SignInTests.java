package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.ReceivedMessage;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "logging.level.root=debug")
@AutoConfigureMfaSimulator
@Import(SimulatedService.class)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class SignInTests {

    private static final Duration COOLDOWN = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private SettableTime time;

    @Autowired
    private DetachedSends sends;

    /** Another for each test: what the page remembers of a number outlives the test. */
    private final String number = "+1919555" + NUMBERS.getAndIncrement();

    private Visitor visitor;

    @BeforeEach
    void begin() {
        time.advance(Duration.ofHours(2));
        visitor = new Visitor(port).arrives();
    }

    private String code() {
        return simulator.latestMessage(number).code();
    }

    private String wrongCode() {
        String code = code();
        return (code.charAt(0) == '9' ? '0' : (char) (code.charAt(0) + 1)) + code.substring(1);
    }

    @Test
    void aTextMessageSignsIn() {
        Visitor.Reply sent = visitor.send(number);
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.body()).containsEntry("step", "CODE").containsEntry("channel", "SMS");
        assertThat(visitor.get("/api/account").status()).isEqualTo(401);
        String before = visitor.session();

        Visitor.Reply signedIn = visitor.verify(code());

        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.body()).containsEntry("step", "SIGNED_IN");
        assertThat(visitor.session()).isNotEqualTo(before);
        assertThat(visitor.get("/api/account").body()).containsOnlyKeys("number");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1);
    }

    @Test
    void aPhoneCallSignsIn() {
        assertThat(visitor.call(number).body()).containsEntry("channel", "CALL");
        assertThat(simulator.latestMessage(number).channel()).isEqualTo(ReceivedMessage.Channel.VOICE);

        assertThat(visitor.verify(code()).body()).containsEntry("step", "SIGNED_IN");
    }

    @Test
    void numbersAndCodesMayBeTypedAsPeopleWriteThem() {
        String typed = number.substring(0, 2) + " (" + number.substring(2, 5) + ") " + number.substring(5, 8) + "-"
                + number.substring(8);
        assertThat(visitor.send(typed).status()).isEqualTo(200);

        assertThat(visitor.verify(" " + code().substring(0, 3) + " " + code().substring(3))
                        .body())
                .containsEntry("step", "SIGNED_IN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s-%2$s",
                "%1$s\u00A0%2$s",
                "\u202A%1$s\u200B%2$s\u202C",
                "%1$s\u2011%2$s.",
                "(%1$s) %2$s",
                " %1$s\t%2$s\n"
            })
    void aPastedCodeIsTheCode(String pasted) {
        visitor.send(number);
        String code = code();

        assertThat(visitor.verify(pasted.formatted(code.substring(0, 3), code.substring(3)))
                        .body())
                .containsEntry("step", "SIGNED_IN");
    }

    @ParameterizedTest
    @ValueSource(ints = {'\uFF10', '\u0660', '\u06F0', '\u0966'})
    void digitsOfEveryKeyboardAreDigits(int zero) {
        visitor.send(number);
        String code =
                code().chars().mapToObj(c -> Character.toString(c - '0' + zero)).collect(Collectors.joining());

        assertThat(visitor.verify(code).body()).containsEntry("step", "SIGNED_IN");
    }

    @Test
    void whatIsNoCodeCostsNoTry() {
        visitor.send(number);
        for (String typed : List.of(
                "",
                " ",
                "12",
                "12345",
                "1234567",
                "12345678",
                "12345O",
                "my code",
                "7 3 9 2 1 4 5 6 7",
                "½23456",
                "+123456")) {
            Visitor.Reply refused = visitor.verify(typed);
            assertThat(refused.type()).as(typed).isEqualTo("not-a-code");
        }

        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
        assertThat(visitor.verify(code()).status()).isEqualTo(200);
    }

    @Test
    void aCodeOfAnotherLengthIsToldByItsLength() {
        visitor.send(number);

        assertThat(visitor.verify("12345").body())
                .containsEntry("detail", "It has 5 digits. The code that you were sent has 6.");
    }

    @Test
    void aNumberIsTakenForWhatItIsOrRefusedWithAReason() {
        assertThat(visitor.send("tel:00" + number.substring(1, 5) + "\u00A0/ " + number.substring(5))
                        .status())
                .isEqualTo(200);
        assertThat(simulator.latestMessage(number).to()).isEqualTo(number);
        Visitor.Reply refused = visitor.send(number + "-5");
        assertThat(refused.type()).isEqualTo("not-a-number");
        assertThat(refused.body().get("detail").toString()).contains("too many digits");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void aMaskedNumberShowsTheCountryAndTheLastFourDigits() {
        assertThat(visitor.send(number).body()).containsEntry("number", "+1 ... " + number.substring(8));
    }

    @Test
    void setBackByAnHourTheClockKeepsNobodyWaiting() {
        visitor.send(number);
        time.wallClock().advance(Duration.ofHours(-1));
        assertThat(visitor.resend().headers().getFirst("Retry-After")).isEqualTo("30");

        time.advance(COOLDOWN);
        assertThat(visitor.resend().status()).isEqualTo(200);
    }

    @Test
    void setAheadByADayTheClockSendsNothingEarlier() {
        visitor.send(number);
        time.wallClock().advance(Duration.ofHours(24));

        // The session is the web server's, which goes by the system's clock.
        assertThat(visitor.resend().headers().getFirst("Retry-After")).isEqualTo("30");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void aReloadKeepsTheLockout() {
        visitor.send(number);
        assertThat(visitor.get("/api/sign-in").body().get("lockout")).isNull();
        IntStream.range(0, 6).forEach(i -> visitor.verify(wrongCode()));
        time.advance(Duration.ofSeconds(20));

        assertThat(visitor.get("/api/sign-in").body().get("lockout"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("type", "urn:sign-in:locked")
                .containsEntry("retryAfterSeconds", 100);
        time.advance(Duration.ofSeconds(100));
        assertThat(visitor.get("/api/sign-in").body().get("lockout")).isNull();
    }

    @Test
    void aWrongCodeIsRefusedAndTheRightOneWorksAfterwards() {
        visitor.send(number);

        Visitor.Reply wrong = visitor.verify(wrongCode());
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.headers().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(wrong.type()).isEqualTo("wrong-code");

        assertThat(visitor.verify(code()).status()).isEqualTo(200);
    }

    @Test
    void anExpiredCodeIsAWrongCode() {
        visitor.send(number);
        time.advance(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(visitor.verify(code()).type()).isEqualTo("wrong-code");
    }

    @Test
    void aLockedNumberIsToldHowLongToWait() {
        visitor.send(number);
        IntStream.range(0, 5).forEach(i -> visitor.verify(wrongCode()));

        Visitor.Reply locked = visitor.verify(code());

        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.type()).isEqualTo("locked");
        assertThat(locked.headers().getFirst("Retry-After")).isEqualTo("120");
        assertThat(locked.body()).containsEntry("retryAfterSeconds", 120);
        time.advance(Duration.ofMinutes(2));
        assertThat(visitor.verify(code()).status()).isEqualTo(200);
    }

    @Test
    void anotherCodeHasToWaitForTheCooldown() {
        visitor.send(number);

        Visitor.Reply tooSoon = visitor.resend();
        assertThat(tooSoon.status()).isEqualTo(429);
        assertThat(tooSoon.type()).isEqualTo("sent-just-now");
        assertThat(tooSoon.headers().getFirst("Retry-After")).isEqualTo("30");

        time.advance(COOLDOWN);
        assertThat(visitor.resend().status()).isEqualTo(200);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(2);
    }

    @Test
    void manyRequestsAtOnceForOneNumberSendOneCode() {
        List<Visitor> crowd =
                IntStream.range(0, 8).mapToObj(i -> new Visitor(port).arrives()).toList();

        List<Visitor.Reply> replies = atOnce(Stream.concat(crowd.stream(), crowd.stream())
                .map(one -> (Supplier<Visitor.Reply>) () -> one.send(number)));

        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 429).hasSize(15);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void manyRequestsOfOneBrowserAtOnceStayWithinItsLimit() {
        List<Visitor.Reply> replies =
                atOnce(IntStream.range(0, 16).mapToObj(i -> () -> visitor.send("+4420794600" + (10 + i))));

        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(8);
        assertThat(replies)
                .filteredOn(reply -> reply.type().equals("too-many-codes"))
                .hasSize(8);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(8);
    }

    @Test
    void aCodeSignsInOnceAlthoughTheServiceAcceptsItTwice() {
        visitor.send(number);
        String code = code();
        simulator.faults().next(Operation.VERIFY, 2, Fault.delay(Duration.ofMillis(200)));

        List<Visitor.Reply> replies = atOnce(Stream.of(() -> visitor.verify(code), () -> visitor.verify(code)));

        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(2);
        assertThat(replies).extracting(Visitor.Reply::status).containsExactlyInAnyOrder(200, 409);
    }

    @Test
    void theCodeOfOneBrowserIsNoneOfAnother() {
        visitor.send(number);
        String code = code();
        time.advance(COOLDOWN);
        Visitor other = new Visitor(port).arrives();
        other.send(number);

        assertThat(other.verify(code).type()).isEqualTo("wrong-code");
        assertThat(visitor.verify(code).status()).isEqualTo(200);
    }

    @Test
    void aRequestFromAnotherPageIsRefused() {
        Visitor.Reply forged = visitor.forge("code", Map.of("number", number, "channel", "SMS"));

        assertThat(forged.status()).isEqualTo(403);
        assertThat(forged.type()).isEqualTo("stale-page");
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void whoSignsOutIsSignedOut() {
        visitor.send(number);
        visitor.verify(code());

        assertThat(visitor.signOut().status()).isEqualTo(204);
        assertThat(visitor.get("/api/account").status()).isEqualTo(401);
        assertThat(visitor.step()).isEqualTo("NUMBER");
    }

    @Test
    void whatIsNoNumberOrCodeNeverReachesTheService() {
        assertThat(visitor.send("12").type()).isEqualTo("not-a-number");
        assertThat(visitor.resend().type()).isEqualTo("no-code-sent");
        visitor.send(number);
        assertThat(visitor.verify("12").type()).isEqualTo("not-a-code");
        assertThat(visitor.post("code", List.of()).status()).isEqualTo(400);

        assertThat(simulator.requestCount(Operation.MESSAGING, Operation.VERIFY))
                .isEqualTo(1);
    }

    /** By way of the server, what the table of {@code ProblemsTests} says. */
    @Test
    void everyFailureOfTheServiceIsAProblemDetail() {
        simulator.faults().next(Operation.MESSAGING, 1, Fault.status(503));
        Visitor.Reply perhapsSent = visitor.send(number);
        assertThat(perhapsSent.status()).isEqualTo(502);
        assertThat(perhapsSent.type()).isEqualTo("may-be-sent");
        assertThat(visitor.step()).isEqualTo("CODE");

        simulator.faults().next(Operation.VERIFY, 2, Fault.status(401));
        assertThat(visitor.verify("123456").type()).isEqualTo("misconfigured");

        simulator.faults().next(Operation.VERIFY, 1, Fault.closeAfterReading());
        assertThat(visitor.verify("123456").status()).isEqualTo(502);
    }

    @Test
    void aCodeThatWasNotSentIsNotCounted() {
        simulator.faults().next(Operation.MESSAGING, 1, Fault.status(429));
        assertThat(visitor.send(number).type()).isEqualTo("throttled");

        assertThat(visitor.send(number).status()).isEqualTo(200);
    }

    @Test
    void aSendGoesOnWhenTheBrowserGoesAway() throws InterruptedException {
        simulator.faults().next(Operation.MESSAGING, 1, Fault.delay(Duration.ofMillis(500)));
        Map<String, Object> state = visitor.get("/api/sign-in").body();
        Disposable browser = WebClient.create("http://127.0.0.1:" + port)
                .post()
                .uri("/api/sign-in/code")
                .cookie("sign-in", String.valueOf(visitor.session()))
                .header(String.valueOf(state.get("csrfHeader")), String.valueOf(state.get("csrfToken")))
                .bodyValue(Map.of("number", number, "channel", "SMS"))
                .retrieve()
                .toBodilessEntity()
                .subscribe();
        while (simulator.requestCount(Operation.MESSAGING) == 0) {
            Thread.onSpinWait();
        }
        browser.dispose();

        while (!visitor.step().equals("CODE")) {
            assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
        }
        while (sends.underWay() > 0) {
            Thread.onSpinWait();
        }
        assertThat(visitor.verify(code()).status()).isEqualTo(200);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void thePageIsServedWithHeadersThatKeepItToItself() {
        Visitor.Reply page = visitor.get("/api/sign-in");

        assertThat(page.headers().getFirst("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'", "frame-src http://127.0.0.1:" + simulator.port() + "/")
                .doesNotContain("unsafe");
        assertThat(page.headers().getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.headers().getFirst("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.headers().getFirst("Cache-Control")).contains("no-store");
    }

    @Test
    void numbersAndCodesAreInNoResponseAndInNoLog(CapturedOutput output) {
        Visitor.Reply sent = visitor.send(number);
        String code = code();
        visitor.verify(wrongCode());
        simulator.faults().next(Operation.VERIFY, 1, Fault.status(500));
        visitor.verify(code);
        Visitor.Reply signedIn = visitor.verify(code);

        assertThat(sent.body().toString() + signedIn.body()).doesNotContain(number, code);
        assertThat(output).contains("VERIFY failed").doesNotContain(number).doesNotContain(code);
    }

    private static List<Visitor.Reply> atOnce(Stream<Supplier<Visitor.Reply>> requests) {
        List<CompletableFuture<Visitor.Reply>> begun = requests.map(
                        request -> CompletableFuture.supplyAsync(request, task -> new Thread(task).start()))
                .toList();
        return begun.stream()
                .map(request -> request.orTimeout(60, TimeUnit.SECONDS).join())
                .toList();
    }
}
