package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.MfaSimulatorExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Basic authentication ends on 2026-12-02: who still uses it is told before, and when it happens. */
final class BasicRetirementTests {

    private static final String WARNING =
            "The MFA client presents Basic credentials. Basic authentication of API users ends"
                    + " on 2026-12-02: use OAuth2 client credentials (BW_CLIENT_ID and BW_CLIENT_SECRET; in Spring Boot"
                    + " bandwidth.mfa.client-id and bandwidth.mfa.client-secret).";
    private static final String[] MIGRATION = {
        "2026-12-02", "OAuth2 client credentials", "BW_CLIENT_ID", "BW_CLIENT_SECRET", "bandwidth.mfa.client-id"
    };
    private static final Credentials BASIC =
            Credentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD);
    private static final Credentials CLIENT =
            Credentials.clientCredentials(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final MfaSimulatorExtension ACCEPTING = new MfaSimulatorExtension();

    @RegisterExtension
    static final MfaSimulatorExtension REFUSING =
            new MfaSimulatorExtension(MfaSimulator.builder().refuseBasic());

    @RegisterExtension
    private final Clients clients = new Clients();

    private final Logger logger = (Logger) LoggerFactory.getLogger(MfaClient.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void aClientWithBasicWarnsOnce() {
        MfaClient client = clients.open(options(ACCEPTING.simulator()).credentials(BASIC));
        assertThat(warnings()).containsExactly(WARNING);

        verify(client);
        verify(client);

        assertThat(warnings()).containsExactly(WARNING);
    }

    @Test
    void aSourceThatGivesBasicWarnsWhenItFirstDoes() {
        AtomicInteger asked = new AtomicInteger();
        MfaClient client = clients.open(options(REFUSING.simulator())
                .credentials(Mono.fromSupplier(() -> Credentials.basic("user", "v" + asked.incrementAndGet()))));
        assertThat(warnings()).isEmpty();

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(asked).hasValueGreaterThan(1);
        assertThat(warnings()).containsExactly(WARNING);
    }

    @Test
    void otherCredentialsDoNotWarn() {
        verify(clients.open(options(ACCEPTING.simulator()).credentials(CLIENT)));
        clients.open(options(ACCEPTING.simulator()).credentials(Credentials.bearerToken("Basic-like")));

        assertThat(warnings()).isEmpty();
    }

    @Test
    void refusedBasicNamesTheMigration() {
        MfaClient client = clients.open(options(REFUSING.simulator()).credentials(BASIC));

        MfaException failure = failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure)
                .isInstanceOf(MfaUnauthorizedException.class)
                .hasMessageContainingAll(MIGRATION)
                .hasMessageContaining(": Unauthorized. Basic authentication")
                .hasMessageEndingWith("[REJECTED]");
        assertThat(((MfaUnauthorizedException) failure).serviceMessage()).hasValue("Unauthorized");
        assertThat(REFUSING.simulator().requestCount()).isEqualTo(1);
    }

    @Test
    void theAuthorizersDenialOfBasicNamesTheMigration() {
        MfaClient client = clients.open(
                options(ACCEPTING.simulator()).credentials(Credentials.basic(MfaSimulator.DEFAULT_USERNAME, "wrong")));

        assertThat(failureOf(client.verifyCode(verifyRequest())))
                .isInstanceOf(MfaForbiddenException.class)
                .hasMessageContainingAll(MIGRATION)
                .hasMessageNotContaining("wrong");
    }

    @Test
    void aRefusalOfBasicFromASourceNamesTheMigration() {
        MfaClient client = clients.open(options(REFUSING.simulator()).credentials(Mono.just(BASIC)));

        assertThat(failureOf(client.verifyCode(verifyRequest()))).hasMessageContainingAll(MIGRATION);
    }

    @Test
    void otherErrorsOfBasicDoNotNameIt() {
        MfaClient client = clients.open(options(ACCEPTING.simulator()).credentials(BASIC));
        for (Fault fault : List.of(Fault.status(400), Fault.status(429), Fault.status(500))) {
            ACCEPTING.simulator().faults().next(fault);

            assertThat(failureOf(client.verifyCode(verifyRequest()))).hasMessageNotContaining("2026-12-02");
        }
    }

    @Test
    void aRefusedTokenDoesNotNameIt() {
        MfaClient client = clients.open(options(ACCEPTING.simulator()).credentials(Credentials.bearerToken("unknown")));

        assertThat(failureOf(client.verifyCode(verifyRequest()))).hasMessageNotContaining("2026-12-02");
    }

    private static MfaClientOptions.Builder options(MfaSimulator simulator) {
        return MfaClientOptions.builder()
                .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                .baseUri(simulator.baseUri())
                .tokenUri(simulator.tokenUri());
    }

    private static void verify(MfaClient client) {
        assertThat(client.verifyCode(verifyRequest()).block(PATIENCE)).isNotNull();
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
