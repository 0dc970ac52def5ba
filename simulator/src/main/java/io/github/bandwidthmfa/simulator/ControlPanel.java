package io.github.bandwidthmfa.simulator;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The simulator's own paths, for people with curl and for the inbox page. */
final class ControlPanel {

    private static final int MOST = 100;
    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "proxy-authorization", "cookie");

    /** Relative, so that it leads there through a proxy or a forwarded port, too. */
    private static final SimulatedResponse TO_THE_PAGE =
            SimulatedResponse.of(302, "", Map.of("Location", "/simulator/"));

    private static final SimulatedResponse NOTHING_HERE = SimulatedResponse.of(
            404,
            Json.object(
                    "error",
                    "the simulator has the page /simulator/, GET and DELETE of /simulator/inbox, GET /simulator/requests,"
                            + " GET /simulator/events, and POST and DELETE of /simulator/faults and /simulator/lockouts"));

    private final Inbox inbox;
    private final RequestLog log;
    private final Faults faults;
    private final MfaService service;
    private final InboxPage page = new InboxPage();

    ControlPanel(Inbox inbox, RequestLog log, Faults faults, MfaService service) {
        this.inbox = inbox;
        this.log = log;
        this.faults = faults;
        this.service = service;
    }

    SimulatedResponse respond(String method, String uri, byte[] body) {
        QueryStringDecoder target = new QueryStringDecoder(uri);
        return switch (method + " " + target.path()) {
            case "GET /", "HEAD /", "GET /simulator", "HEAD /simulator" -> TO_THE_PAGE;
            case "GET /simulator/inbox" -> inbox(target.parameters().getOrDefault("to", List.of()));
            case "DELETE /simulator/inbox" -> clearInbox(target.parameters());
            case "GET /simulator/requests" -> requests();
            case "POST /simulator/faults" -> script(body);
            case "DELETE /simulator/faults" -> switchOff(body);
            case "POST /simulator/lockouts" -> lock(body);
            case "DELETE /simulator/lockouts" -> unlock(body);
            default -> method.equals("GET") ? page.file(target.path()).orElse(NOTHING_HERE) : NOTHING_HERE;
        };
    }

    private SimulatedResponse inbox(List<String> to) {
        // In a query, a plus sign that was not escaped reads as a space.
        List<ReceivedMessage> messages =
                to.isEmpty() ? inbox.recent(MOST) : inbox.of(to.get(0).replace(' ', '+'));
        return SimulatedResponse.ok(
                Json.write(messages.stream().map(MessageView::of).toList()));
    }

    private SimulatedResponse clearInbox(Map<String, List<String>> parameters) {
        if (!parameters.isEmpty()) {
            return refused("the inbox is cleared as a whole, without parameters");
        }
        inbox.clear();
        return SimulatedResponse.ok(Json.object("messages", 0));
    }

    private SimulatedResponse requests() {
        List<ReceivedRequest> all = log.requests();
        return SimulatedResponse.ok(Json.write(all.subList(Math.max(0, all.size() - MOST), all.size()).stream()
                .map(RequestView::of)
                .toList()));
    }

    private SimulatedResponse script(byte[] body) {
        try {
            FaultRequest wish = Json.read(body, FaultRequest.class)
                    .orElseThrow(() -> new IllegalArgumentException("the body must be a JSON object"));
            Fault fault = FaultParser.parse(wish);
            int times = FaultParser.orElse(wish.times(), 1);
            if (wish.accountId() != null) {
                faults.forAccount(wish.accountId(), fault);
            } else if (wish.operation() != null) {
                faults.next(operation(wish.operation()), times, fault);
            } else {
                faults.next(times, fault);
            }
            return pending();
        } catch (IllegalArgumentException wrong) {
            return refused(String.valueOf(wrong.getMessage()));
        }
    }

    private static Operation operation(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "messaging" -> Operation.MESSAGING;
            case "voice" -> Operation.VOICE;
            case "verify" -> Operation.VERIFY;
            case "token" -> Operation.TOKEN;
            case "other" -> Operation.OTHER;
            default -> throw new IllegalArgumentException("operation must be messaging, voice, verify, token or other");
        };
    }

    /** The fault that is named, else all. */
    private SimulatedResponse switchOff(byte[] body) {
        if (body.length == 0) {
            faults.clear();
            return pending();
        }
        Long id = read(body, FaultId.class).map(FaultId::id).orElse(null);
        if (id == null) {
            return refused("the body must be a JSON object with a fault's \"id\", or empty for all faults");
        }
        faults.remove(id);
        return pending();
    }

    private SimulatedResponse lock(byte[] body) {
        Lockable phone = read(body, Lockable.class).orElse(Lockable.ALL);
        String to = phone.to();
        if (to == null) {
            return refused("the body must be a JSON object with the number in \"to\"");
        }
        accounts(phone).forEach(accountId -> service.lock(accountId, to));
        return locked();
    }

    private SimulatedResponse unlock(byte[] body) {
        Optional<Lockable> phone = body.length == 0 ? Optional.of(Lockable.ALL) : read(body, Lockable.class);
        if (phone.isEmpty()) {
            return refused("the body must be a JSON object with the number in \"to\", or empty for all numbers");
        }
        String to = phone.get().to();
        if (to == null) {
            service.unlockAll();
        } else {
            accounts(phone.get()).forEach(accountId -> service.unlock(accountId, to));
        }
        return locked();
    }

    /** Empty for anything but a JSON object with properties of the right types. */
    private static <T> Optional<T> read(byte[] body, Class<T> type) {
        try {
            return Json.read(body, type);
        } catch (IllegalArgumentException wrongType) {
            return Optional.empty();
        }
    }

    private static SimulatedResponse refused(String why) {
        return SimulatedResponse.of(400, Json.object("error", why));
    }

    /** The account that is named, else all. */
    private Set<String> accounts(Lockable phone) {
        return phone.accountId() == null ? service.accountIds() : Set.of(phone.accountId());
    }

    private SimulatedResponse locked() {
        return SimulatedResponse.ok(Json.object("locked", service.lockouts(MOST).size()));
    }

    private SimulatedResponse pending() {
        return SimulatedResponse.ok(Json.object("pending", faults.pending()));
    }

    private record FaultId(@Nullable Long id) {}

    private record Lockable(@Nullable String to, @Nullable String accountId) {

        static final Lockable ALL = new Lockable(null, null);

        @Override
        public String toString() {
            return "Lockable[***]";
        }
    }

    /** What people see of a call. */
    private record RequestView(
            String requestId,
            Operation operation,
            String method,
            String path,
            Map<String, String> headers,
            String body,
            String time) {

        static RequestView of(ReceivedRequest request) {
            Map<String, String> headers = new HashMap<>(request.headers());
            headers.replaceAll((name, value) -> SECRET_HEADERS.contains(name) ? "***" : value);
            return new RequestView(
                    request.requestId(),
                    request.operation(),
                    request.method(),
                    request.path(),
                    headers,
                    request.body(),
                    request.time().toString());
        }

        @Override
        public String toString() {
            return "RequestView[***]";
        }
    }
}
