package ai.invoke.release.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** git's own http-backend behind a loopback server that wants a login for everything. */
public final class GitHttpServer implements AutoCloseable {

    /** The only user and password it takes. */
    public static final String USER = "x-access-token";

    public static final String PASSWORD = "s3cret-token-of-the-test";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path root;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean loseAnswers;
    private volatile String redirect = "";

    /** Serves all bare repositories of a folder. */
    public GitHttpServer(Path root) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@code 127.0.0.1:<port>}. */
    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The address of a repository. */
    public String url(String name) {
        return "http://" + authority() + "/" + name;
    }

    /** From now on pushes are done, but nobody hears so. */
    public void loseAnswers() {
        loseAnswers = true;
    }

    /** From now on all requests are sent to another server. */
    public void redirectTo(String base) {
        redirect = base;
    }

    /** Method, path and {@code Authorization} of every request. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("none");
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + authorization);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!redirect.isEmpty()) {
                exchange.getResponseHeaders().set("Location", redirect + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            String wanted = "Basic "
                    + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (!authorization.equals(wanted)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] answer = backend(exchange, body);
            if (loseAnswers
                    && exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getPath().endsWith("git-receive-pack")) {
                // A promise of more than comes: the client sees the connection break.
                exchange.sendResponseHeaders(200, 100);
                return;
            }
            reply(exchange, answer);
        }
    }

    private byte[] backend(HttpExchange exchange, byte[] body) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REMOTE_USER", USER);
        environment.put("REMOTE_ADDR", "127.0.0.1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        header(exchange, "Content-Type").ifPresent(value -> environment.put("CONTENT_TYPE", value));
        header(exchange, "Content-Encoding").ifPresent(value -> environment.put("HTTP_CONTENT_ENCODING", value));
        header(exchange, "Git-Protocol").ifPresent(value -> environment.put("GIT_PROTOCOL", value));
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(body);
        } catch (IOException e) {
            // The backend may refuse without reading; its answer says so.
            seen.add("backend did not read: " + e.getMessage());
        }
        return process.getInputStream().readAllBytes();
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static void reply(HttpExchange exchange, byte[] answer) throws IOException {
        InputStream in = new ByteArrayInputStream(answer);
        int status = 200;
        String line = line(in);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Status")) {
                status = Integer.parseInt(value.split(" ")[0]);
            } else {
                exchange.getResponseHeaders().set(name, value);
            }
            line = line(in);
        }
        byte[] body = in.readAllBytes();
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.write(c);
            }
            c = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
