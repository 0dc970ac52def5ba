package io.github.bandwidthmfa.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty with its best options and the promises of this client, as somebody who knows it well would write it. */
final class PromisingByHandContender implements Contender {

    private final Mono<Boolean> verification;

    PromisingByHandContender(Target target) {
        LoopResources loops = ByHandContender.ownLoop();
        // The pool's own limits, and below the deadline: a call that is cancelled in the pool's queue would stay there.
        ConnectionProvider.Builder pool = ByHandContender.pool()
                .pendingAcquireMaxCount(Promise.maxPending())
                .pendingAcquireTimeout(Promise.PENDING_TIMEOUT);
        this.verification = ByHandContender.prepared(target, loops, pool)
                .response((head, content) -> content.collect(Body::new, Body::add)
                        .map(body -> Json.readValid(head.status().code(), body.bytes())))
                .single()
                .timeout(
                        Promise.CALL_TIMEOUT,
                        Schedulers.fromExecutorService(loops.onClient(true).next()));
    }

    @Override
    public void call(Outcome outcome) {
        verification.subscribe(outcome::succeeded, outcome::failed);
    }

    private static final class Body {

        private byte @Nullable [] bytes;

        /** Most have one part. */
        void add(ByteBuf part) {
            byte[] present = bytes();
            if (present.length + part.readableBytes() > Promise.MAX_RESPONSE_BYTES) {
                throw new IllegalStateException("more than " + Promise.MAX_RESPONSE_BYTES + " bytes");
            }
            byte[] added = ByteBufUtil.getBytes(part);
            if (present.length == 0) {
                bytes = added;
            } else {
                bytes = Arrays.copyOf(present, present.length + added.length);
                System.arraycopy(added, 0, bytes, present.length, added.length);
            }
        }

        byte[] bytes() {
            return bytes == null ? new byte[0] : bytes;
        }
    }
}
