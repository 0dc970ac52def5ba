package io.github.bandwidthmfa.spring;

/** What to set, for those whose application does not start. */
final class ConfigurationHints {

    static final String CREDENTIALS = "Set 'bandwidth.mfa.client-id' and 'bandwidth.mfa.client-secret' (OAuth2), or "
            + "'bandwidth.mfa.username' and 'bandwidth.mfa.password' (Basic, which Bandwidth ends on 2026-12-02).";

    static final String ACCOUNT_AND_CREDENTIALS =
            "Set 'bandwidth.mfa.account-id' to the id of your Bandwidth account. " + CREDENTIALS;

    static final String LEAVE_BASIC = "Bandwidth ends it on 2026-12-02. Set 'bandwidth.mfa.client-id' and"
            + " 'bandwidth.mfa.client-secret' of an OAuth2 client, and remove 'bandwidth.mfa.username' and"
            + " 'bandwidth.mfa.password'.";

    private ConfigurationHints() {}
}
