package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.channel.AbortedException;

/** Which failures are repeated: those that the service cannot have noticed, and that may be over by then. */
final class NotSentRetries {

    private static final long FIRST_PAUSE_MILLIS = 100;

    private final int maxRetries;

    private final Scheduler timers;

    NotSentRetries(int maxRetries, Scheduler timers) {
        this.maxRetries = maxRetries;
        this.timers = timers;
    }

    boolean allow(Disposition disposition, Throwable failure, int retriesBefore) {
        return disposition == Disposition.NOT_SENT && retriesBefore < maxRetries && mayBeOver(failure);
    }

    /** Half as long to one and a half times as long, so that many callers who failed together do not come back together. */
    Mono<Long> pause(int retriesBefore) {
        long usual = FIRST_PAUSE_MILLIS << retriesBefore;
        return Mono.delay(
                Duration.ofMillis(ThreadLocalRandom.current().nextLong(usual / 2, usual + usual / 2 + 1)), timers);
    }

    /** A connection can be made again; a certificate stays as it is, and what was shed for load must not come back at once. */
    private static boolean mayBeOver(Throwable failure) {
        if (failure instanceof SSLHandshakeException
                || failure instanceof SSLPeerUnverifiedException
                || failure instanceof NotSslRecordException) {
            return false;
        }
        return failure instanceof IOException
                || failure instanceof AbortedException
                || failure instanceof OneAnswerCodec.StaleConnectionException;
    }
}
