package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboxPageTests {

    private static final String LOCKOUTS = "/simulator/lockouts";

    @RegisterExtension
    static final MfaSimulatorExtension EXTENSION = new MfaSimulatorExtension();

    private MfaSimulator simulator;
    private Caller caller;

    @BeforeEach
    void start(MfaSimulator running) {
        simulator = running;
        caller = new Caller(running);
    }

    @ParameterizedTest
    @CsvSource({"'',text/html", "inbox.css,text/css", "inbox.js,text/javascript", "icon.svg,image/svg+xml"})
    void thePageAndItsFilesAreServed(String file, String type) {
        HttpResponse<String> answer =
                caller.exchange(caller.request(simulator.inboxPage().getPath() + file));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type + ";charset=utf-8");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @CsvSource({"GET,/", "GET,/simulator", "HEAD,/", "HEAD,/simulator", "GET,/?a=b", "GET,/simulator?a=b"})
    void theAddressesThatPeopleTryLeadToThePage(String method, String path) {
        HttpResponse<String> answer =
                caller.exchange(caller.request(path).method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue(simulator.inboxPage().getPath());
        assertThat(simulator.requestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/simulator"})
    void callsToThemAreAnsweredAsTheServiceWould(String path) {
        assertThat(caller.post(path, "{}").statusCode()).isEqualTo(403);
    }

    @Test
    void thePageMayLoadNothingFromElsewhereAndRunNothingInline() {
        HttpResponse<String> page =
                caller.exchange(caller.request(simulator.inboxPage().getPath()));

        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none';")
                        .contains("frame-ancestors 'self' http://127.0.0.1:* http://localhost:*")
                        .doesNotContain("unsafe"));
        assertThat(page.body()).doesNotContain("http:", "https:", "<style", "style=", "onclick");
    }

    @Test
    void lookingAtThePageIsNoCall() {
        caller.exchange(caller.request(simulator.inboxPage().getPath()));

        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void aNumberIsLockedAndUnlockedByHand() {
        String code = caller.code();

        assertThat(caller.post(LOCKOUTS, "{\"to\":\"" + Caller.TO + "\"}").body())
                .isEqualTo("{\"locked\":1}");
        assertThat(caller.verify(code).statusCode()).isEqualTo(429);

        assertThat(unlock("{\"to\":\"" + Caller.TO + "\"}")).isEqualTo("{\"locked\":0}");
        assertThat(caller.verify(code).statusCode()).isEqualTo(200);
    }

    @Test
    void allNumbersAreUnlockedAtOnce() {
        caller.post(LOCKOUTS, "{\"to\":\"+15\"}");
        caller.post(LOCKOUTS, "{\"to\":\"+16\"}");

        assertThat(unlock("")).isEqualTo("{\"locked\":0}");
    }

    @Test
    void aLockOfAnotherAccountIsAnotherLock() {
        String code = caller.code();

        caller.post(LOCKOUTS, "{\"to\":\"" + Caller.TO + "\",\"accountId\":\"other\"}");

        assertThat(caller.verify(code).statusCode()).isEqualTo(200);
    }

    @Test
    void aLockoutWithoutANumberIsRefused() {
        assertThat(caller.post(LOCKOUTS, "{}").statusCode()).isEqualTo(400);
    }

    private String unlock(String body) {
        return caller.exchange(caller.request(LOCKOUTS).method("DELETE", HttpRequest.BodyPublishers.ofString(body)))
                .body();
    }
}
