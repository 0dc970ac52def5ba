package io.github.bandwidthmfa.reactor.testing;

import java.io.BufferedInputStream;
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
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server that breaks at a random point, and keeps a record of every request it has received to its last byte, by the
 * number the request is for. What it does with a connection follows from the seed and the order of the connections.
 */
public final class ChaosServer implements AutoCloseable {

    /** Where an exchange breaks. */
    public enum Break {
        NOWHERE(40),
        AFTER_THE_ANSWER(6),
        BEFORE_ACCEPTING(3),
        IN_THE_HANDSHAKE(3),
        BEFORE_READING(4),
        IN_THE_REQUEST(6),
        AFTER_READING(6),
        IN_THE_HEADERS(5),
        IN_THE_BODY(5),
        LATE(2);

        private final int weight;

        Break(int weight) {
            this.weight = weight;
        }

        private static Break any(Random random) {
            int ticket = random.nextInt(80);
            for (Break candidate : values()) {
                ticket -= candidate.weight;
                if (ticket < 0) {
                    return candidate;
                }
            }
            throw new AssertionError("the weights do not add up to 80");
        }
    }

    private static final Pattern TO = Pattern.compile("\"to\":\"(\\+\\d+)\"");
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final String BODY = "{\"messageId\":\"1589228074636lm4k2je7j7jklbn2\"}";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n";

    private final ServerSocket listening;
    private final SSLContext tls;
    private final long seed;
    private final Duration late;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ConcurrentMap<String, AtomicInteger> received = new ConcurrentHashMap<>();
    private final Map<Break, AtomicInteger> breaks = new EnumMap<>(Break.class);

    public ChaosServer(SSLContext tls, long seed, Duration late) {
        this.tls = tls;
        this.seed = seed;
        this.late = late;
        for (Break each : Break.values()) {
            breaks.put(each, new AtomicInteger());
        }
        try {
            listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public URI baseUri() {
        return URI.create((tls == null ? "http" : "https") + "://localhost:" + listening.getLocalPort() + "/api/v1");
    }

    /** How often the whole of a request for this number has arrived. */
    public int received(String to) {
        AtomicInteger count = received.get(to);
        return count == null ? 0 : count.get();
    }

    public int received() {
        return received.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    public Map<Break, AtomicInteger> breaks() {
        return breaks;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listening.close();
    }

    private void accept() {
        for (int number = 0; closed.getCount() > 0; number++) {
            try {
                Socket socket = listening.accept();
                Random random = new Random(seed + number);
                start(() -> serve(socket, random));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "chaos");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket raw, Random random) {
        try (raw) {
            Break first = Break.any(random);
            if (first == Break.BEFORE_ACCEPTING) {
                end(raw, first, random);
                return;
            }
            if (tls != null && first == Break.IN_THE_HANDSHAKE) {
                raw.getInputStream().readNBytes(1 + random.nextInt(100));
                end(raw, first, random);
                return;
            }
            Socket socket = tls == null ? raw : handshake(raw);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Break next = first; exchange(raw, socket, in, next, random); next = Break.any(random)) {
                breaks.get(next).incrementAndGet();
            }
        } catch (IOException | InterruptedException e) {
            // The client, too, may end a connection when it likes.
            return;
        }
    }

    private boolean exchange(Socket raw, Socket socket, InputStream in, Break breaking, Random random)
            throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        switch (breaking) {
            case BEFORE_READING, BEFORE_ACCEPTING, IN_THE_HANDSHAKE -> {
                if (random.nextBoolean()) {
                    in.mark(1);
                    in.read();
                    in.reset();
                }
                return end(raw, breaking, random);
            }
            case IN_THE_REQUEST -> {
                in.readNBytes(1 + random.nextInt(250));
                return end(raw, breaking, random);
            }
            default -> readRequest(in);
        }
        switch (breaking) {
            case AFTER_READING -> {
                return end(raw, breaking, random);
            }
            case LATE -> {
                if (closed.await(late.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            case IN_THE_HEADERS -> {
                out.write(ascii(HEAD.substring(0, 1 + random.nextInt(HEAD.length() - 1))));
                out.flush();
                return end(raw, breaking, random);
            }
            case IN_THE_BODY -> {
                out.write(ascii(HEAD + BODY.substring(0, random.nextInt(BODY.length()))));
                out.flush();
                return end(raw, breaking, random);
            }
            default -> {}
        }
        out.write(ascii(HEAD + BODY));
        out.flush();
        return breaking != Break.AFTER_THE_ANSWER || end(raw, breaking, random);
    }

    private void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (!length.find()) {
            throw new AssertionError("a request without a length");
        }
        int bytes = Integer.parseInt(length.group(1));
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new EOFException();
        }
        Matcher to = TO.matcher(new String(body, StandardCharsets.UTF_8));
        if (!to.find()) {
            throw new AssertionError("a request for nobody");
        }
        received.computeIfAbsent(to.group(1), number -> new AtomicInteger()).incrementAndGet();
    }

    private boolean end(Socket raw, Break breaking, Random random) throws IOException {
        breaks.get(breaking).incrementAndGet();
        if (random.nextBoolean()) {
            raw.setSoLinger(true, 0);
        }
        raw.close();
        return false;
    }

    private SSLSocket handshake(Socket raw) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
