package io.github.bandwidthmfa.simulator;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids in the forms the service uses. Not for secrets: a load demonstration must not wait for a secure source. */
final class Identifiers {

    private static final String BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz";

    private Identifiers() {}

    static String requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
        long variant = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(version4, variant).toString();
    }

    /** 13 digits of time and 16 more characters, as in {@code 1589228074636lm4k2je7j7jklbn2}. */
    static String messageId(long epochMillis) {
        return "%013d".formatted(Math.floorMod(epochMillis, 10_000_000_000_000L)) + base36(16);
    }

    /** As in {@code c-15ac29a2-1331029c-2cb0-4a07-b215-b22865662d85}. */
    static String callId() {
        return "c-%08x-%s".formatted(ThreadLocalRandom.current().nextInt(), requestId());
    }

    static String token() {
        return base36(48);
    }

    static String code(int digits) {
        StringBuilder code = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            code.append((char) ('0' + ThreadLocalRandom.current().nextInt(10)));
        }
        return code.toString();
    }

    private static String base36(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(BASE_36.charAt(ThreadLocalRandom.current().nextInt(BASE_36.length())));
        }
        return text.toString();
    }
}
