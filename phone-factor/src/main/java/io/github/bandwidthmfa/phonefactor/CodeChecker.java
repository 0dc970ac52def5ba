package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.TypedCode;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import reactor.core.publisher.Mono;

/** Asks the service whether a code is right, within the tries of a challenge. */
final class CodeChecker {

    private record Question(String scope, String code) {

        @Override
        public String toString() {
            return "Question[***]";
        }
    }

    private final MfaClient client;
    private final SendLimits limits;
    private final CodeMessages messages;
    private final SharedWork<Question, Boolean> questions = new SharedWork<>();

    CodeChecker(MfaClient client, SendLimits limits, CodeMessages messages) {
        this.client = client;
        this.limits = limits;
        this.messages = messages;
    }

    /** The digits that were meant; what cannot be the code costs no try. */
    String normalize(String typed) {
        return TypedCode.normalize(typed)
                .filter(code -> code.length() == messages.digits())
                .orElseThrow(() -> new RefusedException(Reason.NOT_A_CODE));
    }

    /**
     * The same code asked for at the same time is one question and one try: a double click must not be refused because the code has been
     * used by its first half. It is right for the half that came last, whose response a browser takes. Fails with a
     * {@link RefusedException}; a code that could not be checked costs no try.
     */
    Mono<Boolean> isRight(PhoneChallenge challenge, PhoneNumber number, String code) {
        return questions
                .join(new Question(challenge.scope(), code), () -> ask(challenge, number, code))
                .map(outcome -> {
                    if (outcome.value() && !outcome.isForLast()) {
                        throw new RefusedException(Reason.ENTERED_AGAIN);
                    }
                    return outcome.value();
                });
    }

    private Mono<Boolean> ask(PhoneChallenge challenge, PhoneNumber number, String code) {
        return limits.takeTry(challenge)
                .then(Mono.defer(() -> client.verifyCode(messages.verification(number, challenge, code))))
                .map(VerifyCodeResponse::valid)
                .onErrorResume(
                        MfaException.class,
                        failed -> limits.giveTryBack(challenge).then(Mono.error(ServiceFailures.ofCheck(failed))));
    }
}
