package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.SettableClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.TestingAuthenticationToken;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Bodies and headers that no page sends: each is refused as what it is, and none is an error of ours. */
@SecondFactorApplicationTest
@Timeout(300)
class HostileInputTests {

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    @Autowired
    private SettableClock clock;

    private String ann = "";
    private Visitor person = new Visitor(0);

    @BeforeEach
    void somebodyWithACode() {
        ann = people.add();
        person = new Visitor(port).login(ann);
        Visitor.now(person.send());
        Map<?, ?> state = person.get("/login/phone").json();
        person.header(String.valueOf(state.get("csrfHeader")), String.valueOf(state.get("csrfToken")));
    }

    private String code() {
        return simulator.latestMessage(people.numberOf(ann)).code();
    }

    private Reply post(String path, String type, String body) {
        return Visitor.now(person.header("Content-Type", type).exchange(HttpMethod.POST, path, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"code\":null}",
                "{\"code\":true}",
                "{\"code\":\"\"}",
                "{\"code\":\"\\u0000\"}",
                "{\"code\":1e5}",
            })
    void jsonWithoutACodeCostsNoTry(String body) {
        assertThat(post("/login/phone", MediaType.APPLICATION_JSON_VALUE, body).type())
                .isEqualTo("not-a-code");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"123456\"",
                "123456",
                "{\"code\":[\"123456\"]}",
                "{\"code\":{\"$ne\":\"\"}}",
                "{\"code\":\"123456\"",
                "{\"code\":\"123456\",\"code\":\"654321\"}",
                "{\"code\":\"123456\"} {\"code\":\"654321\"}",
                "{\"Code\":\"123456\"}",
                "{\"code\":\"123456\",\"user\":\"admin\"}",
                "not json",
            })
    void jsonOfAnotherShapeIsABadRequest(String body) {
        Reply refused = post("/login/phone", MediaType.APPLICATION_JSON_VALUE, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.type()).isEqualTo("bad-request");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "code=", "code=&remember-device", "remember-device"})
    void formWithoutACodeCostsNoTry(String body) {
        assertThat(post("/login/phone", MediaType.APPLICATION_FORM_URLENCODED_VALUE, body)
                        .type())
                .isEqualTo("not-a-code");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=123456&code=654321",
                "code=123456&CODE=1",
                "code[]=123456",
                "code=123456&x",
                "code=123456&remember-device=0"
            })
    void formOfAnotherShapeIsABadRequest(String body) {
        assertThat(post("/login/phone", MediaType.APPLICATION_FORM_URLENCODED_VALUE, body)
                        .type())
                .isEqualTo("bad-request");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/xml", "multipart/form-data; boundary=x", "application/problem+json", "text/plain"})
    void otherMediaTypesAreABadRequest(String type) {
        assertThat(post("/login/phone", type, "{\"code\":\"123456\"}").type()).isEqualTo("bad-request");
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    /** By a client that does not look at what it sends. */
    @ParameterizedTest
    @ValueSource(
            strings = {"application/json; charset=\"", "no media type", "application/json;charset=no-such-charset", ";"
            })
    void malformedMediaTypesAreABadRequest(String type) throws Exception {
        Map<?, ?> state = person.get("/login/phone").json();
        HttpResponse<String> refused = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login/phone"))
                                .header("Content-Type", type)
                                .header("Cookie", "SESSION=" + person.session())
                                .header(String.valueOf(state.get("csrfHeader")), String.valueOf(state.get("csrfToken")))
                                .POST(HttpRequest.BodyPublishers.ofString("code=123456"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("bad-request");
    }

    @Test
    void oversizedJsonIsABadRequest() {
        String body = "{\"code\":\"" + "1".repeat(1 << 20) + "\"}";

        assertThat(post("/login/phone", MediaType.APPLICATION_JSON_VALUE, body).type())
                .isEqualTo("bad-request");
    }

    /** In an application whose filter against forged requests does not read the form before. */
    @ParameterizedTest
    @ValueSource(strings = {"code=%zz", "code=%", "code=123456&&=&%"})
    void formWithBrokenEncodingIsABadRequest(String body) {
        StepVerifier.create(input(body))
                .expectErrorSatisfies(HostileInputTests::isBadRequest)
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void oversizedFormIsABadRequest() {
        StepVerifier.create(input("code=" + "1".repeat(1 << 20)))
                .expectErrorSatisfies(HostileInputTests::isBadRequest)
                .verify(Duration.ofSeconds(5));
    }

    private static Mono<LoginInput> input(String form) {
        return LoginInput.of(MockServerWebExchange.from(MockServerHttpRequest.post("/login/phone")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(form)));
    }

    private static void isBadRequest(Throwable error) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.BAD_REQUEST));
    }

    @Test
    void digitsOfAnotherScriptAreTheCode() {
        StringBuilder typed = new StringBuilder();
        code().chars().forEach(digit -> typed.append((char) ('\u0660' + digit - '0')));

        assertThat(Visitor.now(person.verify(typed.toString())).status()).isEqualTo(200);
    }

    @Test
    void codeInTheAddressIsNotRead() {
        assertThat(person.post("/login/phone?code=" + code()).type()).isEqualTo("not-a-code");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login/phone/",
                "/login/phone/code/",
                "/login/%70hone",
                "/login/phone;x=1",
                "/login/phonex",
                "/login/phone/number",
                "/login/phone/number/code",
                "/login/phone/code/code",
                "/LOGIN/PHONE"
            })
    void pathsBesideTheEndpointsAreThoseOfTheApplication(String path) {
        long sent = simulator.requestCount(Operation.MESSAGING);

        Reply posted = person.post(path, "code", code());

        assertThat(posted.status()).isIn(400, 401);
        assertThat(posted.body()).doesNotContain("DONE");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(sent);
        assertThat(simulator.requestCount(Operation.VERIFY)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//elsewhere.example/",
                "/%2Felsewhere.example/",
                "/%5Celsewhere.example/",
                "/;//elsewhere.example",
                "/page?continue=https://elsewhere.example/",
                "/page?x=%0d%0aLocation:%20https://elsewhere.example/"
            })
    void codeLeadsToNoOtherSite(String path) {
        person.asBrowser().get(path);

        Reply right = Visitor.now(person.verify(code()));

        assertThat(right.status()).isEqualTo(303);
        assertThat(right.location()).matches("/|/page\\?.*");
        assertThat(right.headers().get("Location")).hasSize(1);
    }

    @Test
    void forwardedHeadersThatNobodyTrustsChangeNothing() {
        Reply refused = person.asBrowser()
                .header("X-Forwarded-Prefix", "//elsewhere.example")
                .header("X-Forwarded-Host", "elsewhere.example")
                .get("/page");

        assertThat(refused.location()).isEqualTo("/login/phone");
    }

    @Test
    void deviceCookieOfAnotherApplicationTrustsNothing() {
        assertThat(withDeviceCookieOf("fedcba9876543210fedcba9876543210", ann).status())
                .isEqualTo(401);
        assertThat(withDeviceCookieOf("0123456789abcdef0123456789abcdef", ann + " ")
                        .status())
                .isEqualTo(401);
        assertThat(withDeviceCookieOf("0123456789abcdef0123456789abcdef", ann).status())
                .as("its own")
                .isEqualTo(200);
    }

    private Reply withDeviceCookieOf(String key, String name) {
        var authority = new PhoneFactorAuthority(PhoneFactor.AUTHORITY);
        var requirement = new FactorRequirement(authority, someone -> false);
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        new TrustedDevices(key, Duration.ofDays(30), null, requirement, authority, clock)
                .trust(exchange, new TestingAuthenticationToken(name, ""))
                .block(Duration.ofSeconds(5));
        ResponseCookie cookie =
                Objects.requireNonNull(exchange.getResponse().getCookies().getFirst(TrustedDevices.COOKIE));
        Visitor other = new Visitor(port).login(ann);
        other.cookies().put(TrustedDevices.COOKIE, cookie.getValue());
        return other.get("/page");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "x", "1.", ".1", "0.AAAA", "99999999999999999999.AAAA", "-1.AAAA", "1.2.3", "%00.%00"})
    void deviceCookieOfNoFormTrustsNothing(String cookie) {
        Visitor other = new Visitor(port).login(ann);
        other.cookies().put(TrustedDevices.COOKIE, cookie);

        assertThat(other.get("/page").status()).isEqualTo(401);
    }
}
