package ai.invoke.release.goal.publish;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between the client and one of the sandbox's servers. One exchange a connection, whole in memory, so that a fault
 * can be played at any byte of it. Addresses of servers behind other proxies are exchanged in what passes, so that the
 * client never finds a way around.
 */
final class ChaosProxy implements AutoCloseable {

    /** A request as the client sent it. */
    record Asked(String method, String target, String head, byte[] body) {}

    /** An answer: everything up to the empty line, and what follows. */
    record Answered(String head, byte[] body) {

        int status() {
            return Integer.parseInt(head.split(" ", 3)[1].strip());
        }

        byte[] bytes() {
            byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
            byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
            System.arraycopy(body, 0, all, first.length, body.length);
            return all;
        }

        /** The same with another body and the length that belongs to it. */
        Answered with(byte[] other) {
            return new Answered(
                    head.replaceAll("(?im)^(Content-Length|Transfer-Encoding):.*\r\n", "")
                            .replaceFirst("\r\n\r\n$", "\r\nContent-Length: " + other.length + "\r\n\r\n"),
                    other);
        }
    }

    /** What the wire does with one exchange. */
    @FunctionalInterface
    interface Wire {

        /**
         * Plays an exchange.
         *
         * @param asked what the client sent
         * @param server carries the request out; may be called once or not at all
         * @param client where the answer goes
         */
        void carry(Asked asked, Server server, Client client) throws IOException, InterruptedException;
    }

    /** The server behind the proxy. */
    @FunctionalInterface
    interface Server {
        Answered answer() throws IOException;
    }

    /** The client's end of the connection. */
    static final class Client {

        private final Socket socket;

        Client(Socket socket) {
            this.socket = socket;
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private static final int IDLE_MILLIS = 20_000;

    private final ServerSocket listener;
    private final int target;
    private final Map<String, String> exchanged;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    private volatile Wire wire =
            (asked, server, client) -> client.send(server.answer().bytes());

    /**
     * Listens on a free port.
     *
     * @param target the port of the server behind it
     * @param exchanged the authority of each server, and that of the proxy before it; filled while proxies are made
     */
    ChaosProxy(int target, Map<String, String> exchanged) {
        this.target = target;
        this.exchanged = exchanged;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exchanged.put("127.0.0.1:" + target, "127.0.0.1:" + listener.getLocalPort());
        daemon(this::accept);
    }

    /** The address of something on the server, as the client gets to know it. */
    URI before(URI address) {
        return URI.create(address.toString().replace(":" + target, ":" + listener.getLocalPort()));
    }

    void play(Wire next) {
        wire = next;
    }

    /** Mistakes of the test itself. */
    List<Throwable> troubles() {
        return troubles;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "chaos-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                daemon(() -> converse(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    troubles.add(e);
                }
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            socket.setTcpNoDelay(true);
            Asked asked = read(socket);
            wire.carry(asked, () -> forward(asked), new Client(socket));
        } catch (IOException e) {
            // The client went away, which is what half of this is about.
            open.remove(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            troubles.add(e);
        }
    }

    private static Asked read(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String head = head(in);
        String[] first = head.substring(0, head.indexOf('\r')).split(" ");
        if (field(head, "Expect").toLowerCase(Locale.ROOT).contains("100-continue")) {
            socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        return new Asked(first[0], first[1], head, body(in, head, 0));
    }

    private Answered forward(Asked asked) throws IOException {
        String head = asked.head()
                .replaceAll("(?im)^(Connection|Expect|Transfer-Encoding|Content-Length|Accept-Encoding):.*\r\n", "")
                .replaceFirst(
                        "\r\n\r\n$", "\r\nConnection: close\r\nContent-Length: " + asked.body().length + "\r\n\r\n");
        for (Map.Entry<String, String> pair : exchanged.entrySet()) {
            head = head.replace(pair.getValue(), pair.getKey());
        }
        try (Socket server = new Socket(InetAddress.getByName("127.0.0.1"), target)) {
            server.setSoTimeout(IDLE_MILLIS);
            server.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(asked.body());
            server.getOutputStream().flush();
            InputStream in = new BufferedInputStream(server.getInputStream());
            String answered = head(in);
            boolean bare = asked.method().equals("HEAD")
                    || answered.startsWith("HTTP/1.1 204")
                    || answered.startsWith("HTTP/1.1 304");
            byte[] body = bare ? new byte[0] : body(in, answered, Integer.MAX_VALUE);
            boolean text = field(answered, "Content-Type").matches("(?i).*(json|html|text).*");
            for (Map.Entry<String, String> pair : exchanged.entrySet()) {
                answered = answered.replace(pair.getKey(), pair.getValue());
                if (text) {
                    body = new String(body, StandardCharsets.ISO_8859_1)
                            .replace(pair.getKey(), pair.getValue())
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
            }
            Answered answer = new Answered(
                    answered.replaceAll("(?im)^Connection:.*\r\n", "")
                            .replaceFirst("\r\n", "\r\nConnection: close\r\n"),
                    body);
            return bare ? answer : answer.with(body);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            head.write(b);
            matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : (b == '\r' ? 1 : 0);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(InputStream in, String head, int withoutLength) throws IOException {
        if (field(head, "Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            return chunks(in);
        }
        String length = field(head, "Content-Length");
        return in.readNBytes(length.isEmpty() ? withoutLength : Integer.parseInt(length));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in).split(";")[0].strip(), 16);
            body.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            line.append((char) b);
            b = in.read();
        }
        return line.toString().strip();
    }

    static String field(String head, String name) {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
