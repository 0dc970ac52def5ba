package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        HttpResponse<String> response =
                caller.exchange(caller.request(simulator.inboxPage().getPath() + file));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue(type + ";charset=utf-8");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @CsvSource({"GET,/", "GET,/simulator", "HEAD,/", "HEAD,/simulator", "GET,/?a=b", "GET,/simulator?a=b"})
    void theAddressesThatPeopleTryLeadToThePage(String method, String path) {
        HttpResponse<String> response =
                caller.exchange(caller.request(path).method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location"))
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

    /** So that what is on reads as what was chosen. */
    @Test
    void faultsHaveTheWordsOfTheMenu() {
        String page =
                caller.exchange(caller.request(simulator.inboxPage().getPath())).body();
        Matcher options =
                Pattern.compile("<option value='(\\{.*?})'>(.*?)</option>").matcher(page);

        int count = 0;
        for (; options.find(); count++) {
            FaultRequest wish = Json.read(options.group(1).getBytes(StandardCharsets.UTF_8), FaultRequest.class)
                    .orElseThrow();
            assertThat(FaultParser.describe(FaultParser.parse(wish))).isEqualTo(options.group(2));
        }
        assertThat(count).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'fault':'status','status':500}                | respond with status 500",
                "{'fault':'status','status':503,'form':'gateway'} | respond with status 503 of the gateway",
                "{'fault':'status','status':429}                | refuse (429)",
                "{'fault':'status','status':401,'body':'{}'}    | respond with status 401 and a body of its own",
                "{'fault':'status','status':429,'headers':{'Retry-After':'1'}} | refuse for 1 second (429)",
                "{'fault':'delay','millis':250}                 | respond 250 ms late",
                "{'fault':'drip'}                               | respond byte by byte, 100 ms apart",
                "{'fault':'resetBeforeReading'}                 | reset the connection without reading",
                "{'fault':'closeAfterReadingWithoutActing'}     | not act, and hang up without a response",
                "{'fault':'resetAfterReading'}                  | act, and reset the connection without a response",
                "{'fault':'closeMidResponse'}                   | act, and hang up in the middle of the response",
                "{'fault':'hangWithoutActing'}                  | not act, and never respond"
            })
    void faultsThatAreScriptedElsewhereHaveWordsToo(String wish, String words) {
        byte[] json = wish.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThat(FaultParser.describe(
                        FaultParser.parse(Json.read(json, FaultRequest.class).orElseThrow())))
                .isEqualTo(words);
    }

    @Test
    void theInboxIsClearedAndCodesStayGood() {
        String code = caller.code();

        assertThat(caller.exchange(caller.request("/simulator/inbox").DELETE()).body())
                .isEqualTo("{\"messages\":0}");
        assertThat(simulator.messages()).isEmpty();
        assertThat(caller.verify(code).statusCode()).isEqualTo(200);
    }

    @Test
    void anInboxIsNotClearedForLessThanAll() {
        caller.send();

        assertThat(caller.exchange(caller.request("/simulator/inbox?to=%2B15").DELETE())
                        .statusCode())
                .isEqualTo(400);
        assertThat(simulator.messages()).hasSize(1);
    }
}
