package io.github.bandwidthmfa.simulator;

import io.netty.handler.codec.http.QueryStringDecoder;

/** Where a call goes. {@code accountId} is empty when the path names none. */
record Route(Operation operation, String accountId, Kind kind) {

    enum Kind {
        /** Stands in for the service. */
        SERVICE,
        /** Asks whether the service is there: no call, so not recorded, and no fault meets it. */
        PROBE,
        /** The simulator's own. */
        CONTROL,
        /** The simulator's own, and goes on for as long as somebody listens. */
        EVENTS
    }

    private static final Route NOWHERE = new Route(Operation.OTHER, "", Kind.SERVICE);
    private static final Route PROBE = new Route(Operation.OTHER, "", Kind.PROBE);
    private static final Route TOKEN = new Route(Operation.TOKEN, "", Kind.SERVICE);
    private static final Route CONTROL = new Route(Operation.OTHER, "", Kind.CONTROL);
    private static final Route EVENTS = new Route(Operation.OTHER, "", Kind.EVENTS);
    private static final String PREFIX = "/api/v1";
    private static final String ACCOUNTS = "/accounts/";

    static Route of(String method, String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        boolean page = path.equals("/") || path.equals("/simulator");
        if (path.startsWith("/simulator/") || (page && (method.equals("GET") || method.equals("HEAD")))) {
            return method.equals("GET") && path.equals("/simulator/events") ? EVENTS : CONTROL;
        }
        if (method.equals("HEAD")) {
            return PROBE;
        }
        if (!method.equals("POST")) {
            return NOWHERE;
        }
        if (path.startsWith(PREFIX + "/")) {
            path = path.substring(PREFIX.length());
        }
        if (path.equals("/oauth2/token")) {
            return TOKEN;
        }
        int accountEnd = path.startsWith(ACCOUNTS) ? path.indexOf('/', ACCOUNTS.length()) : -1;
        if (accountEnd < 0) {
            return NOWHERE;
        }
        Operation operation = switch (path.substring(accountEnd)) {
            case "/code/messaging" -> Operation.MESSAGING;
            case "/code/voice" -> Operation.VOICE;
            case "/code/verify" -> Operation.VERIFY;
            default -> Operation.OTHER;
        };
        try {
            return operation == Operation.OTHER
                    ? NOWHERE
                    : new Route(operation, decode(path.substring(ACCOUNTS.length(), accountEnd)), Kind.SERVICE);
        } catch (IllegalArgumentException badPercentEncoding) {
            return NOWHERE;
        }
    }

    private static String decode(String segment) {
        // As a path, so that '+' stays '+'.
        return segment.indexOf('%') < 0 ? segment : new QueryStringDecoder(segment, true).path();
    }
}
