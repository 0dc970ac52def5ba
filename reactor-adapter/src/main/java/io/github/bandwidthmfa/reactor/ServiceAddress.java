package io.github.bandwidthmfa.reactor;

import java.net.SocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.AddressUtils;

/** The rules for the two addresses a client talks to. Their user part, where a password might be, is never shown. */
final class ServiceAddress {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private ServiceAddress() {}

    /** The address without a slash at its end. */
    static URI check(String option, URI address, boolean allowPlaintext) {
        @Nullable String host = address.getHost();
        if (host == null || !isHttp(address)) {
            throw new IllegalArgumentException(option + " must be an absolute http or https URI with a host");
        }
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(option + " must have no user, query or fragment");
        }
        if (!isTls(address) && !allowPlaintext && !isLoopback(host)) {
            throw new IllegalArgumentException(option + " must use https: http to " + host
                    + " would send codes and credentials in clear text (allowPlaintext(true) allows it)");
        }
        String text = address.toString();
        return text.endsWith("/") ? URI.create(text.replaceAll("/+$", "")) : address;
    }

    private static boolean isHttp(URI address) {
        return isTls(address) || "http".equalsIgnoreCase(address.getScheme());
    }

    /** A name stays a name, to be resolved for each connection. */
    static SocketAddress socketAddress(URI address) {
        String host = address.getHost();
        int port = address.getPort();
        return AddressUtils.createUnresolved(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port != -1 ? port : isTls(address) ? HTTPS_PORT : HTTP_PORT);
    }

    static boolean isTls(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
