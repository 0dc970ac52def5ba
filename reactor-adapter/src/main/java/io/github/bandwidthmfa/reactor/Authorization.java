package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Tokens;
import reactor.core.publisher.Mono;

/** Where the {@code Authorization} header of a request comes from. */
interface Authorization {

    /** One header's value, told apart by identity: the same value given twice is two grants. Has no string form. */
    final class Grant {

        private static final long NEVER = Long.MAX_VALUE;

        private final String header;
        private final long expiresAt;
        private final Runnable onFirstAcceptance;
        private volatile boolean accepted;

        Grant(String header) {
            this(header, NEVER, () -> {});
        }

        /**
         * A grant for a while.
         *
         * @param expiresAt the {@link System#nanoTime()} from which on it should not be sent any more
         * @param onFirstAcceptance runs when a request with it was not refused for the first time
         */
        Grant(String header, long expiresAt, Runnable onFirstAcceptance) {
            this.header = header;
            this.expiresAt = expiresAt;
            this.onFirstAcceptance = onFirstAcceptance;
        }

        String header() {
            return header;
        }

        boolean isExpired(long now) {
            return expiresAt != NEVER && expiresAt - now <= 0;
        }

        boolean wasAccepted() {
            return accepted;
        }

        /** A response has this status: any but the two that refuse shows that the grant is good. */
        void answered(int status) {
            if (!accepted && status != 401 && status != 403) {
                accepted = true;
                onFirstAcceptance.run();
            }
        }

        @Override
        public String toString() {
            return "Grant[***]";
        }
    }

    /**
     * The grant to use now: asked for by the call that needs it, when it needs it, and subscribed to once. Fails with {@link
     * TokenCache.NoTokenException} if there is none.
     */
    Mono<Grant> current();

    /** The service has refused this grant with this status: it is given to nobody any more. */
    void refused(Grant refused, int status);

    /** A request with this grant was refused for another reason, or so it says. */
    void doubted(Grant doubted);

    /**
     * A grant to use instead of one that was refused; empty if there is no other, so that repeating the request would be in
     * vain.
     */
    Mono<Grant> insteadOf(Grant refused);

    /** How often grants have been asked for elsewhere. */
    Tokens tokens();

    /** Stops what goes on in the background. */
    void dispose();

    /** Credentials that are sent as they are, and never change. */
    static Authorization fixed(Credentials credentials) {
        Mono<Grant> grant = Mono.just(new Grant(credentials.authorization()));
        return new Authorization() {
            @Override
            public Mono<Grant> current() {
                return grant;
            }

            @Override
            public void refused(Grant refused, int status) {}

            @Override
            public void doubted(Grant doubted) {}

            @Override
            public Mono<Grant> insteadOf(Grant refused) {
                return Mono.empty();
            }

            @Override
            public Tokens tokens() {
                return new Tokens(0, 0);
            }

            @Override
            public void dispose() {}
        };
    }
}
