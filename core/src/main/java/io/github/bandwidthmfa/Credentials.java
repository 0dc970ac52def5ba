package io.github.bandwidthmfa;

/**
 * What identifies the caller to Bandwidth. The parts are checked here, once, and have no string form.
 *
 * <p>Bandwidth stops accepting Basic authentication of API users on 2026-12-02; OAuth2 client credentials replace it.
 */
public sealed interface Credentials {

    /**
     * OAuth2 client credentials: exchanged for a short-lived token, which is kept and renewed.
     *
     * @param clientId the client's id
     * @param clientSecret the client's secret
     * @return the credentials
     * @throws IllegalArgumentException if a part is empty or holds a control character or half a surrogate pair, or the id holds a colon
     */
    static Credentials clientCredentials(String clientId, String clientSecret) {
        return new ClientCredentials(clientId, clientSecret);
    }

    /**
     * An API user's name and password, sent with every request as HTTP Basic authentication. Bandwidth accepts it until
     * 2026-12-02 and refuses every call with it from then on.
     *
     * @param username the API user's name
     * @param password the API user's password
     * @return the credentials
     * @throws IllegalArgumentException if a part is empty or holds a control character or half a surrogate pair, or the name holds a colon
     * @deprecated Bandwidth ends it on 2026-12-02: create an OAuth2 client in the Bandwidth App and pass its id and secret to
     *     {@link #clientCredentials}
     */
    @Deprecated(since = "0.1.0")
    static Credentials basic(String username, String password) {
        return new Basic(username, password);
    }

    /**
     * A token that was got elsewhere, sent with every request as it is. The client never renews it, so a refusal is final.
     *
     * @param token the token
     * @return the credentials
     * @throws IllegalArgumentException if the token is empty or holds anything but visible ASCII characters
     */
    static Credentials bearerToken(String token) {
        return new BearerToken(token);
    }

    /**
     * The value of the {@code Authorization} header that presents these credentials: to the service, or, for client
     * credentials, to the token endpoint. Secret.
     *
     * @return the header's value, ASCII; names and passwords are encoded as UTF-8 before Base64
     */
    String authorization();

    /** OAuth2 client credentials; see {@link Credentials#clientCredentials}. */
    final class ClientCredentials extends BasicCredentials implements Credentials {

        private ClientCredentials(String clientId, String clientSecret) {
            super("clientId", clientId, "clientSecret", clientSecret);
        }
    }

    /** HTTP Basic authentication of an API user, which Bandwidth ends on 2026-12-02. */
    final class Basic extends BasicCredentials implements Credentials {

        /** What to tell people who still use it, in logs and errors. */
        public static final String RETIREMENT =
                "Basic authentication of API users ends on 2026-12-02: use OAuth2 client credentials (BW_CLIENT_ID and"
                        + " BW_CLIENT_SECRET; in Spring Boot bandwidth.mfa.client-id and bandwidth.mfa.client-secret)";

        private Basic(String username, String password) {
            super("username", username, "password", password);
        }
    }

    /** A token that is sent as it is; see {@link Credentials#bearerToken}. */
    final class BearerToken implements Credentials {

        private final String authorization;

        private BearerToken(String token) {
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "token must consist of visible ASCII characters, without spaces or line breaks");
            }
            this.authorization = "Bearer " + token;
        }

        @Override
        public String authorization() {
            return authorization;
        }

        @Override
        public String toString() {
            return "BearerToken[***]";
        }
    }
}
