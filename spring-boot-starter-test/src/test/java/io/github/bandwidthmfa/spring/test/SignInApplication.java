package io.github.bandwidthmfa.spring.test;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.reactor.MfaClient;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What a team writes. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SignInApplication.SendController.class)
class SignInApplication {

    @RestController
    static class SendController {

        private final MfaClient client;

        SendController(MfaClient client) {
            this.client = client;
        }

        @PostMapping("/send")
        Mono<String> send(@RequestParam String to) {
            CodeRequest request = CodeRequest.builder()
                    .to(to)
                    .from("+19195554321")
                    .applicationId("66fd98ae-ac8d")
                    .message("Your {NAME} code is {CODE}")
                    .build();
            return client.sendMessagingCode(request).map(MessagingCodeResponse::messageId);
        }

        @ExceptionHandler
        ProblemDetail failed(MfaException failure) {
            return ProblemDetail.forStatus(503);
        }
    }
}
