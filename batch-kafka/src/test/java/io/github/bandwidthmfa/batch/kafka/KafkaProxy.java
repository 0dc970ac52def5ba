package io.github.bandwidthmfa.batch.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the clients and the broker, and loses requests of one kind, or their responses, and the connection with them. */
final class KafkaProxy implements AutoCloseable {

    /** What is lost. */
    enum Loss {
        NOTHING,
        REQUEST,
        RESPONSE
    }

    static final short END_TXN = 26;
    static final short TXN_OFFSET_COMMIT = 28;

    private final ServerSocket server;
    private final int brokerPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile short api;
    private volatile Loss loss = Loss.NOTHING;

    KafkaProxy(int port, int brokerPort) {
        this.brokerPort = brokerPort;
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        daemon(this::accept);
    }

    void lose(Loss what, short apiKey) {
        api = apiKey;
        loss = what;
    }

    int lost() {
        return lost.get();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // The connection is gone, as it should be.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(broker);
            Map<Integer, Short> requests = new ConcurrentHashMap<>();
            daemon(() -> pump(client, broker, frame -> {
                short key = frame.getShort(0);
                requests.put(frame.getInt(4), key);
                return loss == Loss.REQUEST && key == api;
            }));
            daemon(() -> pump(broker, client, frame -> {
                Short key = requests.remove(frame.getInt(0));
                return loss == Loss.RESPONSE && key != null && key == api;
            }));
        }
    }

    private interface Rule {
        boolean isLost(ByteBuffer frame);
    }

    private void pump(Socket from, Socket to, Rule rule) throws IOException {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                if (rule.isLost(ByteBuffer.wrap(frame))) {
                    lost.incrementAndGet();
                    return;
                }
                out.write(ByteBuffer.allocate(Integer.BYTES + frame.length)
                        .putInt(frame.length)
                        .put(frame)
                        .array());
                out.flush();
            }
        } catch (EOFException ended) {
            // One side has hung up.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
