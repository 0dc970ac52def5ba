package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.sendguard.Rule;
import io.github.bandwidthmfa.sendguard.SendAttempt;
import io.github.bandwidthmfa.sendguard.SendGuard;
import io.github.bandwidthmfa.sendguard.Verdict;
import io.github.bandwidthmfa.sendguard.Verdict.Refused;
import reactor.core.publisher.Mono;

/** Sends a code if the guard admits it. */
final class CodeSender {

    private final MfaClient client;
    private final SendGuard guard;
    private final CodeMessages messages;

    CodeSender(MfaClient client, SendGuard guard, CodeMessages messages) {
        this.client = client;
        this.guard = guard;
        this.messages = messages;
    }

    /** Each subscription sends one message at most; fails with a {@link RefusedException} that says whether one may have been. */
    Mono<Void> send(SendAttempt attempt, PhoneChallenge challenge) {
        return guard.admit(attempt)
                .onErrorMap(failed -> ServiceFailures.ofCounting(failed, Reason.NOT_SENT))
                .flatMap(verdict -> verdict instanceof Refused refused
                        ? Mono.<Void>error(refusal(refused))
                        : call(messages.request(attempt.number(), challenge), challenge.channel())
                                .onErrorResume(MfaException.class, failed -> afterFailure(attempt, failed)));
    }

    private Mono<Void> call(CodeRequest request, Channel channel) {
        return switch (channel) {
            case SMS -> client.sendMessagingCode(request).then();
            case VOICE -> client.sendVoiceCode(request).then();
        };
    }

    private Mono<Void> afterFailure(SendAttempt attempt, MfaException failed) {
        Mono<Void> error = Mono.error(ServiceFailures.ofSend(failed));
        return failed.disposition() == Disposition.UNKNOWN
                ? error
                : guard.notSent(attempt).onErrorComplete().then(error);
    }

    private static RefusedException refusal(Verdict.Refused refused) {
        boolean never = refused.rule() == Rule.COUNTRY || refused.rule() == Rule.NUMBER_TYPE;
        return never
                ? new RefusedException(Reason.NUMBER_REFUSED)
                : new RefusedException(Reason.TOO_MANY_CODES, refused.retryAfter());
    }
}
