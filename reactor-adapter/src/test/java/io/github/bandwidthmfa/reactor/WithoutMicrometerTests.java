package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.reactor.testing.Samples;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;

/** Micrometer is optional: an application without it can use the client. */
final class WithoutMicrometerTests {

    @StartStop
    final MockWebServer server = new MockWebServer();

    @Test
    void aClientWorksWhereThereIsNoMicrometer() throws Exception {
        server.enqueue(Samples.valid());
        List<File> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(File::new)
                .filter(entry -> !entry.getPath().contains("micrometer")
                        && !entry.getPath().contains("context-propagation"))
                .toList();
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath.get(i).toURI().toURL();
        }

        try (URLClassLoader isolated = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> isolated.loadClass("io.micrometer.observation.ObservationRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Object response = isolated.loadClass(Call.class.getName())
                    .getMethod("verify", URI.class)
                    .invoke(null, Samples.uri(server, "/api/v1"));
            assertThat(response).isEqualTo(true);
        }
    }

    /** Loaded by the class loader that has no Micrometer. */
    public static final class Call {

        private Call() {}

        /** One call, to its end. */
        public static boolean verify(URI baseUri) {
            MfaClient client = MfaClient.create(Samples.options(baseUri).build());
            try {
                return Samples.responseOf(client.verifyCode(Samples.verifyRequest()))
                        .valid();
            } finally {
                client.close().block(Samples.PATIENCE);
            }
        }
    }
}
