package io.github.bandwidthmfa.reactor.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server without manners: each connection follows a script that reads and writes bytes, breaks off, or does nothing at
 * all. It keeps what each connection received. Blocking sockets, one thread for each connection.
 */
public final class ScriptedServer implements AutoCloseable {

    /** What to do with one connection. When it returns, the connection is closed in the ordinary way. */
    @FunctionalInterface
    public interface Script {
        void play(Connection connection) throws Exception;

        /** Reads one request, then goes on as that script says. */
        static Script afterRequest(Script next) {
            return connection -> {
                connection.readRequest();
                next.play(connection);
            };
        }

        /** Answers every request on the connection with these bytes, until the client closes it. */
        static Script answering(String response) {
            return connection -> {
                while (true) {
                    connection.readRequest();
                    connection.write(response);
                }
            };
        }

        /** Answers every request as the service does. */
        static Script wellBehaved() {
            return answering("""
                    HTTP/1.1 200 OK\r
                    Content-Type: application/json\r
                    Content-Length: 14\r
                    \r
                    {"valid":true}""");
        }
    }

    private final ServerSocket listening;
    private final SSLContext tls;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Script script;

    private ScriptedServer(SSLContext tls, Script script) {
        this.tls = tls;
        this.script = script;
        try {
            this.listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()) {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = new PacketSocket();
                    implAccept(socket);
                    return socket;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("scripted-server-" + listening.getLocalPort(), this::accept);
    }

    public static ScriptedServer plain(Script script) {
        return new ScriptedServer(null, script);
    }

    /** A server whose connections do a TLS handshake when their script first reads or writes. */
    public static ScriptedServer tls(SSLContext context, Script script) {
        return new ScriptedServer(context, script);
    }

    /** Has the connections made from now on follow another script. */
    public void follow(Script next) {
        script = next;
    }

    public URI baseUri() {
        return uri(tls == null ? "http" : "https");
    }

    /** The same address under the scheme of choice, for a client that is wrong about it. */
    public URI uri(String scheme) {
        return URI.create(scheme + "://localhost:" + listening.getLocalPort() + "/api/v1");
    }

    /** All connections so far, in the order in which they were made. */
    public List<Connection> connections() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    /** How many requests have arrived as a whole, body included, on all connections. */
    public int completeRequests() {
        return connections().stream()
                .mapToInt(connection -> connection.requests().size())
                .sum();
    }

    /** Stops listening and ends all connections. Fails if a script did, in a way that is not the network's. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listening.close();
            for (Connection connection : connections()) {
                connection.raw.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (defects) {
            if (!defects.isEmpty()) {
                throw new AssertionError("a script failed", defects.get(0));
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = new Connection((PacketSocket) listening.accept());
                synchronized (connections) {
                    connections.add(connection);
                }
                Script present = script;
                start("scripted-connection-" + listening.getLocalPort(), () -> connection.follow(present));
            }
        } catch (IOException e) {
            if (closed.getCount() > 0) {
                note(e);
            }
        }
    }

    private void note(Throwable defect) {
        synchronized (defects) {
            defects.add(defect);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, from its script's side. */
    public final class Connection {

        private static final Pattern CONTENT_LENGTH = Pattern.compile("(?mi)^content-length:\\s*(\\d+)\\s*$");

        private final PacketSocket raw;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final List<String> requests = new ArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private Socket socket;
        private InputStream in;

        private Connection(PacketSocket raw) {
            this.raw = raw;
        }

        /** Reads up to the end of a request's body. */
        public String readRequest() throws IOException {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                request.append((char) readByte());
            }
            Matcher length = CONTENT_LENGTH.matcher(request);
            if (length.find()) {
                for (int rest = Integer.parseInt(length.group(1)); rest > 0; rest--) {
                    request.append((char) readByte());
                }
            }
            synchronized (received) {
                requests.add(request.toString());
            }
            return request.toString();
        }

        /** Reads so many bytes and no more. */
        public void read(int bytes) throws IOException {
            for (int i = 0; i < bytes; i++) {
                readByte();
            }
        }

        public void write(String text) throws IOException {
            open();
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Writes all the texts in one packet; under TLS, each as a record of its own. */
        public void writeTogether(String... texts) throws IOException {
            open();
            raw.hold();
            for (String text : texts) {
                write(text);
            }
            raw.letGo(Integer.MAX_VALUE);
        }

        /**
         * Like {@link #writeTogether}, but keeps that many of the last bytes, as they are on the wire: under TLS the end of
         * the last record.
         */
        public void writeTogetherExceptLast(int bytes, String... texts) throws IOException {
            open();
            raw.hold();
            for (String text : texts) {
                write(text);
            }
            raw.letGo(raw.held() - bytes);
        }

        /** Writes what was kept. */
        public void writeRest() throws IOException {
            raw.letGo(Integer.MAX_VALUE);
        }

        /** Writes the text again and again, one byte each time so much has passed, until the client closes. */
        public void drip(String text, Duration each) throws IOException, InterruptedException {
            for (int i = 0; !closed.await(each.toMillis(), TimeUnit.MILLISECONDS); i++) {
                write(text.substring(i % text.length(), i % text.length() + 1));
            }
        }

        /** Ends the connection with a reset, so that the client sees an error instead of an end. */
        public void reset() throws IOException {
            raw.setSoLinger(true, 0);
            raw.close();
        }

        /** Ends the connection without the farewell that TLS asks for. */
        public void breakOff() throws IOException {
            raw.close();
        }

        /** Does not answer, and keeps what arrives, until the client closes. */
        public void hang() throws IOException {
            try {
                while (true) {
                    readByte();
                }
            } catch (EOFException e) {
                return;
            }
        }

        /** Accepts the connection and reads nothing from it, not even a handshake, until the server closes. */
        public void ignore() throws InterruptedException {
            closed.await();
        }

        /** What has been read of the requests, decrypted. */
        public String received() {
            synchronized (received) {
                return received.toString(StandardCharsets.ISO_8859_1);
            }
        }

        /** The requests that have been read to their end. */
        public List<String> requests() {
            synchronized (received) {
                return List.copyOf(requests);
            }
        }

        /** Waits until the script has come to its end. */
        public boolean awaitEnd(Duration patience) throws InterruptedException {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void follow(Script present) {
            try {
                present.play(this);
                if (socket != null) {
                    socket.close();
                }
                raw.close();
            } catch (IOException e) {
                // Clients may end connections, too: what it means is for the test to say.
                closeQuietly();
            } catch (Exception | AssertionError e) {
                note(e);
                closeQuietly();
            } finally {
                ended.countDown();
            }
        }

        private void closeQuietly() {
            try {
                raw.close();
            } catch (IOException e) {
                note(e);
            }
        }

        private int readByte() throws IOException {
            open();
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the client has closed");
            }
            synchronized (received) {
                received.write(b);
            }
            return b;
        }

        private void open() throws IOException {
            if (socket == null) {
                socket = tls == null ? raw : secure();
                in = new BufferedInputStream(socket.getInputStream(), tls == null ? 1 : 8192);
            }
        }

        private SSLSocket secure() throws IOException {
            SSLSocket layered = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
            layered.setUseClientMode(false);
            layered.startHandshake();
            return layered;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "connection with %d complete requests",
                    requests().size());
        }
    }

    /** A socket that can hold back what is written to it, so that a test decides what travels in one packet. */
    private static final class PacketSocket extends Socket {

        private ByteArrayOutputStream held;

        void hold() {
            held = new ByteArrayOutputStream();
        }

        int held() {
            return held.size();
        }

        /** Sends so many of the bytes held back, at most; once there are none left, no more are held. */
        void letGo(int bytes) throws IOException {
            byte[] all = held.toByteArray();
            int now = Math.min(bytes, all.length);
            super.getOutputStream().write(all, 0, now);
            hold();
            held.write(all, now, all.length - now);
            if (held.size() == 0) {
                held = null;
            }
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    (held == null ? out : held).write(bytes, offset, length);
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }
    }
}
