package io.github.bandwidthmfa.examples.signin;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.json.JsonMapper;

/** A browser without a window: keeps its cookie and the page's token. */
final class Visitor {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String COOKIE = "sign-in";
    private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {};

    /** What came back. */
    record Reply(int status, Map<String, Object> body, HttpHeaders headers) {

        String type() {
            return String.valueOf(body.get("type")).replace("urn:sign-in:", "");
        }
    }

    private final WebTestClient web;
    private volatile @Nullable String session;
    private volatile Map<String, Object> state = Map.of();

    Visitor(int port) {
        web = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    /** As the page does when it is loaded. */
    Visitor arrives() {
        state = get("/api/sign-in").body();
        return this;
    }

    @Nullable
    String session() {
        return session;
    }

    Object step() {
        return arrives().state.get("step");
    }

    Reply send(String number) {
        return post("code", Map.of("number", number, "channel", "SMS"));
    }

    Reply call(String number) {
        return post("code", Map.of("number", number, "channel", "CALL"));
    }

    Reply resend() {
        return post("code", Map.of("channel", "SMS"));
    }

    Reply verify(String code) {
        return post("verification", Map.of("code", code));
    }

    Reply signOut() {
        return exchange(HttpMethod.DELETE, "/api/sign-in", null, true);
    }

    Reply get(String path) {
        return exchange(HttpMethod.GET, path, null, false);
    }

    Reply post(String what, Object body) {
        return exchange(HttpMethod.POST, "/api/sign-in/" + what, body, true);
    }

    Reply forge(String what, Object body) {
        return exchange(HttpMethod.POST, "/api/sign-in/" + what, body, false);
    }

    private Reply exchange(HttpMethod method, String path, @Nullable Object body, boolean withToken) {
        WebTestClient.RequestBodySpec request = web.method(method).uri(path);
        String cookie = session;
        if (cookie != null) {
            request.cookie(COOKIE, cookie);
        }
        if (withToken) {
            request.header(String.valueOf(state.get("csrfHeader")), String.valueOf(state.get("csrfToken")));
        }
        if (body != null) {
            // As bytes: the encoder of objects would log them, and the logs are looked through for numbers.
            request.contentType(MediaType.APPLICATION_JSON).bodyValue(JSON.writeValueAsBytes(body));
        }
        EntityExchangeResult<Map<String, Object>> result =
                request.exchange().expectBody(OBJECT).returnResult();
        ResponseCookie given = result.getResponseCookies().getFirst(COOKIE);
        if (given != null) {
            session = given.getValue();
        }
        Map<String, Object> content = result.getResponseBody();
        return new Reply(result.getStatus().value(), content == null ? Map.of() : content, result.getResponseHeaders());
    }
}
