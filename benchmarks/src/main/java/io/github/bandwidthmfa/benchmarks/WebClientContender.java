package io.github.bandwidthmfa.benchmarks;

import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/** Spring's client on Reactor Netty. */
final class WebClientContender implements Contender {

    private final WebClient client;
    private final URI verify;

    WebClientContender(Target target) {
        this.verify = target.verify();
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(ByHandContender.secured(
                        target, HttpClient.create(ByHandContender.pool().build()))))
                .defaultHeader(HttpHeaders.AUTHORIZATION, AUTHORIZATION)
                .build();
    }

    @Override
    public void call(Outcome outcome) {
        client.post()
                .uri(verify)
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .bodyValue(Json.REQUEST)
                .retrieve()
                .bodyToMono(Json.Answer.class)
                .subscribe(response -> outcome.succeeded(response.valid()), outcome::failed);
    }
}
