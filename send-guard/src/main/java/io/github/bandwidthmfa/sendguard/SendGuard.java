package io.github.bandwidthmfa.sendguard;

import reactor.core.publisher.Mono;

/**
 * Decides whether a code may be sent, before it is. Ask {@link #admit} first, send only when {@linkplain Verdict.Admitted
 * admitted}, and report what became of the code: {@link #entered} when it came back, {@link #notSent} when the message certainly
 * did not leave. For any number of threads; the returned publishers are cold and never block.
 */
public interface SendGuard {

    /**
     * Counts an attempt, or refuses it.
     *
     * @param attempt the code that somebody wants sent
     * @return the verdict; an error if the guard's back end fails: then nothing may be sent
     */
    Mono<Verdict> admit(SendAttempt attempt);

    /**
     * The code of an admitted attempt was entered, so the number is a person's. What the budgets for codes that nobody entered
     * live on.
     *
     * @param attempt the attempt as it was admitted
     * @return completes when it has been counted
     */
    Mono<Void> entered(SendAttempt attempt);

    /**
     * The message of an admitted attempt certainly was not sent: gives back what the attempt took, except of
     * {@link Rule#TOTAL}.
     *
     * @param attempt the attempt as it was admitted
     * @return completes when it has been given back
     */
    Mono<Void> notSent(SendAttempt attempt);
}
