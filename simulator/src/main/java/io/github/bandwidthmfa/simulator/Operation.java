package io.github.bandwidthmfa.simulator;

/** What a call asked the simulator to do, told from its method and path alone. */
public enum Operation {
    /** {@code POST /accounts/{accountId}/code/messaging}: a code by SMS. */
    MESSAGING,
    /** {@code POST /accounts/{accountId}/code/voice}: a code by voice call. */
    VOICE,
    /** {@code POST /accounts/{accountId}/code/verify}: is this code right? */
    VERIFY,
    /** {@code POST /oauth2/token}: an access token for client credentials. */
    TOKEN,
    /** Any other method or path; answered as the gateway does, with 403. */
    OTHER;

    boolean isMfa() {
        return this == MESSAGING || this == VOICE || this == VERIFY;
    }
}
