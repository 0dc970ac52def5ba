package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.ChannelBindException;

class MfaSimulatorTests {

    @Test
    void httpsIsServedWithTheGivenCertificateAndResetsAreResets(@TempDir Path directory) throws Exception {
        try (MfaSimulator simulator = MfaSimulator.builder().tls(tls(directory)).start()) {
            assertThat(simulator.baseUri()).hasScheme("https");
            try (RawConnection connection = connect(simulator)) {
                assertThat(connection.sendCode().readHead()).startsWith("HTTP/1.1 200 OK\r\n");
            }
            simulator.faults().next(Fault.resetAfterReading());
            try (RawConnection connection = connect(simulator)) {
                assertThat(connection.sendCode().readToEnd(new ByteArrayOutputStream()))
                        .isEqualTo(RawConnection.End.RESET);
            }
        }
    }

    private static RawConnection connect(MfaSimulator simulator) throws Exception {
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        return new RawConnection(
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), simulator.port()));
    }

    private static SslContext tls(Path directory) throws Exception {
        Path file = directory.resolve("key.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String command = "-genkeypair -keyalg EC -alias a -storetype PKCS12 -storepass changeit -dname CN=localhost";
        Process keytool = new ProcessBuilder((tool + " " + command + " -keystore " + file).split(" ", -1))
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            keys.load(stream, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        return SslContextBuilder.forServer(factory).build();
    }

    @Test
    void aClosedSimulatorFreesItsPort() {
        MfaSimulator first = MfaSimulator.builder().start();
        assertThatExceptionOfType(ChannelBindException.class)
                .isThrownBy(() -> MfaSimulator.builder().port(first.port()).start());
        first.close();

        try (MfaSimulator second = MfaSimulator.builder().port(first.port()).start()) {
            assertThat(second.port()).isEqualTo(first.port());
        }
    }

    @Test
    void aRequestThatCameTooEarlyDoesNotStopItsConnection() throws Exception {
        try (MfaSimulator simulator = MfaSimulator.builder().start();
                RawConnection connection = new RawConnection(simulator)) {
            for (String withoutBody : List.of("HEAD /api/v1", "GET /api/v1", "GET /simulator/messages")) {
                simulator.faults().next(Fault.delay(Duration.ofMillis(50)));
                String body = Caller.sendBody(Caller.TO);
                connection.send(RawConnection.head("/accounts/9900000/code/messaging", body.length()) + body
                        + withoutBody + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                connection.readHead();
                connection.readBody(45);
                String head = connection.readHead();
                connection.readBody(withoutBody.startsWith("HEAD") ? 0 : contentLength(head));

                assertThat(connection.sendCode().readHead()).startsWith("HTTP/1.1 200 OK\r\n");
                connection.readBody(45);
            }
        }
    }

    private static int contentLength(String head) {
        Matcher length = Pattern.compile("content-length: ([0-9]+)").matcher(head);
        assertThat(length.find()).as(head).isTrue();
        return Integer.parseInt(length.group(1));
    }

    @Test
    void connectionsAreKeptAlive() throws Exception {
        try (MfaSimulator simulator = MfaSimulator.builder().start();
                RawConnection connection = new RawConnection(simulator)) {
            for (int i = 0; i < 3; i++) {
                assertThat(connection.sendCode().readHead())
                        .contains("content-length: 45")
                        .doesNotContain("chunked");
                connection.readBody(45);
            }
            assertThat(simulator.messages()).hasSize(3);
        }
    }

    @Test
    void theLatestMessageOfANumberThatHasNoneIsAnError() {
        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> simulator.latestMessage(Caller.TO))
                    .withMessageNotContaining(Caller.TO);
        }
    }

    @Test
    void impossibleSettingsAreRefused() {
        MfaSimulatorBuilder settings = MfaSimulator.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> settings.port(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.port(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.account(""));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.wrongTriesBeforeLockout(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.lockoutDuration(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.tokenLifetime(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.requestHistory(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.messageHistory(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.liveCodes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.tls(SslContextBuilder.forClient().build()));
        assertThatIllegalArgumentException().isThrownBy(() -> AcceptedCredentials.basic("a:b", "c"));
    }
}
