package io.github.bandwidthmfa.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A client of another make than the product's own. */
final class Caller {

    static final String TO = "+19195551234";
    static final String BASIC = basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD);
    static final String CLIENT = basic(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final MfaSimulator simulator;

    Caller(MfaSimulator simulator) {
        this.simulator = simulator;
    }

    static String basic(String name, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    static String sendBody(String to) {
        return """
                {"to":"%s","from":"+19195554321","applicationId":"app-1","message":"{NAME} {SCOPE}: {CODE}","digits":6}""".formatted(to);
    }

    static String verifyBody(String to, String code) {
        return """
                {"to":"%s","code":"%s","expirationTimeInMinutes":3}""".formatted(to, code);
    }

    HttpResponse<String> send() {
        return post("/api/v1/accounts/9900000/code/messaging", sendBody(TO));
    }

    HttpResponse<String> verify(String code) {
        return post("/api/v1/accounts/9900000/code/verify", verifyBody(TO, code));
    }

    /** Sends a code and reads it from the inbox. */
    String code() {
        send();
        return simulator.latestMessage(TO).code();
    }

    /** A code of the right form that is none of the live ones. */
    static String other(String code) {
        return (code.charAt(0) == '9' ? '0' : (char) (code.charAt(0) + 1)) + code.substring(1);
    }

    HttpResponse<String> post(String path, String body) {
        return exchange(request(path).header("Authorization", BASIC), body);
    }

    HttpResponse<String> token(String authorization, String form) {
        return exchange(
                request("/api/v1/oauth2/token")
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/x-www-form-urlencoded"),
                form);
    }

    /** A token as the endpoint hands it out. */
    String accessToken() {
        String body = token(CLIENT, "grant_type=client_credentials").body();
        return body.replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + simulator.port() + path);
    }

    HttpResponse<String> exchange(HttpRequest.Builder request, String body) {
        return exchange(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    CompletableFuture<HttpResponse<String>> later(String path, String body) {
        return HTTP.sendAsync(
                request(path)
                        .header("Authorization", BASIC)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(byte[] json) {
        return Json.read(json, Map.class).orElseThrow();
    }
}
