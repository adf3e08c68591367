package ai.invoke.sandbox.server;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipException;

/**
 * HTTP/1.1 on the loopback address, on sockets of its own because the faults reach below what an HTTP library lets one do:
 * connections that break at a given byte, answers that are shorter than announced, bytes that are not HTTP. One thread a
 * connection; bodies are streamed, so memory does not grow with their size.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final int LINE_LIMIT = 16 * 1024;
    private static final int HEADER_LIMIT = 200;
    private static final int IDLE_MILLIS = 60_000;
    private static final int ACCEPT_AGAIN_MILLIS = 50;
    private static final Set<Fault.Kind> PLAYED_BY_SERVICE = Set.of(Fault.Kind.STARTER, Fault.Kind.STALE);

    private final String name;
    private final Service service;
    private final Faults faults;
    private final RequestLog log;
    private final ServerSocket listener;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private LoopbackServer(String name, ServerSocket listener, Service service, Faults faults, RequestLog log) {
        this.name = name;
        this.listener = listener;
        this.service = service;
        this.faults = faults;
        this.log = log;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "sandbox-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Binds a port of the loopback address; nothing is answered before {@link #serve}.
     *
     * @param name of the server, for messages
     * @param port the port; 0 for a free one
     * @return the open socket
     * @throws EnvironmentException when the port is taken
     */
    public static ServerSocket bind(String name, int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 256);
            return listener;
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("the sandbox's " + name + " server cannot listen on 127.0.0.1:" + port + ": "
                                    + e.getMessage())
                            .next("choose another port, or 0 for a free one"),
                    e);
        }
    }

    /**
     * Begins to answer.
     *
     * @param name of the server, for the log and its threads
     * @param listener what {@link #bind} has opened; closed with the server
     * @param service answers requests
     * @param faults what goes wrong
     * @param log gets each request
     * @return the running server
     */
    public static LoopbackServer serve(
            String name, ServerSocket listener, Service service, Faults faults, RequestLog log) {
        LoopbackServer server = new LoopbackServer(name, listener, service, faults, log);
        server.threads.execute(server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException e) {
                if (closedWithin(ACCEPT_AGAIN_MILLIS)) {
                    return;
                }
                continue;
            }
            open.add(socket);
            try {
                threads.execute(() -> converse(socket));
            } catch (RejectedExecutionException e) {
                // The server was closed between the two lines above.
                hangUp(socket);
            }
        }
    }

    private void hangUp(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody is there to be told, at either end.
            return;
        }
    }

    /** When too many files are open, accepting fails until one is closed. */
    private boolean closedWithin(long millis) {
        try {
            return listener.isClosed() || closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
            boolean more = true;
            while (more) {
                more = exchange(in, out);
            }
        } catch (IOException e) {
            // The client hung up, and its request is in the log with status 0 where it had begun one; or it has had
            // nothing to
            // say for long, and closing the connection is the whole answer.
            return;
        } finally {
            open.remove(socket);
        }
    }

    /** One request and its answer; false when the connection is to be closed. */
    private boolean exchange(InputStream in, OutputStream out) throws IOException {
        String first = line(in, true);
        if (first.isEmpty()) {
            return false;
        }
        Head head;
        try {
            head = Head.read(first, in);
        } catch (BadRequestException e) {
            write(out, Response.text(400, "text/plain", "400 Bad Request\n\n" + e.getMessage() + "\n"), false, false);
            return false;
        }
        Body body = new Body(in, out, head.length(), head.chunked(), head.expectsContinue());
        String target = head.query().isEmpty() ? head.path() : head.path() + "?" + head.query();
        boolean own = head.path().startsWith("/_sandbox/");
        Optional<Fault> fault = own ? Optional.empty() : faults.meet(head.method(), target);
        String played = fault.map(Fault::toString).orElse("");
        boolean isHead = head.method().equals("HEAD");
        Request request = new Request(
                isHead ? "GET" : head.method(),
                head.host(),
                head.path(),
                head.query(),
                head.headers(),
                head.length(),
                body,
                fault.filter(one -> PLAYED_BY_SERVICE.contains(one.kind())));
        Optional<Response> response = Optional.empty();
        boolean keep = false;
        boolean cut = fault.isPresent() && fault.get().kind() == Fault.Kind.CUT;
        try {
            response = play(fault, request, body, out);
            // An answer that overtakes its request makes many clients report a broken pipe instead of the answer.
            keep = response.isPresent() && drained(body) && head.keepAlive() && !cut;
        } finally {
            // Before the answer: who has the answer finds the request in the log.
            if (!own) {
                int status = cut ? 0 : response.map(Response::status).orElse(0);
                log.add(name, head.method(), target, body.received, status, played);
            }
        }
        if (response.isPresent() && cut) {
            cut(out, response.get());
        } else if (response.isPresent()) {
            write(out, response.get(), isHead, keep);
        }
        return keep;
    }

    /** Reads the rest of a request; false when the connection cannot be used for another one. */
    private static boolean drained(Body body) throws IOException {
        try {
            return body.drain();
        } catch (BadRequestException | EOFException e) {
            // The service has met the same broken body and has said so in its answer.
            return false;
        }
    }

    private Optional<Response> play(Optional<Fault> fault, Request request, Body body, OutputStream out)
            throws IOException {
        if (fault.isEmpty()) {
            return Optional.of(carryOut(request));
        }
        Fault played = fault.get();
        return switch (played.kind()) {
            case DROP_BEFORE -> Optional.empty();
            case DROP_AFTER -> {
                carryOut(request);
                body.drain();
                yield Optional.empty();
            }
            case DROP_UPLOAD -> {
                body.skipNBytes(
                        Math.min(played.value(), Math.max(0, request.length().orElse(played.value()))));
                yield Optional.empty();
            }
            case STATUS, RATE_LIMIT, SECONDARY_LIMIT -> {
                body.drain();
                yield Optional.of(service.trouble(played, request));
            }
            case SLOW -> {
                Response response = carryOut(request);
                body.drain();
                yield pause(played.value()) ? Optional.of(response) : Optional.empty();
            }
            case TRUNCATE -> Optional.of(half(carryOut(request)));
            case GARBAGE -> {
                body.drain();
                out.write("\u0000\u0001\u0002 this is not HTTP \u0003\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                yield Optional.empty();
            }
            case STARTER, STALE, CUT -> Optional.of(carryOut(request));
        };
    }

    private Response carryOut(Request request) throws IOException {
        try {
            return service.answer(request);
        } catch (BadRequestException e) {
            return Response.text(400, "text/plain; charset=utf-8", "400 Bad Request\n\n" + e.getMessage() + "\n");
        } catch (FileSystemException | ZipException | RuntimeException e) {
            // A defect of the sandbox itself. The client is told, so that a test shows it where it happened.
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return Response.text(500, "text/plain; charset=utf-8", "500 the sandbox itself failed\n\n" + trace);
        }
    }

    /** Waits; false when the server was closed meanwhile. */
    private boolean pause(long millis) {
        try {
            return !closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Response half(Response response) {
        return response.body() instanceof Response.Body.Text whole
                ? new Response(
                        response.status(),
                        response.reason(),
                        response.headers(),
                        new Response.Body.Text(
                                whole.text().substring(0, whole.text().length() / 2)))
                : response;
    }

    private static void cut(OutputStream out, Response response) throws IOException {
        long length = length(response);
        head(out, response, length, false);
        try (InputStream body = open(response)) {
            copy(body, out, length / 2);
        }
        out.flush();
    }

    private static void write(OutputStream out, Response response, boolean headOnly, boolean keep) throws IOException {
        long length = length(response);
        head(out, response, length, keep);
        if (!headOnly) {
            try (InputStream body = open(response)) {
                copy(body, out, length);
            }
        }
        out.flush();
    }

    private static InputStream open(Response response) throws IOException {
        if (response.body() instanceof Response.Body.Spooled spooled) {
            return Files.newInputStream(spooled.file(), StandardOpenOption.DELETE_ON_CLOSE);
        }
        return response.body() instanceof Response.Body.Stored stored
                ? Files.newInputStream(stored.file())
                : new ByteArrayInputStream(bytes(response));
    }

    private static void copy(InputStream from, OutputStream to, long bytes) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long left = bytes;
        while (left > 0) {
            int count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            to.write(buffer, 0, count);
            left -= count;
        }
    }

    private static long length(Response response) throws IOException {
        if (response.body() instanceof Response.Body.Spooled spooled) {
            return Files.size(spooled.file());
        }
        return response.body() instanceof Response.Body.Stored stored
                ? Files.size(stored.file())
                : bytes(response).length;
    }

    private static byte[] bytes(Response response) {
        return ((Response.Body.Text) response.body()).text().getBytes(StandardCharsets.UTF_8);
    }

    private static void head(OutputStream out, Response response, long length, boolean keep) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " " + clean(response.reason()));
        for (Map.Entry<String, String> header : response.headers()) {
            head.append("\r\n").append(header.getKey()).append(": ").append(clean(header.getValue()));
        }
        boolean bodiless = response.status() == 204 || response.status() == 304;
        if (!bodiless) {
            head.append("\r\nContent-Length: ").append(length);
        }
        head.append("\r\nConnection: ").append(keep ? "keep-alive" : "close").append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A text that comes from the request must not be able to start a header of its own. */
    private static String clean(String text) {
        return text.replaceAll("[\\r\\n\\x00]", " ");
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the sandbox's " + name + " server", e);
        } finally {
            threads.shutdownNow();
        }
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the sandbox's " + name + " server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(InputStream in, boolean first) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                if (first && line.isEmpty()) {
                    return "";
                }
                throw new EOFException("the client hung up in the middle of a request");
            }
            if (c == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            if (line.length() == LINE_LIMIT) {
                throw new EOFException("a line of the request is longer than " + LINE_LIMIT + " bytes");
            }
            line.append((char) c);
        }
    }

    /** Everything before the body. */
    private record Head(
            String method,
            String host,
            String path,
            String query,
            Map<String, List<String>> headers,
            OptionalLong length,
            boolean chunked,
            boolean expectsContinue,
            boolean keepAlive) {

        static Head read(String first, InputStream in) throws IOException {
            String[] words = first.split(" ", -1);
            if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
                throw new BadRequestException("not an HTTP/1.1 request line");
            }
            Map<String, List<String>> headers = new LinkedHashMap<>();
            int count = 0;
            for (String line = line(in, false); !line.isEmpty(); line = line(in, false)) {
                int colon = line.indexOf(':');
                if (colon < 1 || ++count > HEADER_LIMIT) {
                    throw new BadRequestException("malformed or too many headers");
                }
                headers.computeIfAbsent(LetterCase.lower(line.substring(0, colon)), key -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            String host = headers.getOrDefault("host", List.of("")).get(0);
            String target = words[1];
            if (target.startsWith("http://")) {
                URI uri = uri(target);
                host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
                target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            }
            if (!target.startsWith("/")) {
                throw new BadRequestException("the request target must be a path or an http URL");
            }
            int mark = target.indexOf('?');
            String connection = headers.getOrDefault("connection", List.of("")).get(0);
            return new Head(
                    words[0],
                    host,
                    mark < 0 ? target : target.substring(0, mark),
                    mark < 0 ? "" : target.substring(mark + 1),
                    headers,
                    length(headers),
                    LetterCase.lower(String.join(",", headers.getOrDefault("transfer-encoding", List.of())))
                            .contains("chunked"),
                    headers.getOrDefault("expect", List.of()).stream().anyMatch("100-continue"::equalsIgnoreCase),
                    words[2].equals("HTTP/1.1") && !connection.equalsIgnoreCase("close"));
        }

        private static URI uri(String target) {
            try {
                return URI.create(target);
            } catch (IllegalArgumentException e) {
                throw new BadRequestException("the request target is not a URL", e);
            }
        }

        private static OptionalLong length(Map<String, List<String>> headers) {
            List<String> values = headers.getOrDefault("content-length", List.of());
            if (values.isEmpty()) {
                return OptionalLong.empty();
            }
            if (values.size() > 1 || !values.get(0).matches("\\d{1,18}")) {
                throw new BadRequestException("Content-Length is not one number");
            }
            return OptionalLong.of(Long.parseLong(values.get(0)));
        }
    }

    /** The body of a request, with its length or in chunks; tells the client to go on when it waits for that. */
    private static final class Body extends InputStream {

        private final InputStream in;
        private final OutputStream out;
        private final boolean chunked;
        private boolean waiting;
        private long left;
        private boolean ended;
        private boolean firstChunk = true;
        private long received;

        Body(InputStream in, OutputStream out, OptionalLong length, boolean chunked, boolean expectsContinue) {
            this.in = in;
            this.out = out;
            this.chunked = chunked;
            this.left = chunked ? 0 : length.orElse(0);
            this.ended = !chunked && left == 0;
            this.waiting = expectsContinue;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (ended || length == 0) {
                return ended ? -1 : 0;
            }
            if (waiting) {
                waiting = false;
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            if (chunked && left == 0 && !nextChunk()) {
                ended = true;
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new BadRequestException.Gone("the client hung up after " + received + " bytes of the body");
            }
            received += count;
            left -= count;
            ended = !chunked && left == 0;
            return count;
        }

        private boolean nextChunk() throws IOException {
            if (!firstChunk && !line(in, false).isEmpty()) {
                throw new BadRequestException("a chunk is longer than it says");
            }
            firstChunk = false;
            String size = line(in, false).replaceAll(";.*", "").strip();
            if (!size.matches("[0-9a-fA-F]{1,15}")) {
                throw new BadRequestException("a chunk has no size");
            }
            left = Long.parseLong(size, 16);
            if (left > 0) {
                return true;
            }
            while (!line(in, false).isEmpty()) {
                received++;
            }
            return false;
        }

        /** Reads what the service left; false when the client still waits to be told to send it. */
        boolean drain() throws IOException {
            if (waiting && !ended) {
                return false;
            }
            byte[] buffer = new byte[64 * 1024];
            while (read(buffer, 0, buffer.length) >= 0) {
                if (ended) {
                    break;
                }
            }
            return true;
        }
    }
}
