package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The page's calls. Numbers and codes come in bodies, never in addresses, and whole numbers never go out. */
@RestController
final class SignInController {

    /** What a browser asks for. Without a number: another code for the number of before. */
    record SendRequest(@Nullable String number, @Nullable Channel channel) {
        @Override
        public String toString() {
            return "SendRequest[***]";
        }
    }

    record VerifyRequest(@Nullable String code) {
        @Override
        public String toString() {
            return "VerifyRequest[***]";
        }
    }

    enum Step {
        NUMBER,
        CODE,
        SIGNED_IN
    }

    /**
     * What the page shows. {@code number} is masked; {@code resendInSeconds} is 0 if another code can be had now; {@code
     * region} is the one that numbers without a country code are of.
     */
    record State(
            Step step,
            @Nullable String number,
            @Nullable Channel channel,
            long resendInSeconds,
            @Nullable ProblemDetail lockout,
            @Nullable String region,
            @Nullable URI inbox,
            String csrfHeader,
            String csrfToken) {}

    record Account(String number) {}

    private final SignInService service;
    private final SendLimits limits;
    private final PhoneNumbers numbers;
    private final SignInProperties settings;
    private final ServerSecurityContextRepository securityContexts;

    SignInController(
            SignInService service,
            SendLimits limits,
            PhoneNumbers numbers,
            SignInProperties settings,
            ServerSecurityContextRepository securityContexts) {
        this.service = service;
        this.limits = limits;
        this.numbers = numbers;
        this.settings = settings;
        this.securityContexts = securityContexts;
    }

    @GetMapping("/api/sign-in")
    Mono<State> state(ServerWebExchange exchange, WebSession session) {
        Mono<CsrfToken> csrf = Objects.requireNonNull(exchange.getAttribute(CsrfToken.class.getName()));
        return csrf.map(token -> state(service.of(session), token));
    }

    @PostMapping("/api/sign-in/code")
    Mono<State> sendCode(@RequestBody SendRequest request, ServerWebExchange exchange, WebSession session) {
        PhoneNumber number = request.number() == null
                ? service.of(session)
                        .code()
                        .map(SignIn.Code::number)
                        .orElseThrow(() -> new SignInRefusedException(Reason.NO_CODE_SENT))
                : numbers.read(request.number());
        Channel channel = request.channel() == null ? Channel.SMS : request.channel();
        return service.sendCode(session, number, channel).then(Mono.defer(() -> state(exchange, session)));
    }

    @PostMapping("/api/sign-in/verification")
    Mono<State> verify(@RequestBody VerifyRequest request, ServerWebExchange exchange, WebSession session) {
        String typedIn = request.code() == null ? "" : request.code();
        return service.verify(service.of(session), typedIn)
                .flatMap(number -> remember(number, exchange))
                .then(Mono.defer(() -> state(exchange, session)));
    }

    /** The session is somebody's from here on, so it also gets an id that nobody else can have planted. */
    private Mono<Void> remember(PhoneNumber number, ServerWebExchange exchange) {
        Authentication person =
                UsernamePasswordAuthenticationToken.authenticated(number, null, AuthorityUtils.NO_AUTHORITIES);
        return securityContexts.save(exchange, new SecurityContextImpl(person));
    }

    @DeleteMapping("/api/sign-in")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> signOut(WebSession session) {
        return session.invalidate();
    }

    /** Stands for all that is only there for people who have signed in. */
    @GetMapping("/api/account")
    Account account(Authentication person) {
        return new Account(PhoneNumbers.masked((PhoneNumber) Objects.requireNonNull(person.getPrincipal())));
    }

    private State state(SignIn signIn, CsrfToken csrf) {
        SignIn.Code code = signIn.code().orElse(null);
        PhoneNumber signedIn = signIn.signedIn().orElse(null);
        PhoneNumber number = code == null ? signedIn : code.number();
        return new State(
                signedIn != null ? Step.SIGNED_IN : code != null ? Step.CODE : Step.NUMBER,
                number == null ? null : PhoneNumbers.masked(number),
                code == null ? null : code.channel(),
                code == null ? 0 : Problems.wholeSeconds(limits.untilNext(signIn, code.number())),
                service.lockout(signIn).map(Problems::locked).orElse(null),
                settings.region(),
                settings.inbox(),
                csrf.getHeaderName(),
                csrf.getToken());
    }
}
