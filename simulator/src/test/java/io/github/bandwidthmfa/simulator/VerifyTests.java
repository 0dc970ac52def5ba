package io.github.bandwidthmfa.simulator;

import static io.github.bandwidthmfa.simulator.Caller.TO;
import static io.github.bandwidthmfa.simulator.Caller.other;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTests {

    private static final String VERIFY = "/api/v1/accounts/9900000/code/verify";
    private static final String VALID = "{\"valid\":true}";
    private static final String INVALID = "{\"valid\":false}";

    private final SettableClock clock = new SettableClock();

    @RegisterExtension
    final MfaSimulatorExtension extension = new MfaSimulatorExtension(
            MfaSimulator.builder().clock(clock).account("9900000").account("9900001"));

    private MfaSimulator simulator;
    private Caller caller;

    @BeforeEach
    void start(MfaSimulator running) {
        simulator = running;
        caller = new Caller(running);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", ""})
    void theRightCodeIsValid(String prefix) {
        String code = caller.code();

        HttpResponse<String> response =
                caller.post(prefix + "/accounts/9900000/code/verify", Caller.verifyBody(TO, code));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(VALID);
    }

    @Test
    void aWrongCodeIsInvalidWithStatus200() {
        HttpResponse<String> response = caller.verify(other(caller.code()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(INVALID);
    }

    @Test
    void aNumberNeverSentACodeIsInvalidWithStatus200() {
        HttpResponse<String> response = caller.post(VERIFY, Caller.verifyBody("+10000000001", "123456"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(INVALID);
    }

    @Test
    void aRightCodeStaysValidWhenVerifiedAgain() {
        String code = caller.code();

        assertThat(caller.verify(code).body()).isEqualTo(VALID);
        assertThat(caller.verify(code).body()).isEqualTo(VALID);
    }

    @Test
    void aSingleUseCodeIsValidOnce() {
        try (MfaSimulator once = MfaSimulator.builder().singleUse(true).start()) {
            Caller other = new Caller(once);
            String code = other.code();

            assertThat(other.verify(code).body()).isEqualTo(VALID);
            assertThat(other.verify(code).body()).isEqualTo(INVALID);
        }
    }

    @Test
    void severalCodesOfANumberAreValidAtOnce() {
        String first = caller.code();
        String second = caller.code();

        assertThat(caller.verify(first).body()).isEqualTo(VALID);
        assertThat(caller.verify(second).body()).isEqualTo(VALID);
    }

    @Test
    void codesBelongToTheirNumberScopeAndAccount() {
        caller.post(
                "/accounts/9900000/code/voice", Caller.sendBody(TO).replace("\"to\"", "\"scope\":\"login\",\"to\""));
        String code = simulator.latestMessage(TO).code();
        String scoped = Caller.verifyBody(TO, code).replace("\"to\"", "\"scope\":\"login\",\"to\"");

        assertThat(caller.verify(code).body()).isEqualTo(INVALID);
        assertThat(caller.post(VERIFY, scoped.replace(TO, "+19195550000")).body())
                .isEqualTo(INVALID);
        assertThat(caller.post("/accounts/9900001/code/verify", scoped).body()).isEqualTo(INVALID);
        assertThat(caller.post(VERIFY, scoped).body()).isEqualTo(VALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"scope\":\"2FA\"", "\"scope\":\"\"", "\"scope\":null"})
    void anAbsentScopeIs2FA(String scope) {
        String body = Caller.verifyBody(TO, caller.code()).replace("\"to\"", scope + ",\"to\"");

        assertThat(caller.post(VERIFY, body).body()).isEqualTo(VALID);
    }

    @Test
    void theVerificationChoosesHowOldACodeMayBe() {
        String code = caller.code();
        clock.advance(Duration.ofMinutes(3));
        assertThat(caller.verify(code).body()).isEqualTo(VALID);

        clock.advance(Duration.ofMillis(1));
        assertThat(caller.verify(code).body()).isEqualTo(INVALID);
        assertThat(verifyWithin("3.5", code)).isEqualTo(VALID);

        clock.advance(Duration.ofMinutes(12));
        assertThat(verifyWithin("15", code)).isEqualTo(INVALID);
    }

    private String verifyWithin(String minutes, String code) {
        return caller.post(VERIFY, Caller.verifyBody(TO, code).replace(":3}", ":" + minutes + "}"))
                .body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0}", "3,\"applicationId\":\"a\"}", "3,\"from\":\"x\",\"digits\":6,\"new\":[]}"})
    void whatOldClientsSendIsTolerated(String end) {
        String body = Caller.verifyBody(TO, caller.code()).replace("3}", end);

        assertThat(caller.post(VERIFY, body).body()).isEqualTo(VALID);
    }

    @Test
    void fiveWrongTriesLockTheNumberForTwoMinutes() {
        String code = caller.code();
        for (int i = 0; i < 5; i++) {
            assertThat(caller.verify(other(code)).body()).isEqualTo(INVALID);
        }

        HttpResponse<String> locked = caller.verify(code);
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(locked.body())
                .isEqualTo(
                        "{\"error\":\"This number has exceeded verification attempts, please wait 2 minutes\","
                                + "\"requestId\":\"%s\"}",
                        locked.headers().firstValue("x-amzn-RequestId").orElseThrow());

        clock.advance(Duration.ofMinutes(2).minusMillis(1));
        assertThat(caller.verify(code).statusCode()).isEqualTo(429);
        clock.advance(Duration.ofMillis(1));
        assertThat(caller.verify(other(code)).body()).isEqualTo(INVALID);
        assertThat(caller.verify(code).body()).isEqualTo(VALID);
    }

    @Test
    void aLockedNumberLocksNoOtherNumberOrAccount() {
        String code = caller.code();
        for (int i = 0; i < 6; i++) {
            caller.verify(other(code));
        }

        assertThat(caller.verify(code).statusCode()).isEqualTo(429);
        assertThat(caller.post(VERIFY, Caller.verifyBody("+19195550000", "123456"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(caller.post("/accounts/9900001/code/verify", Caller.verifyBody(TO, "123456"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRightCodeForgivesTheWrongTriesBefore() {
        String code = caller.code();
        for (int i = 0; i < 4; i++) {
            caller.verify(other(code));
        }
        assertThat(caller.verify(code).body()).isEqualTo(VALID);
        for (int i = 0; i < 4; i++) {
            caller.verify(other(code));
        }

        assertThat(caller.verify(code).body()).isEqualTo(VALID);
    }

    @Test
    void lockoutFollowsItsSettings() {
        try (MfaSimulator strict = MfaSimulator.builder()
                .wrongTriesBeforeLockout(1)
                .lockoutDuration(Duration.ofMinutes(7))
                .start()) {
            Caller other = new Caller(strict);
            assertThat(other.verify("1234").body()).isEqualTo(INVALID);

            assertThat(other.verify("1234").body()).contains("please wait 7 minutes");
        }
    }

    @Test
    void aThousandWrongTriesAtOnceGetNoMoreGuessesThanOneAfterAnother() {
        String wrong = Caller.verifyBody(TO, other(caller.code()));
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> caller.later(VERIFY, wrong))
                .toList();

        Map<Integer, Long> answers = all.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
        assertThat(answers).isEqualTo(Map.of(200, 5L, 429, 995L));
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(1_000);
    }

    @Test
    void aThousandRightVerificationsAtOnceAllSucceed() {
        String right = Caller.verifyBody(TO, caller.code());
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> caller.later(VERIFY, right))
                .toList();

        assertThat(all.stream()
                        .map(CompletableFuture::join)
                        .map(HttpResponse::body)
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())))
                .isEqualTo(Map.of(VALID, 1_000L));
    }
}
