package io.github.bandwidthmfa.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * One pair of credentials that the simulator accepts for an account: a user for Basic authentication, or an OAuth2
 * client for the token endpoint. Compared exactly, in UTF-8. Has no string form.
 */
public final class AcceptedCredentials {

    private final String name;
    private final String secret;
    private final boolean client;

    private AcceptedCredentials(String name, String secret, boolean client) {
        this.name = Objects.requireNonNull(name, "name");
        this.secret = Objects.requireNonNull(secret, "secret");
        this.client = client;
        if (name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user name or client id must not contain ':'");
        }
    }

    /**
     * A user whose {@code Authorization: Basic} is accepted on the three MFA operations, and not on the token endpoint.
     *
     * @param username the user's name, without {@code ':'}
     * @param password the user's password
     * @return the pair
     * @throws IllegalArgumentException if the name contains {@code ':'}
     */
    public static AcceptedCredentials basic(String username, String password) {
        return new AcceptedCredentials(username, password, false);
    }

    /**
     * A client that may fetch tokens from the token endpoint; its tokens are accepted on the three MFA operations.
     *
     * @param clientId the client's id, without {@code ':'}
     * @param clientSecret the client's secret
     * @return the pair
     * @throws IllegalArgumentException if the id contains {@code ':'}
     */
    public static AcceptedCredentials client(String clientId, String clientSecret) {
        return new AcceptedCredentials(clientId, clientSecret, true);
    }

    boolean isClient() {
        return client;
    }

    String userInfo() {
        return name + ":" + secret;
    }

    String basicToken() {
        return Base64.getEncoder().encodeToString(userInfo().getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the kind of credentials only} */
    @Override
    public String toString() {
        return "AcceptedCredentials[" + (client ? "client" : "basic") + ", ***]";
    }
}
