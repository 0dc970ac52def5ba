package io.github.bandwidthmfa.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Spring's client as a careful application sets it up: on its event loops, with a token, and with the promises of this client. */
final class ApplicationWebClientContender implements Verifier {

    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(1);

    private record Token(
            @JsonProperty("access_token") String value,
            @JsonProperty("expires_in") long seconds) {

        Duration usable() {
            return Duration.ofSeconds(seconds).minus(BEFORE_EXPIRY);
        }
    }

    private final WebClient client;
    private final URI verify;

    ApplicationWebClientContender(Target target) {
        this.verify = target.verify();
        HttpClient http = HttpClient.create(ByHandContender.pool()
                        .pendingAcquireMaxCount(Promise.maxPending())
                        .pendingAcquireTimeout(Promise.PENDING_TIMEOUT)
                        .build())
                .runOn(Application.eventLoops());
        WebClient plain = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(ByHandContender.secured(target, http)))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(Promise.MAX_RESPONSE_BYTES))
                .build();
        Mono<Token> token = plain.post()
                .uri(target.token())
                .headers(headers -> headers.setBasicAuth(Target.CLIENT_ID, Target.CLIENT_SECRET))
                .body(BodyInserters.fromFormData("grant_type", "client_credentials"))
                .retrieve()
                .bodyToMono(Token.class)
                .cache(Token::usable, failure -> Duration.ZERO, () -> Duration.ZERO);
        this.client = plain.mutate()
                .filter((request, next) -> token.flatMap(bearer -> next.exchange(ClientRequest.from(request)
                        .headers(headers -> headers.setBearerAuth(bearer.value()))
                        .build())))
                .build();
    }

    @Override
    public Mono<Boolean> verify(Json.Request request) {
        return client.post()
                .uri(verify)
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .bodyValue(request)
                .retrieve()
                .bodyToMono(Json.Answer.class)
                .map(Json.Answer::valid)
                .timeout(Promise.CALL_TIMEOUT);
    }
}
