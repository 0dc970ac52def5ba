package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.reactor.observation.Observations;
import io.github.bandwidthmfa.wire.WireResponse;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** An exchange each attempt of which is observed. */
final class ObservedExchange implements Exchange {

    private final Exchange exchange;
    private final Observations observations;
    private final MfaOperation operation;
    private final String address;
    private final ErrorTranslator errors;

    ObservedExchange(
            Exchange exchange,
            Observations observations,
            MfaOperation operation,
            String address,
            ErrorTranslator errors) {
        this.exchange = exchange;
        this.observations = observations;
        this.operation = operation;
        this.address = address;
        this.errors = errors;
    }

    /** The client, sending the headers of the trace that an attempt belongs to. */
    static HttpClient propagating(HttpClient client) {
        return client.doOnRequest(
                (request, connection) -> Observations.propagate(request.currentContextView(), request::header));
    }

    @Override
    public Mono<WireResponse> send(Attempt attempt) {
        return observations.attempt(
                operation, address, exchange.send(attempt), failure -> inOurWords(attempt, failure));
    }

    /** A tracer records the failure, and what Netty throws may quote what was read. */
    private MfaException inOurWords(Attempt attempt, Throwable failure) {
        if (failure instanceof CallFailure.ErrorResponse error) {
            return MfaServiceException.of(
                    operation,
                    new ServiceError(
                            error.response().status(),
                            // Left out: it may quote what was sent, and the secrets to redact are not known here.
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
        return errors.transportFailure(operation, attempt.afterFailure(), failure);
    }
}
