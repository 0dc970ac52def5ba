package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTests {

    @Test
    void requestsKeepTheLatestCallsAndCountersCountAll() {
        try (MfaSimulator simulator = MfaSimulator.builder().requestHistory(3).start()) {
            Caller caller = new Caller(simulator);
            for (int i = 0; i < 10; i++) {
                caller.post("/path/" + i, "body " + i);
            }
            caller.send();

            assertThat(simulator.requests())
                    .extracting(ReceivedRequest::path)
                    .containsExactly("/path/8", "/path/9", "/api/v1/accounts/9900000/code/messaging");
            assertThat(simulator.requests().get(0).body()).isEqualTo("body 8");
            assertThat(simulator.requestCount()).isEqualTo(11);
            assertThat(simulator.requestCount(Operation.OTHER)).isEqualTo(10);
            assertThat(simulator.requestCount(Operation.MESSAGING, Operation.VOICE))
                    .isEqualTo(1);
        }
    }

    @Test
    void requestsCanBeLeftUnrecorded() {
        try (MfaSimulator simulator = MfaSimulator.builder().requestHistory(0).start()) {
            new Caller(simulator).send();

            assertThat(simulator.requests()).isEmpty();
            assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
        }
    }

    @Test
    void recordedBodiesAreCut() {
        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            new Caller(simulator).post("/nowhere", "x".repeat(100_000));

            assertThat(simulator.requests().get(0).body()).hasSize(16_384);
        }
    }

    @Test
    void theInboxKeepsTheLatestMessagesOverAllNumbers() {
        Inbox inbox = new Inbox(3);
        IntStream.range(0, 5).forEach(i -> inbox.deliver(message("+1" + i, i)));

        assertThat(inbox.recent(100)).extracting(ReceivedMessage::to).containsExactly("+12", "+13", "+14");
        assertThat(inbox.recent(1)).extracting(ReceivedMessage::to).containsExactly("+14");
        assertThat(inbox.of("+10")).isEmpty();
        assertThat(inbox.of("+12")).hasSize(1);
    }

    @Test
    void theInboxOfANumberKeepsItsLatest100() {
        Inbox inbox = new Inbox(1_000);
        IntStream.range(0, 150).forEach(i -> inbox.deliver(message("+15", i)));

        assertThat(inbox.of("+15"))
                .hasSize(100)
                .last()
                .extracting(ReceivedMessage::id)
                .isEqualTo("149");
        assertThat(inbox.recent(1_000)).hasSize(150);
        IntStream.range(0, 1_000).forEach(i -> inbox.deliver(message("+16", i)));
        assertThat(inbox.of("+15")).isEmpty();
    }

    @Test
    void codesOlderThanAnyVerificationAreDropped() {
        SettableClock clock = new SettableClock();
        try (MfaSimulator simulator = MfaSimulator.builder().clock(clock).start()) {
            Caller caller = new Caller(simulator);
            caller.send();
            clock.advance(Duration.ofMinutes(15));
            caller.send();
            assertThat(simulator.liveCodes()).isEqualTo(2);

            clock.advance(Duration.ofMillis(1));
            caller.send();
            assertThat(simulator.liveCodes()).isEqualTo(2);
        }
    }

    @Test
    void codesBeyondTheLimitAreDroppedOldestFirst() {
        try (MfaSimulator simulator = MfaSimulator.builder().liveCodes(2).start()) {
            Caller caller = new Caller(simulator);
            String first = caller.code();
            String second = caller.code();
            String third = caller.code();

            assertThat(simulator.liveCodes()).isEqualTo(2);
            assertThat(caller.verify(first).body()).contains("false");
            assertThat(caller.verify(second).body()).contains("true");
            assertThat(caller.verify(third).body()).contains("true");
        }
    }

    @Test
    void aCodeDrawnAgainOutlivesItsFirstIssue() {
        IssuedCodes codes = new IssuedCodes(100, false);
        IssuedCodes.Key key = new IssuedCodes.Key("1", "+15", "2FA", "1234");
        codes.issue(key, 0);
        codes.issue(key, 1_000);
        codes.issue(
                new IssuedCodes.Key("1", "+16", "2FA", "1234"),
                Duration.ofMinutes(15).toMillis() + 1);

        assertThat(codes.accept(
                        key,
                        Duration.ofMinutes(15).toMillis(),
                        Duration.ofMinutes(15).toMillis() + 1))
                .isTrue();
    }

    @Test
    void wrongTriesOfOldNumbersAreForgotten() {
        LockoutTracker tries = new LockoutTracker(1, Duration.ofDays(1));
        tries.attempt("1", "first", 0, () -> false);
        assertThat(tries.attempt("1", "first", 0, () -> true)).isEqualTo(LockoutTracker.Outcome.LOCKED);
        IntStream.range(0, 100_000).forEach(i -> tries.attempt("1", "+1" + i, 0, () -> false));

        assertThat(tries.attempt("1", "first", 0, () -> true)).isEqualTo(LockoutTracker.Outcome.RIGHT);
        assertThat(tries.attempt("1", "+199999", 0, () -> true)).isEqualTo(LockoutTracker.Outcome.LOCKED);
    }

    private static ReceivedMessage message(String to, int id) {
        return new ReceivedMessage(
                String.valueOf(id),
                ReceivedMessage.Channel.SMS,
                "1",
                "+17",
                to,
                "2FA",
                "a",
                "t",
                "1234",
                Instant.EPOCH);
    }
}
