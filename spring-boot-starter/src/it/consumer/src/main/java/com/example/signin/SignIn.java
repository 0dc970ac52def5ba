package com.example.signin;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Signs somebody in, once: starts, sends a code, reads it from the simulator's inbox, verifies it. */
@SpringBootApplication
public class SignIn {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NUMBER = "+19195551234";

    public static void main(String[] arguments) throws Exception {
        String simulator = arguments[0];
        try (ConfigurableApplicationContext context = SpringApplication.run(
                SignIn.class,
                "--bandwidth.mfa.account-id=9900000",
                "--bandwidth.mfa.client-id=demo-client",
                "--bandwidth.mfa.client-secret=demo-secret",
                "--bandwidth.mfa.base-uri=" + simulator + "/api/v1",
                "--bandwidth.mfa.token-uri=" + simulator + "/api/v1/oauth2/token")) {
            MfaClient client = context.getBean(MfaClient.class);
            client.sendMessagingCode(CodeRequest.builder()
                            .to(NUMBER)
                            .from("+19195554321")
                            .applicationId("66fd98ae-ac8d")
                            .message("Your {NAME} code is {CODE}")
                            .build())
                    .block(PATIENCE);
            boolean valid = client.verifyCode(VerifyCodeRequest.builder()
                            .to(NUMBER)
                            .code(latestCode(simulator))
                            .expirationTime(Duration.ofMinutes(3))
                            .build())
                    .block(PATIENCE)
                    .valid();
            if (!valid) {
                throw new IllegalStateException("the code that was sent is not valid");
            }
            System.out.println("signed in, from the artefacts");
        }
    }

    private static String latestCode(String simulator) throws IOException, InterruptedException {
        String inbox = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(simulator + "/simulator/inbox?to=%2B19195551234"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher codes = Pattern.compile("\"code\"\\s*:\\s*\"(\\d+)\"").matcher(inbox);
        if (!codes.find()) {
            throw new IllegalStateException("no code in the inbox");
        }
        return codes.group(1);
    }
}
