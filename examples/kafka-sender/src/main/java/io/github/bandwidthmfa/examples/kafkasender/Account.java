package io.github.bandwidthmfa.examples.kafkasender;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.util.Map;

/** Who sends, from which number. Secrets come from the environment: a command line is there for everyone to see. */
record Account(MfaClientOptions.Builder options, String from, String applicationId) {

    private static final String NUMBER = "BW_NUMBER";
    private static final String APPLICATION = "BW_MESSAGING_APPLICATION_ID";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if a variable is missing or malformed; names all of them
     */
    static Account from(Map<String, String> environment) {
        return new Account(
                MfaClientOptions.fromEnvironment(environment, NUMBER, APPLICATION),
                environment.getOrDefault(NUMBER, ""),
                environment.getOrDefault(APPLICATION, ""));
    }

    CodeRequest request(PhoneNumber to, String message) {
        return CodeRequest.builder()
                .to(to)
                .from(from)
                .applicationId(applicationId)
                .message(message)
                .build();
    }

    @Override
    public String toString() {
        return "Account[***]";
    }
}
