package io.github.bandwidthmfa.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One TCP connection, seen byte by byte. */
final class RawConnection implements AutoCloseable {

    /** How the server's side of a connection ended. */
    enum End {
        CLOSED,
        RESET
    }

    private final Socket socket;

    RawConnection(MfaSimulator simulator) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), simulator.port()));
    }

    RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
    }

    RawConnection timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    static String head(String path, int contentLength) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + Caller.BASIC
                + "\r\nContent-Length: " + contentLength + "\r\n\r\n";
    }

    RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    RawConnection sendCode() throws IOException {
        String body = Caller.sendBody(Caller.TO);
        return send(head("/accounts/9900000/code/messaging", body.length()) + body);
    }

    int read() throws IOException {
        return socket.getInputStream().read();
    }

    /** Reads up to and with the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    String readBody(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** What came before the end, and the end. */
    End readToEnd(ByteArrayOutputStream received) throws IOException {
        try {
            for (int next = read(); next >= 0; next = read()) {
                received.write(next);
            }
            return End.CLOSED;
        } catch (SocketException reset) {
            return End.RESET;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
