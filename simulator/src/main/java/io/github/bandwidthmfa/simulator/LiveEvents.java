package io.github.bandwidthmfa.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Server-sent events for the inbox page: what is new, five times a second. Nothing is kept for a listener but where it is:
 * while its last event is not on the wire it is not looked at, and afterwards it is given what there is by then. However
 * slow it is, it costs no memory, and the calls that are simulated know nothing of it.
 */
final class LiveEvents {

    private static final Duration INTERVAL = Duration.ofMillis(200);
    /** A listener that is gone without a word is noticed when something is written to it. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final int MOST = 100;

    private final Inbox inbox;
    private final Faults faults;
    private final MfaService service;
    private final Clock clock;
    private final AtomicInteger listeners = new AtomicInteger();

    LiveEvents(Inbox inbox, Faults faults, MfaService service, Clock clock) {
        this.inbox = inbox;
        this.faults = faults;
        this.service = service;
        this.clock = clock;
    }

    /** Completes only when the connection ends. */
    Mono<Void> write(HttpServerResponse response) {
        Listener listener = new Listener();
        response.sse().header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response.sendHeaders()
                .then()
                .then(Flux.interval(Duration.ZERO, INTERVAL)
                        .onBackpressureDrop()
                        .map(tick -> listener.news())
                        .filter(news -> !news.isEmpty())
                        .concatMap(news -> ResponseWriter.append(response, news), 0)
                        .doOnSubscribe(began -> listeners.incrementAndGet())
                        .doFinally(ended -> listeners.decrementAndGet())
                        .then());
    }

    int listeners() {
        return listeners.get();
    }

    /** Where one listener is. Used by one thread at a time. */
    private final class Listener {

        private long seen = Inbox.START;
        private @Nullable Status status;
        private long lastNews = System.nanoTime();

        /** Empty if there is nothing to say. */
        String news() {
            StringBuilder events = new StringBuilder();
            Inbox.News news = inbox.since(seen, MOST);
            seen = news.upTo();
            if (!news.isEmpty()) {
                append(
                        events,
                        "messages",
                        new Messages(
                                news.whole(),
                                news.messages().stream().map(MessageView::of).toList()));
            }
            Status now = status();
            if (!now.equals(status)) {
                status = now;
                append(events, "status", now.at(clock.millis()));
            }
            long time = System.nanoTime();
            if (events.isEmpty() && time - lastNews > SILENCE.toNanos()) {
                events.append(":\n\n");
            }
            if (!events.isEmpty()) {
                lastNews = time;
            }
            return events.toString();
        }
    }

    private static void append(StringBuilder events, String name, Object data) {
        events.append("event: ")
                .append(name)
                .append("\ndata: ")
                .append(Json.write(data))
                .append("\n\n");
    }

    private Status status() {
        return new Status(
                service.accountIds().stream().sorted().toList(),
                faults.active().stream().map(ActiveFault::of).toList(),
                service.lockouts(MOST).stream().map(LockedNumber::of).toList(),
                0);
    }

    private record Messages(boolean whole, List<MessageView> messages) {}

    /** With the simulator's time, for the page to count down by: its clock may be another than the browser's. */
    private record Status(List<String> accounts, List<ActiveFault> faults, List<LockedNumber> lockouts, long now) {

        Status at(long time) {
            return new Status(accounts, faults, lockouts, time);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ActiveFault(
            long id,
            String fault,
            @Nullable Operation operation,
            @Nullable String accountId,
            int remaining) {

        static ActiveFault of(Faults.Active active) {
            return new ActiveFault(
                    active.id(),
                    FaultParser.describe(active.fault()),
                    active.only(),
                    active.accountId(),
                    active.remaining());
        }
    }

    private record LockedNumber(String accountId, String to, long until) {

        static LockedNumber of(LockoutTracker.Lockout lockout) {
            return new LockedNumber(lockout.phone().accountId(), lockout.phone().to(), lockout.until());
        }

        @Override
        public String toString() {
            return "LockedNumber[***]";
        }
    }
}
