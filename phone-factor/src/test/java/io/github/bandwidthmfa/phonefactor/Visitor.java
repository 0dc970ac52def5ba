package io.github.bandwidthmfa.phonefactor;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/** A browser without a window, or a program: keeps its cookies and follows no redirect. */
final class Visitor {

    // Longer than any time limit of the application, of its client and of its session store: each of them is to say
    // first what was late.
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    // Threads of its own: the watch over the application's threads is not to see the test's.
    private static final HttpClient HTTP = HttpClient.create(ConnectionProvider.builder("visitors")
                    .maxConnections(300)
                    .pendingAcquireMaxCount(-1)
                    .build())
            .runOn(LoopResources.create("visitors", 2, true));

    /** What came back. */
    record Reply(int status, HttpHeaders headers, String body) {

        /** The id of the session, if it is a new one. */
        String session() {
            return headers.getOrEmpty(HttpHeaders.SET_COOKIE).stream()
                    .filter(cookie -> cookie.startsWith("SESSION="))
                    .map(cookie -> cookie.substring(8, cookie.indexOf(';')))
                    .findFirst()
                    .orElse("");
        }

        String location() {
            return String.valueOf(headers.getFirst(HttpHeaders.LOCATION));
        }

        Map<?, ?> json() {
            return JsonMapper.shared().readValue(body, Map.class);
        }

        Object type() {
            return String.valueOf(json().get("type")).replace("urn:phone-factor:", "");
        }
    }

    private final String base;
    private final WebClient web;
    private final Map<String, String> cookies = new ConcurrentHashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private volatile @Nullable String token;
    private String accept = MediaType.APPLICATION_JSON_VALUE;

    Visitor(int port) {
        this(port, "");
    }

    Visitor(int port, String contextPath) {
        base = "http://127.0.0.1:" + port + contextPath;
        web = WebClient.builder()
                .baseUrl(base)
                .clientConnector(new ReactorClientHttpConnector(HTTP))
                .build();
    }

    /** As a program from here on: asks for JSON. */
    Visitor asProgram() {
        accept = MediaType.APPLICATION_JSON_VALUE;
        return this;
    }

    Visitor asBrowser() {
        accept = "text/html,application/xhtml+xml,*/*;q=0.8";
        return this;
    }

    Visitor header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Visitor withoutHeader(String name) {
        headers.remove(name);
        return this;
    }

    Visitor basic(String name, String password) {
        return header(HttpHeaders.AUTHORIZATION, "Basic " + HttpHeaders.encodeBasicAuth(name, password, null));
    }

    Map<String, String> cookies() {
        return cookies;
    }

    String session() {
        return String.valueOf(cookies.get("SESSION"));
    }

    Reply get(String path) {
        return now(exchange(HttpMethod.GET, path, null));
    }

    /** With the token against forged requests. */
    Reply post(String path, String... fields) {
        return now(posting(path, fields));
    }

    Mono<Reply> posting(String path, String... fields) {
        return token().flatMap(token -> {
            MultiValueMap<String, String> form = form(fields);
            form.add("_csrf", token);
            return exchange(HttpMethod.POST, path, form);
        });
    }

    /** A logout ends the token. */
    Reply logout() {
        Reply reply = post("/logout");
        token = null;
        return reply;
    }

    /** Without the token. */
    Reply forge(String path, String... fields) {
        return now(exchange(HttpMethod.POST, path, form(fields)));
    }

    Mono<Reply> send() {
        return posting("/login/phone/code", "channel", "sms");
    }

    Mono<Reply> verify(String code) {
        return posting("/login/phone", "code", code);
    }

    /** The first factor. */
    Visitor login(String name) {
        now(loggingIn(name));
        return this;
    }

    Mono<Reply> loggingIn(String name) {
        return posting("/login", "username", name, "password", "secret");
    }

    static MultiValueMap<String, String> form(String... fields) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(fields[i], fields[i + 1]);
        }
        return form;
    }

    void fetchToken() {
        now(newToken());
    }

    /** As a page shows it. */
    private Mono<String> token() {
        String known = token;
        return known == null ? newToken() : Mono.just(known);
    }

    private Mono<String> newToken() {
        return exchange(HttpMethod.GET, "/login", null)
                .map(page -> {
                    Matcher token = TOKEN.matcher(page.body());
                    if (!token.find()) {
                        throw new IllegalStateException("no token in " + page);
                    }
                    return token.group(1);
                })
                .doOnNext(found -> token = found);
    }

    Mono<Reply> exchange(HttpMethod method, String path, @Nullable Object body) {
        return Mono.defer(() -> {
            // As it stands: a template would encode odd paths.
            WebClient.RequestBodySpec request = web.method(method)
                    .uri(builder -> URI.create(builder.build() + path))
                    .header(HttpHeaders.ACCEPT, accept);
            cookies.forEach(request::cookie);
            headers.forEach(request::header);
            if (body != null) {
                request.bodyValue(body);
            }
            Mono<Reply> reply = request.exchangeToMono(response -> {
                response.cookies().values().stream().flatMap(List::stream).forEach(cookie -> {
                    if (cookie.getValue().isEmpty()) {
                        cookies.remove(cookie.getName());
                    } else {
                        cookies.put(cookie.getName(), cookie.getValue());
                    }
                });
                return response.bodyToMono(String.class)
                        .defaultIfEmpty("")
                        .map(text -> new Reply(
                                response.statusCode().value(),
                                response.headers().asHttpHeaders(),
                                text));
            });
            return reply.timeout(
                    PATIENCE,
                    Mono.error(() -> new AssertionError("no response to " + method + " " + path + " on " + base)));
        });
    }

    static <T> T now(Mono<T> reply) {
        return Objects.requireNonNull(reply.block(PATIENCE.multipliedBy(2)));
    }
}
