package ai.invoke.release.pypi.index;

import ai.invoke.release.http.FaultServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An index that keeps what it is sent and answers by a test's own script. It stands beside the sandbox for what the sandbox must not be able
 * to do: it takes any bytes as an upload, hands over the raw form, stores a file without saying so and says so without storing one, and its
 * answers are the test's own bytes at any moment of an exchange. A truthful index belongs into the sandbox.
 */
public final class IndexServer implements AutoCloseable {

    private static final Pattern FIELD = Pattern.compile(
            "Content-Disposition: form-data; name=\"([^\"]*)\"(?:; filename=\"([^\"]*)\")?\r\n(?:Content-Type: ([^\r]*)\r\n)?\r\n");

    /** An upload as a server sees it. */
    public record Upload(
            Map<String, List<String>> fields,
            String fileName,
            String contentType,
            byte[] content,
            String authorization) {
        public String sha256() {
            return sha256Of(content);
        }
    }

    /** Plays instead of, or after, the normal answer to an upload. */
    @FunctionalInterface
    public interface Fault {
        void play(FaultServer.Connection connection, IndexServer server) throws IOException, InterruptedException;
    }

    /** Answers a request that was read. */
    @FunctionalInterface
    public interface Page {
        void play(FaultServer.Connection connection, FaultServer.Received head)
                throws IOException, InterruptedException;
    }

    private final FaultServer server = new FaultServer(this::serve);
    private final Queue<Fault> uploadFaults = new ConcurrentLinkedQueue<>();
    private final Map<String, String> files = Collections.synchronizedMap(new TreeMap<>());
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<Upload> uploads = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean hidden;

    public PackageIndex index() {
        return PackageIndex.custom("sandbox", uri("/legacy/"), uri("/simple/"));
    }

    public URI uri(String path) {
        return server.uri(path);
    }

    public void onUpload(Fault fault) {
        uploadFaults.add(fault);
    }

    /** Answers a path by a script that starts after the head was read. */
    public void onPage(String path, int status, String body, String... headers) {
        pages.put(path, (connection, head) -> connection.answer(status, body, headers));
    }

    /** Answers a path by a script that starts after the request was read. */
    public void onPage(String path, Page page) {
        pages.put(path, page);
    }

    public void put(String file, String sha256) {
        files.put(file, sha256);
    }

    public void hideFiles() {
        hidden = true;
    }

    public Map<String, String> files() {
        return files;
    }

    public List<Upload> uploads() {
        return List.copyOf(uploads);
    }

    /** "METHOD path" of all requests. */
    public List<String> log() {
        return List.copyOf(log);
    }

    private void serve(FaultServer.Connection connection) throws IOException, InterruptedException {
        FaultServer.Received head = connection.head();
        String path = head.target().replaceFirst("\\?.*", "");
        log.add(head.method() + " " + path);
        if (path.equals("/legacy/")) {
            Fault fault = uploadFaults.poll();
            if (fault != null) {
                pending.set(head);
                fault.play(connection, this);
                return;
            }
            take(connection, head);
            connection.answer(200, "");
            return;
        }
        int length = Integer.parseInt(head.headers().getOrDefault("Content-Length", "0"));
        bodies.add(new String(connection.in().readNBytes(length), StandardCharsets.UTF_8));
        Page page = pages.get(path);
        if (page != null) {
            page.play(connection, head);
        } else if (path.startsWith("/simple/")) {
            connection.answer(
                    files.isEmpty() || hidden ? 404 : 200, page(), "Content-Type: application/vnd.pypi.simple.v1+json");
        } else {
            connection.answer(404, "{\"message\": \"Not Found\"}");
        }
    }

    private final ThreadLocal<FaultServer.Received> pending = new ThreadLocal<>();
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    /** Bodies of all requests but uploads. */
    public List<String> bodies() {
        return new ArrayList<>(new ArrayDeque<>(bodies));
    }

    /** For faults: reads and stores the upload as if nothing were wrong, without answering. */
    public Upload take(FaultServer.Connection connection) throws IOException {
        return take(connection, pending.get());
    }

    private Upload take(FaultServer.Connection connection, FaultServer.Received head) throws IOException {
        byte[] body = connection
                .in()
                .readNBytes(Integer.parseInt(head.header("Content-Length").orElseThrow()));
        Upload upload = parse(head, body);
        uploads.add(upload);
        files.put(upload.fileName(), upload.sha256());
        return upload;
    }

    private static Upload parse(FaultServer.Received head, byte[] body) {
        String boundary = head.header("Content-Type").orElseThrow().replaceFirst(".*boundary=", "");
        String text = new String(body, StandardCharsets.ISO_8859_1);
        Map<String, List<String>> fields = new TreeMap<>();
        String fileName = "";
        String contentType = "";
        byte[] content = {};
        String[] parts = text.split(Pattern.quote("--" + boundary), -1);
        for (int i = 1; i < parts.length - 1; i++) {
            Matcher matcher = FIELD.matcher(parts[i]);
            if (!matcher.find()) {
                throw new IllegalStateException("not a part: " + parts[i]);
            }
            byte[] value =
                    parts[i].substring(matcher.end(), parts[i].length() - 2).getBytes(StandardCharsets.ISO_8859_1);
            if (matcher.group(2) != null) {
                fileName = matcher.group(2);
                contentType = matcher.group(3);
                content = value;
            } else {
                fields.computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                        .add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return new Upload(
                fields,
                fileName,
                contentType,
                content,
                head.header("Authorization").orElse(""));
    }

    /** The page of the project that everything belongs to. */
    public String page() {
        StringBuilder json = new StringBuilder("{\"meta\":{\"api-version\":\"1.4\"},\"name\":\"demo\",\"files\":[");
        synchronized (files) {
            files.forEach((name, sha256) -> json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append("{\"filename\":\"" + name + "\",\"url\":\"x\",\"yanked\":false,\"hashes\":{\"sha256\":\""
                            + sha256 + "\"}}"));
        }
        return json.append("]}").toString();
    }

    static String sha256Of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
