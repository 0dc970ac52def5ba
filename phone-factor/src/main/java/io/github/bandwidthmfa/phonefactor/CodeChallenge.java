package io.github.bandwidthmfa.phonefactor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.savedrequest.ServerRequestCache;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells somebody who has signed in that a code is needed: a browser is sent to the page, a program gets a problem detail. */
final class CodeChallenge {

    private final ServerRequestCache requests;
    private final Responses responses;
    private final PhoneFactorAuthority authority;

    CodeChallenge(ServerRequestCache requests, Responses responses, PhoneFactorAuthority authority) {
        this.requests = requests;
        this.responses = responses;
        this.authority = authority;
    }

    Mono<Void> respond(ServerWebExchange exchange, MissedFactor missed) {
        if (Responses.wantsPage(exchange)) {
            return requests.saveRequest(exchange)
                    .then(Mono.defer(
                            () -> responses.redirectToPage(exchange, missed.maxAge() == null ? "" : "?again")));
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", Responses.TYPE + "code-required");
        problem.put("title", "A code to the phone is needed.");
        problem.put("status", HttpStatus.UNAUTHORIZED.value());
        problem.put("detail", "Send a code and enter it, then repeat the request.");
        problem.put("factor", authority.name());
        problem.put("action", Responses.inApplication(exchange, PhoneLoginWebFilter.PATH));
        if (missed.maxAge() != null) {
            problem.put("maxAge", missed.maxAge().toSeconds());
        }
        // A scheme that no browser has a dialog for; HTTP wants one with a 401.
        exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "PhoneCode");
        return responses.problem(exchange, HttpStatus.UNAUTHORIZED, problem);
    }
}
