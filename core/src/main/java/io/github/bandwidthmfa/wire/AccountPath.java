package io.github.bandwidthmfa.wire;

import io.github.bandwidthmfa.MfaOperation;
import java.nio.charset.StandardCharsets;

/** Where the operations of one account are, below the service's base URI. */
public final class AccountPath {

    private final String accountId;
    private final String segment;

    private AccountPath(String accountId, String segment) {
        this.accountId = accountId;
        this.segment = segment;
    }

    /**
     * The paths of an account. Its id becomes exactly one path segment: every character that is not unreserved in RFC 3986 is
     * percent-encoded.
     *
     * @param accountId the Bandwidth account id
     * @return the paths
     * @throws IllegalArgumentException if the account id is blank, is {@code .} or {@code ..} (which servers and proxies
     *     resolve away, even when encoded), or holds a control character or half a surrogate pair
     */
    public static AccountPath of(String accountId) {
        return new AccountPath(accountId, segment(accountId));
    }

    /**
     * The account id as it was given.
     *
     * @return the id
     */
    public String accountId() {
        return accountId;
    }

    /**
     * The path of an operation, for example {@code /accounts/9900000/code/verify}.
     *
     * @param operation which
     * @return the path, beginning with a slash
     */
    public String of(MfaOperation operation) {
        return "/accounts/" + segment + "/code/"
                + switch (operation) {
                    case MESSAGING -> "messaging";
                    case VOICE -> "voice";
                    case VERIFY -> "verify";
                };
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
        if (!isWellFormed(accountId)) {
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

    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Shows the account id. */
    @Override
    public String toString() {
        return "AccountPath[" + accountId + "]";
    }
}
