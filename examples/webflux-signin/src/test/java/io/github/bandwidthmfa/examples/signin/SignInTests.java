package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

/** What the application adds to the module: its people, its pages, and sign-in by phone as a property. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sign-in.by-phone=true",
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=demo-messaging-app",
            "bandwidth.mfa.phone-factor.voice-application-id=demo-voice-app"
        })
@AutoConfigureMfaSimulator
class SignInTests {

    private static final String NUMBER = "+13035550123";

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    private final Map<String, String> cookies = new LinkedHashMap<>();

    private EntityExchangeResult<String> get(String path) {
        return keep(web().get().uri(path).accept(MediaType.TEXT_HTML).cookies(all -> cookies.forEach(all::add)));
    }

    private EntityExchangeResult<String> post(String path, String page, String... fields) {
        String token = get(page).getResponseBody().replaceAll("(?s).*name=\"_csrf\"[^>]*value=\"([^\"]+)\".*", "$1");
        BodyInserters.FormInserter<String> form = BodyInserters.fromFormData("_csrf", token);
        for (int i = 0; i < fields.length; i += 2) {
            form = form.with(fields[i], fields[i + 1]);
        }
        return keep(web().post()
                .uri(path)
                .accept(MediaType.TEXT_HTML)
                .cookies(all -> cookies.forEach(all::add))
                .body(form));
    }

    private EntityExchangeResult<String> keep(WebTestClient.RequestHeadersSpec<?> request) {
        EntityExchangeResult<String> result =
                request.exchange().expectBody(String.class).returnResult();
        result.getResponseCookies().toSingleValueMap().forEach((name, cookie) -> cookies.put(name, cookie.getValue()));
        return result;
    }

    private WebTestClient web() {
        return WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
    }

    private static String location(EntityExchangeResult<?> result) {
        return String.valueOf(result.getResponseHeaders().getFirst(HttpHeaders.LOCATION));
    }

    @Test
    void passwordThenANumberOfOnesOwnThenTheNumberAlone() {
        assertThat(location(get("/account"))).isEqualTo("/login");
        post("/login", "/login", "username", "owl", "password", "owl");
        assertThat(location(get("/account"))).isEqualTo("/login/phone");
        assertThat(location(get("/login/phone"))).isEqualTo("/login/phone/number");
        post("/login/phone/number/code", "/login/phone/number", "number", NUMBER, "channel", "sms");
        EntityExchangeResult<String> right = post(
                "/login/phone/number",
                "/login/phone/number",
                "code",
                simulator.latestMessage(NUMBER).code());

        assertThat(location(right)).isEqualTo("/account");
        assertThat(get("/account").getResponseBody()).contains("<strong id=\"account\">owl</strong>");

        cookies.clear();
        EntityExchangeResult<String> sent =
                post("/login/phone/code", "/login/phone", "number", NUMBER, "channel", "voice");
        assertThat(location(sent)).isEqualTo("/login/phone");
        assertThat(get("/login/phone").getResponseBody()).contains("If it belongs to an account");
    }

    @Test
    void deskIsOpenToEverybodyAndMayFrameTheShopAlone() {
        EntityExchangeResult<String> desk = get("/");

        assertThat(desk.getResponseBody()).contains("iframe", "Your phone");
        assertThat(desk.getResponseHeaders().getFirst("X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(get("/inbox").getResponseBody()).contains("real phones");
    }
}
