package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestationFiles;
import ai.invoke.release.pypi.attestation.bundle.Provenance;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings.Mode;
import ai.invoke.release.pypi.attestation.sign.SigningServices;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.AttestationVerifier;
import ai.invoke.release.pypi.attestation.verify.IdToken;
import ai.invoke.release.pypi.attestation.verify.MiniSigstore;
import ai.invoke.release.pypi.attestation.verify.NodeSigstore;
import ai.invoke.release.pypi.attestation.verify.Tampering;
import ai.invoke.release.pypi.attestation.verify.TrustRoot;
import ai.invoke.release.pypi.attestation.verify.Verdict;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.RegisteredPublisher;
import ai.invoke.sandbox.pypi.SandboxPypi;
import ai.invoke.sandbox.server.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upload with attestations: trusted publishing at the sandbox's index, certificates and log by Sigstore's mock. */
@Timeout(400)
class AttestedUploadTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String PROJECT = "demo-setuptools";
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "demo_setuptools-1.2.3.tar.gz";

    private static NodeSigstore.Services services;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private final RecordingConsole console = new RecordingConsole();
    private final List<String> journal = new ArrayList<>();
    private final List<String> masked = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String signingToken = IdToken.github();
    private Path dist;
    private SandboxPypi pypi;
    private FaultServer ci;

    @BeforeAll
    static void start() throws IOException {
        services = NodeSigstore.services(0);
        Files.writeString(shared.resolve("root.json"), services.trustRoot());
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @BeforeEach
    void open() throws IOException {
        dist = Files.createDirectory(folder.resolve("dist"));
        Files.copy(GOOD.resolve(WHEEL), dist.resolve(WHEEL));
        Files.copy(GOOD.resolve(SDIST), dist.resolve(SDIST));
        pypi = index("pypi");
        ci = new FaultServer(connection -> {
            String target = connection.request().target();
            String token = target.endsWith("audience=sigstore")
                    ? signingToken
                    : pypi.identityToken("example/project", "release.yml", "");
            connection.answer(200, "{\"value\":\"" + token + "\"}");
        });
        environment.put("GITHUB_ACTIONS", "true");
        environment.put(
                "ACTIONS_ID_TOKEN_REQUEST_URL", ci.uri("/token?api-version=2").toString());
        environment.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-proof");
    }

    private SandboxPypi index(String name) {
        return SandboxPypi.start(
                folder.resolve(name + Math.random()),
                PypiOptions.of(name)
                        .withPublishers(
                                List.of(new RegisteredPublisher(PROJECT, "example/project", "release.yml", "", true))));
    }

    @AfterEach
    void close() {
        pypi.close();
        ci.close();
        assertThat(console.all()).doesNotContain(IdToken.SECRET).doesNotContain("request-proof");
    }

    private AttestationSettings settings(Mode mode) {
        return new AttestationSettings(
                mode,
                Optional.of(folder.resolve("attestations")),
                Optional.of(shared.resolve("root.json")),
                new SigningServices(services.address(), services.address()));
    }

    private List<IndexUpload.ApprovedFile> files() {
        return Stream.of(dist.toFile().listFiles())
                .filter(file -> DistributionName.of(file.getName()).isPresent())
                .sorted()
                .map(file -> IndexUpload.ApprovedFile.asItIs(file.toPath()))
                .toList();
    }

    private IndexUpload.Result upload(AttestationSettings settings) {
        PackageIndex index = PackageIndex.PYPI
                .at(pypi.uploadUrl(), pypi.simpleUrl())
                .withJson(pypi.base().resolve("/pypi/"));
        return new IndexUpload(HttpSettings.direct(), new Timing(Clock.systemUTC(), wait -> {}, () -> 0.5), console)
                .run(new IndexUpload.Request(
                        index,
                        files(),
                        Optional.empty(),
                        environment,
                        new IndexUpload.Listener() {
                            @Override
                            public void fileStarting(String name, String sha256) {}

                            @Override
                            public void fileStored(String name, String sha256, boolean alreadyThere) {
                                journal.add("stored " + name);
                            }

                            @Override
                            public void fileAttested(String name, Attestation attestation) {
                                journal.add("attested " + name + " " + attestation.sha256());
                            }
                        },
                        masked::add,
                        Duration.ofSeconds(6),
                        settings));
    }

    private Optional<Provenance> provenance(String file) throws IOException, InterruptedException {
        URI uri = pypi.base().resolve("/integrity/" + PROJECT + "/1.2.3/" + file + "/provenance");
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() == 200 ? Optional.of(Provenance.read(answer.body())) : Optional.empty();
    }

    private String simplePage() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(pypi.simpleUrl().resolve(PROJECT + "/"))
                                .header("Accept", "application/vnd.pypi.simple.v1+json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String sha256(String file) throws IOException {
        return Sha256.of(dist.resolve(file));
    }

    @Test
    void attestsEachFileOnceAndTheIndexShowsIt() throws Exception {
        IndexUpload.Result result = upload(settings(Mode.AUTO));
        TrustRoot root = TrustRoot.read(shared.resolve("root.json"));
        for (IndexUpload.Published file : result.files()) {
            Attestation made = file.attestations().get(0);
            Provenance.Bundle bundle =
                    provenance(file.name()).orElseThrow().bundles().get(0);
            assertThat(bundle.attestations()).extracting(Attestation::json).containsExactly(made.json());
            assertThat(new AttestationVerifier(root)
                            .verify(
                                    bundle.attestations().get(0),
                                    file.name(),
                                    sha256(file.name()),
                                    bundle.publisher().orElseThrow()))
                    .isInstanceOf(Verdict.Verified.class);
            assertThat(simplePage())
                    .contains("\"provenance\":\""
                            + pypi.base().resolve("/integrity/" + PROJECT + "/1.2.3/" + file.name() + "/provenance")
                            + "\"");
            assertThat(journal)
                    .containsSubsequence("attested " + file.name() + " " + made.sha256(), "stored " + file.name());
        }
        assertThat(masked).contains(signingToken);
        assertThat(console.lines())
                .anySatisfy(line -> assertThat(line).startsWith("Attestations are verified with the trust root"))
                .anySatisfy(line -> assertThat(line).startsWith("Attested " + WHEEL + " as repo:example/project"));
    }

    @Test
    void theNextIndexGetsTheSame() throws Exception {
        IndexUpload.Result first = upload(settings(Mode.AUTO));
        int asked = ci.received().size();
        pypi.close();
        pypi = index("pypi");
        IndexUpload.Result second = upload(settings(Mode.REQUIRED));
        assertThat(second.files())
                .extracting(file -> file.attestations().get(0).sha256())
                .isEqualTo(first.files().stream()
                        .map(file -> file.attestations().get(0).sha256())
                        .toList());
        assertThat(ci.received().stream().skip(asked))
                .as("no identity for signing was asked for again")
                .noneMatch(request -> request.target().endsWith("audience=sigstore"));
    }

    @Test
    void uploadsWhatLiesBesideTheFiles() throws Exception {
        MiniSigstore mini = new MiniSigstore();
        MiniSigstore.Wish wish = mini.workflow();
        Path root = Files.writeString(folder.resolve("mini.json"), mini.trustRoot());
        for (String file : List.of(WHEEL, SDIST)) {
            AttestationFiles.keep(dist, file, mini.attest(wish, file, sha256(file)));
        }
        Attestation slsa = mini.attest(
                wish, new Statement(SDIST, sha256(SDIST), Statement.SLSA_PROVENANCE).write(), MiniSigstore.NOW);
        Files.writeString(dist.resolve(SDIST + ".slsa.attestation"), slsa.json());
        upload(new AttestationSettings(
                Mode.REQUIRED,
                Optional.empty(),
                Optional.of(root),
                new SigningServices(URI.create("https://unused.invalid"), URI.create("https://unused.invalid"))));
        assertThat(provenance(SDIST).orElseThrow().bundles().get(0).attestations())
                .hasSize(2);
        assertThat(provenance(WHEEL).orElseThrow().bundles().get(0).attestations())
                .hasSize(1);
        assertThat(console.warnings()).isEmpty();
    }

    @Test
    void aWrongOneStopsBeforeTheFirstByte() throws Exception {
        MiniSigstore mini = new MiniSigstore();
        Path root = Files.writeString(folder.resolve("mini.json"), mini.trustRoot());
        Attestation good = mini.attest(mini.workflow(), SDIST, sha256(SDIST));
        AttestationFiles.keep(dist, SDIST, Tampering.of(good).get("a byte of the signature"));
        AttestationFiles.keep(dist, WHEEL, mini.attest(mini.workflow(), WHEEL, "0".repeat(64)));
        assertThatThrownBy(() -> upload(new AttestationSettings(
                        Mode.AUTO, Optional.empty(), Optional.of(root), SigningServices.SIGSTORE)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("an attestation of this file does not hold: the log's entry is about another")
                .hasMessageContaining("it is about a file with sha256 " + "0".repeat(64));
        assertThat(pypi.log().entries()).noneMatch(entry -> entry.target().startsWith("/legacy/"));
    }

    @Test
    void whatCannotBeToldIsLeftToTheIndex() throws Exception {
        MiniSigstore unknown = new MiniSigstore();
        for (String file : List.of(WHEEL, SDIST)) {
            AttestationFiles.keep(dist, file, unknown.attest(unknown.workflow(), file, sha256(file)));
        }
        upload(settings(Mode.AUTO));
        assertThat(console.warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning.what()).contains("cannot be told"));
        assertThat(provenance(WHEEL)).isPresent();
    }

    @Test
    void noneLooksForNothing() throws Exception {
        Files.writeString(dist.resolve(WHEEL + ".publish.attestation"), "rubbish");
        upload(AttestationSettings.none());
        assertThat(provenance(WHEEL)).isEmpty();
        assertThat(ci.received()).noneMatch(request -> request.target().endsWith("audience=sigstore"));
        assertThat(console.all()).doesNotContain("ttestation");
    }

    @Test
    void aTokenTakesNoAttestations() throws Exception {
        environment.clear();
        environment.put("PYPI_TOKEN", pypi.token());
        assertThatThrownBy(() -> upload(settings(Mode.REQUIRED)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("attestations are required, and PyPI takes them with trusted publishing only");
        upload(settings(Mode.AUTO));
        assertThat(provenance(WHEEL)).isEmpty();
    }

    /** PyPI reads no attestations of a file that it has, so that nobody can add one later. */
    @Test
    void whatLiesThereWithoutAnAttestationStopsWhenTheyAreRequired() throws Exception {
        Path sdist = Files.move(dist.resolve(SDIST), folder.resolve(SDIST));
        upload(AttestationSettings.none());
        Files.move(sdist, dist.resolve(SDIST));
        assertThatThrownBy(() -> upload(settings(Mode.REQUIRED)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("PyPI has " + WHEEL + " already without one, which cannot be added any more");
        assertThat(pypi.log().entries())
                .filteredOn(entry -> entry.target().startsWith("/legacy/"))
                .as("only the first run sent something")
                .hasSize(1);
        upload(settings(Mode.AUTO));
        assertThat(provenance(SDIST)).isPresent();
    }

    /** Switched off by PyPI's administrators is not the same as none (warehouse, {@code api/integrity.py}). */
    @Test
    void whatCannotBeSeenStopsWhenTheyAreRequired() throws Exception {
        upload(settings(Mode.AUTO));
        pypi.faults().play(Fault.of(Fault.Kind.STATUS, 403, "GET", "^/integrity/"));
        assertThatThrownBy(() -> upload(settings(Mode.REQUIRED)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("who attested it cannot be seen");
    }

    @Test
    void aReusableWorkflowSignsNothingThatPypiWouldRefuse() throws Exception {
        signingToken = IdToken.of("""
                {"iss":"https://token.actions.githubusercontent.com","sub":"repo:example/project",
                 "workflow_ref":"example/project/.github/workflows/release.yml@refs/tags/v1",
                 "job_workflow_ref":"example/project/.github/workflows/publish.yml@refs/tags/v1"}""");
        assertThatThrownBy(() -> upload(settings(Mode.REQUIRED)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("another workflow file than the run");
        upload(settings(Mode.AUTO));
        assertThat(provenance(WHEEL)).isEmpty();
        assertThat(console.warnings())
                .anySatisfy(warning -> assertThat(warning.what()).contains("another workflow file"));
    }

    @Test
    void withoutAnIdentityNothingIsMade() throws Exception {
        environment.clear();
        environment.put("GITLAB_CI", "true");
        environment.put("PYPI_ID_TOKEN", pypi.identityToken("example/project", "release.yml", ""));
        assertThatThrownBy(() -> upload(settings(Mode.REQUIRED)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("this job has no identity to sign them")
                .hasMessageContaining("id_tokens: SIGSTORE_ID_TOKEN: aud: sigstore");
        upload(settings(Mode.AUTO));
        assertThat(provenance(WHEEL)).isEmpty();
    }

    @Test
    void gitlabSignsWithItsOwnToken() throws Exception {
        environment.clear();
        environment.put("GITLAB_CI", "true");
        environment.put("PYPI_ID_TOKEN", pypi.identityToken("example/project", "release.yml", ""));
        // The mock certifies the subject itself, which must be an address; Fulcio certifies the address of the
        // pipeline's file.
        environment.put(
                "SIGSTORE_ID_TOKEN", IdToken.of("{\"iss\":\"https://gitlab.com\",\"sub\":\"https://gitlab.com/a/b\"}"));
        upload(settings(Mode.REQUIRED));
        assertThat(provenance(WHEEL)).isPresent();
    }

    /** A pipeline of GitLab from its variable to the index that shows who published. */
    @Test
    void aPipelineOfGitLabIsTrustedFromEndToEnd() throws Exception {
        pypi.close();
        pypi = SandboxPypi.start(
                folder.resolve("gitlab"),
                PypiOptions.of("pypi")
                        .withPublishers(List.of(new RegisteredPublisher(
                                PROJECT,
                                RegisteredPublisher.Kind.GITLAB,
                                "group/sub/project",
                                "ci/release.yml",
                                "release",
                                true))));
        environment.clear();
        environment.put("GITLAB_CI", "true");
        environment.put("PYPI_ID_TOKEN", pypi.gitlabIdentityToken("group/sub/project", "ci/other.yml", "release"));
        assertThatThrownBy(() -> upload(settings(Mode.AUTO)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("invalid-publisher")
                .hasMessageContaining("gitlab.com/group/sub/project//ci/other.yml@refs/tags/v1")
                .hasMessageContaining("Nothing was published");
        String token = pypi.gitlabIdentityToken("group/sub/project", "ci/release.yml", "release");
        environment.put("PYPI_ID_TOKEN", token);
        environment.put(
                "SIGSTORE_ID_TOKEN", IdToken.of("{\"iss\":\"https://gitlab.com\",\"sub\":\"https://gitlab.com/a/b\"}"));
        upload(settings(Mode.REQUIRED));
        assertThat(provenance(WHEEL).orElseThrow().bundles().get(0).publisher())
                .contains(new Publisher.GitLab("group/sub/project", "ci/release.yml"));
        assertThat(console.all()).doesNotContain(token);
    }

    @Test
    void aRefusedIdentitySaysWhatIsPublishedSoFar() throws Exception {
        Path sdist = Files.move(dist.resolve(SDIST), folder.resolve(SDIST));
        upload(settings(Mode.AUTO));
        Files.move(sdist, dist.resolve(SDIST));
        ci.close();
        ci = new FaultServer(connection -> {
            connection.request();
            connection.answer(200, "{\"value\":\"" + pypi.identityToken("example/project", "another.yml", "") + "\"}");
        });
        environment.put(
                "ACTIONS_ID_TOKEN_REQUEST_URL", ci.uri("/token?api-version=2").toString());
        assertThatThrownBy(() -> upload(AttestationSettings.none()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("did not trust this job")
                .hasMessageContaining("Published so far 1 of 2: " + WHEEL);
    }

    @Test
    void nothingIsPublishedWhenSigningFails() throws Exception {
        try (FaultServer broken = new FaultServer(FaultServer.answering(500, "broken"))) {
            AttestationSettings settings = new AttestationSettings(
                    Mode.AUTO,
                    Optional.of(folder.resolve("attestations")),
                    Optional.of(shared.resolve("root.json")),
                    new SigningServices(services.address(), broken.uri("/")));
            assertThatThrownBy(() -> upload(settings))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("the signature was not logged")
                    .hasMessageContaining("-Dinvokeai.attestations=none");
        }
        assertThat(pypi.log().entries()).noneMatch(entry -> entry.target().startsWith("/legacy/"));
    }
}
