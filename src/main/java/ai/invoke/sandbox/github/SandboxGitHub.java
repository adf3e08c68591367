package ai.invoke.sandbox.github;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Faults;
import ai.invoke.sandbox.server.LoopbackServer;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.RequestLog;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxEndpoints;
import ai.invoke.sandbox.server.SandboxStore;
import ai.invoke.sandbox.server.Service;
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
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A GitHub on the loopback address, as far as releases go: repositories, refs, tags, releases, assets, generated notes and
 * comparisons, refused and answered as api.github.com does. Uploads go to a second port, as the real ones go to another
 * host. {@code gh} works with it as its proxy under the host name {@code github.localhost}. Everything it knows is in a
 * folder, so that a server on the same folder goes on where the last one stopped.
 */
public final class SandboxGitHub implements AutoCloseable {

    private static final int BODY_LIMIT = 2 * 1024 * 1024;
    private static final int HOURLY_LIMIT = 5000;
    private static final String STORAGE = "objects.githubusercontent.localhost";
    private static final Set<String> API_VERSIONS = Set.of("2022-11-28", "2026-03-10");

    private final GitHubOptions options;
    private final Map<TokenKind, String> tokens = new EnumMap<>(TokenKind.class);
    private final SandboxStore<GitHubState> store;
    private final ObjectMapper json = new ObjectMapper();
    private final GitHubReviews reviews = new GitHubReviews();
    private final GitHubStorage storage;
    private final GitHubGit gitProtocol;
    private final GitHubLag lag;
    private final GitHubReleaseRoutes releases;
    private final GitHubGitRoutes git;
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final AtomicLong requests = new AtomicLong();
    private final URI api;
    private final URI uploads;
    private final LoopbackServer apiServer;
    private final LoopbackServer uploadsServer;

    private SandboxGitHub(Path folder, GitHubOptions options, RequestLog log) {
        this.options = options;
        for (TokenKind kind : TokenKind.values()) {
            tokens.put(kind, newToken(kind));
        }
        options.token().ifPresent(given -> tokens.put(TokenKind.CLASSIC, given));
        this.log = log;
        this.store = SandboxStore.open(folder, "assets", GitHubState.class, GitHubState::new);
        seed(store.state(), options);
        store.save();
        GitHubReleases rules = new GitHubReleases(options.clock());
        GitHubAssets assets = new GitHubAssets(folder, rules);
        this.storage = new GitHubStorage(store, assets);
        WorkflowRule workflows = new WorkflowRule(store);
        this.gitProtocol = new GitHubGit(store);
        this.lag = new GitHubLag(options.lag());
        this.releases = new GitHubReleaseRoutes(store, rules, assets, storage, lag, workflows);
        this.git = new GitHubGitRoutes(workflows);
        ServerSocket apiListener = LoopbackServer.bind("github", options.port());
        ServerSocket uploadsListener = LoopbackServer.bind("github-uploads", options.uploadsPort());
        this.api = URI.create("http://127.0.0.1:" + apiListener.getLocalPort());
        this.uploads = URI.create("http://127.0.0.1:" + uploadsListener.getLocalPort());
        this.apiServer = LoopbackServer.serve("github", apiListener, new Routes(false), faults, log);
        this.uploadsServer = LoopbackServer.serve("github-uploads", uploadsListener, new Routes(true), faults, log);
    }

    private static void seed(GitHubState state, GitHubOptions options) {
        for (SandboxRepository seed : options.repositories()) {
            if (state.repository(seed.owner(), seed.name()).isEmpty()) {
                state.repositories.put(
                        LetterCase.lower(seed.owner() + "/" + seed.name()),
                        GitHubState.Repository.of(seed, state.nextId()));
            }
        }
    }

    /**
     * Starts a GitHub.
     *
     * @param folder where its state is kept; made when missing
     * @param options how it is set up
     * @return the running servers
     * @throws EnvironmentException when a port is taken or the folder cannot be written
     */
    public static SandboxGitHub start(Path folder, GitHubOptions options) {
        Path own = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot create the sandbox's folder " + own + ": " + e.getMessage()), e);
        }
        return start(own, options, new RequestLog(own.resolve("requests.jsonl"), options.clock()));
    }

    /**
     * Starts the services with a log that others write, too.
     *
     * @param folder where its state is kept; must exist
     * @param options how it is set up
     * @param log gets each request
     * @return the running servers
     * @throws EnvironmentException when a port is taken or the folder cannot be written
     */
    public static SandboxGitHub start(Path folder, GitHubOptions options, RequestLog log) {
        return new SandboxGitHub(folder, options, log);
    }

    /**
     * A token in GitHub's form, for {@link GitHubOptions#withToken}.
     *
     * @return good for a sandbox only
     */
    public static String newToken() {
        return newToken(TokenKind.CLASSIC);
    }

    private static String newToken(TokenKind kind) {
        byte[] bytes = new byte[20];
        new SecureRandom().nextBytes(bytes);
        return kind.prefix() + HexFormat.of().formatHex(bytes).substring(0, 36);
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
     * Plays that somebody reviewed a deployment of a workflow run.
     *
     * @param run the run's number
     * @param state {@code approved} or {@code rejected}
     * @param login the reviewer's login
     * @param id the reviewer's number
     * @param comment what the reviewer wrote
     * @param environment the environment's name
     */
    public void review(long run, String state, String login, long id, String comment, String environment) {
        reviews.add(run, new GitHubReviews.Review(state, login, id, comment, List.of(environment)));
    }

    /**
     * The token with all rights on all repositories.
     *
     * @return good for this sandbox only
     */
    public String token() {
        return token(TokenKind.CLASSIC);
    }

    /**
     * A token of some kind.
     *
     * @param kind what it may do, and what is told about it
     * @return good for this sandbox only
     */
    public String token(TokenKind kind) {
        return Objects.requireNonNull(tokens.get(kind));
    }

    /**
     * A token that may read but not write, and therefore sees no drafts.
     *
     * @return good for this sandbox only
     */
    public String readToken() {
        return token(TokenKind.READ_ONLY);
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
        synchronized (store.lock()) {
            ObjectNode view = JsonNodeFactory.instance.objectNode();
            store.state().repositories.values().stream()
                    .sorted(Comparator.comparing(GitHubState.Repository::slug))
                    .forEach(repository -> {
                        ObjectNode node = view.putObject(repository.slug());
                        ObjectNode all = node.putObject("refs");
                        repository.refs.forEach(all::put);
                        ArrayNode list = node.putArray("releases");
                        repository.releases.stream()
                                .sorted(Comparator.comparing(GitHubState.Release::tagName)
                                        .thenComparing(GitHubState.Release::id))
                                .forEach(release -> describe(list.addObject(), release));
                    });
            return view;
        }
    }

    private static void describe(ObjectNode node, GitHubState.Release release) {
        node.put("tag", release.tagName());
        node.put("name", release.name().orElse(null));
        node.put("draft", release.draft());
        node.put("prerelease", release.prerelease());
        node.put("latest", release.latest());
        node.put("immutable", release.immutable());
        node.put("discussion", release.discussion().orElse(null));
        node.put("bodySha256", release.body().map(Sha256::of).orElse(null));
        ObjectNode assets = node.putObject("assets");
        release.assets().stream()
                .sorted(Comparator.comparing(GitHubState.Asset::name))
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
            return GitHubErrors.of(403, message).response();
        }

        private String requestId() {
            return "5A4D:%04X:SANDBOX".formatted(requests.get());
        }

        @Override
        public Response answer(Request request) throws IOException {
            if (request.path().startsWith("/_sandbox/")) {
                return SandboxEndpoints.answer(request, SandboxGitHub.this::state, faults, log);
            }
            long used = requests.incrementAndGet();
            Response response;
            try {
                response = route(request);
            } catch (GitHubErrors e) {
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

        private GitHubView view(Request request) {
            String host = request.host().replaceAll(":\\d+$", "");
            if (host.equals("github.localhost") || host.endsWith(".github.localhost") || host.equals(STORAGE)) {
                return new GitHubView(
                        "http://api.github.localhost",
                        "http://uploads.github.localhost",
                        "http://github.localhost",
                        // Not below gh's own host, to which gh would send its token along.
                        "http://" + STORAGE);
            }
            // Another host name than the API's, as for real: a client must not take its token along.
            String objects = "http://localhost:" + uploads.getPort();
            return new GitHubView(api.toString(), uploads.toString(), api.toString(), objects);
        }

        private Response route(Request request) throws GitHubErrors, IOException {
            List<String> path = request.segments();
            if (path.size() == 2 && path.get(0).equals("_objects")) {
                return storage.bytes(request, path.get(1));
            }
            if (GitHubGit.asks(path)) {
                try {
                    return gitProtocol.answer(request, path, token(request));
                } catch (GitHubErrors e) {
                    return GitHubGit.refused(e);
                }
            }
            if (path.size() > 2 && path.get(0).equals("api") && path.get(1).equals("v3")) {
                // Where a client looks that was only given the web address, as of an Enterprise Server.
                path = path.subList(2, path.size());
            }
            if (request.header("user-agent").orElse("").isEmpty()) {
                throw GitHubErrors.of(
                        403,
                        "Request forbidden by administrative rules. Please make sure your request has a User-Agent"
                                + " header");
            }
            String version = request.header("x-github-api-version").orElse("2022-11-28");
            if (!API_VERSIONS.contains(version)) {
                throw GitHubErrors.of(400, "\"" + version + "\" is not a supported API version.");
            }
            Optional<TokenKind> token = token(request);
            GitHubView view = view(request);
            Optional<GitHubCall> call = repository(request, path, token, view);
            if (request.host().startsWith("uploads.") || isUploads) {
                if (call.isEmpty()
                        || !request.method().equals("POST")
                        || call.get().rest().size() != 3
                        || !call.get().rest().get(2).equals("assets")) {
                    throw GitHubErrors.notFound();
                }
                return releases.upload(call.get());
            }
            if (call.isPresent()) {
                return inRepository(call.get());
            }
            return switch (request.method() + " /" + String.join("/", path)) {
                case "GET /" ->
                    Response.json(
                            200, JsonNodeFactory.instance.objectNode().put("current_user_url", view.api() + "/user"));
                case "GET /rate_limit" -> rateLimit();
                case "GET /user" -> {
                    if (token.isEmpty()) {
                        throw GitHubErrors.of(401, "Requires authentication");
                    }
                    yield Response.json(200, view.user("sandbox"));
                }
                case "GET /installation/repositories", "HEAD /installation/repositories" -> installation(token);
                case "GET /orgs/sandbox/members" -> {
                    ArrayNode members = JsonNodeFactory.instance.arrayNode();
                    yield Response.json(200, members.add(view.user("sandbox")));
                }
                case "POST /graphql", "POST /api/graphql" -> graphql(request, token, view);
                default -> storage.page(request, path, view);
            };
        }

        private Optional<TokenKind> token(Request request) throws GitHubErrors {
            String header = request.header("authorization").orElse("");
            if (header.isEmpty()) {
                return Optional.empty();
            }
            String scheme = LetterCase.lower(header.replaceAll("\\s.*", ""));
            String given = header.substring(scheme.length()).strip();
            String secret = scheme.equals("basic") ? basic(given) : given;
            TokenKind kind = tokens.entrySet().stream()
                    .filter(known -> known.getValue().equals(secret))
                    .map(Map.Entry::getKey)
                    .filter(known -> known != TokenKind.EXPIRED)
                    .findFirst()
                    .orElseThrow(() -> GitHubErrors.of(401, "Bad credentials"));
            if (kind == TokenKind.SSO) {
                throw GitHubErrors.of(
                                403,
                                "Resource protected by organization SAML enforcement. You must grant your Personal Access"
                                        + " token access to this organization.")
                        .with(
                                "X-GitHub-SSO",
                                "required; url=https://github.com/orgs/sandbox/sso?authorization_request=SANDBOX");
            }
            return Optional.of(kind);
        }

        private String basic(String value) {
            try {
                String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                return pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private Response installation(Optional<TokenKind> token) throws GitHubErrors {
            if (token.isEmpty()) {
                throw GitHubErrors.of(401, "Requires authentication");
            }
            if (!token.get().ofInstallation()) {
                throw GitHubErrors.of(
                        403, "You must authenticate with an installation access token in order to list repositories.");
            }
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("total_count", 0).putArray("repositories");
            return Response.json(200, answer);
        }

        private Response graphql(Request request, Optional<TokenKind> token, GitHubView view)
                throws GitHubErrors, IOException {
            if (token.isEmpty()) {
                throw GitHubErrors.of(401, "This endpoint requires you to be authenticated.");
            }
            JsonNode body = body(request);
            synchronized (store.lock()) {
                return Response.json(
                        200, new GraphqlAnswers(store.state(), view, token.get().rights()).answer(body));
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
            ObjectNode resources = answer.putObject("resources");
            for (String resource : List.of("core", "search", "graphql")) {
                resources.set(resource, core.deepCopy());
            }
            answer.set("rate", core);
            return Response.json(200, answer);
        }

        /** The call when the path is below a repository, named or by number as in the links of pages. */
        private Optional<GitHubCall> repository(
                Request request, List<String> path, Optional<TokenKind> token, GitHubView view) throws GitHubErrors {
            synchronized (store.lock()) {
                if (path.size() >= 3 && path.get(0).equals("repos")) {
                    GitHubState.Repository repository =
                            store.state().repository(path.get(1), path.get(2)).orElseThrow(GitHubErrors::notFound);
                    return Optional.of(new GitHubCall(request, repository, path.subList(3, path.size()), token, view));
                }
                if (path.size() >= 2
                        && path.get(0).equals("repositories")
                        && path.get(1).matches("\\d{1,18}")) {
                    GitHubState.Repository repository = store.state()
                            .repository(Long.parseLong(path.get(1)))
                            .orElseThrow(GitHubErrors::notFound);
                    return Optional.of(new GitHubCall(request, repository, path.subList(2, path.size()), token, view));
                }
            }
            return Optional.empty();
        }

        private Response inRepository(GitHubCall call) throws GitHubErrors, IOException {
            List<String> rest = call.rest();
            boolean misled = call.request().method().equals("POST")
                    && rest.size() == 3
                    && rest.get(0).equals("releases")
                    && rest.get(2).equals("assets");
            if (misled) {
                throw GitHubErrors.notFound();
            }
            JsonNode body = body(call.request());
            synchronized (store.lock()) {
                lag.tick(call.repository());
                Response response =
                        switch (call.rest().isEmpty() ? "" : call.rest().get(0)) {
                            case "" -> {
                                if (!call.request().method().equals("GET")) {
                                    throw GitHubErrors.notFound();
                                }
                                yield Response.json(
                                        200, RepositoryJson.of(call.view(), call.repository(), call.token()));
                            }
                            case "releases" -> releases.releases(call, body);
                            case "git" -> git.git(call, body);
                            case "compare" -> git.compare(call);
                            case "commits" -> git.commits(call);
                            case "pulls" -> git.pulls(call);
                            case "immutable-releases" -> git.immutable(call);
                            case "attestations" -> git.attestations(call);
                            case "actions" -> reviews.list(call);
                            default -> throw GitHubErrors.notFound();
                        };
                if (!call.request().method().equals("GET")) {
                    store.save();
                }
                return response;
            }
        }

        private JsonNode body(Request request) throws GitHubErrors, IOException {
            byte[] bytes = request.body().readNBytes(BODY_LIMIT);
            if (bytes.length == 0) {
                return JsonNodeFactory.instance.objectNode();
            }
            try {
                return json.readTree(bytes);
            } catch (JsonProcessingException e) {
                throw GitHubErrors.of(400, "Problems parsing JSON");
            }
        }
    }
}
