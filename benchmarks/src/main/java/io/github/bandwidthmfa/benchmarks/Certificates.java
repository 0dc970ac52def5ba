package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** A key for the server of one run and a trust store for its clients, made by the JDK's own tool. */
final class Certificates {

    static final String PASSWORD = "benchmark";

    private Certificates() {}

    static void createIn(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path server = directory.resolve("server.p12");
        Files.deleteIfExists(server);
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        server.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("keytool ended with " + exit);
        }
        KeyStore key = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(server)) {
            key.load(file, PASSWORD.toCharArray());
        }
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", key.getCertificate("server"));
        try (OutputStream file = Files.newOutputStream(directory.resolve("trust.p12"))) {
            trust.store(file, PASSWORD.toCharArray());
        }
    }
}
