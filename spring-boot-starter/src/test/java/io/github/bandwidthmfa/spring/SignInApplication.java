package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What a team writes: inject the client, and return what it returns. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class SignInApplication {

    private final MfaClient client;

    SignInApplication(MfaClient client) {
        this.client = client;
    }

    @PostMapping("/send")
    Mono<String> send() {
        return client.sendMessagingCode(Samples.codeRequest()).map(MessagingCodeResponse::messageId);
    }

    @PostMapping("/verify")
    Mono<Boolean> verify(@RequestParam String code) {
        return client.verifyCode(Samples.verifyRequest(code)).map(VerifyCodeResponse::valid);
    }
}
