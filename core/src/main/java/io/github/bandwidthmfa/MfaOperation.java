package io.github.bandwidthmfa;

/** The three operations of the service. Each is one {@code POST} with a JSON body. */
public enum MfaOperation {
    /** Sends a code by text message ({@code generateMessagingCode}). */
    MESSAGING,

    /** Sends a code by phone call ({@code generateVoiceCode}). */
    VOICE,

    /** Checks a code ({@code verifyCode}). */
    VERIFY
}
