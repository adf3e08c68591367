package ai.invoke.release.http;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/** A server on loopback that does to a connection whatever a test wants, byte by byte. */
public final class FaultServer implements AutoCloseable {

    /** What happens on one connection. */
    @FunctionalInterface
    public interface Script {
        void play(Connection connection) throws IOException, InterruptedException;
    }

    /** A request as it came. */
    public record Received(String method, String target, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    private final ServerSocket socket;
    private final List<Script> scripts;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final String scheme;
    private final Thread acceptor;

    /** The n-th connection plays the n-th script; the last one is played for all that follow. */
    public FaultServer(Script... scripts) {
        this(plain(), "http", scripts);
    }

    public FaultServer(ServerSocket socket, String scheme, Script... scripts) {
        this.socket = socket;
        this.scheme = scheme;
        this.scripts = List.of(scripts);
        this.acceptor = daemon(this::accept);
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The requests that were read whole. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                int number = connections.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                daemon(() -> play(script, client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void play(Script script, Socket client) {
        try (client) {
            script.play(new Connection(client));
        } catch (IOException e) {
            // The client went away, which is what half of the tests are about.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            socket.close();
            // Until it is woken up, a connection that comes just now is still taken.
            acceptor.join();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection, seen from the server. */
    public final class Connection {

        private final Socket client;
        private final InputStream in;
        private final OutputStream out;

        Connection(Socket client) throws IOException {
            this.client = client;
            this.in = client.getInputStream();
            this.out = client.getOutputStream();
        }

        public Socket socket() {
            return client;
        }

        public InputStream in() {
            return in;
        }

        /** Reads the head only. */
        public Received head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException();
                }
                head.write(b);
            }
            String[] lines = head.toString(StandardCharsets.UTF_8).split("\r\n");
            String[] first = lines[0].split(" ");
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers.put(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip());
            }
            return new Received(first[0], first[1], headers, new byte[0]);
        }

        /** Reads a whole request and remembers it. */
        public Received request() throws IOException {
            Received head = head();
            int length = Integer.parseInt(head.headers().getOrDefault("Content-Length", "0"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException();
            }
            Received whole = new Received(head.method(), head.target(), head.headers(), body);
            received.add(whole);
            return whole;
        }

        public void raw(String bytes) throws IOException {
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        public void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** An answer; headers as "Name: value". */
        public void answer(int status, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            head.append("Content-Length: ").append(bytes.length).append("\r\nConnection: close\r\n\r\n");
            raw(head.toString());
            raw(bytes);
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            client.setSoLinger(true, 0);
            client.close();
        }

        /** Says nothing until the test is over. */
        public void hang() throws InterruptedException {
            closing.await();
        }
    }

    private static String reason(int status) {
        String known = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
        return known == null ? "Status" : known;
    }

    /** Reads the request and answers. */
    public static Script answering(int status, String body, String... headers) {
        return connection -> {
            connection.request();
            connection.answer(status, body, headers);
        };
    }

    /** Reads some bytes of the body, then resets the connection. */
    public static Script droppingAfter(int bytes) {
        return connection -> {
            connection.head();
            connection.in().readNBytes(bytes);
            connection.reset();
        };
    }
}
