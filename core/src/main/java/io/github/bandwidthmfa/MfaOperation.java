package io.github.bandwidthmfa;

import java.nio.charset.StandardCharsets;

/** The three operations of the service. Each is one {@code POST} with a JSON body. */
public enum MfaOperation {
    /** Sends a code by text message ({@code generateMessagingCode}). */
    MESSAGING("messaging", true),

    /** Sends a code by phone call ({@code generateVoiceCode}). */
    VOICE("voice", true),

    /** Checks a code ({@code verifyCode}). */
    VERIFY("verify", false);

    private final String lastSegment;
    private final boolean costsMessage;

    MfaOperation(String lastSegment, boolean costsMessage) {
        this.lastSegment = lastSegment;
        this.costsMessage = costsMessage;
    }

    /**
     * Whether carrying out this operation twice reaches the person twice, and is billed twice.
     *
     * @return {@code true} for the two operations that send a code
     */
    public boolean costsMessage() {
        return costsMessage;
    }

    /**
     * The path of this operation below the service's base URI, for example {@code /accounts/9900000/code/verify}. The
     * account id becomes exactly one path segment: every character that is not unreserved in RFC 3986 is percent-encoded.
     *
     * @param accountId the Bandwidth account id
     * @return the path, beginning with a slash
     * @throws IllegalArgumentException if the account id is blank, is {@code .} or {@code ..} (which servers and proxies
     *     resolve away, even when encoded), or holds a control character or half a surrogate pair
     */
    public String path(String accountId) {
        return "/accounts/" + segment(accountId) + "/code/" + lastSegment;
    }

    private static String segment(String accountId) {
        if (accountId.isBlank()) {
            throw new IllegalArgumentException("accountId must not be blank: pass the id of your Bandwidth account");
        }
        if (accountId.equals(".") || accountId.equals("..")) {
            throw new IllegalArgumentException(
                    "accountId must not be '.' or '..': pass the id of your Bandwidth account");
        }
        if (accountId.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "accountId must not hold control characters: pass the id of your Bandwidth account");
        }
        if (!RequestFaults.isWellFormed(accountId)) {
            throw new IllegalArgumentException(
                    "accountId must not hold half a surrogate pair: pass the id of your Bandwidth account");
        }
        StringBuilder segment = new StringBuilder(accountId.length());
        for (byte b : accountId.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                segment.append(c);
            } else {
                segment.append('%').append(hex(c >> 4)).append(hex(c & 0xf));
            }
        }
        return segment.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static char hex(int nibble) {
        return Character.toUpperCase(Character.forDigit(nibble, 16));
    }
}
