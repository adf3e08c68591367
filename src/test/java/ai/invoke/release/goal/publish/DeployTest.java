package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.git.GitCommand;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.plan.ReleaseFiles;
import ai.invoke.release.plan.ReleaseLock;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.release.testing.PypiUpload;
import ai.invoke.sandbox.github.SandboxGitHub;
import ai.invoke.sandbox.github.TokenKind;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Faults;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The deploy half on one planned release, against services that are as strict as the real ones. */
@Timeout(60)
class DeployTest {

    @TempDir
    Path temp;

    @Test
    void releasesEverythingOnceAndASecondRunSendsNothing() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            PublishGitHubRelease.Result first = stage.deploy();
            stage.assertReleased();
            assertThat(first.release()).isPresent();
            assertThat(ReceiptFile.read(stage.directory.receipt())).contains(first.receipt());
            assertThat(first.receipt().finishedAt()).isPresent();
            assertThat(first.receipt().indexes())
                    .singleElement()
                    .satisfies(index -> assertThat(index.files()).hasSize(2).allMatch(Receipt.IndexFile::confirmed));
            JsonNode state = stage.servers.state();
            long writes = stage.writes();

            PublishGitHubRelease.Result second = stage.deploy();
            assertThat(stage.writes()).isEqualTo(writes);
            assertThat(stage.servers.state()).isEqualTo(state);
            assertThat(second.receipt()).isEqualTo(first.receipt());
            stage.assertReleased();
        }
    }

    @Test
    void whatIsApprovedGoesOutAndTheRestWaitsForItsApproval() {
        try (DeployStage stage = DeployStage.planned(temp, true)) {
            String fingerprint =
                    PlanFile.read(stage.directory.plan()).fingerprint().shortForm();
            stage.decide(Approval.Decision.APPROVED, "testpypi");
            DeployRequest request = stage.request(stage.tokens());
            assertThat(new Preflight().run(request).lines())
                    .contains("approval: pypi waits for its approval", "approval: github waits for its approval");
            assertThat(new DraftGitHubRelease().run(request)).isEmpty();
            assertThat(stage.releases()).isEmpty();
            assertThat(stage.stopped(() ->
                            new PublishIndexes().run(request, Optional.empty(), new PublishPypi.Mode(false, false))))
                    .get()
                    .isInstanceOf(ProjectException.class)
                    .asString()
                    .contains("nobody has approved the plan " + fingerprint + " for pypi")
                    .contains("mvn invokeai-release:approve -Dinvokeai.fingerprint=" + fingerprint);
            assertThat(stage.uploads(stage.servers.testpypi())).isEqualTo(2);
            assertThat(stage.uploads(stage.servers.pypi())).isZero();

            stage.decide(Approval.Decision.APPROVED, "");
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void anOptionalIndexInTroubleIsLeftOutAndNamedEverywhere() {
        try (DeployStage stage = DeployStage.planned(temp, true)) {
            stage.decide(Approval.Decision.APPROVED);
            DeployRequest request = stage.request(stage.tokens());
            stage.servers
                    .testpypi()
                    .faults()
                    .play(Fault.of(Fault.Kind.STATUS, 503, "*", ".").at(1, 1_000));
            assertThat(new Preflight().run(request).lines())
                    .contains("TestPyPI: will be left out unless that is fixed; not required");
            new DraftGitHubRelease().run(request);
            PublishPypi.Mode mode = new PublishPypi.Mode(false, false);
            assertThat(new PublishIndexes().run(request, Optional.empty(), mode))
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("testpypi: left out, as it is not required: ")
                            .contains("TestPyPI"))
                    .contains("pypi: 2 uploaded, 0 already there");
            assertThat(stage.journal)
                    .anySatisfy(entry ->
                            assertThat(entry.step() + " " + entry.event()).isEqualTo("publish-testpypi left-out"));
            Receipt receipt = new PublishGitHubRelease().run(request).receipt();
            assertThat(receipt.indexes()).extracting(Receipt.IndexReceipt::name).containsExactly("testpypi", "pypi");
            assertThat(receipt.indexes().get(0).files())
                    .noneMatch(Receipt.IndexFile::confirmed)
                    .hasSize(2);
            assertThat(receipt.indexes().get(1).files()).allMatch(Receipt.IndexFile::confirmed);
            assertThat(stage.stopped(() -> new PublishIndexes().run(request, Optional.of("testpypi"), mode)))
                    .as("whoever names an index means it")
                    .get()
                    .isInstanceOf(EnvironmentException.class);
        }
    }

    @Test
    void aRequiredIndexInTroubleStopsTheRelease() {
        try (DeployStage stage = DeployStage.planned(temp, true)) {
            stage.decide(Approval.Decision.APPROVED);
            DeployRequest request = stage.request(stage.tokens());
            new DraftGitHubRelease().run(request);
            stage.servers
                    .pypi()
                    .faults()
                    .play(Fault.of(Fault.Kind.STATUS, 503, "*", ".").at(1, 1_000));
            assertThat(stage.stopped(() ->
                            new PublishIndexes().run(request, Optional.empty(), new PublishPypi.Mode(false, false))))
                    .get()
                    .isInstanceOf(EnvironmentException.class);
            assertThat(stage.uploads(stage.servers.testpypi())).isEqualTo(2);
        }
    }

    @Test
    void wheelGoesFirstAndTheReleaseBecomesPublicLast() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.deploy();
            assertThat(stage.servers.log().entries().stream()
                            .filter(entry -> !entry.method().equals("GET"))
                            .map(entry -> entry.server() + " " + entry.method()))
                    .containsExactly(
                            "github POST",
                            "github-uploads POST",
                            "github-uploads POST",
                            "github-uploads POST",
                            "pypi POST",
                            "pypi POST",
                            "github PATCH");
            assertThat(stage.journal.stream()
                            .filter(entry -> entry.event().equals("file-stored"))
                            .map(entry -> entry.details().get("name")))
                    .containsExactly(DeployStage.WHEEL, DeployStage.SDIST);
        }
    }

    @Test
    void testpypiComesBeforePypi() {
        try (DeployStage stage = DeployStage.planned(temp, true)) {
            stage.decide(Approval.Decision.APPROVED);
            Receipt receipt = stage.deploy().receipt();
            stage.assertReleased();
            assertThat(receipt.indexes()).extracting(Receipt.IndexReceipt::name).containsExactly("testpypi", "pypi");
            assertThat(stage.servers.state().path("testpypi"))
                    .isEqualTo(stage.servers.state().path("pypi"));
            assertThat(stage.requests("POST", "*", "^/legacy/").map(entry -> entry.server()))
                    .containsExactly("testpypi", "testpypi", "pypi", "pypi");
        }
    }

    @Test
    void sameBytesAtTheIndexAreContinuedWith() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            upload(stage, stage.directory.dist().resolve(DeployStage.WHEEL));
            stage.deploy();
            // One by hand, one by the goal.
            stage.assertReleased();
            assertThat(stage.journal)
                    .anyMatch(entry -> entry.event().equals("file-stored")
                            && "true".equals(entry.details().get("alreadyThere")));
        }
    }

    @Test
    void otherBytesAtTheIndexStopEverythingBeforeAnythingIsSent() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Path other = DistMaker.of("demo_app", DeployStage.VERSION)
                    .file("demo_app/more.py", "MORE = 1\n")
                    .wheel(folder("other"));
            upload(stage, other);
            long writes = stage.writes();
            List<Problem> problems = refused(stage, stage::deploy);
            assertThat(problems.toString())
                    .contains(DeployStage.WHEEL)
                    .contains(ArtifactCheck.sha256(other))
                    .contains(ArtifactCheck.sha256(stage.directory.dist().resolve(DeployStage.WHEEL)))
                    .contains("raise the version");
            assertThat(stage.writes()).isEqualTo(writes);
            assertThat(stage.releases()).isEmpty();
            // The goal on its own is no way around it.
            new DraftGitHubRelease().run(stage.request(stage.tokens()));
            writes = stage.writes();
            assertThat(refused(stage, () -> new PublishPlanned().run(stage.request(stage.tokens()), "pypi"))
                            .toString())
                    .contains("raise the version");
            assertThat(stage.writes()).isEqualTo(writes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLASSIC", "FINE_GRAINED", "INSTALLATION"})
    void everyKindOfTokenThatMayWriteReleases(TokenKind kind) {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Map<String, String> tokens = new HashMap<>(stage.tokens());
            tokens.put("GITHUB_TOKEN", stage.servers.github().token(kind));
            DeployStage.deploy(stage.request(tokens));
            stage.assertReleased();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSTALLATION_READ | add to the job in the workflow file: permissions: {contents: write}
            READ_ONLY         | may not write to invoke-ai/Demo
            SSO               | authorise the token from GITHUB_TOKEN for the organisation's single sign-on
            EXPIRED           | the token from GITHUB_TOKEN is wrong, expired or revoked
            """)
    void everyKindOfTokenThatMayNotIsToldBeforePypi(TokenKind kind, String words) {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Map<String, String> tokens = new HashMap<>(stage.tokens());
            tokens.put("GITHUB_TOKEN", stage.servers.github().token(kind));
            assertThat(refused(stage, () -> DeployStage.deploy(stage.request(tokens)))
                            .toString())
                    .contains(words);
            assertThat(stage.uploads(stage.servers.pypi())).isZero();
            assertThat(stage.releases()).isEmpty();
        }
    }

    @Test
    void pypiGetsNothingBeforeTheOneDraftIsProven() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            DeployRequest request = stage.request(stage.tokens());
            assertThat(refused(stage, () -> new PublishPlanned().run(request, "pypi"))
                            .toString())
                    .contains("is not ready as a draft", "mvn invokeai-release:draft-github-release");
            assertThat(stage.writes()).isZero();
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void planAndApprovalsArePublishedWithTheRelease() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            stage.files = new ReleaseFiles(true, true, Map.of(DeployStage.INSTALLER, "The installer"));
            stage.plan(DeployStage.COMMIT);
            stage.decide(Approval.Decision.APPROVED);
            stage.deploy();
            JsonNode assets = stage.releases().get(0).path("assets");
            String fingerprint =
                    PlanFile.read(stage.directory.plan()).fingerprint().shortForm();
            String approval = "0001-" + fingerprint + "-approved.json";
            assertThat(assets.fieldNames())
                    .toIterable()
                    .containsExactly(DeployStage.INSTALLER, "approval-" + approval, "release-plan.json");
            assertThat(assets.path("release-plan.json").path("sha256").asText())
                    .isEqualTo(ArtifactCheck.sha256(stage.directory.plan()));
            assertThat(assets.path("approval-" + approval).path("sha256").asText())
                    .isEqualTo(ArtifactCheck.sha256(stage.directory.approvals().resolve(approval)));
            assertThat(stage.requests("POST", "github-uploads", "&label=The%20installer"))
                    .hasSize(1);
            // Somebody says yes once more, long after: the release is the same.
            stage.decide(Approval.Decision.APPROVED);
            long writes = stage.writes();
            stage.deploy();
            assertThat(stage.writes()).isEqualTo(writes);
        }
    }

    @Test
    void notesThatAreSwappedAfterTheGateDoNotGetOut() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp);
                DeploySession session = DeploySession.open(stage.request(stage.tokens()))) {
            Files.writeString(stage.directory.notes(), "swapped");
            assertThat(refused(stage, session::github).toString())
                    .contains("these are not the release notes that were planned");
        }
    }

    @Test
    void publicReleaseWithTheSameFilesIsContinuedWith() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.deploy();
            JsonNode state = stage.servers.state();
            // Another machine has neither journal nor receipt.
            Files.delete(stage.directory.journal());
            Files.delete(stage.directory.receipt());
            long writes = stage.writes();
            Receipt receipt = stage.deploy().receipt();
            assertThat(receipt.finishedAt()).isPresent();
            assertThat(stage.writes()).isEqualTo(writes);
            assertThat(stage.servers.state()).isEqualTo(state);
        }
    }

    @Test
    void publicReleaseWithOtherFilesStopsEverythingBeforeAnythingIsSent() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            DeployRequest request = stage.request(stage.tokens());
            stage.deploy();
            Path installer = stage.directory.root().resolve(DeployStage.INSTALLER);
            String before = ArtifactCheck.sha256(installer);
            byte[] bytes = Files.readAllBytes(installer);
            bytes[bytes.length - 200] ^= 1;
            Files.write(installer, bytes);
            stage.plan(DeployStage.COMMIT);
            stage.decide(Approval.Decision.APPROVED);
            long writes = stage.writes();
            assertThat(refused(stage, stage::deploy).toString())
                    .contains("public already and differs", DeployStage.INSTALLER)
                    .contains(before, ArtifactCheck.sha256(installer), "raise the version");
            for (Runnable goal : List.<Runnable>of(
                    () -> new DraftGitHubRelease().run(request), () -> new PublishGitHubRelease().run(request))) {
                refused(stage, goal);
            }
            assertThat(stage.writes()).isEqualTo(writes);
        }
    }

    @Test
    void wheelThatChangedAfterThePlanIsNamedWithBothDigests() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Path wheel = stage.directory.dist().resolve(DeployStage.WHEEL);
            byte[] planned = Files.readAllBytes(wheel);
            String before = ArtifactCheck.sha256(wheel);
            DistMaker.of("demo_app", DeployStage.VERSION)
                    .file("demo_app/more.py", "MORE = 1\n")
                    .wheel(stage.directory.dist());
            DeployRequest request = stage.request(stage.tokens());
            for (Runnable goal : goals(request)) {
                assertThat(refused(stage, goal))
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.toString())
                                .contains(wheel.toString(), before, ArtifactCheck.sha256(wheel), "mvn verify"));
            }
            assertThat(stage.servers.log().entries()).isEmpty();
            Files.write(wheel, planned);
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void nothingGoesOutWithoutAnApproval() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            String fingerprint =
                    PlanFile.read(stage.directory.plan()).fingerprint().shortForm();
            for (Runnable goal : goals(stage.request(stage.tokens()))) {
                assertThat(refused(stage, goal).toString())
                        .contains("nobody has approved the plan " + fingerprint)
                        .contains("mvn invokeai-release:approve -Dinvokeai.fingerprint=" + fingerprint);
            }
            assertThat(stage.servers.log().entries()).isEmpty();
            stage.decide(Approval.Decision.APPROVED);
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void rejectionStopsWhateverElseWasSaid() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.decide(Approval.Decision.REJECTED);
            for (Runnable goal : goals(stage.request(stage.tokens()))) {
                assertThat(refused(stage, goal).toString()).contains("was rejected by Ada (a comment)", "mvn verify");
            }
            assertThat(stage.servers.log().entries()).isEmpty();
        }
    }

    @Test
    void approvalOfOtherBytesDoesNotCount() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            String old = PlanFile.read(stage.directory.plan()).fingerprint().shortForm();
            String now = stage.plan("f".repeat(40)).fingerprint().shortForm();
            for (Runnable goal : goals(stage.request(stage.tokens()))) {
                assertThat(refused(stage, goal).toString())
                        .contains("nobody has approved the plan " + now)
                        .contains("other bytes were approved: " + old);
            }
            assertThat(stage.servers.log().entries()).isEmpty();
        }
    }

    @Test
    void missingTokensAreAllNamedAtOnceAndNothingIsSent() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            List<Problem> problems = refused(stage, () -> DeployStage.deploy(stage.request(Map.of())));
            assertThat(problems.toString())
                    .contains("PYPI_TOKEN is not set", "GITHUB_TOKEN is not set", "settings.xml");
            assertThat(stage.writes()).isZero();
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void indexThatHasEverythingNeedsNoCredentials() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            stage.deploy();
            Map<String, String> github = Map.of("GITHUB_TOKEN", stage.tokens().get("GITHUB_TOKEN"));
            DeployRequest request = stage.request(github);
            assertThat(new Preflight().run(request).lines()).contains("PyPI: 0 to upload, 2 already there");
            DeployStage.deploy(request);
            stage.assertReleased();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PYPI_TOKEN", "GITHUB_TOKEN"})
    void wrongTokenIsNamedByItsSourceAndNeverShown(String variable) {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Map<String, String> wrong = new HashMap<>(stage.tokens());
            // The right form, as after a rotation.
            wrong.put(
                    variable,
                    variable.equals("PYPI_TOKEN") ? stage.servers.testpypi().token() : SandboxGitHub.newToken());
            List<Problem> problems = refused(stage, () -> DeployStage.deploy(stage.request(wrong)));
            assertThat(problems.toString()).containsAnyOf("401", "403").doesNotContain(wrong.get(variable));
            assertThat(stage.console.all()).doesNotContain(wrong.get(variable));
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void anotherCommitThanThePlannedOneIsNotReleased() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            GitCommand git = GitCommand.repository(stage.project);
            String head = git.run("rev-parse", "HEAD");
            assertThat(refused(stage, stage::deploy).toString())
                    .contains("HEAD is " + head)
                    .contains("made from " + DeployStage.COMMIT)
                    .contains("git checkout " + DeployStage.TAG, "mvn verify");
            assertThat(stage.writes()).isZero();
        }
    }

    @Test
    void nobodyIsAskedToApproveAPlanOfAnotherCommit() throws Exception {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            assertThat(ReleaseGate.obstacles(stage.request(stage.tokens())).toString())
                    .contains("nobody has approved the plan");
            String head = GitCommand.repository(stage.project).run("rev-parse", "HEAD");
            assertThat(ReleaseGate.obstacles(stage.request(stage.tokens())).toString())
                    .contains("HEAD is " + head)
                    .doesNotContain("approved the plan");
            DeployRequest other = stage.request(stage.tokens())
                    .withDemand(new ApprovalDemand(1, Optional.empty(), Optional.of("0".repeat(64)), Optional.empty()));
            assertThat(ReleaseGate.obstacles(other))
                    .singleElement()
                    .asString()
                    .contains("the plan is not the one that was handed over");
        }
    }

    @Test
    void everythingThatStandsInTheWayIsSaidAtOnce() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            upload(
                    stage,
                    DistMaker.of("demo_app", DeployStage.VERSION)
                            .file("demo_app/more.py", "MORE = 1\n")
                            .wheel(folder("other")));
            stage.servers.github().faults().play(Fault.parse("status=404 GET /git/ 1x9"));
            List<Problem> problems = refused(stage, stage::deploy);
            assertThat(problems.toString())
                    .contains("raise the version")
                    .contains("the tag v1.2.3 is not at invoke-ai/Demo", "git push origin refs/tags/v1.2.3");
        }
    }

    @Test
    void releaseStaysADraftUntilTheIndexHasTheFiles() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            DeployRequest request = stage.request(stage.tokens());
            new DraftGitHubRelease().run(request);
            assertThat(refused(stage, () -> new PublishGitHubRelease().run(request))
                            .toString())
                    .contains("pypi does not show demo_app-1.2.3-py3-none-any.whl, demo_app-1.2.3.tar.gz")
                    .contains("stays a draft", "mvn invokeai-release:publish-pypi");
            assertThat(stage.releases().get(0).path("draft").asBoolean()).isTrue();
            stage.deploy();
            stage.assertReleased();
        }
    }

    @Test
    void fileThatAnIndexLostKeepsTheReleaseADraft() throws IOException {
        try (DeployStage stage = DeployStage.approved(temp)) {
            DeployRequest request = stage.request(stage.tokens());
            new DraftGitHubRelease().run(request);
            new PublishPlanned().run(request, "pypi");
            stage.servers.pypi().delete(DeployStage.SDIST);
            // What an earlier run wrote down proves nothing.
            Files.writeString(stage.directory.receipt(), "{\"forged\": true}");
            assertThat(refused(stage, () -> new PublishGitHubRelease().run(request))
                            .toString())
                    .contains("pypi does not show " + DeployStage.SDIST)
                    .doesNotContain(DeployStage.WHEEL);
            assertThat(stage.releases().get(0).path("draft").asBoolean()).isTrue();
        }
    }

    @Test
    void optionalIndexIsOnlyWarnedAbout() throws IOException {
        try (DeployStage stage = DeployStage.planned(temp, true)) {
            stage.decide(Approval.Decision.APPROVED);
            DeployRequest request = stage.request(stage.tokens());
            new DraftGitHubRelease().run(request);
            new PublishPlanned().run(request, "pypi");
            Files.writeString(stage.directory.receipt(), "{\"forged\": true}");
            Receipt receipt = new PublishGitHubRelease().run(request).receipt();
            assertThat(stage.releases().get(0).path("draft").asBoolean()).isFalse();
            assertThat(stage.console.warnings())
                    .anySatisfy(warning -> assertThat(warning.toString()).contains("testpypi does not show"));
            assertThat(receipt.indexes().get(0).files()).noneMatch(Receipt.IndexFile::confirmed);
            assertThat(receipt.indexes().get(1).files()).allMatch(Receipt.IndexFile::confirmed);
            assertThat(ReceiptFile.read(stage.directory.receipt())).contains(receipt);
        }
    }

    @Test
    void twoDeploymentsOfOneReleaseDoNotRunAtTheSameTime() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            ReleaseLock lock = ReleaseLock.take(stage.directory);
            for (Runnable goal : goals(stage.request(stage.tokens()))) {
                assertThat(refused(stage, goal).toString()).contains("another release is running in this folder");
            }
            lock.close();
            assertThat(stage.servers.log().entries()).isEmpty();
            stage.deploy();
            stage.assertReleased();
        }
    }

    /** A fault that lasts, what the user is told, and that a later run ends as if nothing had been. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            pypi   | status=401 POST ^/legacy/ 1x50 | PyPI refused {W};(401);create a new token for PyPI
            pypi   | status=403 POST ^/legacy/ 1x50 | PyPI refused {W};(403);create a new token for PyPI
            pypi   | status=404 POST ^/legacy/ 1x50 | PyPI refused {W};(404);check the upload address
            pypi   | status=422 POST ^/legacy/ 1x50 | PyPI refused {W};(422);https://pypi.org/help/
            pypi   | status=500 POST ^/legacy/ 1x50 | it is not known whether PyPI has {W};Nothing else was published to PyPI;500;run the same command again
            pypi   | status=503 POST ^/legacy/ 1x50 | it is not known whether PyPI has {W};Nothing else was published to PyPI;503;run the same command again
            pypi   | status=503 POST ^/legacy/ 2x50 | it is not known whether PyPI has {S};so far 1 of 2;503;run the same command again
            pypi   | drop-before POST ^/legacy/ 1x50 | it is not known whether PyPI has {W};Nothing else was published to PyPI;closed the connection;run the same command again
            pypi   | drop-upload=100 POST ^/legacy/ 1x50 | it is not known whether PyPI has {W};Nothing else was published to PyPI;closed the connection;run the same command again
            pypi   | garbage POST ^/legacy/ 1x50 | it is not known whether PyPI has {W};Nothing else was published to PyPI;closed the connection;run the same command again
            pypi   | status=401 GET ^/simple/ 1x50 | cannot see which files PyPI has;answered 401;wants a login
            pypi   | status=403 GET ^/simple/ 1x50 | cannot see which files PyPI has;answered 403;wants a login
            pypi   | status=500 GET ^/simple/ 1x50 | cannot see which files PyPI has;answered 500;run the same command again
            pypi   | status=503 GET ^/simple/ 1x50 | cannot see which files PyPI has;answered 503;run the same command again
            pypi   | drop-before GET ^/simple/ 1x50 | cannot see which files PyPI has;got no answer;run the same command again
            pypi   | garbage GET ^/simple/ 1x50 | cannot see which files PyPI has;got no answer;run the same command again
            github | status=401 GET ^/repos/[^/]+/[^/]+$ 1x50 | refused to read the repository;401;GITHUB_TOKEN is wrong, expired or revoked
            github | status=403 GET ^/repos/[^/]+/[^/]+$ 1x50 | refused to read the repository;403;it needs
            github | status=404 GET ^/repos/[^/]+/[^/]+$ 1x50 | refused to read the repository;404;is the name right
            github | status=500 GET ^/repos/[^/]+/[^/]+$ 1x50 | failed to read the repository;500;githubstatus.com
            github | drop-before GET ^/repos/ 1x50 | got no answer;check the network and the proxy
            github | garbage GET ^/repos/ 1x50 | got no answer;check the network and the proxy
            github | cut GET /releases 1x50 | got no answer;check the network and the proxy
            github | status=401 POST /releases$ 1x50 | refused to make a draft release;401;GITHUB_TOKEN is wrong, expired or revoked
            github | status=403 POST /releases$ 1x50 | refused to make a draft release;403;it needs
            github | status=404 POST /releases$ 1x50 | refused to make a draft release;404;is the name right
            github | status=422 POST /releases$ 1x50 | refused to make a draft release;422;correct what GitHub names
            github | status=500 POST /releases$ 1x50 | failed to make a draft release;500;githubstatus.com
            github | status=503 POST /releases$ 1x50 | failed to make a draft release;503;githubstatus.com
            github | drop-before POST /releases$ 1x50 | it is not known whether GitHub managed to make a draft release;closed the connection;run the same command again: it looks first
            github | status=401 POST /assets 1x50 | refused to upload;401;GITHUB_TOKEN is wrong, expired or revoked
            github | status=403 POST /assets 1x50 | refused to upload;403;it needs
            github | status=404 POST /assets 1x50 | refused to upload;404;is the name right
            github | status=422 POST /assets 1x50 | refused to upload;422;correct what GitHub names
            github | status=500 POST /assets 1x50 | failed to upload;500;githubstatus.com
            github | status=503 POST /assets 1x50 | failed to upload;503;githubstatus.com
            github | starter POST /assets 1x50 | failed to upload;502;githubstatus.com
            github | drop-before POST /assets 1x50 | it is not known whether GitHub managed to upload;closed the connection;run the same command again: it looks first
            github | drop-upload=5 POST /assets 1x50 | it is not known whether GitHub managed to upload;closed the connection;run the same command again: it looks first
            github | rate-limit=60 POST /assets 1x50 | refused to upload;rate limit;run the same command again in 60 seconds
            github | secondary-limit POST /assets 1x50 | refused to upload;rate limit;run the same command again in 60 seconds
            github | status=401 PATCH /releases/ 1x50 | refused to publish the release;401;GITHUB_TOKEN is wrong, expired or revoked
            github | status=403 PATCH /releases/ 1x50 | refused to publish the release;403;it needs
            github | status=404 PATCH /releases/ 1x50 | refused to publish the release;404;is the name right
            github | status=422 PATCH /releases/ 1x50 | refused to publish the release;422;correct what GitHub names
            github | status=500 PATCH /releases/ 1x50 | failed to publish the release;500;githubstatus.com
            github | status=503 PATCH /releases/ 1x50 | failed to publish the release;503;githubstatus.com
            github | drop-before PATCH /releases/ 1x50 | it is not known whether GitHub managed to publish the release;closed the connection;run the same command again: it looks first
            """)
    void lastingTroubleIsClearAndALaterRunConverges(String service, String fault, String words) {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Faults faults = faults(stage, service);
            faults.play(Fault.parse(fault));
            Optional<RuntimeException> stopped = stage.stopped();
            assertThat(stopped).as("the deployment stops").isPresent();
            assertThat(stopped.orElseThrow()).isInstanceOf(ReleaseException.class);
            List<Problem> problems = ((ReleaseException) stopped.orElseThrow()).problems();
            assertThat(problems)
                    .allSatisfy(problem -> assertThat(problem.next()).isPresent());
            assertThat(problems.toString())
                    .contains(words.replace("{W}", DeployStage.WHEEL)
                            .replace("{S}", DeployStage.SDIST)
                            .split(";"));
            assertThat(stage.requests("PATCH", "github", "/releases/").filter(entry -> entry.status() == 200))
                    .as("published in spite of it")
                    .isEmpty();
            faults.clear();
            stage.deploy();
            stage.assertReleased();
        }
    }

    /** Trouble that passes, and answers that get lost: nobody is bothered and nothing is doubled. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            pypi   | status=503,1 POST ^/legacy/ 1x2
            pypi   | status=502 POST ^/legacy/ 2x2
            pypi   | drop-before POST ^/legacy/
            pypi   | drop-upload=100 POST ^/legacy/ 2x1
            pypi   | drop-after POST ^/legacy/ 1x2
            pypi   | cut POST ^/legacy/
            pypi   | stale GET ^/simple/ 2x2
            pypi   | drop-before GET ^/simple/ 1x2
            pypi   | status=500 GET ^/simple/ 1x2
            github | drop-after POST /releases$
            github | drop-before POST /releases$
            github | status=502 POST /releases$
            github | drop-after POST /assets 1x3
            github | drop-upload=5 POST /assets 2x1
            github | starter POST /assets 2x1
            github | secondary-limit=0,1 POST /assets
            github | drop-after PATCH /releases/
            github | drop-before PATCH /releases/
            github | status=502 PATCH /releases/
            github | drop-before GET ^/repos/ 1x2
            github | status=502 GET ^/repos/ 3x2
            """)
    void passingTroubleGoesUnnoticed(String service, String fault) {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Faults faults = faults(stage, service);
            faults.play(Fault.parse(fault));
            stage.deploy();
            assertThat(faults.pending()).as("the fault was played").isEmpty();
            stage.assertReleased();
        }
    }

    private static Faults faults(DeployStage stage, String service) {
        return service.equals("pypi")
                ? stage.servers.pypi().faults()
                : stage.servers.github().faults();
    }

    private static List<Runnable> goals(DeployRequest request) {
        return List.of(
                () -> new Preflight().run(request),
                () -> new DraftGitHubRelease().run(request),
                () -> new PublishPlanned().run(request, "pypi"),
                () -> new PublishGitHubRelease().run(request));
    }

    /** The problems of a refusal that the user can mend; each says what to do. */
    private static List<Problem> refused(DeployStage stage, Runnable work) {
        Optional<RuntimeException> stopped = stage.stopped(work);
        assertThat(stopped).containsInstanceOf(ProjectException.class);
        List<Problem> problems = ((ProjectException) stopped.orElseThrow()).problems();
        assertThat(problems).allSatisfy(problem -> assertThat(problem.next()).isPresent());
        return problems;
    }

    private static void upload(DeployStage stage, Path file) {
        assertThat(new PypiUpload(file, "demo-app", DeployStage.VERSION)
                        .send(
                                stage.servers.pypi().uploadUrl(),
                                stage.servers.pypi().token())
                        .statusCode())
                .isEqualTo(200);
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(temp.resolve(name));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
