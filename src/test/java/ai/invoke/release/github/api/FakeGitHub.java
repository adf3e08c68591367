package ai.invoke.release.github.api;

import ai.invoke.release.github.GitHubRepository;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps tags, releases and assets as GitHub does, on a free port of this machine, and plays the faults it is told to. It stands beside the
 * sandbox for what that does not let anybody do: tests put states into it that no sequence of requests leads to (an asset without a digest,
 * a lost upload, another name than asked for), and change an answer after the request was carried out. What GitHub would do belongs into the
 * sandbox.
 */
public final class FakeGitHub implements AutoCloseable {

    public static final String TOKEN = "ghp_0123456789abcdefSECRETsecret";
    public static final String COMMIT = "c0ffee0000000000000000000000000000000001";

    public static final String TAG_OBJECT = "7a67";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    /** Short names to {@code {type, sha}} of what the ref names. */
    public final Map<String, String[]> tags = new HashMap<>();

    public final Map<String, String[]> tagObjects = new HashMap<>();
    public final Map<Long, ObjectNode> releases = new LinkedHashMap<>();
    public final Map<Long, Map<Long, ObjectNode>> assets = new HashMap<>();
    public final Map<Long, byte[]> contents = new HashMap<>();
    public final Map<String, Integer> uploads = new HashMap<>();

    /** Beyond this the server pages, whatever it is asked for. */
    public int pageSize = 100;

    public boolean digests = true;
    public boolean push = true;
    public boolean permissions = true;
    public boolean installation;
    public boolean immutable = true;
    /** How long an upload takes, in milliseconds, so that several meet. */
    public long uploadDelay;

    public final AtomicInteger mostUploads = new AtomicInteger();
    private final AtomicInteger nowUploading = new AtomicInteger();
    public List<String> categories = List.of("Announcements", "General");
    public int commits;
    public String renamedUpload = "";
    private long next = 1000;

    public FakeGitHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        tags.put("v1.0", new String[] {"tag", TAG_OBJECT});
        tagObjects.put("7a67", new String[] {"commit", COMMIT});
    }

    /** What happens to the next request that fits. */
    public record Fault(Predicate<String> request, boolean perform, Consumer<Reply> answer) {}

    public static final class Reply {
        int status;
        String body = "";
        boolean drop;
        boolean starter;
        final Map<String, String> headers = new LinkedHashMap<>();
    }

    /** Requests as {@code METHOD /path?query}; a fault is used once. */
    public synchronized FakeGitHub fault(String regex, boolean perform, Consumer<Reply> answer) {
        faults.add(new Fault(request -> request.matches(regex), perform, answer));
        return this;
    }

    public FakeGitHub answer(String regex, int status, String body, String... headers) {
        return fault(regex, false, reply -> {
            reply.status = status;
            reply.body = body;
            for (int i = 0; i < headers.length; i += 2) {
                reply.headers.put(headers[i], headers[i + 1]);
            }
        });
    }

    /** Done, but the answer never arrives. */
    public FakeGitHub loseAnswer(String regex) {
        return fault(regex, true, reply -> reply.drop = true);
    }

    /** Not done, and the connection breaks. */
    public FakeGitHub drop(String regex) {
        return fault(regex, false, reply -> reply.drop = true);
    }

    /** 502, and an empty asset in the state "starter" stays behind. */
    public FakeGitHub starter(String regex) {
        return fault(regex, false, reply -> {
            reply.status = 502;
            reply.body = "<html>Bad gateway</html>";
            reply.starter = true;
        });
    }

    public URI api() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public GitHubRepository repository() {
        return new GitHubRepository(api(), api(), "acme", "demo");
    }

    public List<String> log() {
        return List.copyOf(log);
    }

    public long count(String regex) {
        return log().stream().filter(line -> line.matches(regex)).count();
    }

    public synchronized ObjectNode addRelease(String tag, boolean draft, boolean prerelease, String body) {
        ObjectNode node = JSON.createObjectNode();
        node.put("tag_name", tag)
                .put("draft", draft)
                .put("prerelease", prerelease)
                .put("body", body);
        return store(node);
    }

    public synchronized ObjectNode addAsset(long release, String name, byte[] content) {
        return asset(release, name, content, "uploaded");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String request = exchange.getRequestMethod() + " " + uri;
        log.add(request);
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (uri.getPath().startsWith("/uploads/")) {
                uploading();
            }
            Reply reply = new Reply();
            Fault fault = fault(request);
            if (fault == null || fault.perform()) {
                perform(exchange, uri, body, reply);
            }
            if (fault != null) {
                fault.answer().accept(reply);
            }
            if (reply.starter) {
                long release = Long.parseLong(uri.getPath().replaceAll(".*/releases/(\\d+)/assets", "$1"));
                synchronized (this) {
                    asset(release, query(uri, "name"), new byte[0], "starter");
                }
            }
            if (reply.drop) {
                return;
            }
            reply.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.getResponseHeaders().set("X-GitHub-Request-Id", "AB12:34CD");
            byte[] bytes = reply.body.getBytes(StandardCharsets.ISO_8859_1);
            if (!reply.headers.containsKey("Binary")) {
                bytes = reply.body.getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    private void uploading() {
        mostUploads.accumulateAndGet(nowUploading.incrementAndGet(), Math::max);
        LockSupport.parkNanos(uploadDelay * 1_000_000);
        nowUploading.decrementAndGet();
    }

    private synchronized Fault fault(String request) {
        for (Fault fault : faults) {
            if (fault.request().test(request)) {
                faults.remove(fault);
                return fault;
            }
        }
        return null;
    }

    private synchronized void perform(HttpExchange exchange, URI uri, byte[] body, Reply reply) throws IOException {
        String method = exchange.getRequestMethod();
        String path = uri.getPath().replaceFirst("^/repositories/1", "/repos/acme/demo");
        boolean known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (exchange.getRequestHeaders().containsKey("Authorization") && !known && !path.startsWith("/storage")) {
            fail(reply, 401, "Bad credentials");
            return;
        }
        if (path.startsWith("/storage/")) {
            // A storage host refuses requests that carry somebody else's credentials.
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                fail(reply, 400, "Only one auth mechanism allowed");
                return;
            }
            binary(reply, contents.get(Long.parseLong(path.substring(9))));
            return;
        }
        if (path.equals("/installation/repositories")) {
            reply.status = installation ? 200 : 403;
            return;
        }
        if (path.equals("/graphql")) {
            JsonNode variables = JSON.readTree(body).path("variables");
            ObjectNode node = JSON.createObjectNode();
            ArrayNode nodes = node.putObject("data")
                    .putObject("repository")
                    .putObject("discussionCategories")
                    .putArray("nodes");
            if (variables.path("owner").asText().equals("acme")) {
                categories.forEach(name -> nodes.addObject().put("name", name));
            }
            json(reply, 200, node);
            return;
        }
        if (!path.startsWith("/repos/acme/demo") && !path.startsWith("/uploads/")) {
            fail(reply, 404, "Not Found");
            return;
        }
        String rest = path.replaceFirst("^/repos/acme/demo", "").replaceFirst("^/uploads", "");
        if (!"2022-11-28".equals(exchange.getRequestHeaders().getFirst("X-GitHub-Api-Version"))) {
            fail(reply, 400, "no API version");
        } else if (rest.isEmpty()) {
            ObjectNode node =
                    JSON.createObjectNode().put("full_name", "acme/demo").put("default_branch", "main");
            node.put("has_discussions", !categories.isEmpty());
            if (permissions) {
                node.putObject("permissions").put("push", push && known);
            }
            json(reply, 200, node);
        } else if (rest.startsWith("/git/")) {
            git(rest, reply);
        } else if (rest.equals("/immutable-releases")) {
            json(reply, 200, JSON.createObjectNode().put("enabled", immutable));
        } else if (rest.startsWith("/compare/")) {
            compare(uri, reply);
        } else if (rest.equals("/releases/generate-notes")) {
            JsonNode in = JSON.readTree(body);
            json(
                    reply,
                    200,
                    JSON.createObjectNode()
                            .put("name", in.path("tag_name").asText())
                            .put("body", "since " + in.path("previous_tag_name").asText()));
        } else if (rest.matches("/releases/assets/\\d+")) {
            asset(exchange, method, Long.parseLong(rest.substring(17)), reply);
        } else if (rest.matches("/releases/\\d+/assets")) {
            long id = Long.parseLong(rest.replaceAll("\\D", ""));
            if (method.equals("POST")) {
                upload(exchange, uri, id, body, reply);
            } else {
                page(uri, List.copyOf(assets.getOrDefault(id, Map.of()).values()), reply);
            }
        } else if (rest.startsWith("/releases")) {
            release(method, rest, uri, body, known, reply);
        } else {
            fail(reply, 404, "Not Found");
        }
    }

    private void git(String rest, Reply reply) {
        if (rest.startsWith("/git/ref/tags/")) {
            String tag = rest.substring(14);
            String[] object = tags.get(tag);
            if (object == null) {
                fail(reply, 404, "Not Found");
                return;
            }
            ObjectNode node = JSON.createObjectNode().put("ref", "refs/tags/" + tag);
            node.putObject("object").put("type", object[0]).put("sha", object[1]);
            json(reply, 200, node);
        } else {
            String[] object = tagObjects.get(rest.substring(10));
            ObjectNode node = JSON.createObjectNode();
            node.putObject("object").put("type", object[0]).put("sha", object[1]);
            json(reply, 200, node);
        }
    }

    private void compare(URI uri, Reply reply) {
        int page = Integer.parseInt(query(uri, "page"));
        int from = (page - 1) * pageSize;
        ObjectNode node = JSON.createObjectNode().put("status", "ahead").put("total_commits", commits);
        ArrayNode list = node.putArray("commits");
        for (int i = from; i < Math.min(commits, from + pageSize); i++) {
            ObjectNode commit = list.addObject().put("sha", String.format("%040x", i));
            commit.putObject("commit").put("message", "commit " + i);
            switch (i % 3) {
                case 0 -> commit.putObject("author").put("login", "user" + i).put("type", "User");
                case 1 -> commit.putObject("author");
                default -> commit.putNull("author");
            }
        }
        if (from + pageSize < commits) {
            reply.headers.put(
                    "Link",
                    "<" + api() + "/repositories/1/compare/a...b?page=1>; rel=\"first\", <" + api()
                            + "/repositories/1/compare/a...b?per_page=100&page=" + (page + 1) + ">; rel=\"next\"");
        }
        json(reply, 200, node);
    }

    private void release(String method, String rest, URI uri, byte[] body, boolean known, Reply reply)
            throws IOException {
        if (rest.equals("/releases") && method.equals("POST")) {
            ObjectNode in = (ObjectNode) JSON.readTree(body);
            String tag = in.path("tag_name").asText();
            if (releases.values().stream()
                    .anyMatch(r -> !r.path("draft").asBoolean()
                            && r.path("tag_name").asText().equals(tag))) {
                json(reply, 422, JSON.readTree("""
                                {"message":"Validation Failed","errors":[{"resource":"Release","code":"already_exists","field":"tag_name"}]}"""));
                return;
            }
            json(reply, 201, store(in));
        } else if (rest.equals("/releases")) {
            List<ObjectNode> newest = new ArrayList<>(releases.values());
            Collections.reverse(newest);
            newest.removeIf(r -> r.path("draft").asBoolean() && !known);
            page(uri, newest, reply);
        } else if (rest.startsWith("/releases/tags/")) {
            String tag = rest.substring(15);
            releases.values().stream()
                    .filter(r -> !r.path("draft").asBoolean()
                            && r.path("tag_name").asText().equals(tag))
                    .findFirst()
                    .ifPresentOrElse(r -> json(reply, 200, full(r)), () -> fail(reply, 404, "Not Found"));
        } else if (rest.equals("/releases/latest")) {
            releases.values().stream()
                    .filter(r -> r.path("make_latest").asText().equals("true"))
                    .filter(r -> !r.path("draft").asBoolean())
                    .reduce((older, newer) -> newer)
                    .ifPresentOrElse(r -> json(reply, 200, full(r)), () -> fail(reply, 404, "Not Found"));
        } else {
            ObjectNode release = releases.get(Long.parseLong(rest.substring(10)));
            if (release == null) {
                fail(reply, 404, "Not Found");
            } else if (method.equals("DELETE")) {
                releases.remove(release.path("id").asLong());
                assets.remove(release.path("id").asLong());
                reply.status = 204;
            } else if (method.equals("PATCH")) {
                JsonNode in = JSON.readTree(body);
                if (in.has("make_latest") && !in.path("make_latest").isTextual()) {
                    fail(reply, 422, "make_latest is a string");
                    return;
                }
                if (in.path("discussion_category_name").asText().equals("Nope")) {
                    fail(reply, 404, "Discussion could not be created. Make sure you passed a valid category name.");
                    return;
                }
                release.setAll((ObjectNode) in);
                json(reply, 200, full(release));
            } else {
                json(reply, 200, full(release));
            }
        }
    }

    private void upload(HttpExchange exchange, URI uri, long release, byte[] body, Reply reply) throws IOException {
        String name = query(uri, "name");
        uploads.merge(name, 1, Integer::sum);
        if (exchange.getRequestHeaders().getFirst("Content-Length") == null) {
            fail(reply, 411, "Length Required");
        } else if (assets.getOrDefault(release, Map.of()).values().stream()
                .anyMatch(a -> a.path("name").asText().equals(name))) {
            json(reply, 422, JSON.readTree("""
                            {"message":"Validation Failed","errors":[{"resource":"ReleaseAsset","code":"already_exists","field":"name"}]}"""));
        } else {
            json(reply, 201, asset(release, renamedUpload.isEmpty() ? name : renamedUpload, body, "uploaded"));
        }
    }

    private void asset(HttpExchange exchange, String method, long id, Reply reply) {
        Map<Long, ObjectNode> owner = assets.values().stream()
                .filter(map -> map.containsKey(id))
                .findFirst()
                .orElse(null);
        if (owner == null) {
            fail(reply, 404, "Not Found");
        } else if (method.equals("DELETE")) {
            owner.remove(id);
            reply.status = 204;
        } else if ("application/octet-stream"
                .equals(exchange.getRequestHeaders().getFirst("Accept"))) {
            // Another host name is another origin, as GitHub's storage is.
            reply.status = 302;
            reply.headers.put("Location", api().toString().replace("127.0.0.1", "localhost") + "/storage/" + id);
        } else {
            json(reply, 200, owner.get(id));
        }
    }

    private void page(URI uri, List<ObjectNode> items, Reply reply) {
        String asked = query(uri, "page");
        int page = asked.isEmpty() ? 1 : Integer.parseInt(asked);
        int from = Math.min(items.size(), (page - 1) * pageSize);
        int to = Math.min(items.size(), from + pageSize);
        if (to < items.size()) {
            String path = uri.getPath().replaceFirst("^/repos/acme/demo", "/repositories/1");
            reply.headers.put(
                    "Link",
                    "<" + api() + path + "?page=" + (page + 1) + ">; rel=\"next\", <" + api() + path
                            + "?page=9>; rel=\"last\"");
        }
        ArrayNode list = JSON.createArrayNode();
        items.subList(from, to).forEach(item -> list.add(item.has("tag_name") ? full(item) : item));
        json(reply, 200, list);
    }

    private ObjectNode store(ObjectNode node) {
        long id = next++;
        node.put("id", id);
        node.put("upload_url", api() + "/uploads/releases/" + id + "/assets{?name,label}");
        node.put("unknown_field", 1);
        releases.put(id, node);
        assets.put(id, new LinkedHashMap<>());
        return full(node);
    }

    private ObjectNode full(ObjectNode release) {
        ObjectNode node = release.deepCopy();
        String tag = release.path("tag_name").asText();
        String shown = release.path("draft").asBoolean() ? "untagged-0badc0de" : tag;
        node.put("html_url", api() + "/acme/demo/releases/tag/" + shown);
        if (node.path("discussion_category_name").isTextual()) {
            node.put("discussion_url", api() + "/acme/demo/discussions/1");
        }
        ArrayNode list = node.putArray("assets");
        assets.getOrDefault(release.path("id").asLong(), Map.of()).values().forEach(list::add);
        return node;
    }

    private ObjectNode asset(long release, String name, byte[] content, String state) {
        long id = next++;
        ObjectNode node = JSON.createObjectNode()
                .put("id", id)
                .put("name", name)
                .put("state", state)
                .put("size", content.length);
        if (digests && state.equals("uploaded")) {
            node.put("digest", "sha256:" + sha256(content));
        } else {
            node.putNull("digest");
        }
        contents.put(id, content);
        assets.computeIfAbsent(release, r -> new LinkedHashMap<>()).put(id, node);
        return node;
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String query(URI uri, String key) {
        for (String pair : String.valueOf(uri.getRawQuery()).split("&")) {
            if (pair.startsWith(key + "=")) {
                return URLDecoder.decode(pair.substring(key.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void fail(Reply reply, int status, String message) {
        json(reply, status, JSON.createObjectNode().put("message", message));
    }

    private static void json(Reply reply, int status, JsonNode node) {
        reply.status = status;
        reply.body = node.toString();
    }

    private static void binary(Reply reply, byte[] content) {
        reply.status = 200;
        reply.headers.put("Binary", "yes");
        reply.body = new String(content, StandardCharsets.ISO_8859_1);
    }
}
