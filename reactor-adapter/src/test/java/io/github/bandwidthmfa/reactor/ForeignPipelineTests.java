package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContentDecompressor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.NettyPipeline;

/** A pipeline that is not as this client expects: another version of Reactor Netty, or a customizer, may make it so. */
final class ForeignPipelineTests {

    @RegisterExtension
    private final Clients clients = new Clients();

    private final MfaSimulator simulator = MfaSimulator.builder().start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    static Stream<Consumer<ChannelPipeline>> changes() {
        return Stream.of(
                pipeline -> pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new HttpClientCodec()),
                pipeline -> pipeline.replace(NettyPipeline.HttpCodec, "another-name", new HttpClientCodec()),
                pipeline -> {
                    pipeline.remove(NettyPipeline.HttpCodec);
                    pipeline.addLast(new HttpContentDecompressor());
                });
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anotherCodecFailsTheCallBeforeAnythingIsSent(Consumer<ChannelPipeline> change) {
        MfaClient client = clients.open(options(simulator.baseUri())
                .customize(http -> http.doOnConnected(
                        connection -> change.accept(connection.channel().pipeline()))));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessageContaining("another HTTP codec");
        assertThat(simulator.requestCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anotherCodecGetsNoTokenEither(Consumer<ChannelPipeline> change) {
        MfaClient client = clients.open(options(simulator.baseUri())
                .credentials(Credentials.clientCredentials(
                        MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET))
                .tokenUri(simulator.tokenUri())
                .customize(http -> http.doOnConnected(
                        connection -> change.accept(connection.channel().pipeline()))));

        MfaTokenException failure = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessageContaining("another HTTP codec");
        assertThat(simulator.requestCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void theObservationOfAnAttemptNamesTheCodecToo(Consumer<ChannelPipeline> change) {
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }

            @Override
            public void onError(Observation.Context context) {
                errors.add(context.getError());
            }
        });
        MfaClient client = clients.open(options(simulator.baseUri())
                .observationRegistry(registry)
                .customize(http -> http.doOnConnected(
                        connection -> change.accept(connection.channel().pipeline()))));

        failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(errors).hasSize(2).allSatisfy(error -> assertThat(error).hasMessageContaining("another HTTP codec"));
    }
}
