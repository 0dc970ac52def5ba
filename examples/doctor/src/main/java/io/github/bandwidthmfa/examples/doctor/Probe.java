package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.examples.doctor.Finding.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The way to one host: DNS, TCP, TLS. Ends at the first that fails; the rest is reported as skipped. */
final class Probe {

    private static final int MAX_SHOWN_ADDRESSES = 4;

    private final String host;
    private final int port;
    private final boolean tls;
    private final String about;
    private final Duration timeout;
    private final SSLContext trust;
    private final Report report;

    Probe(URI address, Duration timeout, SSLContext trust, Report report) {
        this.tls = "https".equalsIgnoreCase(address.getScheme());
        String named = String.valueOf(address.getHost());
        this.host = named.startsWith("[") ? named.substring(1, named.length() - 1) : named;
        this.port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
        this.about = authority(address);
        this.timeout = timeout;
        this.trust = trust;
        this.report = report;
    }

    /** Host and port: what two addresses have in common if they are on the same server. */
    static String authority(URI address) {
        int usual = "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":"
                + (address.getPort() >= 0 ? address.getPort() : usual);
    }

    /** Whether a request can be sent to this host. */
    boolean passes() {
        InetAddress[] addresses = resolve();
        if (addresses.length == 0) {
            skip("the name was not resolved", Step.CONNECT, Step.TLS);
            return false;
        }
        return connect(addresses);
    }

    private InetAddress[] resolve() {
        // The JDK's resolver knows no timeout.
        CompletableFuture<InetAddress[]> lookup = CompletableFuture.supplyAsync(() -> {
            try {
                return InetAddress.getAllByName(host);
            } catch (UnknownHostException unknown) {
                return new InetAddress[0];
            }
        });
        InetAddress[] none = {};
        try {
            InetAddress[] addresses = lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (addresses.length == 0) {
                report.add(Finding.failed(
                        Step.DNS,
                        about,
                        "the name has no address",
                        "The name is wrong, or this machine's DNS does not know it.",
                        "Check the name in the address and the DNS of this machine, or of its container."));
            } else {
                report.add(Finding.ok(Step.DNS, about, shown(addresses), ""));
            }
            return addresses;
        } catch (TimeoutException | ExecutionException failed) {
            report.add(Finding.undecided(
                    Step.DNS,
                    about,
                    "no answer within " + timeout.toSeconds() + " s",
                    "The DNS server of this machine does not answer.",
                    "Check the DNS of this machine, or try again."));
            return none;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return none;
        }
    }

    private static String shown(InetAddress[] addresses) {
        String first = Arrays.stream(addresses)
                .limit(MAX_SHOWN_ADDRESSES)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
        int more = addresses.length - MAX_SHOWN_ADDRESSES;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private boolean connect(InetAddress[] addresses) {
        IOException latest = new IOException();
        boolean silent = false;
        for (InetAddress address : addresses) {
            Socket socket = new Socket(java.net.Proxy.NO_PROXY);
            try (socket) {
                long begun = System.nanoTime();
                socket.connect(new InetSocketAddress(address, port), (int)
                        Math.max(1, timeout.toMillis() / Math.min(addresses.length, 4)));
                report.add(Finding.ok(
                        Step.CONNECT, about, "connected in " + (System.nanoTime() - begun) / 1_000_000 + " ms", ""));
                return secure(socket);
            } catch (IOException failed) {
                silent |= failed instanceof SocketTimeoutException;
                latest = failed;
            }
        }
        report.add(Finding.failed(
                Step.CONNECT,
                about,
                silent ? "no answer within " + timeout.toSeconds() + " s" : "refused: " + kind(latest),
                silent
                        ? "Something on the way drops the packets: mostly a firewall."
                        : "Nothing listens there, or a firewall refuses the connection.",
                "Allow outgoing connections to " + about + ". The client reads neither HTTPS_PROXY nor the JVM's proxy"
                        + " properties; a proxy is set with MfaClientOptions.Builder.proxy."));
        skip("there is no connection", Step.TLS);
        return false;
    }

    private boolean secure(Socket connected) {
        if (!tls) {
            skip("the address begins with http", Step.TLS);
            return true;
        }
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(connected, host, port, false)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout((int) timeout.toMillis());
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            report.add(Finding.ok(
                    Step.TLS,
                    about,
                    socket.getSession().getProtocol() + ", certificate valid until "
                            + certificate.getNotAfter().toInstant() + ", issued by "
                            + certificate.getIssuerX500Principal().getName(),
                    ""));
            return true;
        } catch (SocketTimeoutException silent) {
            report.add(Finding.undecided(
                    Step.TLS,
                    about,
                    "no answer within " + timeout.toSeconds() + " s",
                    "Something accepts connections there and says nothing: mostly a firewall or a proxy.",
                    "Try again; if it stays, ask whoever runs the network."));
            return false;
        } catch (IOException failed) {
            report.add(unsecured(failed));
            return false;
        }
    }

    private Finding unsecured(IOException failed) {
        if (causes(failed).anyMatch(CertificateExpiredException.class::isInstance)) {
            return Finding.failed(
                    Step.TLS,
                    about,
                    "the certificate has expired",
                    "The server's certificate is too old, or this machine's clock is ahead.",
                    "Check the clock of this machine first.");
        }
        if (causes(failed).anyMatch(CertificateNotYetValidException.class::isInstance)) {
            return Finding.failed(
                    Step.TLS,
                    about,
                    "the certificate is not valid yet",
                    "This machine's clock is behind, or the server's certificate is wrong.",
                    "Check the clock of this machine first.");
        }
        if (says(failed, text -> text.contains("No subject alternative") || text.contains("No name matching"))) {
            return Finding.failed(
                    Step.TLS,
                    about,
                    "the certificate is for another host",
                    "Something else answers under this name: a proxy, or a wrong address.",
                    "Check the address, and what DNS says about it.");
        }
        if (says(failed, text -> text.contains("PKIX") || text.contains("trust anchor"))) {
            return Finding.failed(
                    Step.TLS,
                    about,
                    "the certificate is not trusted",
                    "This JVM does not know who issued it: often a proxy that opens TLS connections.",
                    "Add the issuer to the trust store of the JVM (-Djavax.net.ssl.trustStore), or go around the proxy.");
        }
        if (failed instanceof SSLException
                && says(failed, text -> text.contains("Unsupported or unrecognized SSL message"))) {
            return Finding.failed(
                    Step.TLS,
                    about,
                    "the response is not TLS",
                    "Something that speaks no TLS listens there: mostly plain HTTP, or a proxy.",
                    "Check the port of the address.");
        }
        return Finding.failed(
                Step.TLS,
                about,
                "the handshake failed: " + kind(failed),
                "Client and server did not agree, or something on the way ended the connection.",
                "Try again; if it stays, ask whoever runs the network.");
    }

    private void skip(String why, Step... steps) {
        for (Step step : steps) {
            report.add(Finding.skipped(step, about, why));
        }
    }

    /** The type only: a message may quote what was received. */
    private static String kind(IOException failure) {
        return failure.getClass().getSimpleName();
    }

    private static boolean says(Throwable failure, Predicate<String> words) {
        return causes(failure).map(Throwable::getMessage).anyMatch(text -> text != null && words.test(text));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
