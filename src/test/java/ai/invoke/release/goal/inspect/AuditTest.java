package ai.invoke.release.goal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.DeployStage;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.http.Http;
import ai.invoke.release.plan.ReleaseFiles;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.verify.AttestedRelease;
import ai.invoke.release.pypi.attestation.verify.AttestedRelease.Who;
import ai.invoke.release.testing.DistMaker;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A finished release with plan, approvals and attestations; then one thing is changed, and the audit must name it. */
@Timeout(60)
class AuditTest {

    private static final Who PUBLISHER =
            new Who(DeployStage.REPOSITORY, "release.yml", DeployStage.COMMIT, "refs/tags/v1.2.3", "pypi");

    @TempDir
    static Path published;

    @TempDir
    Path temp;

    private final AttestedRelease attested = new AttestedRelease();
    private DeployStage stage;
    private Http http;
    private GitHubClient github;

    @BeforeAll
    static void publish() {
        try (DeployStage stage = DeployStage.planned(published.resolve("stage"), false)) {
            stage.files = new ReleaseFiles(false, true, Map.of());
            stage.evidence = Optional.of(new Evidence(
                    List.of(new Evidence.Check(
                            "pytest",
                            Evidence.State.PASSED,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            false)),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>()));
            stage.plan(DeployStage.COMMIT);
            stage.decide(Approval.Decision.APPROVED);
            stage.deploy();
        }
    }

    @BeforeEach
    void open() throws IOException {
        stage = DeployStage.copied(published.resolve("stage"), Files.createDirectories(temp.resolve("stage")));
        attest(PUBLISHER);
        DeployRequest request = stage.request(stage.tokens());
        http = new Http(request.http(), stage.console, request.timing());
        github = new GitHubClient(
                http,
                GitHubRepository.parse(DeployStage.REPOSITORY)
                        .orElseThrow()
                        .withApi(stage.servers.github().api()),
                Optional.of(new GitHubToken(stage.servers.github().token(), "GITHUB_TOKEN")),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        http.close();
        stage.close();
    }

    private void attest(Who who) {
        for (String name : List.of(DeployStage.WHEEL, DeployStage.SDIST)) {
            stage.servers.pypi().attest(name, Optional.of(attested.provenance(who, name, digest(name))));
        }
    }

    private String digest(String name) {
        try {
            return Sha256.of(stage.directory.dist().resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Inspection audit() {
        return audit(Optional.of("release.yml"));
    }

    private Inspection audit(Optional<String> workflow) {
        return audit(workflow, Optional.of("v1.2.3"), 1L << 20);
    }

    private Inspection audit(Optional<String> workflow, Optional<String> tag, long maxFile) {
        try {
            return new Audit()
                    .run(new Audit.Request(
                            new ReleaseQuestion(
                                    new CheckVersion.Request(
                                            Files.createDirectories(temp.resolve("elsewhere")),
                                            tag,
                                            "v",
                                            Optional.empty(),
                                            Optional.empty(),
                                            Map.of(),
                                            false),
                                    Optional.of("demo-app"),
                                    new PlanTargets(
                                            true,
                                            false,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            true,
                                            Optional.of(DeployStage.REPOSITORY),
                                            Optional.empty(),
                                            List.of())),
                            stage.request(Map.of()),
                            new AttestationAudit.Expected(
                                    true, workflow, Optional.of("pypi"), attested.trust(temp.resolve("root.json"))),
                            new Audit.Limits(maxFile),
                            Optional.empty()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(Inspection inspection, Fact.State state) {
        return inspection.in(state).stream()
                .map(fact -> fact.about() + ": " + fact.text())
                .toList();
    }

    @Test
    void aReleaseThatNobodyTouchedIsProven() {
        long writes = stage.writes();
        Inspection inspection = audit();
        assertThat(lines(inspection, Fact.State.WRONG)).isEmpty();
        assertThat(lines(inspection, Fact.State.OPEN)).isEmpty();
        assertThat(lines(inspection, Fact.State.UNKNOWN)).isEmpty();
        inspection.requireSound();
        inspection.requireProof();
        assertThat(lines(inspection, Fact.State.OK))
                .hasSize(13)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("file " + DeployStage.WHEEL)
                        .endsWith("in the plan, GitHub, PyPI, the bytes from PyPI"))
                .anySatisfy(line -> assertThat(line).startsWith("approvals: 1 of 1: Ada at "))
                .anySatisfy(line ->
                        assertThat(line).contains("release.yml@refs/tags/v1.2.3, environment pypi, logged 2026-11-20"));
        assertThat(stage.writes()).isEqualTo(writes);
        assertThat(temp.resolve("elsewhere")).isEmptyDirectory();
    }

    /** One thing changed in each, and the facts that must say so. */
    static Stream<Arguments> tamperings() {
        String wheel = DeployStage.WHEEL;
        return Stream.of(
                row(
                        "the bytes at the index",
                        test -> test.stage.servers.pypi().replace(wheel, new byte[] {1, 2, 3}, false),
                        "file " + wheel + ": .*the bytes from PyPI says 039058c6.*"),
                row(
                        "bytes and digest at the index",
                        test -> test.stage.servers.pypi().replace(wheel, new byte[] {1, 2, 3}, true),
                        "file " + wheel + ": the plan says .*; PyPI says 039058c6.*"),
                row(
                        "a file of the index is gone",
                        test -> test.stage.servers.pypi().delete(DeployStage.SDIST),
                        "file " + DeployStage.SDIST + ": is not at PyPI"),
                row("a file too many at the index", AuditTest::uploadAnother, "other files: .*-2.*whl at PyPI"),
                row(
                        "a file at GitHub",
                        test -> test.replaceAsset(wheel, new byte[] {1, 2, 3}),
                        "file " + wheel + ": .*GitHub says 039058c6.*"),
                row(
                        "a file of GitHub is gone",
                        test -> test.github.deleteAsset(test.asset(wheel)),
                        "file " + wheel + ": is not at GitHub"),
                row(
                        "a file too many at GitHub",
                        test -> test.addAsset("setup.exe", new byte[] {1}),
                        "other files: not in the plan: setup.exe at GitHub"),
                row(
                        "the installer",
                        test -> test.replaceAsset(DeployStage.INSTALLER, test.installer()),
                        "file " + DeployStage.INSTALLER + ": .*",
                        "installer " + DeployStage.INSTALLER + ": holds a wheel that is not published: .*"),
                row(
                        "the plan, by a blank",
                        test -> test.replaceAsset(
                                "release-plan.json", (test.plan() + " ").getBytes(StandardCharsets.UTF_8)),
                        "plan: the release plan was changed after the plan goal wrote it"),
                row(
                        "the plan, by another one",
                        AuditTest::otherPlan,
                        "plan: .*the notes were published with the plan .*",
                        "approvals: 0 of 1 are about this plan; others are about .*",
                        "file " + wheel + ": the plan says .*"),
                row(
                        "an approval, by another plan's",
                        test -> test.replaceAsset(
                                test.decision(),
                                test.text(test.decision())
                                        .replace(test.fingerprint(), "0".repeat(64))
                                        .replace(test.fingerprint().substring(0, 12), "0".repeat(12))
                                        .getBytes(StandardCharsets.UTF_8)),
                        "approvals: not a readable decision: its name says something else than its content"),
                row(
                        "an approval, by nonsense",
                        test -> test.replaceAsset(test.decision(), "{\"decision\":".getBytes(StandardCharsets.UTF_8)),
                        "approvals: not a readable decision: .*"),
                row("the tag", AuditTest::moveTag, "plan: .*: it was moved"),
                row(
                        "the release at GitHub is gone",
                        AuditTest::deleteRelease,
                        "github release: there is no public release of this tag"),
                row(
                        "an attestation is gone",
                        test -> test.stage.servers.pypi().attest(wheel, Optional.empty()),
                        "attestation " + wheel + ": there is none"),
                row(
                        "an attestation about other bytes",
                        test -> test.stage
                                .servers
                                .pypi()
                                .attest(wheel, Optional.of(test.attested.provenance(PUBLISHER, wheel, "1".repeat(64)))),
                        "attestation " + wheel + ": it is about a file with sha256 1111.*"),
                row(
                        "a byte of an attestation's signature",
                        test -> test.stage
                                .servers
                                .pypi()
                                .attest(
                                        wheel,
                                        Optional.of(test.attested.tampered(
                                                PUBLISHER, wheel, test.digest(wheel), "a byte of the signature"))),
                        "attestation " + wheel + ": .*"),
                row(
                        "an attestation that is none",
                        test -> test.stage.servers.pypi().attest(wheel, Optional.of("{\"version\":1}")),
                        "attestation " + wheel + ": is not an attestation: .*"),
                row(
                        "the attesting repository",
                        test -> test.attest(
                                new Who("evil/demo", "release.yml", DeployStage.COMMIT, "refs/tags/v1.2.3", "pypi")),
                        "attestation .*: it was signed for https://github.com/evil/demo, not for .*"),
                row(
                        "the attesting workflow",
                        test -> test.attest(new Who(
                                DeployStage.REPOSITORY, "test.yml", DeployStage.COMMIT, "refs/tags/v1.2.3", "pypi")),
                        "attestation .*: it was signed by .*test.yml@.*, not by .*release.yml.*"),
                row(
                        "the attested commit",
                        test -> test.attest(new Who(
                                DeployStage.REPOSITORY, "release.yml", "9".repeat(40), "refs/tags/v1.2.3", "pypi")),
                        "attestation .*: it was made from commit 9{40}, but the tag is .*"),
                row(
                        "the environment",
                        test -> test.attest(new Who(
                                DeployStage.REPOSITORY, "release.yml", DeployStage.COMMIT, "refs/tags/v1.2.3", "test")),
                        "attestation .*: it ran in the environment test, not in pypi"),
                row(
                        "the release is yanked",
                        test -> test.stage.servers.pypi().yank("demo-app", "1.2.3", "broken"),
                        "pypi standing: yanked: broken"),
                row(
                        "the project is quarantined",
                        test -> test.stage.servers.pypi().quarantine("demo-app"),
                        "pypi standing: the project is quarantined",
                        "file " + wheel + ": is not at PyPI"));
    }

    private static Arguments row(String what, Consumer<AuditTest> change, String... wrong) {
        return Arguments.of(what, change, List.of(wrong));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void namesWhatWasChanged(String what, Consumer<AuditTest> change, List<String> wrong) {
        change.accept(this);
        Inspection inspection = audit();
        List<String> lines = lines(inspection, Fact.State.WRONG);
        for (String expected : wrong) {
            assertThat(lines).as(what).anyMatch(line -> line.matches("(?s)" + expected));
        }
        assertThatThrownBy(inspection::requireSound).isInstanceOf(ProjectException.class);
        assertThat(inspection.next().get(0)).contains("compromised");
    }

    @Test
    void saysWhatItCannotProve() {
        github.deleteAsset(asset("release-plan.json"));
        github.deleteAsset(asset(decision()));
        attest(new Who(DeployStage.REPOSITORY, "release.yml", DeployStage.COMMIT, "refs/tags/v1.2.3", ""));
        Inspection inspection = audit(Optional.empty());
        inspection.requireSound();
        assertThat(lines(inspection, Fact.State.UNKNOWN))
                .contains(
                        "plan: no release-plan.json among the release's files: nothing says which bytes were approved",
                        "approvals: no approval among the release's files: nothing says who approved it")
                .anyMatch(line -> line.contains("pin it with -Dinvokeai.workflow"))
                .anyMatch(line -> line.contains("its certificate names no environment"));
        assertThatThrownBy(inspection::requireProof).isInstanceOf(ProjectException.class);
        assertThat(inspection.next().get(0)).contains("could not be proven");
        // Files of both places are compared all the same, and so is the wheel in the installer.
        assertThat(lines(inspection, Fact.State.OK))
                .anyMatch(line -> line.startsWith("file " + DeployStage.WHEEL))
                .anyMatch(line -> line.startsWith("installer " + DeployStage.INSTALLER));
    }

    @Test
    void whatDoesNotAnswerIsNotProvenAndLargeFilesAreNotFetched() {
        stage.servers.pypi().faults().play(ai.invoke.sandbox.server.Fault.parse("status=503 GET ^/simple/ 1x9"));
        Inspection silent = audit();
        assertThat(lines(silent, Fact.State.WRONG)).isEmpty();
        assertThat(lines(silent, Fact.State.UNKNOWN)).anyMatch(line -> line.startsWith("pypi: cannot see"));
        stage.servers.pypi().faults().clear();
        Inspection small = audit(Optional.of("release.yml"), Optional.of("v1.2.3"), 1);
        assertThat(lines(small, Fact.State.OK))
                .anyMatch(line -> line.startsWith("file ") && line.endsWith("in the plan, GitHub, PyPI"));
        assertThatThrownBy(() -> audit(Optional.empty(), Optional.of("nonsense"), 1))
                .isInstanceOf(ProjectException.class);
    }

    private Release release() {
        return github.releaseByTag("v1.2.3").orElseThrow();
    }

    private ReleaseAsset asset(String name) {
        return github.assets(release().id()).stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String decision() {
        return github.assets(release().id()).stream()
                .map(ReleaseAsset::name)
                .filter(name -> name.startsWith("approval-"))
                .findFirst()
                .orElseThrow();
    }

    private String text(String asset) {
        try {
            Path file = temp.resolve("asset");
            github.download(asset(asset), file);
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String plan() {
        return text("release-plan.json");
    }

    private String fingerprint() {
        return Sha256.of(plan().getBytes(StandardCharsets.UTF_8));
    }

    private void addAsset(String name, byte[] bytes) {
        try {
            Path file = Files.write(temp.resolve("new-asset"), bytes);
            github.upload(
                    release(),
                    new AssetFile(file, name, bytes.length, Sha256.of(bytes), Optional.empty(), false),
                    false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void replaceAsset(String name, byte[] bytes) {
        github.deleteAsset(asset(name));
        addAsset(name, bytes);
    }

    private byte[] installer() {
        try {
            Path folder = Files.createDirectories(temp.resolve("other"));
            Path wheel = DistMaker.of("demo_app", "1.2.3")
                    .file("evil.py", "import os")
                    .wheel(folder);
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            try (java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(bytes)) {
                zip.putNextEntry(new java.util.zip.ZipEntry("InvokeAI-Installer/lib/" + DeployStage.WHEEL));
                zip.write(Files.readAllBytes(wheel));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void otherPlan() {
        replaceAsset(
                "release-plan.json",
                plan().replace(digest(DeployStage.WHEEL), "e".repeat(64)).getBytes(StandardCharsets.UTF_8));
    }

    private void uploadAnother() {
        try {
            Path dist = Files.createDirectories(temp.resolve("another"));
            Path wheel = DistMaker.of("demo_app", "1.2.3").tag("py2-none-any").wheel(dist);
            stage.servers.pypi().add(DeployStage.WHEEL, "demo_app-1.2.3-2-py3-none-any.whl", Files.readAllBytes(wheel));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void moveTag() {
        try {
            String base = stage.servers.github().api() + "/repos/" + DeployStage.REPOSITORY + "/git/";
            String tag = send(
                    "POST",
                    base + "tags",
                    "{\"tag\":\"v1.2.3\",\"message\":\"again\",\"type\":\"commit\",\"object\":\"" + DeployStage.COMMIT
                            + "\"}");
            String sha = new ObjectMapper().readTree(tag).path("sha").asText();
            send("PATCH", base + "refs/tags/v1.2.3", "{\"force\":true,\"sha\":\"" + sha + "\"}");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void deleteRelease() {
        send(
                "DELETE",
                stage.servers.github().api() + "/repos/" + DeployStage.REPOSITORY + "/releases/"
                        + release().id(),
                "");
    }

    private String send(String method, String address, String body) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .header(
                                            "Authorization",
                                            "Bearer " + stage.servers.github().token())
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
