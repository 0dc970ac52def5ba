package io.github.bandwidthmfa.phonefactor;

import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** Sessions that other instances of the application may end meanwhile. */
final class Sessions {

    private Sessions() {}

    /** Saves now, and not with the response; fails with {@link Reason#START_AGAIN} if the session is no more. */
    static Mono<Void> save(WebSession session) {
        return session.save()
                // Ended here, too: the response would save it once more, and fail.
                .onErrorResume(IllegalStateException.class, ended -> session.invalidate()
                        .then(Mono.error(new RefusedException(Reason.START_AGAIN))));
    }
}
