package ai.invoke.release.rehearsal;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A GitHub on the loopback address, as far as releases go: repositories, refs, tags, releases, assets, generated notes and
 * comparisons, refused and answered as api.github.com does. Uploads go to a second port, as the real ones go to another
 * host. {@code gh} works with it as its proxy under the host name {@code github.localhost}. Everything it knows is in a
 * folder, so that a server on the same folder goes on where the last one stopped.
 */
public final class SandboxGithub implements AutoCloseable {

    private static final int BODY_LIMIT = 2 * 1024 * 1024;
    private static final int HOURLY_LIMIT = 5000;
    private static final Set<String> API_VERSIONS = Set.of("2022-11-28", "2026-03-10");

    private final GithubOptions options;
    private final String token;
    private final String readToken = newToken();
    private final String downloadKey = newToken();
    private final Path folder;
    private final StateFile<GithubState> file;
    private final GithubState state;
    private final Object lock = new Object();
    private final ObjectMapper json = new ObjectMapper();
    private final GithubReleases releases;
    private final GithubAssets assets;
    private final GithubRefs refs;
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final AtomicLong requests = new AtomicLong();
    private final URI api;
    private final URI uploads;
    private final LoopbackServer apiServer;
    private final LoopbackServer uploadsServer;

    private SandboxGithub(Path folder, GithubOptions options, RequestLog log) {
        this.options = options;
        this.token = options.token().orElseGet(SandboxGithub::newToken);
        this.folder = folder;
        this.log = log;
        try {
            Files.createDirectories(folder.resolve("assets"));
            Files.createDirectories(folder.resolve("incoming"));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("Cannot create the sandbox's folder " + folder + ": " + e.getMessage()), e);
        }
        this.file = new StateFile<>(folder.resolve("state.json"), GithubState.class);
        this.state = file.load().orElseGet(GithubState::new);
        for (SandboxRepository seed : options.repositories()) {
            if (state.repository(seed.owner(), seed.name()).isEmpty()) {
                state.repositories.put(
                        (seed.owner() + "/" + seed.name()).toLowerCase(Locale.ROOT),
                        GithubState.Repository.of(seed, state.nextId()));
            }
        }
        file.save(state);
        this.releases = new GithubReleases(options.clock());
        this.assets = new GithubAssets(folder, releases);
        this.refs = new GithubRefs();
        ServerSocket apiListener = LoopbackServer.bind("github", options.port());
        ServerSocket uploadsListener = LoopbackServer.bind("github-uploads", options.uploadsPort());
        this.api = URI.create("http://127.0.0.1:" + apiListener.getLocalPort());
        this.uploads = URI.create("http://127.0.0.1:" + uploadsListener.getLocalPort());
        this.apiServer = LoopbackServer.serve("github", apiListener, new Routes(false), faults, log);
        this.uploadsServer = LoopbackServer.serve("github-uploads", uploadsListener, new Routes(true), faults, log);
    }

    /**
     * Starts a GitHub.
     *
     * @param folder where its state is kept; made when missing
     * @param options how it is set up
     * @return the running servers
     * @throws EnvironmentException when a port is taken or the folder cannot be written
     */
    public static SandboxGithub start(Path folder, GithubOptions options) {
        Path own = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("Cannot create the sandbox's folder " + own + ": " + e.getMessage()), e);
        }
        return start(own, options, new RequestLog(own.resolve("requests.jsonl"), options.clock()));
    }

    static SandboxGithub start(Path folder, GithubOptions options, RequestLog log) {
        return new SandboxGithub(folder, options, log);
    }

    /**
     * A token in GitHub's form, for {@link GithubOptions#withToken}.
     *
     * @return good for a sandbox only
     */
    public static String newToken() {
        byte[] bytes = new byte[20];
        new SecureRandom().nextBytes(bytes);
        return "ghp_" + HexFormat.of().formatHex(bytes).substring(0, 36);
    }

    /**
     * The API's root, what {@code https://api.github.com} is for real; also the proxy for {@code gh}.
     *
     * @return for instance {@code http://127.0.0.1:40124}
     */
    public URI api() {
        return api;
    }

    /**
     * The uploads host. Clients find it in a release's {@code upload_url}.
     *
     * @return for instance {@code http://127.0.0.1:40125}
     */
    public URI uploads() {
        return uploads;
    }

    /**
     * The token with all rights on all repositories.
     *
     * @return good for this sandbox only
     */
    public String token() {
        return token;
    }

    /**
     * A token that may read but not write, and therefore sees no drafts.
     *
     * @return good for this sandbox only
     */
    public String readToken() {
        return readToken;
    }

    /**
     * The faults that both ports play.
     *
     * @return to be added to
     */
    public Faults faults() {
        return faults;
    }

    /**
     * What was asked and answered.
     *
     * @return the log
     */
    public RequestLog log() {
        return log;
    }

    /**
     * What GitHub holds, in a form to compare: no times, ids or ports.
     *
     * @return repositories with their refs and releases, sorted
     */
    public JsonNode state() {
        synchronized (lock) {
            ObjectNode view = JsonNodeFactory.instance.objectNode();
            state.repositories.values().stream()
                    .sorted(Comparator.comparing(GithubState.Repository::slug))
                    .forEach(repository -> {
                        ObjectNode node = view.putObject(repository.slug());
                        ObjectNode all = node.putObject("refs");
                        repository.refs.forEach(all::put);
                        ArrayNode list = node.putArray("releases");
                        repository.releases.stream()
                                .sorted(Comparator.comparing(GithubState.Release::tagName)
                                        .thenComparing(GithubState.Release::id))
                                .forEach(release -> describe(list.addObject(), release));
                    });
            return view;
        }
    }

    private static void describe(ObjectNode node, GithubState.Release release) {
        node.put("tag", release.tagName());
        node.put("name", release.name().orElse(null));
        node.put("draft", release.draft());
        node.put("prerelease", release.prerelease());
        node.put("latest", release.latest());
        node.put("immutable", release.immutable());
        node.put("discussion", release.discussion().orElse(null));
        node.put("bodySha256", release.body().map(Digests::sha256).orElse(null));
        ObjectNode assets = node.putObject("assets");
        release.assets().stream()
                .sorted(Comparator.comparing(GithubState.Asset::name))
                .forEach(asset -> assets.putObject(asset.name())
                        .put("state", asset.state())
                        .put("size", asset.size())
                        .put("sha256", asset.sha256().orElse(null)));
    }

    @Override
    public void close() {
        try {
            apiServer.close();
        } finally {
            uploadsServer.close();
        }
    }

    private enum Rights {
        NONE,
        READ,
        WRITE
    }

    /** One request with what is known about it. */
    private record Call(
            Request request, GithubState.Repository repository, List<String> rest, Rights rights, GithubView view) {

        String tail(int from) {
            return String.join("/", rest.subList(from, rest.size()));
        }

        void needsWrite() throws GithubErrors {
            if (rights == Rights.NONE) {
                throw GithubErrors.of(401, "Requires authentication");
            }
            if (rights == Rights.READ) {
                throw GithubErrors.of(403, "Resource not accessible by integration");
            }
        }

        long id(int index) throws GithubErrors {
            String text = index < rest.size() ? rest.get(index) : "";
            if (!text.matches("\\d{1,18}")) {
                throw GithubErrors.notFound();
            }
            return Long.parseLong(text);
        }

        GithubState.Release release(long id) throws GithubErrors {
            return repository
                    .release(id)
                    .filter(one -> !one.draft() || rights == Rights.WRITE)
                    .orElseThrow(GithubErrors::notFound);
        }
    }

    /** The routes of one port. */
    private final class Routes implements Service {

        private final boolean isUploads;

        Routes(boolean isUploads) {
            this.isUploads = isUploads;
        }

        @Override
        public Response trouble(Fault fault, Request request) {
            Response response = switch (fault.kind()) {
                case RATE_LIMIT ->
                    limited("API rate limit exceeded for user ID 1.")
                            .with("X-RateLimit-Limit", String.valueOf(HOURLY_LIMIT))
                            .with("X-RateLimit-Remaining", "0")
                            .with(
                                    "X-RateLimit-Reset",
                                    String.valueOf(options.clock().instant().getEpochSecond() + fault.value()));
                case SECONDARY_LIMIT ->
                    limited("You have exceeded a secondary rate limit. Please wait a few"
                            + " minutes before you try again.");
                default ->
                    Response.json(
                            fault.value(),
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put(
                                            "message",
                                            fault.value() >= 500 ? "Server Error" : Response.reason(fault.value())));
            };
            Response identified = response.with("X-GitHub-Request-Id", requestId());
            return fault.retryAfter().isPresent()
                    ? identified.with(
                            "Retry-After", String.valueOf(fault.retryAfter().getAsInt()))
                    : identified;
        }

        private Response limited(String message) {
            return GithubErrors.of(403, message).response();
        }

        private String requestId() {
            return "5A4D:%04X:SANDBOX".formatted(requests.get());
        }

        @Override
        public Response answer(Request request) throws IOException {
            if (request.path().startsWith("/_sandbox/")) {
                return SandboxEndpoints.answer(request, SandboxGithub.this::state, faults, log);
            }
            long used = requests.incrementAndGet();
            Response response;
            try {
                response = route(request);
            } catch (GithubErrors e) {
                response = e.response();
            }
            long now = options.clock().instant().getEpochSecond();
            String version = request.header("x-github-api-version").orElse("2022-11-28");
            return response.with("X-GitHub-Request-Id", requestId())
                    .with("X-GitHub-Media-Type", "github.v3; format=json")
                    .with("X-GitHub-Api-Version-Selected", version)
                    .with("X-RateLimit-Limit", String.valueOf(HOURLY_LIMIT))
                    .with("X-RateLimit-Remaining", String.valueOf(Math.max(0, HOURLY_LIMIT - used)))
                    .with("X-RateLimit-Used", String.valueOf(used))
                    .with("X-RateLimit-Reset", String.valueOf(now - now % 3600 + 3600))
                    .with("X-RateLimit-Resource", "core");
        }

        private GithubView view(Request request) {
            String host = request.host().replaceAll(":\\d+$", "");
            if (host.equals("github.localhost") || host.endsWith(".github.localhost")) {
                return new GithubView(
                        "http://api.github.localhost",
                        "http://uploads.github.localhost",
                        "http://github.localhost",
                        "http://objects.github.localhost");
            }
            // Another host name than the API's, as for real: a client must not take its token along.
            String objects = "http://localhost:" + uploads.getPort();
            return new GithubView(api.toString(), uploads.toString(), api.toString(), objects);
        }

        private Response route(Request request) throws GithubErrors, IOException {
            List<String> path = request.segments();
            if (path.size() == 2 && path.get(0).equals("_objects")) {
                return storage(request, path.get(1));
            }
            if (request.header("user-agent").orElse("").isEmpty()) {
                throw GithubErrors.of(
                        403,
                        "Request forbidden by administrative rules. Please make sure your request has a User-Agent"
                                + " header");
            }
            String version = request.header("x-github-api-version").orElse("2022-11-28");
            if (!API_VERSIONS.contains(version)) {
                throw GithubErrors.of(400, "\"" + version + "\" is not a supported API version.");
            }
            Rights rights = rights(request);
            GithubView view = view(request);
            if (request.host().startsWith("uploads.") || isUploads) {
                Optional<Call> call = repository(request, path, rights, view);
                if (call.isEmpty()
                        || !request.method().equals("POST")
                        || call.get().rest().size() != 3
                        || !call.get().rest().get(2).equals("assets")) {
                    throw GithubErrors.notFound();
                }
                return upload(call.get());
            }
            Optional<Call> call = repository(request, path, rights, view);
            if (call.isPresent()) {
                return inRepository(call.get());
            }
            return switch (request.method() + " " + request.path()) {
                case "GET /" ->
                    Response.json(
                            200, JsonNodeFactory.instance.objectNode().put("current_user_url", view.api() + "/user"));
                case "GET /rate_limit" -> rateLimit();
                case "GET /user" -> {
                    if (rights == Rights.NONE) {
                        throw GithubErrors.of(401, "Requires authentication");
                    }
                    yield Response.json(200, view.user("sandbox"));
                }
                case "POST /graphql" -> {
                    ObjectNode answer = JsonNodeFactory.instance.objectNode();
                    answer.putArray("errors")
                            .addObject()
                            .put("type", "NOT_IMPLEMENTED")
                            .put("message", "The sandbox's GitHub speaks REST only");
                    yield Response.json(200, answer);
                }
                default -> page(request, path, view);
            };
        }

        /** Web pages: only downloads of published releases. */
        private Response page(Request request, List<String> path, GithubView view) throws GithubErrors {
            boolean download = path.size() >= 6
                    && path.get(2).equals("releases")
                    && path.get(3).equals("download");
            if (!download || !request.method().equals("GET")) {
                throw GithubErrors.notFound();
            }
            String name = path.get(path.size() - 1);
            String tag = String.join("/", path.subList(4, path.size() - 1));
            synchronized (lock) {
                GithubState.Asset asset = state.repository(path.get(0), path.get(1))
                        .flatMap(repository -> repository.published(tag))
                        .flatMap(release -> release.assets().stream()
                                .filter(one -> one.name().equals(name))
                                .findFirst())
                        .filter(one -> one.state().equals("uploaded"))
                        .orElseThrow(GithubErrors::notFound);
                return Response.redirect(302, storageUrl(view, asset));
            }
        }

        private String storageUrl(GithubView view, GithubState.Asset asset) {
            return view.objects() + "/_objects/" + asset.id() + "?signature=" + signature(asset.id());
        }

        private String signature(long id) {
            return Digests.sha256(downloadKey + id).substring(0, 32);
        }

        private Response storage(Request request, String id) throws GithubErrors {
            if (request.header("authorization").isPresent()) {
                return Response.text(
                        400,
                        "application/xml",
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>InvalidArgument</Code><Message>Only one"
                                + " auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query"
                                + " string parameter or the Authorization header should be specified</Message></Error>");
            }
            if (!id.matches("\\d{1,18}")
                    || !signature(Long.parseLong(id))
                            .equals(request.parameters().get("signature"))) {
                throw GithubErrors.of(403, "AccessDenied");
            }
            Path stored = assets.file(Long.parseLong(id));
            if (!Files.exists(stored)) {
                throw GithubErrors.notFound();
            }
            return Response.file("application/octet-stream", stored);
        }

        private Rights rights(Request request) throws GithubErrors {
            String header = request.header("authorization").orElse("");
            if (header.isEmpty()) {
                return Rights.NONE;
            }
            String scheme = header.replaceAll("\\s.*", "").toLowerCase(Locale.ROOT);
            String given = header.substring(scheme.length()).strip();
            if (scheme.equals("basic")) {
                given = basic(given);
            }
            if (given.equals(token)) {
                return Rights.WRITE;
            }
            if (given.equals(readToken)) {
                return Rights.READ;
            }
            throw GithubErrors.of(401, "Bad credentials");
        }

        private String basic(String value) {
            try {
                String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                return pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private Response rateLimit() {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            long used = requests.get();
            ObjectNode core = JsonNodeFactory.instance.objectNode();
            core.put("limit", HOURLY_LIMIT)
                    .put("used", used)
                    .put("remaining", Math.max(0, HOURLY_LIMIT - used))
                    .put("reset", options.clock().instant().getEpochSecond() + 3600);
            answer.putObject("resources").set("core", core);
            answer.set("rate", core.deepCopy());
            return Response.json(200, answer);
        }

        /** The call when the path is below a repository, named or by number as in the links of pages. */
        private Optional<Call> repository(Request request, List<String> path, Rights rights, GithubView view)
                throws GithubErrors {
            synchronized (lock) {
                if (path.size() >= 3 && path.get(0).equals("repos")) {
                    GithubState.Repository repository =
                            state.repository(path.get(1), path.get(2)).orElseThrow(GithubErrors::notFound);
                    return Optional.of(new Call(request, repository, path.subList(3, path.size()), rights, view));
                }
                if (path.size() >= 2
                        && path.get(0).equals("repositories")
                        && path.get(1).matches("\\d{1,18}")) {
                    GithubState.Repository repository =
                            state.repository(Long.parseLong(path.get(1))).orElseThrow(GithubErrors::notFound);
                    return Optional.of(new Call(request, repository, path.subList(2, path.size()), rights, view));
                }
            }
            return Optional.empty();
        }

        private Response inRepository(Call call) throws GithubErrors, IOException {
            List<String> rest = call.rest();
            boolean misled = call.request().method().equals("POST")
                    && rest.size() == 3
                    && rest.get(0).equals("releases")
                    && rest.get(2).equals("assets");
            if (misled) {
                throw GithubErrors.notFound();
            }
            JsonNode body = body(call.request());
            synchronized (lock) {
                Response response =
                        switch (call.rest().isEmpty() ? "" : call.rest().get(0)) {
                            case "" -> {
                                if (!call.request().method().equals("GET")) {
                                    throw GithubErrors.notFound();
                                }
                                yield Response.json(
                                        200, call.view().repository(call.repository(), call.rights() == Rights.WRITE));
                            }
                            case "releases" -> releases(call, body);
                            case "git" -> git(call, body);
                            case "compare" -> {
                                String[] ends = call.tail(1).split("\\.\\.\\.", -1);
                                if (ends.length != 2 || !call.request().method().equals("GET")) {
                                    throw GithubErrors.notFound();
                                }
                                yield paged(
                                        call,
                                        refs.compare(call.repository(), ends[0], ends[1], call.request(), call.view()));
                            }
                            case "commits" -> commits(call);
                            case "immutable-releases" -> immutable(call);
                            default -> throw GithubErrors.notFound();
                        };
                if (!call.request().method().equals("GET")) {
                    file.save(state);
                }
                return response;
            }
        }

        private JsonNode body(Request request) throws GithubErrors, IOException {
            byte[] bytes = request.body().readNBytes(BODY_LIMIT);
            if (bytes.length == 0) {
                return JsonNodeFactory.instance.objectNode();
            }
            try {
                return json.readTree(bytes);
            } catch (JsonProcessingException e) {
                throw GithubErrors.of(400, "Problems parsing JSON");
            }
        }

        private Response paged(Call call, GithubRefs.Page page) {
            return page.links(call.request(), call.view(), call.repository())
                    .map(links -> Response.json(200, page.content()).with("Link", links))
                    .orElseGet(() -> Response.json(200, page.content()));
        }

        private Response releases(Call call, JsonNode body) throws GithubErrors {
            GithubState.Repository repository = call.repository();
            String method = call.request().method();
            List<String> rest = call.rest();
            if (rest.size() == 1) {
                if (method.equals("POST")) {
                    call.needsWrite();
                    GithubState.Release created = releases.create(state, repository, body, call.view());
                    ObjectNode answer = call.view().release(repository, created);
                    return Response.json(201, answer)
                            .with("Location", answer.path("url").asText());
                }
                if (!method.equals("GET")) {
                    throw GithubErrors.notFound();
                }
                List<JsonNode> all = new ArrayList<>();
                repository.releases.stream()
                        .filter(one -> !one.draft() || call.rights() == Rights.WRITE)
                        .sorted(Comparator.comparing(GithubState.Release::id).reversed())
                        .forEach(one -> all.add(call.view().release(repository, one)));
                return paged(call, GithubRefs.Page.of(all, call.request()));
            }
            return switch (rest.get(1)) {
                case "latest" -> one(call, method, repository.latest().orElseThrow(GithubErrors::notFound));
                case "tags" ->
                    one(call, method, repository.published(call.tail(2)).orElseThrow(GithubErrors::notFound));
                case "generate-notes" -> generateNotes(call, method, body);
                case "assets" -> asset(call, method, body);
                default -> byId(call, method, body);
            };
        }

        private Response one(Call call, String method, GithubState.Release release) throws GithubErrors {
            if (!method.equals("GET")) {
                throw GithubErrors.notFound();
            }
            return Response.json(200, call.view().release(call.repository(), release));
        }

        private Response generateNotes(Call call, String method, JsonNode body) throws GithubErrors {
            if (!method.equals("POST")) {
                throw GithubErrors.notFound();
            }
            call.needsWrite();
            if (!body.path("tag_name").isTextual()) {
                throw GithubErrors.schema("\"tag_name\" wasn't supplied.");
            }
            String tag = body.path("tag_name").asText();
            GithubState.Repository repository = call.repository();
            String text = releases.notes(
                    repository,
                    tag,
                    GithubReleases.text(body, "target_commitish").orElse(repository.defaultBranch),
                    GithubReleases.text(body, "previous_tag_name").or(() -> releases.previous(repository, tag)),
                    call.view());
            return Response.json(
                    200, JsonNodeFactory.instance.objectNode().put("name", tag).put("body", text));
        }

        private Response byId(Call call, String method, JsonNode body) throws GithubErrors {
            GithubState.Repository repository = call.repository();
            GithubState.Release release = call.release(call.id(1));
            if (call.rest().size() == 3 && call.rest().get(2).equals("assets") && method.equals("GET")) {
                List<JsonNode> all = new ArrayList<>();
                release.assets().forEach(one -> all.add(call.view().asset(repository, release, one)));
                return paged(call, GithubRefs.Page.of(all, call.request()));
            }
            if (call.rest().size() != 2) {
                throw GithubErrors.notFound();
            }
            return switch (method) {
                case "GET" -> Response.json(200, call.view().release(repository, release));
                case "PATCH" -> {
                    call.needsWrite();
                    yield Response.json(
                            200, call.view().release(repository, releases.update(repository, release, body)));
                }
                case "DELETE" -> {
                    call.needsWrite();
                    repository.releases.removeIf(one -> one.id() == release.id());
                    yield Response.empty(204);
                }
                default -> throw GithubErrors.notFound();
            };
        }

        private Response asset(Call call, String method, JsonNode body) throws GithubErrors {
            GithubState.Repository repository = call.repository();
            long id = call.id(2);
            GithubState.Release release = repository.releases.stream()
                    .filter(one -> !one.draft() || call.rights() == Rights.WRITE)
                    .filter(one -> one.assets().stream().anyMatch(asset -> asset.id() == id))
                    .findFirst()
                    .orElseThrow(GithubErrors::notFound);
            GithubState.Asset asset = release.assets().stream()
                    .filter(one -> one.id() == id)
                    .findFirst()
                    .orElseThrow();
            if (method.equals("GET")) {
                boolean bytes = call.request().header("accept").orElse("").contains("application/octet-stream");
                return bytes && asset.state().equals("uploaded")
                        ? Response.redirect(302, storageUrl(call.view(), asset))
                        : Response.json(200, call.view().asset(repository, release, asset));
            }
            call.needsWrite();
            if (release.immutable()) {
                throw GithubErrors.of(422, "Cannot modify assets of an immutable release.");
            }
            List<GithubState.Asset> all = new ArrayList<>(release.assets());
            if (method.equals("DELETE")) {
                all.remove(asset);
                repository.put(release.withAssets(all));
                return Response.empty(204);
            }
            if (!method.equals("PATCH")) {
                throw GithubErrors.notFound();
            }
            String name =
                    GithubAssets.rewritten(GithubReleases.text(body, "name").orElse(asset.name()));
            if (all.stream().anyMatch(one -> one.id() != id && one.name().equals(name))) {
                throw GithubErrors.invalid(GithubErrors.Field.of("ReleaseAsset", "already_exists", "name"));
            }
            GithubState.Asset changed = new GithubState.Asset(
                    id,
                    name,
                    GithubReleases.text(body, "label").or(asset::label),
                    asset.state(),
                    asset.contentType(),
                    asset.size(),
                    asset.sha256(),
                    asset.createdAt(),
                    asset.downloads());
            all.set(all.indexOf(asset), changed);
            repository.put(release.withAssets(all));
            return Response.json(200, call.view().asset(repository, release, changed));
        }

        private Response upload(Call call) throws GithubErrors, IOException {
            Request request = call.request();
            long id = call.id(1);
            String name;
            synchronized (lock) {
                call.needsWrite();
                GithubState.Release release = call.release(id);
                name = GithubAssets.accept(request);
                GithubAssets.mayTake(release, name);
            }
            Path spool = Files.createTempFile(folder.resolve("incoming"), "asset-", ".part");
            try {
                Digests digests = assets.receive(request, spool);
                boolean starter = request.played(Fault.Kind.STARTER);
                synchronized (lock) {
                    GithubState.Release release = call.release(id);
                    GithubAssets.mayTake(release, name);
                    GithubState.Asset asset = assets.keep(
                            state,
                            call.repository(),
                            release,
                            request,
                            name,
                            starter ? Optional.empty() : Optional.of(digests),
                            spool);
                    file.save(state);
                    return starter
                            ? Response.text(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>")
                            : Response.json(201, call.view().asset(call.repository(), release, asset));
                }
            } finally {
                Files.deleteIfExists(spool);
            }
        }

        private Response git(Call call, JsonNode body) throws GithubErrors {
            GithubState.Repository repository = call.repository();
            String kind = call.rest().size() > 1 ? call.rest().get(1) : "";
            String name = call.rest().size() > 2 ? call.tail(2) : "";
            String method = call.request().method();
            if (!method.equals("GET")) {
                call.needsWrite();
            }
            return switch (method + " " + kind) {
                case "GET ref" -> {
                    String ref = "refs/" + name;
                    String object =
                            Optional.ofNullable(repository.refs.get(ref)).orElseThrow(GithubErrors::notFound);
                    yield Response.json(200, call.view().ref(repository, ref, object));
                }
                case "GET matching-refs" -> {
                    List<JsonNode> all = new ArrayList<>();
                    repository.refs.forEach((ref, object) -> {
                        if (ref.startsWith("refs/" + name)) {
                            all.add(call.view().ref(repository, ref, object));
                        }
                    });
                    ArrayNode list = JsonNodeFactory.instance.arrayNode();
                    list.addAll(all);
                    yield Response.json(200, list);
                }
                case "GET tags" ->
                    Response.json(
                            200,
                            call.view()
                                    .tagObject(
                                            repository,
                                            Optional.ofNullable(repository.tagObjects.get(name))
                                                    .orElseThrow(GithubErrors::notFound)));
                case "POST tags" ->
                    Response.json(201, call.view().tagObject(repository, refs.createTag(repository, body)));
                case "POST refs" -> {
                    String ref = refs.createRef(repository, body);
                    yield Response.json(201, call.view().ref(repository, ref, repository.refs.getOrDefault(ref, "")));
                }
                case "PATCH refs" -> {
                    refs.moveRef(repository, "refs/" + name, body);
                    yield Response.json(
                            200,
                            call.view()
                                    .ref(repository, "refs/" + name, repository.refs.getOrDefault("refs/" + name, "")));
                }
                case "DELETE refs" -> {
                    refs.deleteRef(repository, "refs/" + name);
                    yield Response.empty(204);
                }
                default -> throw GithubErrors.notFound();
            };
        }

        private Response commits(Call call) throws GithubErrors {
            GithubState.Repository repository = call.repository();
            boolean pulls = call.rest().size() > 2
                    && call.rest().get(call.rest().size() - 1).equals("pulls");
            String name =
                    pulls ? String.join("/", call.rest().subList(1, call.rest().size() - 1)) : call.tail(1);
            SandboxRepository.Commit commit = repository
                    .resolve(name)
                    .map(repository.commits::get)
                    .orElseThrow(() -> GithubErrors.of(422, "No commit found for SHA: " + name));
            return Response.json(
                    200,
                    pulls
                            ? refs.pulls(repository, commit, call.view())
                            : call.view().commit(repository, commit));
        }

        private Response immutable(Call call) throws GithubErrors {
            call.needsWrite();
            GithubState.Repository repository = call.repository();
            return switch (call.request().method()) {
                case "GET" -> {
                    if (!repository.immutableReleases) {
                        throw GithubErrors.notFound();
                    }
                    yield Response.json(
                            200,
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("enabled", true)
                                    .put("enforced_by_owner", false));
                }
                case "PUT", "DELETE" -> {
                    repository.immutableReleases = call.request().method().equals("PUT");
                    yield Response.empty(204);
                }
                default -> throw GithubErrors.notFound();
            };
        }
    }
}
