package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.TypedCode;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** What a sign-in takes: send a code, check it. The only caller of the client. */
@Component
final class SignInService {

    private static final String SIGN_IN = "sign-in";
    private static final int DIGITS = 6;

    private final MfaClient client;
    private final SignInProperties settings;
    private final SendLimits limits;
    private final DetachedSends sends;
    private final TimeMeter time;

    SignInService(MfaClient client, SignInProperties settings, SendLimits limits, DetachedSends sends, TimeMeter time) {
        this.client = client;
        this.settings = settings;
        this.limits = limits;
        this.sends = sends;
        this.time = time;
    }

    SignIn of(WebSession session) {
        return (SignIn) session.getAttributes().computeIfAbsent(SIGN_IN, absent -> new SignIn(limits.forSession()));
    }

    /** Each subscription sends one code, if the limits allow it, and goes on if it is cancelled. */
    Mono<Void> sendCode(WebSession session, PhoneNumber number, Channel channel) {
        return Mono.defer(() -> {
            SignIn signIn = of(session);
            if (signIn.signedIn().isPresent()) {
                return Mono.error(new SignInRefusedException(Reason.SIGNED_IN_ALREADY));
            }
            SendLimits.Permit permit = limits.take(signIn, number);
            Mono<Void> send = send(signIn, number, channel)
                    .doOnSuccess(sent -> signIn.codeSent(number, channel))
                    .doOnError(MfaException.class, failed -> {
                        if (failed.disposition() == Disposition.UNKNOWN) {
                            signIn.codeSent(number, channel);
                        } else {
                            permit.giveBack();
                        }
                    });
            // The session is there for whoever comes back, even if this browser has not waited for the response.
            return sends.toTheEnd(session.save().then(send));
        });
    }

    private Mono<Void> send(SignIn signIn, PhoneNumber number, Channel channel) {
        CodeRequest.Builder request = CodeRequest.builder()
                .to(number)
                .from(settings.from())
                .message(settings.message())
                .digits(DIGITS)
                .scope(signIn.scope());
        return switch (channel) {
            case SMS ->
                client.sendMessagingCode(request.applicationId(settings.messagingApplicationId())
                                .build())
                        .then();
            case CALL ->
                client.sendVoiceCode(request.applicationId(settings.voiceApplicationId())
                                .build())
                        .then();
        };
    }

    /** How long the number is locked for that a code was sent to. */
    Optional<Duration> lockout(SignIn signIn) {
        return Optional.of(signIn.lockedFor(time.currentTimeNanos())).filter(rest -> !rest.isZero());
    }

    /** Each subscription is a try, save of what is no code; the number that is signed in now, to one caller only. */
    Mono<PhoneNumber> verify(SignIn signIn, String typedIn) {
        return Mono.defer(() -> {
            if (signIn.signedIn().isPresent()) {
                return Mono.error(new SignInRefusedException(Reason.SIGNED_IN_ALREADY));
            }
            SignIn.Code sent = signIn.code().orElseThrow(() -> new SignInRefusedException(Reason.NO_CODE_SENT));
            VerifyCodeRequest request = VerifyCodeRequest.builder()
                    .to(sent.number())
                    .code(code(typedIn))
                    .expirationTime(settings.codeLifetime())
                    .scope(signIn.scope())
                    .build();
            return client.verifyCode(request)
                    .doOnError(
                            MfaTooManyRequestsException.class,
                            locked -> signIn.locked(sent.number(), time.currentTimeNanos(), Problems.lockout(locked)))
                    .flatMap(response -> response.valid() ? signIn(signIn, sent.number()) : refused(Reason.WRONG_CODE));
        });
    }

    /** A try is not wasted on what cannot be the code. */
    private static String code(String typedIn) {
        String code = TypedCode.normalize(typedIn).orElseThrow(() -> new SignInRefusedException(Reason.NOT_A_CODE));
        if (code.length() != DIGITS) {
            throw new SignInRefusedException(
                    Reason.NOT_A_CODE,
                    "It has " + code.length() + " digits. The code that you were sent has " + DIGITS + ".");
        }
        return code;
    }

    /** The service may accept a code twice; this page does not. */
    private static Mono<PhoneNumber> signIn(SignIn signIn, PhoneNumber number) {
        return signIn.signIn(number) ? Mono.just(number) : refused(Reason.SIGNED_IN_ALREADY);
    }

    private static <T> Mono<T> refused(Reason reason) {
        return Mono.error(new SignInRefusedException(reason));
    }
}
