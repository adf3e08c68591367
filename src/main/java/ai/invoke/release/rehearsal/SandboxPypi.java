package ai.invoke.release.rehearsal;

import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.Finding;
import ai.invoke.release.dist.ProjectName;
import ai.invoke.release.dist.metadata.PythonText;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.version.PyVersion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A PyPI on the loopback address: takes the legacy upload API, refuses what PyPI refuses with PyPI's own answers, and
 * serves the simple index as HTML and JSON, the files, their metadata and the JSON API. Everything it knows is in a folder,
 * so that a server on the same folder goes on where the last one stopped.
 */
public final class SandboxPypi implements AutoCloseable {

    private static final Duration OPEN_FOR_UPLOADS = Duration.ofDays(14);
    private static final int BODY_LIMIT = 1024 * 1024;

    private final PypiOptions options;
    private final String token;
    private final Path folder;
    private final StateFile<PypiState> file;
    private final PypiState state;
    private final Object lock = new Object();
    private final TrustedPublishing publishing;
    private final PypiPages pages;
    private final URI base;
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final LoopbackServer server;
    private final DistVerifier verifier = new DistVerifier();
    private final Set<String> standardModules = standardModules();

    private SandboxPypi(Path folder, PypiOptions options, RequestLog log) {
        this.options = options;
        this.token = options.token().orElseGet(() -> PypiToken.create(options.index()));
        this.folder = folder;
        this.log = log;
        try {
            Files.createDirectories(folder.resolve("files"));
            Files.createDirectories(folder.resolve("incoming"));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("Cannot create the sandbox's folder " + folder + ": " + e.getMessage()), e);
        }
        this.file = new StateFile<>(folder.resolve("state.json"), PypiState.class);
        this.state = file.load().orElseGet(PypiState::new);
        this.publishing = new TrustedPublishing(options);
        ServerSocket listener = LoopbackServer.bind(options.index(), options.port());
        this.base = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        this.pages = new PypiPages(base.toString());
        this.server = LoopbackServer.serve(options.index(), listener, new Pages(), faults, log);
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
                    Problem.of("Cannot create the sandbox's folder " + own + ": " + e.getMessage()), e);
        }
        return start(own, options, new RequestLog(own.resolve("requests.jsonl"), options.clock()));
    }

    static SandboxPypi start(Path folder, PypiOptions options, RequestLog log) {
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
     * Deletes a file as its owner could on PyPI's web pages: its name is burnt for ever.
     *
     * @param fileName the file
     */
    public void delete(String fileName) {
        synchronized (lock) {
            if (!state.files.removeIf(one -> one.fileName().equals(fileName))) {
                throw new IllegalArgumentException("the sandbox has no file " + fileName);
            }
            state.deletedFileNames.add(fileName);
            state.serial++;
            file.save(state);
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
        synchronized (lock) {
            PypiState.Release release = state.release(project, PyVersion.parse(version))
                    .orElseThrow(() -> new IllegalArgumentException("no release " + project + " " + version));
            state.releases.set(
                    state.releases.indexOf(release),
                    new PypiState.Release(
                            release.project(),
                            release.version(),
                            release.created(),
                            Optional.of(reason),
                            release.metadata()));
            state.serial++;
            file.save(state);
        }
    }

    /**
     * What the index holds, in a form to compare: no times, no counters, no ports.
     *
     * @return projects with their files, sizes and digests, sorted
     */
    public JsonNode state() {
        synchronized (lock) {
            ObjectNode view = JsonNodeFactory.instance.objectNode();
            new TreeMap<>(state.projects).forEach((normal, project) -> {
                ObjectNode files = view.putObject(normal);
                state.files(normal).stream()
                        .sorted(java.util.Comparator.comparing(PypiState.StoredFile::fileName))
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

    private static Set<String> standardModules() {
        try (InputStream in = SandboxPypi.class.getResourceAsStream("stdlib-modules.txt")) {
            if (in == null) {
                throw new IllegalStateException("stdlib-modules.txt is not in the plugin");
            }
            Set<String> names = new HashSet<>();
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> names.add(ProjectName.normalize(line)));
            return Set.copyOf(names);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read stdlib-modules.txt", e);
        }
    }

    /** Who is at the other end. */
    private record Identity(String words, Optional<Set<String>> projects, boolean user) {

        boolean mayUpload(String project) {
            return projects.isEmpty() || projects.get().contains(ProjectName.normalize(project));
        }
    }

    /** A refusal on its way to the client. */
    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private static void refuse(Optional<String> message) throws Refusal {
        if (message.isPresent()) {
            throw new Refusal(400, message.get());
        }
    }

    /** The routes. */
    private final class Pages implements Service {

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
                return post ? upload(request) : help();
            }
            if (path.startsWith("/_/oidc/")) {
                return oidc(request);
            }
            if (!request.method().equals("GET")) {
                return PypiErrors.refuse(request, 405, "");
            }
            List<String> segments = request.segments();
            return switch (segments.isEmpty() ? "" : segments.get(0)) {
                case "simple" -> simple(request, segments);
                case "pypi" -> json(request, segments);
                case "files" -> download(request, segments);
                default -> PypiErrors.refuse(request, 404, "");
            };
        }

        /** What PyPI shows to those who come without a known action: a success by its status, but nothing was stored. */
        private Response help() {
            return Response.text(
                    200,
                    "text/html; charset=UTF-8",
                    "<!DOCTYPE html>\n<html><head><title>Upload</title></head><body><p>This is the upload endpoint of a"
                            + " package index. It is meant for tools and not for browsers.</p></body></html>\n");
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
            synchronized (lock) {
                Response response = switch (path) {
                    case "/_/oidc/mint-token", "/_/oidc/github/mint-token" -> publishing.mint(text, state);
                    case "/_/oidc/burn-token" -> publishing.burn(text, state);
                    default -> PypiErrors.refuse(request, 404, "");
                };
                file.save(state);
                return response;
            }
        }

        private Response upload(Request request) throws IOException {
            Optional<MultipartReader> reader = MultipartReader.of(
                    request.body(), request.header("content-type").orElse(""));
            if (reader.isEmpty()) {
                return help();
            }
            Path spool = Files.createTempDirectory(folder.resolve("incoming"), "upload-");
            try {
                UploadRequest upload = UploadRequest.read(reader.get(), spool.resolve("content"));
                String action = request.parameters().getOrDefault(":action", upload.text(":action"));
                return switch (action) {
                    case "file_upload" -> fileUpload(request, upload, spool);
                    case "submit", "submit_pkg_info", "doc_upload" -> PypiErrors.refuse(request, 410, "");
                    default -> help();
                };
            } finally {
                remove(spool);
            }
        }

        private Response fileUpload(Request request, UploadRequest upload, Path spool) throws IOException {
            try {
                Identity identity = identity(request);
                refuse(UploadRules.form(upload));
                refuse(UploadRules.metadata(upload));
                if (upload.content().isEmpty()) {
                    throw new Refusal(400, "Upload payload does not have a file.");
                }
                UploadRequest.Content content = upload.content().get();
                mayUpload(identity, upload.text("name"));
                refuse(UploadRules.fileName(content, upload.text("filetype")));
                sizes(upload, content);
                refuse(UploadRules.digests(upload, content.digests()));
                synchronized (lock) {
                    if (isStoredAlready(content)) {
                        return Response.text(200, "text/plain; charset=UTF-8", "");
                    }
                    takesNewFiles(upload);
                }
                Path named = Files.move(spool.resolve("content"), spool.resolve(content.fileName()));
                refuse(UploadRules.formAgainstFileName(upload, content.fileName()));
                refuse(firstRefusal(verifier.verify(named)));
                synchronized (lock) {
                    // Somebody else may have been faster while this file was being verified.
                    if (!isStoredAlready(content)) {
                        takesNewFiles(upload);
                        store(request, upload, content, named);
                    }
                }
                return Response.text(200, "text/plain; charset=UTF-8", "");
            } catch (Refusal e) {
                return PypiErrors.refuse(request, e.status, String.valueOf(e.getMessage()));
            }
        }

        private Identity identity(Request request) throws Refusal {
            String header = request.header("authorization").orElse("");
            String scheme = header.replaceAll("\\s.*", "").toLowerCase(Locale.ROOT);
            String value =
                    header.substring(Math.min(header.length(), scheme.length())).strip();
            String given = "";
            if (scheme.equals("basic")) {
                String pair = decode(value);
                int colon = pair.indexOf(':');
                String user = colon < 0 ? pair : pair.substring(0, colon);
                if (colon >= 0 && !user.equals("__token__")) {
                    throw new Refusal(
                            403,
                            "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted"
                                    + " Publishers instead. See https://pypi.org/help/#apitoken and"
                                    + " https://pypi.org/help/#trusted-publishers");
                }
                given = colon < 0 ? "" : pair.substring(colon + 1).strip();
            } else if (scheme.equals("bearer") || scheme.equals("token")) {
                given = value;
            }
            if (given.equals(token)) {
                Set<String> projects = new HashSet<>();
                options.tokenProjects().forEach(name -> projects.add(ProjectName.normalize(name)));
                return new Identity(
                        "user 'sandbox'", projects.isEmpty() ? Optional.empty() : Optional.of(projects), true);
            }
            synchronized (lock) {
                PypiState.MintedToken minted = state.minted.get(Digests.sha256(given));
                if (minted != null) {
                    if (options.clock().instant().getEpochSecond() >= minted.expires()) {
                        throw new Refusal(403, "Invalid API Token: token is expired");
                    }
                    return new Identity("given token", Optional.of(minted.projects()), false);
                }
            }
            throw new Refusal(
                    403,
                    "Invalid or non-existent authentication information. See https://pypi.org/help/#invalid-auth for"
                            + " more information.");
        }

        private String decode(String base64) {
            try {
                return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private void mayUpload(Identity identity, String project) throws Refusal {
            Optional<PypiState.Project> existing;
            synchronized (lock) {
                existing = state.project(project);
            }
            boolean foreign = options.foreignProjects().stream()
                    .anyMatch(name -> ProjectName.normalize(name).equals(ProjectName.normalize(project)));
            if (existing.isEmpty() && !foreign) {
                newProject(identity, project);
            }
            if (!identity.mayUpload(project)) {
                throw new Refusal(
                        403,
                        "Invalid API Token: "
                                + (identity.user()
                                        ? "project-scoped token is not valid for project: "
                                        : "OIDC scoped token is not valid for project ")
                                + PythonText.repr(ProjectName.normalize(project)));
            }
            if (foreign) {
                throw new Refusal(
                        403,
                        "The " + identity.words() + " isn't allowed to upload to project " + PythonText.repr(project)
                                + ". See https://pypi.org/help/#project-name for more information.");
            }
        }

        private void newProject(Identity identity, String project) throws Refusal {
            String normal = ProjectName.normalize(project);
            if (standardModules.contains(normal)) {
                throw new Refusal(
                        400,
                        "The name " + PythonText.repr(project) + " isn't allowed (conflict with Python Standard Library"
                                + " module name). See https://pypi.org/help/#project-name for more information.");
            }
            synchronized (lock) {
                Stream<String> others =
                        Stream.concat(state.projects.keySet().stream(), options.foreignProjects().stream());
                if (others.anyMatch(name -> similar(name).equals(similar(normal)))) {
                    throw new Refusal(
                            400,
                            "The name " + PythonText.repr(project) + " is too similar to an existing project. See"
                                    + " https://pypi.org/help/#project-name for more information.");
                }
            }
            if (!identity.user()) {
                throw new Refusal(
                        400,
                        "Non-user identities cannot create new projects. This was probably caused by successfully using"
                                + " a pending publisher but specifying the project name incorrectly (either in the"
                                + " publisher or in your project's metadata). Please ensure that both match. See:"
                                + " https://docs.pypi.org/trusted-publishers/troubleshooting/ for more information.");
            }
        }

        private String similar(String name) {
            return name.toLowerCase(Locale.ROOT)
                    .replaceAll("[._-]", "")
                    .replaceAll("[li]", "1")
                    .replace('o', '0');
        }

        private void sizes(UploadRequest upload, UploadRequest.Content content) throws Refusal {
            long size = content.digests().size();
            String project = PythonText.repr(upload.text("name"));
            if (size > options.maxFileSize()) {
                throw new Refusal(
                        400,
                        "File too large. Limit for project " + project + " is " + (options.maxFileSize() >> 20)
                                + " MB. See https://docs.pypi.org/project-management/storage-limits for more"
                                + " information.");
            }
            long total;
            synchronized (lock) {
                total = state.files(upload.text("name")).stream()
                        .mapToLong(one -> one.digests().size())
                        .sum();
            }
            if (total + size > options.maxProjectSize()) {
                throw new Refusal(
                        400,
                        "Project size too large. Limit for project " + project + " total size is "
                                + (options.maxProjectSize() >> 30)
                                + " GB. See https://docs.pypi.org/project-management/storage-limits for more"
                                + " information.");
            }
        }

        private boolean isStoredAlready(UploadRequest.Content content) throws Refusal {
            Digests digests = content.digests();
            for (PypiState.StoredFile one : state.files) {
                boolean sameName = one.fileName().equals(content.fileName());
                boolean sameBytes = one.digests().blake2().equals(digests.blake2());
                if (sameName && sameBytes) {
                    return true;
                }
                if (sameName || sameBytes) {
                    throw new Refusal(
                            400,
                            "File already exists (" + PythonText.repr(content.fileName()) + ", with blake2_256 hash "
                                    + PythonText.repr(digests.blake2())
                                    + "). See https://pypi.org/help/#file-name-reuse for more information.");
                }
            }
            if (state.deletedFileNames.contains(content.fileName())) {
                throw new Refusal(
                        400,
                        "This filename was previously used by a file that has since been deleted. Use a different"
                                + " version. See https://pypi.org/help/#file-name-reuse for more information.");
            }
            return false;
        }

        private void takesNewFiles(UploadRequest upload) throws Refusal {
            Optional<PypiState.Release> release =
                    state.release(upload.text("name"), PyVersion.parse(upload.text("version")));
            if (release.isEmpty()) {
                return;
            }
            Instant created = Instant.parse(release.get().created());
            if (created.plus(OPEN_FOR_UPLOADS).isBefore(options.clock().instant())) {
                throw new Refusal(400, "Uploading new files to releases older than 14 days is not allowed.");
            }
            boolean second = upload.text("filetype").equals("sdist")
                    && state.files(release.get()).stream()
                            .anyMatch(one -> one.fileType().equals("sdist"));
            if (second) {
                throw new Refusal(400, "Only one sdist may be uploaded per release.");
            }
        }

        private Optional<String> firstRefusal(List<Finding> findings) {
            return findings.stream()
                    .filter(Finding::enforcedByPypi)
                    .findFirst()
                    .flatMap(finding -> finding.pypi()
                            .map(words -> isAboutMetadata(finding) ? UploadRules.withSpecification(words) : words));
        }

        private boolean isAboutMetadata(Finding finding) {
            return finding.rule().startsWith("MD-")
                    && !Set.of("MD-01", "MD-02", "MD-09", "MD-20").contains(finding.rule());
        }

        private void store(Request request, UploadRequest upload, UploadRequest.Content content, Path named)
                throws IOException {
            String now = options.clock().instant().toString();
            String normal = ProjectName.normalize(upload.text("name"));
            PyVersion version = PyVersion.parse(upload.text("version"));
            PypiState.Project project = state.projects.get(normal);
            PypiState.Release release = state.release(normal, version).orElse(null);
            if (release == null) {
                Map<String, List<String>> metadata = new LinkedHashMap<>(upload.fields());
                metadata.keySet()
                        .removeAll(Set.of(
                                ":action",
                                "protocol_version",
                                "filetype",
                                "pyversion",
                                "md5_digest",
                                "sha256_digest",
                                "blake2_256_digest",
                                "comment",
                                "attestations"));
                release = new PypiState.Release(normal, version.normalized(), now, Optional.empty(), metadata);
            }
            Optional<byte[]> coreMetadata =
                    content.fileName().endsWith(".whl") ? coreMetadata(named) : Optional.empty();
            PypiState.StoredFile stored = new PypiState.StoredFile(
                    normal,
                    release.version(),
                    content.fileName(),
                    upload.text("filetype"),
                    upload.first("pyversion").orElse("source"),
                    upload.text("requires_python"),
                    content.digests(),
                    now,
                    state.serial + 1,
                    coreMetadata.map(Digests::sha256),
                    request.header("user-agent").orElse(""));
            Path target = folder.resolve("files").resolve(stored.path());
            Files.createDirectories(target.getParent());
            if (coreMetadata.isPresent()) {
                Files.write(target.resolveSibling(content.fileName() + ".metadata"), coreMetadata.get());
            }
            Files.move(named, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            state.serial++;
            state.projects.put(
                    normal, new PypiState.Project(upload.text("name"), project == null ? now : project.created()));
            if (!state.releases.contains(release)) {
                state.releases.add(release);
            }
            state.files.add(stored);
            file.save(state);
        }

        private Optional<byte[]> coreMetadata(Path wheel) throws IOException {
            try (ZipFile zip = new ZipFile(wheel.toFile())) {
                List<? extends ZipEntry> entries = zip.stream()
                        .filter(entry -> entry.getName().matches("[^/]+\\.dist-info/METADATA"))
                        .toList();
                if (entries.isEmpty()) {
                    return Optional.empty();
                }
                try (InputStream in = zip.getInputStream(entries.get(0))) {
                    return Optional.of(in.readNBytes(16 * BODY_LIMIT));
                }
            } catch (ZipException e) {
                // PyPI takes a few archives that the JDK does not open; they are served without separate metadata.
                return Optional.empty();
            }
        }

        private void remove(Path spool) throws IOException {
            try (Stream<Path> left = Files.list(spool)) {
                for (Path one : left.toList()) {
                    Files.delete(one);
                }
            }
            Files.delete(spool);
        }

        private Response simple(Request request, List<String> segments) {
            if (segments.size() > 2) {
                return PypiErrors.refuse(request, 404, "");
            }
            if (!request.path().endsWith("/")) {
                return Response.redirect(301, request.path() + "/");
            }
            List<String> offers = List.of(PypiPages.HTML, PypiPages.SIMPLE_HTML, PypiPages.SIMPLE_JSON);
            Optional<String> type = Accept.best(request.header("accept").orElse("*/*"), offers);
            if (type.isEmpty()) {
                return PypiErrors.refuse(request, 406, "");
            }
            boolean asJson = type.get().equals(PypiPages.SIMPLE_JSON);
            String body;
            long serial;
            synchronized (lock) {
                if (segments.size() == 1) {
                    body = asJson ? pages.projectsJson(state).toString() : pages.projectsHtml(state);
                    serial = state.serial;
                } else {
                    String name = segments.get(1);
                    if (!ProjectName.normalize(name).equals(name)) {
                        return Response.redirect(301, "/simple/" + ProjectName.normalize(name) + "/");
                    }
                    Optional<PypiState.Project> project = state.project(name);
                    List<PypiState.StoredFile> files = visible(request, name);
                    boolean hidden = files.isEmpty() && request.played(Fault.Kind.STALE);
                    if (project.isEmpty() || hidden) {
                        return Response.text(404, "text/plain; charset=UTF-8", "404 Not Found");
                    }
                    body = asJson
                            ? pages.projectJson(state, project.get(), files).toString()
                            : pages.projectHtml(state, project.get(), files);
                    serial = PypiPages.serial(state, name);
                }
            }
            String charset = type.get().equals(PypiPages.HTML) ? "; charset=UTF-8" : "";
            return cached(request, Response.text(200, type.get() + charset, body), body, 600)
                    .with("X-PyPI-Last-Serial", String.valueOf(serial));
        }

        /** The project's files, without the newest upload when the page is to be stale. */
        private List<PypiState.StoredFile> visible(Request request, String project) {
            List<PypiState.StoredFile> files = new ArrayList<>(state.files(project));
            if (request.played(Fault.Kind.STALE)) {
                long newest = PypiPages.serial(state, project);
                files.removeIf(one -> one.serial() == newest);
            }
            files.sort(java.util.Comparator.comparing((PypiState.StoredFile one) -> PyVersion.parse(one.version()))
                    .thenComparing(PypiState.StoredFile::fileName));
            return files;
        }

        private Response cached(Request request, Response response, String body, int seconds) {
            String tag = "\"" + Digests.sha256(body).substring(0, 32) + "\"";
            boolean same = request.header("if-none-match")
                    .filter(known -> List.of(known.split("\\s*,\\s*", -1)).contains(tag) || known.equals("*"))
                    .isPresent();
            return (same ? Response.empty(304) : response)
                    .with("ETag", tag)
                    .with("Cache-Control", "max-age=" + seconds + ", public")
                    .with("Vary", "Accept, Accept-Encoding");
        }

        private Response json(Request request, List<String> segments) {
            boolean shape = (segments.size() == 3 || segments.size() == 4)
                    && segments.get(segments.size() - 1).equals("json");
            if (!shape) {
                return PypiErrors.refuse(request, 404, "");
            }
            String name = segments.get(1);
            Optional<String> version = segments.size() == 4 ? Optional.of(segments.get(2)) : Optional.empty();
            synchronized (lock) {
                Optional<ObjectNode> page = pages.releaseJson(state, name, version, visible(request, name));
                if (page.isEmpty()) {
                    return Response.json(
                            404, JsonNodeFactory.instance.objectNode().put("message", "Not Found"));
                }
                String normal = ProjectName.normalize(name);
                if (!normal.equals(name)) {
                    return Response.redirect(
                            301,
                            "/pypi/" + normal + version.map(one -> "/" + one).orElse("") + "/json");
                }
                String body = page.get().toString();
                return cached(request, Response.text(200, "application/json", body), body, 900)
                        .with("Access-Control-Allow-Origin", "*")
                        .with("X-PyPI-Last-Serial", String.valueOf(PypiPages.serial(state, name)));
            }
        }

        private Response download(Request request, List<String> segments) {
            String wanted = String.join("/", segments.subList(1, segments.size()));
            boolean metadata = wanted.endsWith(".metadata");
            String path = metadata ? wanted.substring(0, wanted.length() - ".metadata".length()) : wanted;
            Optional<PypiState.StoredFile> found;
            synchronized (lock) {
                found = state.files.stream()
                        .filter(one -> one.path().equals(path))
                        .findFirst();
            }
            // Only known paths are opened, so a path cannot lead out of the folder.
            boolean missing =
                    found.isEmpty() || (metadata && found.get().metadataSha256().isEmpty());
            if (missing) {
                return PypiErrors.refuse(request, 404, "");
            }
            Path stored = folder.resolve("files").resolve(wanted);
            return Response.file("application/octet-stream", stored)
                    .with("Cache-Control", "max-age=365000000, immutable, public");
        }
    }
}
