package io.github.bandwidthmfa.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Reads the command line. Messages name the option, and the value only where it cannot be a secret. */
record SimulatorArguments(MfaSimulatorBuilder settings, String accountId, List<AcceptedCredentials> credentials) {

    static final String USAGE = """
            Options:
              --port PORT            port to listen on; default 8080, 0 for any free one
              --host HOST            address to listen on; default 127.0.0.1, this machine only
              --account ID           account id; default 9900000
              --client ID:SECRET     accept this OAuth2 client; may be repeated
              --refuse-basic         refuse Basic authentication, as Bandwidth does from 2026-12-02 on; the default
              --accept-basic         accept Basic authentication of the user demo-user:demo-password, or of those below
              --basic USER:PASSWORD  accept this user, and Basic authentication; may be repeated
              --application ID=NUMBER,...
                                     refuse other application ids, and senders that are not the application's;
                                     without numbers it owns all; may be repeated; default: refuse none
              --name NAME            what {NAME} in a message becomes; default Demo
              -h, --help             show this text
            An option's value may follow "=" too: --port=8081
            """;

    static SimulatorArguments parse(String... arguments) {
        MfaSimulatorBuilder settings = MfaSimulator.builder().port(8080);
        String account = MfaSimulator.DEFAULT_ACCOUNT_ID;
        List<AcceptedCredentials> credentials = new ArrayList<>();
        boolean refuseBasic = false;
        boolean acceptBasic = false;
        for (Iterator<String> rest = separated(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--port" -> settings.port(port(value(rest, option)));
                case "--host" -> settings.host(value(rest, option));
                case "--account" -> account = value(rest, option);
                case "--application" -> application(settings, value(rest, option));
                case "--name" -> settings.applicationName(value(rest, option));
                case "--refuse-basic" -> refuseBasic = true;
                case "--accept-basic" -> acceptBasic = true;
                case "--basic" -> {
                    acceptBasic = true;
                    String[] pair = pair(value(rest, option), option);
                    credentials.add(AcceptedCredentials.basic(pair[0], pair[1]));
                }
                case "--client" -> {
                    String[] pair = pair(value(rest, option), option);
                    credentials.add(AcceptedCredentials.client(pair[0], pair[1]));
                }
                default ->
                    throw new IllegalArgumentException(
                            option.startsWith("-") ? "unknown option " + option : "a value without an option");
            }
        }
        if (refuseBasic && acceptBasic) {
            throw new IllegalArgumentException("--refuse-basic excludes --accept-basic and --basic: leave one out");
        }
        if (!acceptBasic) {
            settings.refuseBasic();
        }
        boolean nobodyNamed = credentials.isEmpty();
        if (acceptBasic && credentials.stream().allMatch(AcceptedCredentials::isClient)) {
            credentials.add(AcceptedCredentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD));
        }
        if (nobodyNamed) {
            credentials.add(
                    AcceptedCredentials.client(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET));
        }
        settings.account(account, credentials.toArray(AcceptedCredentials[]::new));
        return new SimulatorArguments(settings, account, List.copyOf(credentials));
    }

    static boolean askForHelp(String... arguments) {
        return Stream.of(arguments).anyMatch(argument -> argument.equals("-h") || argument.equals("--help"));
    }

    /** {@code --port=1} as {@code --port 1}. */
    private static List<String> separated(String... arguments) {
        List<String> separated = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            separated.add(equals < 0 ? argument : argument.substring(0, equals));
            if (equals >= 0) {
                separated.add(argument.substring(equals + 1));
            }
        }
        return separated;
    }

    private static String value(Iterator<String> rest, String option) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int port(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("--port must be a number, was " + value, notANumber);
        }
    }

    private static void application(MfaSimulatorBuilder settings, String value) {
        int equals = value.indexOf('=');
        String id = equals < 0 ? value : value.substring(0, equals);
        if (id.isEmpty()) {
            throw new IllegalArgumentException("--application needs an id");
        }
        settings.application(
                id, equals < 0 ? new String[0] : value.substring(equals + 1).split(","));
    }

    private static String[] pair(String value, String option) {
        int colon = value.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(option + " needs two parts with ':' between them");
        }
        return new String[] {value.substring(0, colon), value.substring(colon + 1)};
    }
}
