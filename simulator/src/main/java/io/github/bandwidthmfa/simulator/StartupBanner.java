package io.github.bandwidthmfa.simulator;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a person at a terminal needs to start with. */
final class StartupBanner {

    private static final String TO = "+19195551234";

    private StartupBanner() {}

    static String text(MfaSimulator simulator, SimulatorArguments arguments) {
        StringBuilder text = new StringBuilder();
        text.append("MFA simulator: nothing leaves this machine, codes land in an inbox.\n\n");
        text.append("inbox page ").append(simulator.inboxPage()).append("  (open it in a browser)\n");
        text.append("base URI   ").append(simulator.baseUri()).append('\n');
        text.append("token URI  ").append(simulator.tokenUri()).append('\n');
        text.append("account    ").append(arguments.accountId()).append('\n');
        for (AcceptedCredentials one : arguments.credentials()) {
            text.append(one.isClient() ? "client     " : "user       ")
                    .append(one.userInfo())
                    .append('\n');
        }
        URI faults = simulator.baseUri().resolve("/simulator/faults");
        URI inbox = simulator.baseUri().resolve("/simulator/inbox?to=%2B" + TO.substring(1));
        Optional<AcceptedCredentials> client = arguments.credentials().stream()
                .filter(AcceptedCredentials::isClient)
                .findFirst();
        client.ifPresent(one -> text.append("\nGet a token, for an hour:\n  TOKEN=$(curl -sS -u ")
                .append(quoted(one.userInfo()))
                .append(" -d grant_type=client_credentials ")
                .append(simulator.tokenUri())
                .append(" | cut -d'\"' -f4)\n"));
        String authorization = client.isPresent()
                ? "-H \"Authorization: Bearer $TOKEN\""
                : "-u " + quoted(arguments.credentials().get(0).userInfo());
        append(text, arguments, simulator, authorization, inbox);
        text.append("\nLet the next call fail:\n  curl -sS -d '{\"fault\":\"status\",\"status\":503}' ")
                .append(faults)
                .append('\n');
        return text.append("\nStop it with Ctrl-C.\n").toString();
    }

    private static void append(
            StringBuilder text, SimulatorArguments arguments, MfaSimulator simulator, String authorization, URI inbox) {
        String call = "\n  curl -sS " + authorization + " -H 'Content-Type: application/json' " + simulator.baseUri()
                + "/accounts/" + arguments.accountId() + "/code/";
        Map<String, Set<String>> applications = arguments.settings().applications;
        String application = applications.keySet().stream().findFirst().orElse("demo-app");
        String from = applications.getOrDefault(application, Set.of()).stream()
                .findFirst()
                .orElse("+19195554321");
        text.append("\nSend a code:")
                .append(call)
                .append("messaging -d '{\"to\":\"" + TO + "\",\"from\":\"" + from + "\",\"applicationId\":\""
                        + application + "\",\"message\":\"Your {NAME} code is {CODE}\",\"digits\":6}'\n");
        text.append("\nRead the inbox:\n  curl -sS '").append(inbox).append("'\n");
        text.append("\nVerify it:")
                .append(call)
                .append("verify -d '{\"to\":\"" + TO + "\",\"expirationTimeInMinutes\":3,\"code\":\"123456\"}'\n");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
