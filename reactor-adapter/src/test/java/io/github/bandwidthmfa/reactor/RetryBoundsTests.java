package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.function.Tuple2;

/** Repeats end with the call they belong to, and help where the next connection leads elsewhere. */
final class RetryBoundsTests {

    /** An address of this machine that no server listens on. */
    private static final byte[] NOBODY = {127, 0, 0, 2};

    private static final byte[] SERVER = {127, 0, 0, 1};

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void noRepeatBeginsAfterTheCallHasEnded() {
        try (ScriptedServer server = ScriptedServer.plain(Connection::reset)) {
            MfaClient client =
                    clients.open(options(server.uri("https")).maxRetries(10).callTimeout(Duration.ofMillis(500)));

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.CALL);
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            // The pauses are at least 50, 100, 200 and 400 ms.
            assertThat(server.connections()).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void manyWhoFailedTogetherDoNotComeBackTogether() {
        StepVerifier.withVirtualTime(() -> {
                    RetryPolicy retries = new RetryPolicy(1, Schedulers.parallel());
                    return Flux.range(0, 500)
                            .flatMap(i -> retries.backoff(0).elapsed(), 500)
                            .map(Tuple2::getT1)
                            .collectList();
                })
                .thenAwait(Duration.ofMillis(151))
                .assertNext(pauses -> assertThat(pauses)
                        .allSatisfy(pause -> assertThat(pause).isBetween(50L, 150L))
                        .anySatisfy(pause -> assertThat(pause).isLessThan(75))
                        .anySatisfy(pause -> assertThat(pause).isGreaterThan(125)))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aRepeatAsksAgainWhereTheHostIs() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved());
                Directory directory = new Directory(List.of(NOBODY), List.of(SERVER))) {
            MfaClient client = clients.open(at(directory, server));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(directory.lookUps()).isEqualTo(2);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @Test
    void aHostThatIsUnknownForAMomentIsLookedUpAgain() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved());
                Directory directory = new Directory(List.of(), List.of(SERVER))) {
            MfaClient client = clients.open(at(directory, server));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(directory.lookUps()).isEqualTo(2);
        }
    }

    @Test
    void aHostThatStaysUnknownIsNotSentAnything() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved());
                Directory directory = new Directory(List.of(), List.of())) {
            MfaClient client = clients.open(at(directory, server));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(failure).hasMessage("verify: the host's name could not be resolved [NOT_SENT]");
            assertThat(directory.lookUps()).isEqualTo(2);
        }
    }

    @Test
    void anAddressWhereNobodyListensIsPassedOverForTheHostsNext() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved());
                Directory directory = new Directory(List.of(NOBODY, SERVER), List.of())) {
            MfaClient client = clients.open(at(directory, server).maxRetries(0));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    private static MfaClientOptions.Builder at(Directory directory, ScriptedServer server) {
        URI host = URI.create("http://service.example:" + server.baseUri().getPort() + "/api/v1");
        return options(host).allowPlaintext(true).customize(http -> http.resolver(directory));
    }

    /** Says where every host is: one thing when it is first asked, another ever after. */
    private static final class Directory extends AddressResolverGroup<InetSocketAddress> {

        private final AtomicInteger lookUps = new AtomicInteger();
        private final List<byte[]> first;
        private final List<byte[]> later;

        Directory(List<byte[]> first, List<byte[]> later) {
            this.first = first;
            this.later = later;
        }

        int lookUps() {
            return lookUps.get();
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                @Override
                protected void doResolve(String host, Promise<InetAddress> promise) throws Exception {
                    List<InetAddress> known = lookUp(host);
                    promise.setSuccess(known.get(0));
                }

                @Override
                protected void doResolveAll(String host, Promise<List<InetAddress>> promise) throws Exception {
                    promise.setSuccess(lookUp(host));
                }
            });
        }

        private List<InetAddress> lookUp(String host) throws UnknownHostException {
            List<byte[]> addresses = lookUps.incrementAndGet() == 1 ? first : later;
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host);
            }
            List<InetAddress> known = new java.util.ArrayList<>();
            for (byte[] address : addresses) {
                known.add(InetAddress.getByAddress(host, address));
            }
            return known;
        }
    }
}
