package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Tokens;
import reactor.core.publisher.Mono;

/** Where the {@code Authorization} header of a request comes from. */
interface Authorization {

    /** One header's value, told apart by identity: the same value given twice is two grants. Has no string form. */
    final class Grant {

        private final String header;

        Grant(String header) {
            this.header = header;
        }

        String header() {
            return header;
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

    /**
     * A grant to use instead of one that the service has refused; empty if there is no other, so that repeating the request
     * would be in vain.
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
