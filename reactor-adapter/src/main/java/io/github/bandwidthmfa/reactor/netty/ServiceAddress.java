package io.github.bandwidthmfa.reactor.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.AddressUtils;

/** The rules for the two addresses a client talks to. Their user part, where a password might be, is never shown. */
public final class ServiceAddress {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private ServiceAddress() {}

    /** The address without a slash at its end. */
    public static URI check(String option, URI address, boolean allowPlaintext) {
        if (!isHttp(address)) {
            throw new IllegalArgumentException(option + " must be an absolute http or https URI with a host");
        }
        @Nullable String host = address.getHost();
        if (host == null) {
            throw new IllegalArgumentException(option + noHost(address.getRawAuthority()));
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

    /** Java finds a host only where it has the form of one; what stands there instead shows what to correct. */
    private static String noHost(@Nullable String authority) {
        if (authority == null) {
            return " must be an absolute http or https URI with a host";
        }
        String host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
        String rule = host.indexOf('_') >= 0
                ? "holds an underscore, which no host name may: use a name without one, or an IP address"
                : "is no host name: it may hold letters, digits, hyphens and dots, and its last part begins with a letter";
        return " has the host '" + host + "', which " + rule;
    }

    private static boolean isHttp(URI address) {
        return isTls(address) || "http".equalsIgnoreCase(address.getScheme());
    }

    /** A name stays a name, to be resolved for each connection. */
    public static SocketAddress socketAddress(URI address) {
        String host = address.getHost();
        int port = address.getPort();
        return AddressUtils.createUnresolved(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port != -1 ? port : isTls(address) ? HTTPS_PORT : HTTP_PORT);
    }

    public static boolean isTls(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    /** Whether an address is this machine itself, where no proxy leads to. A name is not looked up. */
    public static boolean isThisMachine(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return false;
        }
        if (isLocalName(internet.getHostString())) {
            return true;
        }
        InetAddress ip = internet.isUnresolved()
                ? NetUtil.createInetAddressFromIpAddressString(internet.getHostString())
                : internet.getAddress();
        return ip != null && ip.isLoopbackAddress();
    }

    /** The name for this machine, and the names under it (RFC 6761, section 6.3). */
    static boolean isLocalName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
