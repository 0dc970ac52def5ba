package io.github.bandwidthmfa.simulator;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
                Json.write(messages.stream().map(ControlPanel::view).toList()));
    }

    private SimulatedResponse clearInbox(Map<String, List<String>> parameters) {
        if (!parameters.isEmpty()) {
            return SimulatedResponse.of(
                    400, Json.object("error", "the inbox is cleared as a whole, without parameters"));
        }
        inbox.clear();
        return SimulatedResponse.ok(Json.object("messages", 0));
    }

    static Map<String, Object> view(ReceivedMessage message) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", message.id());
        view.put("channel", message.channel().name());
        view.put("accountId", message.accountId());
        view.put("from", message.from());
        view.put("to", message.to());
        view.put("scope", message.scope());
        view.put("applicationId", message.applicationId());
        view.put("text", message.text());
        view.put("code", message.code());
        view.put("time", message.time().toString());
        return view;
    }

    private SimulatedResponse requests() {
        List<ReceivedRequest> all = log.requests();
        return SimulatedResponse.ok(Json.write(all.subList(Math.max(0, all.size() - MOST), all.size()).stream()
                .map(ControlPanel::view)
                .toList()));
    }

    private static Map<String, Object> view(ReceivedRequest request) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.replaceAll((name, value) -> SECRET_HEADERS.contains(name) ? "***" : value);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("requestId", request.requestId());
        view.put("operation", request.operation().name());
        view.put("method", request.method());
        view.put("path", request.path());
        view.put("headers", headers);
        view.put("body", request.body());
        view.put("time", request.time().toString());
        return view;
    }

    private SimulatedResponse script(byte[] body) {
        try {
            Map<String, Object> wish = Json.readObject(body)
                    .orElseThrow(() -> new IllegalArgumentException("the body must be a JSON object"));
            Fault fault = FaultParser.parse(wish);
            Object account = wish.get("accountId");
            Object operation = wish.get("operation");
            int times = FaultParser.number(wish, "times", 1);
            if (account != null) {
                faults.forAccount(account.toString(), fault);
            } else if (operation != null) {
                faults.next(Operation.valueOf(operation.toString().toUpperCase(Locale.ROOT)), times, fault);
            } else {
                faults.next(times, fault);
            }
            return pending();
        } catch (IllegalArgumentException wrong) {
            return SimulatedResponse.of(400, Json.object("error", String.valueOf(wrong.getMessage())));
        }
    }

    /** The fault that is named, else all. */
    private SimulatedResponse switchOff(byte[] body) {
        if (body.length == 0) {
            faults.clear();
            return pending();
        }
        if (Json.readObject(body).map(wish -> wish.get("id")).orElse(null) instanceof Number id) {
            faults.remove(id.longValue());
            return pending();
        }
        return SimulatedResponse.of(
                400,
                Json.object("error", "the body must be a JSON object with a fault's \"id\", or empty for all faults"));
    }

    private SimulatedResponse lock(byte[] body) {
        Optional<Map<String, Object>> wish = Json.readObject(body);
        if (wish.isEmpty() || !(wish.get().get("to") instanceof String to)) {
            return SimulatedResponse.of(
                    400, Json.object("error", "the body must be a JSON object with the number in \"to\""));
        }
        accounts(wish.get()).forEach(accountId -> service.lock(accountId, to));
        return locked();
    }

    private SimulatedResponse unlock(byte[] body) {
        Map<String, Object> wish = Json.readObject(body).orElse(Map.of());
        if (wish.get("to") instanceof String to) {
            accounts(wish).forEach(accountId -> service.unlock(accountId, to));
        } else {
            service.unlockAll();
        }
        return locked();
    }

    /** The account that is named, else all. */
    private Set<String> accounts(Map<String, Object> wish) {
        return wish.get("accountId") instanceof String accountId ? Set.of(accountId) : service.accountIds();
    }

    private SimulatedResponse locked() {
        return SimulatedResponse.ok(Json.object("locked", service.lockouts(MOST).size()));
    }

    private SimulatedResponse pending() {
        return SimulatedResponse.ok(Json.object("pending", faults.pending()));
    }
}
