package io.github.bandwidthmfa.reactor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.reactivestreams.Publisher;
import reactor.test.StepVerifier;

/** What the tests send, and how they look at what becomes of it. */
public final class Samples {

    /** Far more than anything here takes: only a defect lets it pass. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    public static final String NUMBER = "+19195551234";
    public static final String CODE = "739214";
    public static final String REQUEST_ID = "354cc8a3-6701-461e-8fa7-8671703dd898";

    private Samples() {}

    public static CodeRequest.Builder codeRequest() {
        return CodeRequest.builder()
                .to(NUMBER)
                .from("+19195554321")
                .applicationId("66fd98ae-ac8d")
                .message("Your {NAME} code is {CODE}");
    }

    public static VerifyCodeRequest verifyRequest() {
        return VerifyCodeRequest.builder()
                .to(NUMBER)
                .code(CODE)
                .expirationTime(Duration.ofMinutes(3))
                .build();
    }

    public static MfaClientOptions.Builder options(URI baseUri) {
        return MfaClientOptions.builder()
                .accountId("9900000")
                .credentials(Credentials.basic("user", "password"))
                .baseUri(baseUri);
    }

    public static MfaClientOptions.Builder options(MockWebServer server) {
        return options(uri(server, "/api/v1"));
    }

    public static URI uri(MockWebServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    public static MockResponse json(String body) {
        return json(200, body);
    }

    public static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    public static MockResponse valid() {
        return json("{\"valid\":true}");
    }

    public static <T> T responseOf(Publisher<T> call) {
        AtomicReference<T> value = new AtomicReference<>();
        StepVerifier.create(call).consumeNextWith(value::set).expectComplete().verify(PATIENCE);
        return value.get();
    }

    /** The failure of a call, which must be of exactly this type. */
    public static <E extends MfaException> E failureOf(Publisher<?> call, Class<E> type) {
        MfaException failure = failureOf(call);
        assertThat(failure).isExactlyInstanceOf(type);
        return type.cast(failure);
    }

    public static MfaException failureOf(Publisher<?> call) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        StepVerifier.create(call).expectErrorSatisfies(failure::set).verify(PATIENCE);
        assertThat(failure.get()).isInstanceOf(MfaException.class);
        return (MfaException) failure.get();
    }
}
