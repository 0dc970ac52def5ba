package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveEventsTests {

    private record Event(String name, Map<String, Object> data) {

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> list(String field) {
            return (List<Map<String, Object>>) data.get(field);
        }
    }

    /** A browser's EventSource, in small. */
    private static final class Listener implements AutoCloseable {

        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Listener(MfaSimulator simulator) throws IOException, InterruptedException {
            URI address = simulator.inboxPage().resolve("events");
            response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        /** The next event of this name; others are passed over. */
        Event next(String name) throws IOException {
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the stream has ended");
                }
                if (line.equals("event: " + name)) {
                    byte[] data = lines.readLine().substring("data: ".length()).getBytes(StandardCharsets.UTF_8);
                    return new Event(name, Caller.object(data));
                }
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Test
    void messagesAndCallsAreToldAsTheyArrive() throws Exception {
        try (MfaSimulator simulator = MfaSimulator.builder().start();
                Listener listener = new Listener(simulator)) {
            Caller caller = new Caller(simulator);
            assertThat(listener.response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(listener.next("messages").data()).isEqualTo(Map.of("whole", true, "messages", List.of()));

            String code = caller.code();
            Event first = listener.next("messages");
            caller.post("/api/v1/accounts/9900000/code/voice", Caller.sendBody("+15551"));
            Event second = listener.next("messages");

            assertThat(first.data()).containsEntry("whole", false);
            assertThat(first.list("messages"))
                    .singleElement()
                    .satisfies(message ->
                            assertThat(message).containsEntry("code", code).containsEntry("channel", "SMS"));
            assertThat(second.list("messages"))
                    .singleElement()
                    .satisfies(call ->
                            assertThat(call).containsEntry("to", "+15551").containsEntry("channel", "VOICE"));
        }
    }

    @Test
    void whoComesLaterIsToldWhatThereIs() throws Exception {
        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            new Caller(simulator).send();
            try (Listener listener = new Listener(simulator)) {
                Event event = listener.next("messages");

                assertThat(event.data()).containsEntry("whole", true);
                assertThat(event.list("messages")).hasSize(1);
            }
        }
    }

    @Test
    void faultsAndLockoutsAreToldWhenTheyChange() throws Exception {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (MfaSimulator simulator = MfaSimulator.builder().clock(clock).start();
                Listener listener = new Listener(simulator)) {
            assertThat(listener.next("status").data())
                    .isEqualTo(Map.of(
                            "accounts", List.of("9900000"),
                            "faults", List.of(),
                            "lockouts", List.of(),
                            "now", clock.millis()));

            simulator.faults().next(Operation.VERIFY, 2, Fault.status(503));
            assertThat(listener.next("status").list("faults"))
                    .containsExactly(
                            Map.of("id", 1, "fault", "be out of order (503)", "operation", "VERIFY", "remaining", 2));
            simulator.faults().clear();
            assertThat(listener.next("status").list("faults")).isEmpty();

            new Caller(simulator).post("/simulator/lockouts", "{\"to\":\"+15551\"}");
            assertThat(listener.next("status").list("lockouts"))
                    .containsExactly(Map.of("accountId", "9900000", "to", "+15551", "until", clock.millis() + 120_000));
            clock.advance(Duration.ofMinutes(2));
            assertThat(listener.next("status").list("lockouts")).isEmpty();
        }
    }

    /** 40 MB of news, far more than sockets buffer; another listener sets the pace. */
    @Test
    void forAListenerThatDoesNotReadNothingIsKept() throws Exception {
        int rounds = 20;
        try (MfaSimulator simulator = MfaSimulator.builder().start();
                Listener attentive = new Listener(simulator);
                Listener idle = new Listener(simulator)) {
            attentive.next("messages");
            for (int round = 0; round < rounds; round++) {
                int first = round * 100;
                IntStream.range(first, first + 100).forEach(i -> simulator.inbox.deliver(message("+15", i)));
                awaitMessage(attentive, first + 99);
            }

            assertThat(awaitMessage(idle, rounds * 100 - 1)).isLessThan(rounds - 5);
        }
    }

    /** How many events it took. */
    private static int awaitMessage(Listener listener, int id) throws IOException {
        for (int events = 1; ; events++) {
            List<Map<String, Object>> messages = listener.next("messages").list("messages");
            assertThat(messages).hasSizeLessThanOrEqualTo(100);
            if (!messages.isEmpty() && messages.get(messages.size() - 1).containsValue(String.valueOf(id))) {
                return events;
            }
        }
    }

    @Test
    void whatWasMissedIsNotKeptButReplaced() {
        Inbox inbox = new Inbox(1_000);
        IntStream.range(0, 5).forEach(i -> inbox.deliver(message("+15", i)));

        Inbox.News first = inbox.since(Inbox.START, 3);
        assertThat(first.whole()).isTrue();
        assertThat(first.messages()).extracting(ReceivedMessage::id).containsExactly("2", "3", "4");
        assertThat(inbox.since(first.upTo(), 3).isEmpty()).isTrue();

        inbox.deliver(message("+15", 5));
        Inbox.News next = inbox.since(first.upTo(), 3);
        assertThat(next.whole()).isFalse();
        assertThat(next.messages()).extracting(ReceivedMessage::id).containsExactly("5");

        IntStream.range(6, 20).forEach(i -> inbox.deliver(message("+15", i)));
        Inbox.News late = inbox.since(next.upTo(), 3);
        assertThat(late.whole()).isTrue();
        assertThat(late.messages()).extracting(ReceivedMessage::id).containsExactly("17", "18", "19");
    }

    @Test
    void whoHasSeenEverythingLearnsThatItWasCleared() {
        Inbox inbox = new Inbox(1_000);
        inbox.deliver(message("+15", 1));
        long seen = inbox.since(Inbox.START, 3).upTo();

        inbox.clear();
        Inbox.News cleared = inbox.since(seen, 3);
        assertThat(cleared.whole()).isTrue();
        assertThat(cleared.messages()).isEmpty();

        inbox.deliver(message("+15", 2));
        assertThat(inbox.since(cleared.upTo(), 3).whole()).isFalse();
        assertThat(inbox.since(cleared.upTo(), 3).messages()).hasSize(1);
    }

    @Test
    void aListenerThatHasGoneIsLetGo() throws Exception {
        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
                browser.getOutputStream()
                        .write("GET /simulator/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat((char) browser.getInputStream().read()).isEqualTo('H');
                awaitListeners(simulator, 1);
            }
            awaitListeners(simulator, 0);
        }
    }

    private static void awaitListeners(MfaSimulator simulator, int count) {
        while (simulator.listeners() != count) {
            Thread.onSpinWait();
        }
    }

    private static ReceivedMessage message(String to, int id) {
        return new ReceivedMessage(
                String.valueOf(id),
                ReceivedMessage.Channel.SMS,
                "9900000",
                "+19195554321",
                to,
                "2FA",
                "app",
                "x".repeat(20_000),
                "123456",
                Instant.EPOCH);
    }
}
