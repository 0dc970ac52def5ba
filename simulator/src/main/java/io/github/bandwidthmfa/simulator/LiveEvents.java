package io.github.bandwidthmfa.simulator;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
        private Map<String, Object> status = Map.of();
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
                        Map.of(
                                "whole", news.whole(),
                                "messages",
                                        news.messages().stream()
                                                .map(ControlPanel::view)
                                                .toList()));
            }
            Map<String, Object> now = status();
            if (!now.equals(status)) {
                status = now;
                append(events, "status", withTime(now));
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

    /** With the simulator's time, for the page to count down by: its clock may be another than the browser's. */
    private Map<String, Object> withTime(Map<String, Object> status) {
        Map<String, Object> timed = new LinkedHashMap<>(status);
        timed.put("now", clock.millis());
        return timed;
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("accounts", service.accountIds().stream().sorted().toList());
        status.put("faults", faults.active().stream().map(LiveEvents::view).toList());
        status.put(
                "lockouts",
                service.lockouts(MOST).stream().map(LiveEvents::view).toList());
        return status;
    }

    private static Map<String, Object> view(Faults.Active active) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", active.id());
        view.put("fault", FaultParser.describe(active.fault()));
        putIfPresent(view, "operation", active.only());
        putIfPresent(view, "accountId", active.accountId());
        view.put("remaining", active.remaining());
        return view;
    }

    private static void putIfPresent(Map<String, Object> view, String name, @Nullable Object value) {
        if (value != null) {
            view.put(name, value.toString());
        }
    }

    private static Map<String, Object> view(LockoutTracker.Lockout lockout) {
        return Map.of(
                "accountId", lockout.phone().accountId(), "to", lockout.phone().to(), "until", lockout.until());
    }
}
