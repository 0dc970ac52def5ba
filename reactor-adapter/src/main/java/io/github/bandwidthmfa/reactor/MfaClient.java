package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

/**
 * A reactive, non-blocking client of Bandwidth's Multi-Factor Authentication API: send a one-time code, verify it.
 *
 * <pre>{@code
 * MfaClient client = MfaClient.create(MfaClientOptions.builder()
 *         .accountId("9900000")
 *         .credentials(Credentials.clientCredentials(clientId, clientSecret))
 *         .build());
 *
 * Mono<Boolean> signedIn = client.verifyCode(VerifyCodeRequest.builder()
 *                 .to("+19195551234")
 *                 .code(typedIn)
 *                 .expirationTime(Duration.ofMinutes(3))
 *                 .build())
 *         .map(VerifyCodeResponse::valid);
 * }</pre>
 *
 * <p>Make one per account and keep it: it owns its connections and its threads. Safe for use by any number of threads.
 *
 * <p><b>Subscribing.</b> Every {@code Mono} is cold: nothing is sent before it is subscribed to, and <em>every subscription
 * is one call of its own</em>: subscribing twice to {@link #sendMessagingCode} sends, and bills, two messages. The client
 * itself never retries a request that the service may have acted on.
 *
 * <p><b>Failing.</b> Every failure is an {@link MfaException}; its {@code disposition()} says whether the request may have
 * been acted on. Nothing else is signalled, but for errors of the JVM itself.
 *
 * <p><b>Cancelling.</b> A call that has not been handed to a connection will never be sent. A request that has been handed
 * over cannot be called back: cancelling closes its connection, and the code may be on its way all the same. A browser
 * that goes away cancels: to let a send finish nevertheless, detach it from the caller's subscription, for example with
 * {@code cache()} and a subscription of your own.
 *
 * <p><b>Threads.</b> Results are delivered on one of the client's event loops, where a subscriber must not block;
 * {@code publishOn} moves on to another thread.
 */
public interface MfaClient {

    /**
     * Makes a client. Opens no connection yet.
     *
     * @param options what to connect to, as whom, and within which limits
     * @return the client, to be closed when it is no longer needed
     * @throws IllegalStateException if Reactor Netty is older than 1.3.4, which lacks what the client needs
     */
    static MfaClient create(MfaClientOptions options) {
        try {
            ObservationRegistry registry = options.observationRegistry();
            return registry == null ? new ReactorMfaClient(options) : ObservedMfaClient.create(options, registry);
        } catch (NoSuchMethodError e) {
            throw new IllegalStateException(
                    "the client needs Reactor Netty 1.3.4 or newer, and an older one is on the class path: use Spring Boot"
                            + " 4.0.4 or newer, or version 2025.0.4 or newer of reactor-bom",
                    e);
        }
    }

    /**
     * Makes a code and sends it by text message.
     *
     * @param request what to send
     * @return a {@code Mono}, each subscription to which sends a new code; the response means that the message was accepted,
     *     not that it was delivered
     */
    Mono<MessagingCodeResponse> sendMessagingCode(CodeRequest request);

    /**
     * Makes a code and sends it by phone call.
     *
     * @param request what to send; without a callback URL, which is for text messages
     * @return a {@code Mono}, each subscription to which makes a call; the response means that the call was accepted, not that
     *     it was answered
     * @throws IllegalArgumentException at once, if the request has a callback URL
     */
    Mono<VoiceCodeResponse> sendVoiceCode(CodeRequest request);

    /**
     * Checks a code. A wrong code is a value, {@code valid() == false}, not an error. Each subscription is an attempt: too
     * many wrong ones lock the number for a while, which is signalled as {@link
     * io.github.bandwidthmfa.MfaTooManyRequestsException}, even for the right code.
     *
     * @param request what to check
     * @return a {@code Mono}, each subscription to which checks the code
     */
    Mono<VerifyCodeResponse> verifyCode(VerifyCodeRequest request);

    /**
     * Does beforehand what the first call would wait for: gets the access token, unless it is fresh or the credentials are
     * none that need one; opens a connection to the service, with DNS and TLS, unless one is idle; and loads the classes of a
     * call. The first call then uses that token and that connection.
     *
     * <p><b>It sends no code and bills nothing.</b> The connection is opened by one {@code HEAD} of the path of {@link
     * MfaClientOptions.Builder#baseUri}, without credentials; any response will do, whatever its status. It changes nothing of
     * what {@link #status()} says of the service, and is not observed. {@code status().tokens()} and {@code connections} count
     * what it has obtained.
     *
     * <p><b>Limits.</b> It is under those of a call: it takes one of {@code maxConnections}, or waits for it as one of
     * {@code maxPending}, so a call made meanwhile may wait for it, or be shed where none may wait; and the token and the
     * connection each have {@code callTimeout}. Its {@code HEAD} is retried as often as {@code maxRetries} says. Loading
     * classes, for some tenths of a second in a new JVM, is done by the subscribing thread, so it should not be an event loop.
     *
     * <p><b>Failing.</b> Both the token and the connection are always tried. It fails with {@link
     * io.github.bandwidthmfa.MfaTokenException} if there is no token, and as a call would if there is no connection: {@link
     * io.github.bandwidthmfa.MfaTransportException}, {@link io.github.bandwidthmfa.MfaTimeoutException} or {@link
     * io.github.bandwidthmfa.MfaOverloadedException}. If both fail, the connection's failure is among the suppressed ones of
     * the token's. The disposition is always {@code NOT_SENT}, and {@code operation()}, which cannot name a warm-up, is
     * {@code VERIFY}. After a failed warm-up, calls are made as without one; but the client leaves a token endpoint that has
     * failed alone for a while, as after a call.
     *
     * <p>Cancelling stops it; a request for a token goes on if it has begun, for the calls to come. Several at a time do no harm.
     *
     * <p>What is idle is closed after {@code maxIdleTime}, and a server may close it earlier: warm up just before the first call
     * is expected.
     *
     * @return a {@code Mono} that completes when the client is warm; each subscription warms it up
     */
    Mono<Void> warmUp();

    /**
     * What the client knows of itself and of the service, for health checks and metrics. Makes no call, waits for nothing,
     * and may be asked as often as you like, of a closed client too.
     *
     * @return a snapshot
     */
    MfaClientStatus status();

    /**
     * Closes the client for good. From the first subscription on, new calls fail with {@link
     * io.github.bandwidthmfa.MfaTransportException} and {@code NOT_SENT}; calls in flight may finish within {@link
     * MfaClientOptions.Builder#closeTimeout}; then connections, threads and resolver are disposed of, save what the
     * application passed in, and calls still in flight fail.
     *
     * <p>Never blocks, so it may be subscribed to from an event loop. Cancelling does not stop the closing.
     *
     * @return a {@code Mono} that completes when all is gone; each subscription joins the same closing
     */
    Mono<Void> close();
}
