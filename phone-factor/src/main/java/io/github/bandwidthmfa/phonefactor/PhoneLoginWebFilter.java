package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.phonefactor.PhoneLoginState.Step;
import io.github.bandwidthmfa.sendguard.Purpose;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.savedrequest.ServerRequestCache;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The endpoints. Under {@code /login/phone} for the second factor and to sign in by phone alone, under {@code /login/phone/number} to add or
 * change a number: GET is the page or its state, POST enters a code, POST of {@code /code} sends one. GET sends nothing, whoever
 * fetches it ahead.
 */
final class PhoneLoginWebFilter implements WebFilter {

    static final String PATH = "/login/phone";
    static final String ENROLMENT_PATH = PATH + "/number";

    private static final Logger LOG = LoggerFactory.getLogger(PhoneLoginWebFilter.class);

    /** What an endpoint makes of a request; empty leaves it to the rest of the chain. */
    private interface Endpoint {
        Mono<Boolean> respond(ServerWebExchange exchange, Applicant applicant);
    }

    private final Applicants applicants;
    private final LoginStates states;
    private final SendCode sendCode;
    private final VerifyCode verifyCode;
    private final TrustedDevices devices;
    private final CodeMessages messages;
    private final ServerRequestCache requests;
    private final Responses responses;
    private final CodeChallenge codeChallenge;
    private final LoginPage page;
    private final boolean ownPage;
    private final boolean enrolment;

    PhoneLoginWebFilter(
            Applicants applicants,
            LoginStates states,
            SendCode sendCode,
            VerifyCode verifyCode,
            TrustedDevices devices,
            CodeMessages messages,
            ServerRequestCache requests,
            Responses responses,
            CodeChallenge codeChallenge,
            LoginPage page,
            boolean ownPage,
            boolean enrolment) {
        this.applicants = applicants;
        this.states = states;
        this.sendCode = sendCode;
        this.verifyCode = verifyCode;
        this.devices = devices;
        this.messages = messages;
        this.requests = requests;
        this.responses = responses;
        this.codeChallenge = codeChallenge;
        this.page = page;
        this.ownPage = ownPage;
        this.enrolment = enrolment;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        if (!path.startsWith(PATH)) {
            return chain.filter(exchange);
        }
        HttpMethod method = exchange.getRequest().getMethod();
        if (page.isResource(path) && HttpMethod.GET.equals(method)) {
            return page.write(exchange, path);
        }
        boolean enrols = enrolment && path.startsWith(ENROLMENT_PATH);
        String base = enrols ? ENROLMENT_PATH : PATH;
        Endpoint endpoint = endpoint(method, path.substring(base.length()));
        if (endpoint == null) {
            return chain.filter(exchange);
        }
        return (enrols ? applicants.toEnrol(exchange) : applicants.toSignIn(exchange))
                .flatMap(applicant -> endpoint.respond(exchange, applicant))
                .onErrorResume(error -> refuse(exchange, base, error)
                        // Writing a response saves the session, which another instance may have ended meanwhile.
                        .onErrorResume(
                                PhoneLoginWebFilter::isOfEndedSession,
                                ended -> refuse(exchange, base, isOfFirstHalf(error) ? error : ended))
                        .thenReturn(true))
                .defaultIfEmpty(false)
                .flatMap(responded -> responded ? Mono.empty() : chain.filter(exchange));
    }

    private @Nullable Endpoint endpoint(HttpMethod method, String rest) {
        if (HttpMethod.GET.equals(method) && rest.isEmpty()) {
            return this::show;
        }
        if (HttpMethod.POST.equals(method) && rest.isEmpty()) {
            return this::verify;
        }
        return HttpMethod.POST.equals(method) && rest.equals("/code") ? this::send : null;
    }

    private static String pathOf(Applicant applicant) {
        return applicant.purpose() == Purpose.ENROLMENT ? ENROLMENT_PATH : PATH;
    }

    private Mono<Boolean> show(ServerWebExchange exchange, Applicant applicant) {
        var query = exchange.getRequest().getQueryParams();
        boolean again = query.containsKey("again") || query.containsKey("problem");
        return states.of(exchange, applicant, again)
                .flatMap(state -> {
                    if (!Responses.wantsPage(exchange)) {
                        return withToken(exchange, state).flatMap(body -> responses.json(exchange, body));
                    }
                    if (state.step() == Step.DONE) {
                        return redirectBack(exchange);
                    }
                    if (state.step() == Step.NO_PHONE && enrolment) {
                        return responses.redirect(exchange, ENROLMENT_PATH);
                    }
                    return ownPage
                            ? token(exchange)
                                    .flatMap(token -> responses.html(
                                            exchange,
                                            page.render(exchange, pathOf(applicant), applicant, state, token)))
                            : responses.redirectToPage(exchange, "");
                })
                .thenReturn(true);
    }

    private Mono<Boolean> send(ServerWebExchange exchange, Applicant applicant) {
        return LoginInput.of(exchange)
                .flatMap(
                        input -> sendCode.send(exchange, applicant, input.channel(messages.channels()), input.number()))
                .then(Mono.defer(() -> Responses.wantsPage(exchange)
                        ? backToPage(exchange, applicant)
                        : states.of(exchange, applicant, true)
                                .flatMap(state -> withToken(exchange, state))
                                .flatMap(body -> responses.json(exchange, body))))
                .thenReturn(true);
    }

    private Mono<Void> backToPage(ServerWebExchange exchange, Applicant applicant) {
        return ownPage ? responses.redirect(exchange, pathOf(applicant)) : responses.redirectToPage(exchange, "");
    }

    private Mono<Boolean> verify(ServerWebExchange exchange, Applicant applicant) {
        return LoginInput.of(exchange)
                .flatMap(input -> verifyCode
                        .verify(exchange, applicant, input.code())
                        .flatMap(person -> trust(exchange, applicant, input, person)))
                .then(Mono.defer(() -> Responses.wantsPage(exchange) ? redirectBack(exchange) : done(exchange)))
                .thenReturn(true);
    }

    private Mono<Void> trust(ServerWebExchange exchange, Applicant applicant, LoginInput input, Authentication person) {
        return devices.areOffered() && !applicant.typesNumber() && input.rememberDevice()
                ? devices.trust(exchange, person)
                : Mono.empty();
    }

    /** To the page that was asked for before. */
    private Mono<Void> redirectBack(ServerWebExchange exchange) {
        return target(exchange).flatMap(target -> responses.redirect(exchange, target));
    }

    private Mono<Void> done(ServerWebExchange exchange) {
        return target(exchange)
                .flatMap(target -> responses.json(
                        exchange,
                        Map.of("step", Step.DONE.name(), "redirect", Responses.inApplication(exchange, target))));
    }

    private Mono<String> target(ServerWebExchange exchange) {
        return requests.getRedirectUri(exchange).map(URI::toString).defaultIfEmpty("/");
    }

    private Mono<Map<String, Object>> withToken(ServerWebExchange exchange, PhoneLoginState state) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("step", state.step().name());
        put(body, "number", state.number());
        body.put("channels", state.channels().stream().map(Channel::name).toList());
        put(body, "channel", state.channel() == null ? null : state.channel().name());
        body.put("resendInSeconds", Responses.seconds(state.resendAfter()));
        body.put("lockedForSeconds", Responses.seconds(state.lockedFor()));
        body.put("deviceCanBeTrusted", state.deviceCanBeTrusted());
        return csrf(exchange)
                .doOnNext(token -> {
                    body.put("csrfHeader", token.getHeaderName());
                    body.put("csrfToken", token.getToken());
                })
                .thenReturn(body);
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static Mono<LoginPage.Token> token(ServerWebExchange exchange) {
        return csrf(exchange)
                .map(token -> new LoginPage.Token(token.getParameterName(), token.getToken()))
                .defaultIfEmpty(LoginPage.Token.NONE);
    }

    private static Mono<CsrfToken> csrf(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
    }

    private Mono<Void> refuse(ServerWebExchange exchange, String base, Throwable error) {
        if (error instanceof Applicants.StepUpException stepUp) {
            return codeChallenge.respond(exchange, new MissedFactor(stepUp.maxAge()));
        }
        RefusedException refused;
        if (error instanceof RefusedException known) {
            refused = known;
        } else if (isOfEndedSession(error)) {
            refused = new RefusedException(Reason.START_AGAIN);
        } else {
            LOG.error("A request to {} failed", base, error);
            refused = new RefusedException(Reason.OUR_FAULT);
        }
        return refused.reason() == Reason.START_AGAIN && Responses.wantsPage(exchange)
                ? responses.redirect(exchange, "/")
                : responses.refuse(exchange, ownPage ? base : page.path(), refused);
    }

    /** Of a double click, whose other half has ended the session that this one knows. */
    private static boolean isOfFirstHalf(Throwable error) {
        return error instanceof RefusedException refused && refused.reason() == Reason.ENTERED_AGAIN;
    }

    /** As Spring Session tells it. */
    private static boolean isOfEndedSession(Throwable error) {
        return error instanceof IllegalStateException && "Session was invalidated".equals(error.getMessage());
    }
}
