package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.dist.WheelFixture;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.RegisteredPublisher;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody planned, at a sandbox that plays PyPI. */
class PublishPypiTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "demo_setuptools-1.2.3.tar.gz";

    @TempDir
    private Path temp;

    private final RecordingConsole console = new RecordingConsole();
    private SandboxPypi pypi;
    private @Nullable PackageIndex stage;
    private boolean rehearse;
    private Optional<String> fingerprint = Optional.empty();
    private Path dist;

    @BeforeEach
    void start() throws IOException {
        pypi = SandboxPypi.start(temp.resolve("pypi"), PypiOptions.of("pypi"));
        dist = Files.createDirectories(temp.resolve("dist"));
        copy(WHEEL);
        copy(SDIST);
    }

    @AfterEach
    void stop() {
        pypi.close();
    }

    private void copy(String name) throws IOException {
        Files.copy(GOOD.resolve(name), dist.resolve(name));
    }

    private List<String> publish(Map<String, String> environment, boolean dryRun, String... choice) {
        DeployRequest request = new DeployRequest(
                        temp,
                        new ReleaseDirectory(temp.resolve("none")),
                        1,
                        stage == null
                                ? Targets.asPlanned()
                                : new Targets(Map.of("company", stage), Optional.empty(), Optional.empty()),
                        new DeployRequest.Credentials(
                                GitHubCredentials.resolve("github", Optional.empty(), Map.of()),
                                index -> Optional.empty(),
                                environment),
                        HttpSettings.direct(),
                        new Timing(Clock.systemUTC(), duration -> {}, () -> 0),
                        new DeployRequest.Output(console, secret -> {}, entry -> {}),
                        AttestationSettings.none())
                .withDemand(new ApprovalDemand(1, Optional.empty(), fingerprint, Optional.empty()));
        return new PublishPypi()
                .run(
                        request,
                        IndexTarget.of("company", pypi.uploadUrl(), pypi.simpleUrl()),
                        Optional.of(new PublishPypi.Unplanned(
                                List.of(dist),
                                Optional.of(choice)
                                        .filter(all -> all.length > 0)
                                        .map(all -> all[0]),
                                Optional.of(choice)
                                        .filter(all -> all.length > 1)
                                        .map(all -> all[1]),
                                List.of(),
                                Optional.empty(),
                                new ProcessRunner(ChildEnvironment.of(System.getenv(), List.of(), List.of())))),
                        new PublishPypi.Mode(dryRun, rehearse));
    }

    private Map<String, String> token() {
        return token(pypi.token());
    }

    private Map<String, String> token(String value) {
        return Map.of(
                "TWINE_PASSWORD",
                value,
                "TWINE_REPOSITORY_URL",
                pypi.uploadUrl().toString());
    }

    private long uploads() {
        return pypi.log().entries().stream()
                .filter(entry -> entry.method().equals("POST"))
                .count();
    }

    @Test
    void uploadsAfterTheRulesAndSaysWhatItLeavesOut() throws IOException {
        for (String name : List.of("demo-1.2.3.zip", WHEEL + ".asc", "notes.txt")) {
            Files.writeString(dist.resolve(name), "x");
        }
        assertThat(publish(token(), false)).contains("2 uploaded, 0 already there");
        assertThat(console.lines())
                .anySatisfy(line ->
                        assertThat(line).contains("left out: demo-1.2.3.zip").contains("PEP 625"))
                .anySatisfy(line -> assertThat(line).contains(WHEEL + ".asc").contains("signatures"))
                .anySatisfy(line -> assertThat(line).contains("left out: notes.txt"));
    }

    @Test
    void dryRunSendsNothing() {
        assertThat(publish(token(), true)).containsExactly("dry run: nothing was sent");
        assertThat(console.lines())
                .anySatisfy(line ->
                        assertThat(line).contains("company").contains(WHEEL).endsWith("to upload"))
                .anySatisfy(line ->
                        assertThat(line).contains("company").contains(SDIST).endsWith("to upload"));
        assertThat(uploads()).isZero();
    }

    @Test
    void whatPypiWouldRefuseStopsBeforeTheFirstByte() throws IOException {
        Files.writeString(dist.resolve(WHEEL), "no zip at all");
        assertThatThrownBy(() -> publish(token(), false)).isInstanceOf(ProjectException.class);
        assertThat(uploads()).isZero();
    }

    @Test
    void oneReleaseARunUnlessToldWhich() throws IOException {
        copy("demo_rc-3.0.0rc1.tar.gz");
        assertThatThrownBy(() -> publish(token(), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("demo-rc 3.0.0rc1, demo-setuptools 1.2.3")
                .hasMessageContaining("-Dinvokeai.project=demo-rc -Dinvokeai.version=3.0.0rc1");
        assertThat(uploads()).isZero();
        assertThat(publish(token(), false, "Demo_Setuptools", "1.2.3.0")).contains("2 uploaded, 0 already there");
        assertThat(console.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("left out: demo_rc-3.0.0rc1.tar.gz")
                        .contains("demo-rc"));
    }

    @Test
    void credentialsAreMissedBeforeTheRules() throws IOException {
        Files.writeString(dist.resolve(WHEEL), "no zip at all");
        assertThatThrownBy(() -> publish(Map.of(), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no credentials for company");
    }

    @Test
    void otherBytesAreExplainedMemberByMember() throws IOException {
        publish(token(), false);
        Path wheel = dist.resolve(WHEEL);
        Files.delete(wheel);
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(GOOD.resolve(WHEEL)));
                ZipArchiveOutputStream out = new ZipArchiveOutputStream(wheel)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ZipArchiveEntry copy = new ZipArchiveEntry(entry.getName());
                byte[] bytes = in.readAllBytes();
                copy.setTime(entry.getTime() + 86_400_000);
                copy.setSize(bytes.length);
                out.putArchiveEntry(copy);
                out.write(bytes);
                out.closeArchiveEntry();
            }
        }
        assertThatThrownBy(() -> publish(token(), true))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("other bytes")
                .hasMessageContaining("only the archives around them differ");
    }

    @Test
    void rehearsalSendsTheFormWithoutTheFile() {
        stage = PackageIndex.PYPI.at(pypi.uploadUrl(), pypi.simpleUrl());
        rehearse = true;
        assertThat(publish(token(), true)).containsExactly("dry run: nothing was sent");
        assertThat(uploads()).isEqualTo(2);
        assertThat(console.lines()).anySatisfy(line -> assertThat(line).contains("takes the metadata"));
        assertThat(pypi.state()).isEmpty();
        assertThatThrownBy(() -> publish(token("pypi-unknown"), true))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("would refuse")
                .hasMessageContaining("403");
    }

    /** The first token of a pending publisher creates the project, which no rehearsal may do. */
    @Test
    void rehearsalMintsNothingForAProjectThatDoesNotExist() throws IOException {
        pypi.close();
        pypi = SandboxPypi.start(
                temp.resolve("pypi"),
                PypiOptions.of("pypi")
                        .withPublishers(List.of(
                                new RegisteredPublisher("demo-setuptools", "me/app", "release.yml", "", true))));
        stage = PackageIndex.PYPI.at(pypi.uploadUrl(), pypi.simpleUrl());
        rehearse = true;
        try (FaultServer identity = new FaultServer(connection -> {
            connection.request();
            connection.answer(200, "{\"value\":\"" + pypi.identityToken("me/app", "release.yml", "") + "\"}");
        })) {
            Map<String, String> job = Map.of(
                    "GITHUB_ACTIONS", "true",
                    "ACTIONS_ID_TOKEN_REQUEST_URL", identity.uri("/identity").toString(),
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "proof");
            publish(job, true);
            assertThat(identity.received()).isEmpty();
            assertThat(uploads()).isZero();
            assertThat(pypi.state()).isEmpty();
            assertThat(console.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains("rehearsal of the upload: left out")
                            .contains("would create it"));

            // Once there is the project, the same publisher may be asked.
            rehearse = false;
            assertThat(publish(job, false)).contains("2 uploaded, 0 already there");
            rehearse = true;
            publish(job, true);
            assertThat(console.lines()).anySatisfy(line -> assertThat(line).contains("takes the metadata"));
        }
    }

    @Test
    void nothingToUploadIsSaidWithWhatLiesThere() throws IOException {
        Files.delete(dist.resolve(WHEEL));
        Files.move(dist.resolve(SDIST), dist.resolve("demo.zip"));
        assertThatThrownBy(() -> publish(token(), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("neither a wheel nor")
                .hasMessageContaining("demo.zip");
    }

    /** A matrix of builds makes many files. Each is looked up once after it was sent, and all of them once before. */
    @Test
    void fiveHundredFilesTakeOneListingAndTwoRequestsEach() throws IOException {
        Files.delete(dist.resolve(WHEEL));
        Files.delete(dist.resolve(SDIST));
        int count = 500;
        for (int build = 1; build <= count; build++) {
            new WheelFixture()
                    .named("demo-1.0-" + build + "-py3-none-any.whl")
                    .put(
                            WheelFixture.INFO + "WHEEL",
                            "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\nBuild: "
                                    + build + "\n")
                    .write(dist);
        }
        assertThat(publish(token(), false)).contains(count + " uploaded, 0 already there");
        assertThat(uploads()).isEqualTo(count);
        // A project that an index does not show to everybody is asked for with the login as well.
        int looks = 2;
        assertThat(pypi.log().entries().size()).isEqualTo(looks + 2 * count);
        assertThat(pypi.state().path("demo")).hasSize(count);

        // Run again: one look is enough to know that nothing is missing.
        assertThat(publish(token(), false)).contains("0 uploaded, " + count + " already there");
        assertThat(pypi.log().entries().size()).isEqualTo(looks + 2 * count + 1);
    }

    /** As a CI hands it over: the plan above its {@code dist}. */
    private void planned(String... names) throws IOException {
        List<Artifact> artifacts = new ArrayList<>();
        for (String name : names) {
            Path file = GOOD.resolve(name);
            artifacts.add(new Artifact(
                    "dist/" + name,
                    name.endsWith(".whl") ? Artifact.Role.WHEEL : Artifact.Role.SDIST,
                    Files.size(file),
                    ArtifactCheck.sha256(file)));
        }
        Path plan = new ReleaseDirectory(temp).plan();
        PlanFile.of(new ReleasePlan(
                        "demo-setuptools",
                        "1.2.3",
                        "1.2.3",
                        false,
                        Optional.of("v1.2.3"),
                        "0".repeat(40),
                        artifacts,
                        List.of(),
                        List.of(IndexTarget.PYPI),
                        Optional.empty()))
                .write(plan);
        fingerprint = Optional.of(ArtifactCheck.sha256(plan));
    }

    @Test
    void plannedFilesAreUploadedWithTheirPlan() throws IOException {
        planned(WHEEL, SDIST);

        assertThat(publish(token(), false)).contains("2 uploaded, 0 already there");
    }

    @Test
    void theFilesOfAPlanAreThoseThatItNames() throws IOException {
        planned(WHEEL, SDIST);
        Files.delete(dist.resolve(SDIST));
        Files.copy(
                GOOD.resolve("demo_setuptools-1.2.3.tar.gz"), dist.resolve("demo_setuptools-1.2.3-py2-none-any.whl"));
        Files.write(dist.resolve(WHEEL), new byte[] {0}, StandardOpenOption.APPEND);

        assertThatThrownBy(() -> publish(token(), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("demo_setuptools-1.2.3-py2-none-any.whl: is not in the plan that was handed over")
                .hasMessageContaining("changed after the plan was made: sha256 is ")
                .hasMessageContaining(SDIST + ": the plan names this file, but it is not here");
        assertThat(uploads()).isZero();
    }

    @Test
    void anotherPlanThanTheNamedOneIsNotBelieved() throws IOException {
        planned(WHEEL, SDIST);
        fingerprint = Optional.of("0".repeat(64));

        assertThatThrownBy(() -> publish(token(), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the plan is not the one that was handed over");
        assertThat(uploads()).isZero();
    }

    @Test
    void aPlanThatIsNamedHasToBeThere() {
        fingerprint = Optional.of("0".repeat(64));

        assertThatThrownBy(() -> publish(token(), false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("invokeai.fingerprint names the plan of these files, but there is none");
        assertThat(uploads()).isZero();
    }
}
