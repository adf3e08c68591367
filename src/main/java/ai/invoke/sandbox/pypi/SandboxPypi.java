package ai.invoke.sandbox.pypi;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.version.PyVersion;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Faults;
import ai.invoke.sandbox.server.LoopbackServer;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.RequestLog;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxEndpoints;
import ai.invoke.sandbox.server.SandboxStore;
import ai.invoke.sandbox.server.Service;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A PyPI on the loopback address: takes the legacy upload API, refuses what PyPI refuses with PyPI's own answers, and
 * serves the simple index as HTML and JSON, the files, their metadata and the JSON API. Everything it knows is in a folder,
 * so that a server on the same folder goes on where the last one stopped.
 */
public final class SandboxPypi implements AutoCloseable {

    private static final int BODY_LIMIT = 1024 * 1024;

    private final PypiOptions options;
    private final String token;
    private final SandboxStore<PypiState> store;
    private final TrustedPublishing publishing;
    private final PypiUploads uploads;
    private final PypiReading reading;
    private final URI base;
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final LoopbackServer server;

    private SandboxPypi(Path folder, PypiOptions options, RequestLog log) {
        this.options = options;
        this.token = options.token().orElseGet(() -> PypiToken.create(options.index()));
        this.log = log;
        this.store = SandboxStore.open(folder, "files", PypiState.class, PypiState::new);
        this.publishing = new TrustedPublishing(options);
        this.uploads = new PypiUploads(options, store, new PypiAccess(options, token, store));
        ServerSocket listener = LoopbackServer.bind(options.index(), options.port());
        this.base = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        this.reading = new PypiReading(
                store, new PypiPages(base.toString(), file -> Files.exists(PypiReading.provenance(store, file))));
        this.server = LoopbackServer.serve(options.index(), listener, new Routes(), faults, log);
    }

    /**
     * Starts an index.
     *
     * @param folder where its state is kept; made when missing
     * @param options how it is set up
     * @return the running index
     * @throws EnvironmentException when the port is taken or the folder cannot be written
     */
    public static SandboxPypi start(Path folder, PypiOptions options) {
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
     * Starts an index with a log that others write, too.
     *
     * @param folder where its state is kept; must exist
     * @param options how it is set up
     * @param log gets each request
     * @return the running index
     * @throws EnvironmentException when the port is taken or the folder cannot be written
     */
    public static SandboxPypi start(Path folder, PypiOptions options, RequestLog log) {
        return new SandboxPypi(folder, options, log);
    }

    /**
     * The root of all its URLs, which is also where trusted publishing's endpoints are.
     *
     * @return for instance {@code http://127.0.0.1:40123}
     */
    public URI base() {
        return base;
    }

    /**
     * Where files are uploaded to, as in {@code twine --repository-url}.
     *
     * @return the URL with its trailing slash
     */
    public URI uploadUrl() {
        return base.resolve("/legacy/");
    }

    /**
     * The simple index, as in {@code pip --index-url}.
     *
     * @return the URL with its trailing slash
     */
    public URI simpleUrl() {
        return base.resolve("/simple/");
    }

    /**
     * The API token that may upload, for the user {@code __token__}.
     *
     * @return good for this sandbox only
     */
    public String token() {
        return token;
    }

    /**
     * The faults that this server plays.
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
     * An identity token as GitHub Actions would give it to a job, to be exchanged for an upload token.
     *
     * @param repository {@code owner/name}
     * @param workflow the file name of the workflow
     * @param environment the job's environment; empty for none
     * @return a JSON web token that only this sandbox believes
     */
    public String identityToken(String repository, String workflow, String environment) {
        return publishing.identity(repository, workflow, environment, options.index());
    }

    /**
     * An identity token as GitLab would put it into a job's variable, for this index.
     *
     * @param project {@code group/name}
     * @param file path of the pipeline's definition
     * @param environment environment of the job; empty for none
     * @return the token; a secret
     */
    public String gitlabIdentityToken(String project, String file, String environment) {
        return publishing.gitlabIdentity(project, file, environment, options.index());
    }

    /**
     * Deletes a file as its owner could on PyPI's web pages: its name is burnt for ever.
     *
     * @param fileName the file
     */
    public void delete(String fileName) {
        synchronized (store.lock()) {
            if (!store.state().files.removeIf(one -> one.fileName().equals(fileName))) {
                throw new IllegalArgumentException("the sandbox has no file " + fileName);
            }
            store.state().deletedFileNames.add(fileName);
            store.state().serial++;
            store.save();
        }
    }

    /**
     * Yanks a release (PEP 592).
     *
     * @param project the project
     * @param version the version
     * @param reason the reason shown to users; may be empty
     */
    public void yank(String project, String version, String reason) {
        synchronized (store.lock()) {
            PypiState.Release release = store.state()
                    .release(project, PyVersion.parse(version))
                    .orElseThrow(() -> new IllegalArgumentException("no release " + project + " " + version));
            store.state()
                    .releases
                    .set(
                            store.state().releases.indexOf(release),
                            new PypiState.Release(
                                    release.project(),
                                    release.version(),
                                    release.created(),
                                    Optional.of(reason),
                                    release.metadata()));
            store.state().serial++;
            store.save();
        }
    }

    /**
     * Keeps a project from everybody, as PyPI's administrators do with malware (PEP 792): its page lists no file.
     *
     * @param project the project
     */
    public void quarantine(String project) {
        synchronized (store.lock()) {
            store.state().quarantined.add(ProjectName.normalize(project));
            store.state().serial++;
            store.save();
        }
    }

    /**
     * Puts other bytes in the place of a file, which nobody can do at PyPI: to see who notices.
     *
     * @param fileName the file
     * @param bytes what is served from now on
     * @param told whether the index names the digest of these bytes, too, or still the old one
     */
    public void replace(String fileName, byte[] bytes, boolean told) {
        synchronized (store.lock()) {
            PypiState.StoredFile old = stored(fileName);
            PypiState.StoredFile now = told ? old.with(Digests.of(bytes)) : old;
            Path folder = store.folder().resolve("files");
            write(folder.resolve(now.path()), bytes);
            store.state().files.set(store.state().files.indexOf(old), now);
            store.state().serial++;
            store.save();
        }
    }

    /**
     * Adds a copy of a release's file under another name and with other bytes, past all rules: to see who notices.
     *
     * @param like a file of the release
     * @param fileName the new name
     * @param bytes its content
     */
    public void add(String like, String fileName, byte[] bytes) {
        synchronized (store.lock()) {
            PypiState.StoredFile added = stored(like).with(Digests.of(bytes)).named(fileName);
            write(store.folder().resolve("files").resolve(added.path()), bytes);
            store.state().files.add(added);
            store.state().serial++;
            store.save();
        }
    }

    /**
     * Lets the Integrity API answer something else about a file.
     *
     * @param fileName the file
     * @param provenance the answer's body; empty for none
     */
    public void attest(String fileName, Optional<String> provenance) {
        synchronized (store.lock()) {
            Path file = store.folder().resolve("files").resolve(stored(fileName).path() + ".provenance");
            if (provenance.isPresent()) {
                write(file, provenance.get().getBytes(StandardCharsets.UTF_8));
            } else {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new EnvironmentException(Problem.of("cannot delete " + file + ": " + e.getMessage()), e);
                }
            }
        }
    }

    private PypiState.StoredFile stored(String fileName) {
        return store.state()
                .file(fileName)
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no file " + fileName));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write " + file + ": " + e.getMessage()), e);
        }
    }

    /**
     * What the index holds, in a form to compare: no times, no counters, no ports.
     *
     * @return projects with their files, sizes and digests, sorted
     */
    public JsonNode state() {
        synchronized (store.lock()) {
            ObjectNode view = JsonNodeFactory.instance.objectNode();
            new TreeMap<>(store.state().projects).forEach((normal, project) -> {
                ObjectNode files = view.putObject(normal);
                store.state().files(normal).stream()
                        .sorted(Comparator.comparing(PypiState.StoredFile::fileName))
                        .forEach(one -> files.putObject(one.fileName())
                                .put("size", one.digests().size())
                                .put("sha256", one.digests().sha256()));
            });
            return view;
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** The routes of the index. */
    private final class Routes implements Service {

        @Override
        public Response trouble(Fault fault, Request request) {
            int status = fault.kind() == Fault.Kind.STATUS ? fault.value() : 429;
            // 5xx come from the CDN, which does not negotiate.
            Response response = status >= 500
                    ? Response.text(
                            status,
                            "text/html; charset=utf-8",
                            "<html><head><title>" + status + " " + Response.reason(status)
                                    + "</title></head><body><h1>Error " + status + " " + Response.reason(status)
                                    + "</h1></body></html>")
                    : PypiErrors.refuse(request, status, status == 429 ? "Too many new projects created" : "");
            return fault.retryAfter().isPresent()
                    ? response.with(
                            "Retry-After", String.valueOf(fault.retryAfter().getAsInt()))
                    : response;
        }

        @Override
        public Response answer(Request request) throws IOException {
            String path = request.path();
            boolean post = request.method().equals("POST");
            if (path.startsWith("/_sandbox/")) {
                return SandboxEndpoints.answer(request, SandboxPypi.this::state, faults, log);
            }
            if (path.equals("/legacy")) {
                return Response.redirect(308, "/legacy/")
                        .withReason("An upload was attempted to /legacy but the expected upload URL is /legacy/ (with a"
                                + " trailing slash)");
            }
            if (path.equals("/legacy/")) {
                return post ? uploads.upload(request) : uploads.help();
            }
            if (path.startsWith("/_/oidc/")) {
                return oidc(request);
            }
            if (!request.method().equals("GET")) {
                return PypiErrors.refuse(request, 405, "");
            }
            List<String> segments = request.segments();
            return switch (segments.isEmpty() ? "" : segments.get(0)) {
                case "simple" -> reading.simple(request, segments);
                case "pypi" -> reading.json(request, segments);
                case "files" -> reading.download(request, segments);
                case "integrity" -> reading.provenance(request, segments);
                default -> PypiErrors.refuse(request, 404, "");
            };
        }

        private Response oidc(Request request) throws IOException {
            String path = request.path();
            if (path.equals("/_/oidc/audience") && request.method().equals("GET")) {
                return publishing.audience();
            }
            if (!request.method().equals("POST")) {
                return PypiErrors.refuse(request, 405, "");
            }
            byte[] body = request.body().readNBytes(BODY_LIMIT);
            String text = new String(body, StandardCharsets.UTF_8);
            synchronized (store.lock()) {
                Response response = switch (path) {
                    case "/_/oidc/mint-token", "/_/oidc/github/mint-token" -> publishing.mint(text, store.state());
                    case "/_/oidc/burn-token" -> publishing.burn(text, store.state());
                    default -> PypiErrors.refuse(request, 404, "");
                };
                store.save();
                return response;
            }
        }
    }
}
