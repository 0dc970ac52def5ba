package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.wire.WireCall;
import java.nio.charset.StandardCharsets;

/** What a careless change would cost: one more copy of the body, and a way through a {@link String} and back. */
final class SlowedContender implements Contender {

    private final byte[] body = WireCall.verify(OurContender.REQUEST).body();
    private final Contender client;
    private volatile byte[] copied = {};

    SlowedContender(Contender client) {
        this.client = client;
    }

    @Override
    public void call(Outcome outcome) {
        byte[] copy = body.clone();
        copied = new String(copy, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        client.call(outcome);
    }
}
