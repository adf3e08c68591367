package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.goal.plan.Approve;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.JournalEntry;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseFiles;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.plan.WheelProof;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.sandbox.SandboxServers;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxRepository;
import ai.invoke.sandbox.pypi.SandboxPypi;
import ai.invoke.sandbox.server.RequestLog;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * A planned release of a small package beside services to deploy it to. The plan names the public addresses, so that it has
 * the same fingerprint on every stage; the services on the loopback address stand in for them.
 */
public final class DeployStage implements AutoCloseable {

    public static final String VERSION = "1.2.3";
    public static final String TAG = "v1.2.3";
    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    public static final String TAG_OBJECT = "a".repeat(40);
    public static final String REPOSITORY = "invoke-ai/Demo";
    public static final String WHEEL = "demo_app-1.2.3-py3-none-any.whl";
    public static final String SDIST = "demo_app-1.2.3.tar.gz";
    private static final String BUNDLED = "InvokeAI-Installer/lib/" + WHEEL;
    public static final String INSTALLER = "InvokeAI-installer-v1.2.3.zip";

    public final Path project;
    public final ReleaseDirectory directory;
    public final SandboxServers servers;
    public final RecordingConsole console = new RecordingConsole();
    public final List<JournalEntry> journal = new ArrayList<>();
    public final List<String> thrown = new ArrayList<>();
    public Optional<Evidence> evidence = Optional.empty();
    public ReleaseFiles files = new ReleaseFiles(false, false, Map.of());
    private final boolean testpypi;

    private DeployStage(Path folder, boolean testpypi) {
        this.project = folder.resolve("project");
        this.directory = new ReleaseDirectory(project.resolve("target").resolve("release"));
        this.testpypi = testpypi;
        SandboxRepository repository =
                SandboxRepository.of(REPOSITORY, COMMIT, List.of(new SandboxRepository.Tag(TAG, TAG_OBJECT, COMMIT)));
        servers = SandboxServers.start(
                folder.resolve("services"), SandboxServers.Options.of().withGitHub(GitHubOptions.of(repository)));
    }

    /** Built and planned, not approved. */
    public static DeployStage planned(Path folder, boolean testpypi) {
        DeployStage stage = new DeployStage(folder, testpypi);
        stage.build();
        stage.plan(COMMIT);
        return stage;
    }

    /** A stage whose folder is a copy of another one's, with what its services held. */
    public static DeployStage copied(Path from, Path folder) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new DeployStage(folder, false);
    }

    /** Built, planned and approved. */
    public static DeployStage approved(Path folder) {
        DeployStage stage = planned(folder, false);
        stage.decide(Approval.Decision.APPROVED);
        return stage;
    }

    private void build() {
        try {
            Files.createDirectories(directory.dist());
            DistMaker demo = DistMaker.of("demo_app", VERSION);
            demo.wheel(directory.dist());
            demo.sdist(directory.dist());
            installer(directory.root().resolve(INSTALLER), directory.dist().resolve(WHEEL));
            Files.writeString(directory.notes(), "## What is new\n\nEverything.\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A zip that holds the very wheel; equal bytes in every run. */
    private static void installer(Path zip, Path wheel) throws IOException {
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            ZipArchiveEntry entry = new ZipArchiveEntry(BUNDLED);
            entry.setTime(315_619_200_000L);
            out.putArchiveEntry(entry);
            out.write(Files.readAllBytes(wheel));
            out.closeArchiveEntry();
        }
    }

    public PlanFile plan(String commit) {
        ReleasePlan made = new ReleasePlan(
                "demo-app",
                VERSION,
                VERSION,
                false,
                Optional.of(TAG),
                commit,
                List.of(
                        artifact("dist/" + WHEEL, Artifact.Role.WHEEL),
                        artifact("dist/" + SDIST, Artifact.Role.SDIST),
                        artifact(INSTALLER, Artifact.Role.INSTALLER)),
                List.of(new WheelProof(
                        INSTALLER,
                        BUNDLED,
                        "dist/" + WHEEL,
                        ArtifactCheck.sha256(directory.dist().resolve(WHEEL)))),
                testpypi ? List.of(IndexTarget.TESTPYPI, IndexTarget.PYPI) : List.of(IndexTarget.PYPI),
                Optional.of(new GitHubTarget(
                        URI.create("https://api.github.com"),
                        URI.create("https://github.com"),
                        REPOSITORY,
                        "Demo " + TAG,
                        ArtifactCheck.sha256(directory.notes()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(TAG_OBJECT),
                        files,
                        Map.of())));
        PlanFile plan = PlanFile.of(evidence.map(recorded -> made.with(recorded, ApprovalPolicy.DEFAULT))
                .orElse(made));
        plan.write(directory.plan());
        return plan;
    }

    private Artifact artifact(String path, Artifact.Role role) {
        Path file = directory.root().resolve(path);
        try {
            return new Artifact(path, role, Files.size(file), ArtifactCheck.sha256(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public void decide(Approval.Decision decision) {
        decide(decision, "");
    }

    /** About one target, or about all. */
    void decide(Approval.Decision decision, String scope) {
        decide(decision, scope, Clock.systemUTC());
    }

    /** As one whose clock differs. */
    void decide(Approval.Decision decision, String scope, Clock clock) {
        new Approve()
                .run(new Approve.Request(
                        directory.root(),
                        directory,
                        decision,
                        PlanFile.read(directory.plan()).fingerprint().shortForm(),
                        new Approve.Word(
                                "Ada",
                                false,
                                Optional.of("a comment"),
                                scope.isEmpty() ? Scope.ALL : new Scope(new TreeSet<>(List.of(scope))),
                                List.of()),
                        Optional.empty(),
                        clock));
    }

    public Map<String, String> tokens() {
        return Map.of(
                "PYPI_TOKEN", servers.pypi().token(),
                "TEST_PYPI_TOKEN", servers.testpypi().token(),
                "GITHUB_TOKEN", servers.github().token());
    }

    public Targets targets() {
        return targets(
                servers.pypi().uploadUrl(),
                servers.pypi().simpleUrl(),
                servers.testpypi().uploadUrl(),
                servers.testpypi().simpleUrl(),
                servers.github().api());
    }

    public static Targets targets(URI upload, URI simple, URI testUpload, URI testSimple, URI github) {
        return new Targets(
                Map.of(
                        "pypi", PackageIndex.PYPI.at(upload, simple),
                        "testpypi", PackageIndex.TESTPYPI.at(testUpload, testSimple)),
                Optional.of(github),
                Optional.of("@ada"));
    }

    public DeployRequest request(Map<String, String> environment) {
        // A test has no time to wait for the next attempt.
        Timing timing = new Timing(Clock.systemUTC(), duration -> {}, () -> 0);
        return request(project, directory, targets(), environment, timing, console, journal::add);
    }

    public static DeployRequest request(
            Path project,
            ReleaseDirectory directory,
            Targets targets,
            Map<String, String> environment,
            Timing timing,
            RecordingConsole console,
            Consumer<JournalEntry> written) {
        return new DeployRequest(
                project,
                directory,
                1,
                targets,
                new DeployRequest.Credentials(
                        GitHubCredentials.resolve("github", Optional.empty(), environment),
                        index -> Optional.empty(),
                        environment),
                HttpSettings.direct(),
                timing,
                new DeployRequest.Output(console, secret -> {}, written),
                AttestationSettings.none());
    }

    /** All goals of the deploy phase in their order. */
    public static PublishGitHubRelease.Result deploy(DeployRequest request) {
        new Preflight().run(request);
        new DraftGitHubRelease().run(request);
        new PublishPlanned().run(request, "testpypi");
        new PublishPlanned().run(request, "pypi");
        return new PublishGitHubRelease().run(request);
    }

    public PublishGitHubRelease.Result deploy() {
        return deploy(request(tokens()));
    }

    /** What stops a deployment, remembered for the search for secrets. */
    public Optional<RuntimeException> stopped(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            thrown.add(trace.toString());
            return Optional.of(e);
        }
    }

    public Optional<RuntimeException> stopped() {
        return stopped(this::deploy);
    }

    /** How often a file was received in full and stored, over all indexes. */
    public long uploads(SandboxPypi index) {
        return requests("POST", index == servers.pypi() ? "pypi" : "testpypi", "^/legacy/")
                .filter(entry -> entry.received() > 0 && (entry.status() == 200 || isLostAnswer(entry)))
                .count();
    }

    /** How often each asset was received in full. */
    public long assetUploads() {
        return requests("POST", "github-uploads", "/assets\\?")
                .filter(entry -> entry.status() == 201 || isLostAnswer(entry))
                .count();
    }

    /** The file was taken, but the client never heard of it. */
    private static boolean isLostAnswer(RequestLog.Entry entry) {
        return entry.fault().startsWith("drop-after") || entry.fault().startsWith("cut");
    }

    public Stream<RequestLog.Entry> requests(String method, String server, String target) {
        java.util.regex.Pattern pattern = java.util.regex.Pattern.compile(target);
        return servers.log().entries().stream()
                .filter(entry -> method.equals("*") || entry.method().equals(method))
                .filter(entry -> server.equals("*") || entry.server().equals(server))
                .filter(entry -> pattern.matcher(entry.target()).find());
    }

    /** Requests that change something. */
    public long writes() {
        return servers.log().entries().stream()
                .filter(entry ->
                        !entry.method().equals("GET") && !entry.method().equals("HEAD"))
                .count();
    }

    public JsonNode releases() {
        return servers.state().path("github").path(REPOSITORY).path("releases");
    }

    /** Both services hold exactly the planned files once, and everybody can see them. */
    public void assertReleased() {
        assertThat(uploads(servers.pypi())).as("uploads to PyPI").isEqualTo(2);
        assertThat(uploads(servers.testpypi())).as("uploads to TestPyPI").isEqualTo(testpypi ? 2 : 0);
        assertThat(assetUploads()).as("uploads to GitHub").isEqualTo(3);
        assertStateReleased();
    }

    /** The same without a word about how it came there. */
    public void assertStateReleased() {
        JsonNode files = servers.state().path("pypi").path("demo-app");
        assertThat(files).hasSize(2);
        for (String name : List.of(WHEEL, SDIST)) {
            assertThat(files.path(name).path("sha256").asText())
                    .isEqualTo(ArtifactCheck.sha256(directory.dist().resolve(name)));
        }
        assertThat(releases()).hasSize(1);
        JsonNode release = releases().get(0);
        assertThat(release.path("draft").asBoolean()).isFalse();
        assertThat(release.path("tag").asText()).isEqualTo(TAG);
        assertThat(release.path("assets")).hasSize(3);
        for (String path : List.of("dist/" + WHEEL, "dist/" + SDIST, INSTALLER)) {
            Path file = directory.root().resolve(path);
            JsonNode asset = release.path("assets").path(String.valueOf(file.getFileName()));
            assertThat(asset.path("state").asText()).isEqualTo("uploaded");
            assertThat(asset.path("sha256").asText()).isEqualTo(ArtifactCheck.sha256(file));
        }
    }

    /** Stops the services and searches everything that was said, thrown or written for the tokens. */
    @Override
    public void close() {
        Map<String, String> tokens = new HashMap<>(tokens());
        servers.close();
        List<String> secrets = new ArrayList<>();
        for (String token : tokens.values()) {
            secrets.add(token);
            secrets.add(Base64.getEncoder().encodeToString(("__token__:" + token).getBytes(StandardCharsets.UTF_8)));
        }
        Map<String, String> places = new HashMap<>();
        places.put("the console", console.all());
        places.put("an exception", String.join("\n", thrown));
        places.put("the journal's listener", journal.toString());
        try (Stream<Path> files = Files.walk(project.resolveSibling(""))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                places.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(places.keySet()).as("files that were searched").hasSizeGreaterThan(5);
        places.forEach((place, text) -> secrets.forEach(secret ->
                assertThat(text.contains(secret)).as("a token in " + place).isFalse()));
    }
}
