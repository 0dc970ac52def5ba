package io.github.bandwidthmfa.phonefactor;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Redirects, pages, JSON and problem details (RFC 9457). JSON has its own codecs: the application's may rename what is in it. */
final class Responses implements ServerResponse.Context {

    static final String TYPE = "urn:phone-factor:";

    private static final HandlerStrategies STRATEGIES = HandlerStrategies.withDefaults();

    private final String page;

    /** With the path of the page, within the application. */
    Responses(String page) {
        this.page = page;
    }

    static boolean wantsPage(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return headers.getOrEmpty(HttpHeaders.ACCEPT).stream()
                        .anyMatch(type -> type.contains(MediaType.TEXT_HTML_VALUE))
                && !"XMLHttpRequest".equalsIgnoreCase(headers.getFirst("X-Requested-With"));
    }

    static String inApplication(ServerWebExchange exchange, String path) {
        return exchange.getRequest().getPath().contextPath().value() + path;
    }

    Mono<Void> redirectToPage(ServerWebExchange exchange, String query) {
        return redirect(exchange, page + query);
    }

    /** To a path of this application; 303, so that the browser asks for it with GET. */
    Mono<Void> redirect(ServerWebExchange exchange, String path) {
        return write(
                exchange,
                ServerResponse.seeOther(URI.create(inApplication(exchange, path)))
                        .build());
    }

    Mono<Void> html(ServerWebExchange exchange, String html) {
        return write(
                exchange, ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(html));
    }

    Mono<Void> json(ServerWebExchange exchange, Map<String, Object> body) {
        return write(
                exchange,
                ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(body));
    }

    Mono<Void> problem(ServerWebExchange exchange, HttpStatus status, Map<String, Object> problem) {
        return write(
                exchange,
                ServerResponse.status(status)
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .bodyValue(problem));
    }

    /** A browser goes back to the page it came from, which tells what is wrong; a program is told at once. */
    Mono<Void> refuse(ServerWebExchange exchange, String fromPage, RefusedException refused) {
        Reason reason = refused.reason();
        long seconds = seconds(refused.retryAfter());
        if (wantsPage(exchange)) {
            UriComponentsBuilder target =
                    UriComponentsBuilder.fromPath(fromPage).queryParam("problem", reason.id());
            if (seconds > 0) {
                target.queryParam("wait", seconds);
            }
            return redirect(exchange, target.toUriString());
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", TYPE + reason.id());
        problem.put("title", reason.title());
        problem.put("status", reason.status().value());
        problem.put("detail", reason.detail());
        if (seconds > 0) {
            problem.put("retryAfterSeconds", seconds);
            exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        }
        return problem(exchange, reason.status(), problem);
    }

    /** Rounded up: who waits that long has waited long enough. */
    static long seconds(Duration wait) {
        return wait.plusNanos(999_999_999).toSeconds();
    }

    Mono<Void> write(ServerWebExchange exchange, Mono<ServerResponse> response) {
        return response.flatMap(ready -> ready.writeTo(exchange, this));
    }

    @Override
    public List<HttpMessageWriter<?>> messageWriters() {
        return STRATEGIES.messageWriters();
    }

    @Override
    public List<ViewResolver> viewResolvers() {
        return STRATEGIES.viewResolvers();
    }
}
