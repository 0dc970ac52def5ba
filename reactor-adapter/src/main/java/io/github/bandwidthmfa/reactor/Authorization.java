package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Tokens;
import reactor.core.publisher.Mono;

/** Where the {@code Authorization} header of a request comes from. */
interface Authorization {

    /**
     * The header to send now. Called by the call that needs it, when it needs it, and subscribed to once. Fails with {@link
     * CallFailure.NoToken} if there is none.
     */
    Mono<AuthorizationHeader> current();

    /** The service has refused this header with this status: no call is given it any more. */
    void refused(AuthorizationHeader refused, int status);

    /** The service has refused a request with this header, for a reason that may be another. */
    void doubted(AuthorizationHeader doubted);

    /** A header to send in place of a refused one; empty if there is no other, so that a retry would be refused, too. */
    Mono<AuthorizationHeader> replacementFor(AuthorizationHeader refused);

    /** How many tokens were requested. */
    Tokens tokens();

    /** Stops the request for a token that is in flight. */
    void dispose();

    /** Credentials that are sent as they are, and never change. */
    static Authorization fixed(Credentials credentials) {
        Mono<AuthorizationHeader> header = Mono.just(new AuthorizationHeader(credentials.authorization()));
        return new Authorization() {
            @Override
            public Mono<AuthorizationHeader> current() {
                return header;
            }

            @Override
            public void refused(AuthorizationHeader refused, int status) {}

            @Override
            public void doubted(AuthorizationHeader doubted) {}

            @Override
            public Mono<AuthorizationHeader> replacementFor(AuthorizationHeader refused) {
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
