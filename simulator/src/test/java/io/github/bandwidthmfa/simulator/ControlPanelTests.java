package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlPanelTests {

    private static final String FAULTS = "/simulator/faults";

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
    @ValueSource(strings = {"?to=%2B19195551234", "?to=+19195551234", ""})
    void theInboxShowsTheCode(String query) {
        String code = caller.code();

        HttpResponse<String> response = caller.exchange(caller.request("/simulator/inbox" + query));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
        assertThat(response.body())
                .startsWith("[{\"id\":\"" + simulator.latestMessage(Caller.TO).id() + "\",\"channel\":\"SMS\"")
                .contains("\"text\":\"Demo 2FA: " + code + "\",\"code\":\"" + code + "\"");
    }

    @Test
    void theInboxOfAnotherNumberIsEmpty() {
        caller.send();

        assertThat(caller.exchange(caller.request("/simulator/inbox?to=%2B15")).body())
                .isEqualTo("[]");
    }

    @Test
    void requestsNeverShowAuthorization() {
        caller.send();

        String body = caller.exchange(caller.request("/simulator/requests")).body();

        assertThat(body)
                .contains(
                        "\"authorization\":\"***\"", "\"operation\":\"MESSAGING\"", "\"applicationId\\\":\\\"app-1\\\"")
                .doesNotContain(Caller.BASIC.substring(6));
    }

    @Test
    void lookingIsNoCall() {
        caller.exchange(caller.request("/simulator/requests"));

        assertThat(simulator.requests()).isEmpty();
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void aFaultIsScripted() {
        assertThat(caller.post(
                                FAULTS,
                                "{\"fault\":\"status\",\"status\":429,\"times\":2,\"body\":{\"a\":1},"
                                        + "\"headers\":{\"Retry-After\":\"5\"}}")
                        .body())
                .isEqualTo("{\"pending\":2}");

        HttpResponse<String> response = caller.send();
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).isEqualTo("{\"a\":1}");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(caller.send().statusCode()).isEqualTo(429);
        assertThat(caller.send().statusCode()).isEqualTo(200);
    }

    @Test
    void theFormOfTheBodyIsScripted() {
        caller.post(FAULTS, "{\"fault\":\"status\",\"status\":500,\"form\":\"gateway\"}");
        caller.post(FAULTS, "{\"fault\":\"status\",\"status\":500,\"form\":\"service\"}");

        assertThat(caller.send().body()).isEqualTo("{\"message\":\"Internal server error\"}");
        assertThat(caller.send().body()).startsWith("{\"error\":\"Internal Error\",\"requestId\":");
    }

    @Test
    void aFaultIsScriptedForAnOperationOrAnAccount() {
        caller.post(FAULTS, "{\"fault\":\"status\",\"operation\":\"verify\"}");
        assertThat(caller.send().statusCode()).isEqualTo(200);
        assertThat(caller.verify("1234").statusCode()).isEqualTo(500);

        caller.post(FAULTS, "{\"fault\":\"status\",\"status\":503,\"accountId\":\"9900000\"}");
        assertThat(caller.send().statusCode()).isEqualTo(503);
        assertThat(caller.send().statusCode()).isEqualTo(503);
    }

    @Test
    void deleteClearsTheScript() {
        caller.post(FAULTS, "{\"fault\":\"hang\"}");

        assertThat(caller.exchange(caller.request(FAULTS).DELETE()).body()).isEqualTo("{\"pending\":0}");
        assertThat(caller.send().statusCode()).isEqualTo(200);
    }

    @Test
    void oneFaultIsSwitchedOffAndTheOthersStay() {
        simulator.faults().next(2, Fault.status(503));
        simulator.faults().next(Fault.status(401));
        simulator.faults().forAccount("9900000", Fault.status(500));
        List<Long> ids =
                simulator.faults().active().stream().map(Faults.Active::id).toList();

        assertThat(switchOff("{\"id\":" + ids.get(0) + "}")).isEqualTo("{\"pending\":1}");
        assertThat(switchOff("{\"id\":" + ids.get(0) + "}"))
                .as("it is gone already")
                .isEqualTo("{\"pending\":1}");
        assertThat(caller.send().statusCode()).isEqualTo(401);
        assertThat(caller.send().statusCode()).isEqualTo(500);
        switchOff("{\"id\":" + ids.get(2) + "}");
        assertThat(caller.send().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"id\":\"one\"}", "all"})
    void whatNamesNoFaultSwitchesNoneOff(String body) {
        simulator.faults().next(Fault.hang());

        assertThat(switchOff(body)).startsWith("{\"error\":");
        assertThat(simulator.faults().pending()).isEqualTo(1);
    }

    private String switchOff(String body) {
        return caller.exchange(caller.request(FAULTS).method("DELETE", HttpRequest.BodyPublishers.ofString(body)))
                .body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay",
                "drip",
                "closeBeforeReading",
                "resetBeforeReading",
                "closeAfterReading",
                "closeAfterReadingWithoutActing",
                "resetAfterReading",
                "resetAfterReadingWithoutActing",
                "closeMidResponse",
                "resetMidResponse",
                "hang",
                "hangWithoutActing"
            })
    void everyFaultHasAName(String name) {
        assertThat(caller.post(FAULTS, "{\"fault\":\"" + name + "\"}").body()).isEqualTo("{\"pending\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"fault\":\"explode\"}",
                "{\"fault\":\"status\",\"status\":1}",
                "{\"fault\":\"status\",\"status\":500,\"form\":\"letter\"}",
                "{\"fault\":\"hang\",\"times\":0}",
                "{\"fault\":\"hang\",\"times\":\"x\"}",
                "{\"fault\":\"hang\",\"operation\":\"sing\"}"
            })
    void whatIsNoFaultIsRefused(String body) {
        HttpResponse<String> response = caller.post(FAULTS, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"error\":\"");
        assertThat(simulator.faults().pending()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"fault\":5}                                        | fault must be a string",
                "{\"fault\":\"status\",\"status\":\"500\"}            | status must be a whole number",
                "{\"fault\":\"status\",\"status\":500.5}              | status must be a whole number",
                "{\"fault\":\"status\",\"status\":true}               | status must be a whole number",
                "{\"fault\":\"status\",\"status\":99999999999}        | status must be a whole number",
                "{\"fault\":\"status\",\"status\":[500]}              | status must be a whole number",
                "{\"fault\":\"delay\",\"millis\":\"1\"}               | millis must be a whole number",
                "{\"fault\":\"hang\",\"times\":1.0}                   | times must be a whole number",
                "{\"fault\":\"hang\",\"times\":{}}                    | times must be a whole number",
                "{\"fault\":\"status\",\"form\":1}                    | form must be a string",
                "{\"fault\":\"status\",\"form\":\"letter\"}           | form must be service or gateway",
                "{\"fault\":\"status\",\"headers\":[]}                | headers must be an object",
                "{\"fault\":\"status\",\"headers\":\"a: b\"}          | headers must be an object",
                "{\"fault\":\"hang\",\"accountId\":9900000}           | accountId must be a string",
                "{\"fault\":\"hang\",\"operation\":\"sing\"}          | operation must be messaging, voice, verify, token or other",
                "[]                                                 | the body must be a JSON object",
                "{\"fault\":\"hang\"} {}                              | the body must be a JSON object"
            })
    void whatIsWrongWithAFaultIsNamed(String body, String error) {
        assertThat(caller.post(FAULTS, body).body()).isEqualTo("{\"error\":\"" + error + "\"}");
        assertThat(simulator.faults().pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "[]",
                "{\"to\":19195551234}",
                "{\"to\":[\"+19195551234\"]}",
                "{\"to\":true}",
                "{\"accountId\":9900000}",
                "{\"to\":\"+19195551234\"",
                "{} {}"
            })
    void whatNamesNoNumberUnlocksNone(String body) {
        caller.post("/simulator/lockouts", "{\"to\":\"" + Caller.TO + "\"}");

        HttpResponse<String> response = caller.exchange(
                caller.request("/simulator/lockouts").method("DELETE", HttpRequest.BodyPublishers.ofString(body)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\\\"to\\\"");
        assertThat(caller.verify("1234").statusCode()).isEqualTo(429);
    }

    @Test
    void headersAndBodiesOfAnyTypeAreSentAsWritten() {
        caller.post(FAULTS, "{\"fault\":\"status\",\"body\":[1,null],\"headers\":{\"A\":5,\"B\":true,\"C\":\"x\"}}");

        HttpResponse<String> response = caller.send();

        assertThat(response.body()).isEqualTo("[1,null]");
        assertThat(response.headers().firstValue("A")).hasValue("5");
        assertThat(response.headers().firstValue("B")).hasValue("true");
        assertThat(response.headers().firstValue("C")).hasValue("x");
    }

    @Test
    void aPropertyTwiceInARequestCountsOnceAndTheLast() {
        String body = Caller.sendBody("+15");
        String twice = body.substring(0, body.lastIndexOf('}')) + ",\"to\":\"" + Caller.TO + "\",\"x\":{\"to\":1}}";

        assertThat(caller.post("/accounts/9900000/code/messaging", twice).statusCode())
                .isEqualTo(200);
        assertThat(simulator.latestMessage(Caller.TO).to()).isEqualTo(Caller.TO);
    }

    @Test
    void unknownControlPathsSayWhatThereIs() {
        HttpResponse<String> response = caller.exchange(caller.request("/simulator/other"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("GET and DELETE of /simulator/inbox");
    }
}
