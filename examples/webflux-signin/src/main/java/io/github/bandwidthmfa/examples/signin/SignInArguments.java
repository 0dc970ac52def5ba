package io.github.bandwidthmfa.examples.signin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The command line: properties as Spring Boot reads them, of which it would ignore what it does not know. */
final class SignInArguments {

    static final String USAGE = """
            A sign-in page, on a simulator unless the environment names an account (BW_ACCOUNT_ID, BW_CLIENT_ID and
            BW_CLIENT_SECRET, BW_NUMBER, BW_MESSAGING_APPLICATION_ID, BW_VOICE_APPLICATION_ID).

            Options:
              --port=PORT                           port to listen on; default 8090, 0 for any free one
              --sign-in.by-phone=true               sign in by phone number and code, without a password
              --bandwidth.mfa.phone-factor.*        the second factor: region, code-lifetime, resend-cooldown, ...
              --bandwidth.mfa.*, --server.*, --spring.*, --logging.*, --management.*
                                                    properties of the client and of Spring Boot
              -h, --help                            show this text
            """;

    private static final List<String> PREFIXES =
            List.of("sign-in.", "bandwidth.mfa.", "server.", "spring.", "logging.", "management.");
    private static final List<String> FLAGS = List.of("--debug", "--trace");

    private static final int MAX_PORT = 65_535;

    private SignInArguments() {}

    static boolean askForHelp(String... arguments) {
        return Stream.of(arguments).anyMatch(argument -> argument.equals("-h") || argument.equals("--help"));
    }

    /**
     * Turns the command line into Spring Boot's.
     *
     * @throws IllegalArgumentException if there is an option that nobody would read; the message does not hold its value
     */
    static String[] parse(String... arguments) {
        List<String> parsed = new ArrayList<>();
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (name.equals("--port")) {
                if (equals < 0 && !rest.hasNext()) {
                    throw new IllegalArgumentException("--port needs a value");
                }
                parsed.add("--server.port=" + port(equals < 0 ? rest.next() : argument.substring(equals + 1)));
            } else if (argument.startsWith("--server.port=")) {
                parsed.add("--server.port=" + port(argument.substring(equals + 1)));
            } else if (FLAGS.contains(argument)
                    || (equals > 0 && PREFIXES.stream().anyMatch(prefix -> name.startsWith("--" + prefix)))) {
                parsed.add(argument);
            } else {
                throw new IllegalArgumentException(fault(name, equals >= 0));
            }
        }
        return parsed.toArray(String[]::new);
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, as what is out of range.
        }
        throw new IllegalArgumentException("--port must be a number from 0 to " + MAX_PORT + ", was " + value);
    }

    private static String fault(String name, boolean hasValue) {
        if (!name.startsWith("-")) {
            return "A value without an option; --help lists the options.";
        }
        boolean known = PREFIXES.stream().anyMatch(prefix -> name.startsWith("--" + prefix));
        return known && !hasValue
                ? name + " needs a value, as in " + name + "=VALUE"
                : "Unknown option " + name + "; --help lists the options.";
    }
}
