package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.goal.plan.Approve;
import ai.invoke.release.http.HttpSettings;
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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseGateTest {

    @TempDir
    Path folder;

    private ReleaseDirectory directory;
    private Path wheel;

    @BeforeEach
    void aPlan() throws Exception {
        directory = new ReleaseDirectory(folder);
        Files.createDirectories(directory.dist());
        wheel = Files.writeString(directory.dist().resolve("x-1-py3-none-any.whl"), "wheel");
        plan(Optional.of("v1"));
    }

    private PlanFile plan(Optional<String> tag) {
        PlanFile plan = PlanFile.of(new ReleasePlan(
                "x",
                "1",
                "1",
                false,
                tag,
                "0".repeat(40),
                List.of(new Artifact("dist/x-1-py3-none-any.whl", Artifact.Role.WHEEL, 5, ArtifactCheck.sha256(wheel))),
                List.of(),
                List.of(),
                Optional.empty()));
        plan.write(directory.plan());
        return plan;
    }

    private DeployRequest request(int required, boolean rehearsal) {
        return new DeployRequest(
                folder,
                directory,
                required,
                rehearsal
                        ? new Targets(Map.of(), Optional.of(URI.create("http://127.0.0.1:1")), Optional.empty())
                        : Targets.asPlanned(),
                new DeployRequest.Credentials(
                        new GitHubCredentials.Missing(List.of()), index -> Optional.empty(), Map.of()),
                HttpSettings.direct(),
                Timing.real(),
                new DeployRequest.Output(Console.silent(), secret -> {}, entry -> {}),
                AttestationSettings.none());
    }

    private ReleaseGate.Open open(int required, boolean rehearsal) {
        return ReleaseGate.open(request(required, rehearsal));
    }

    private Approve.Result decide(Approval.Decision decision, String typed, String who) {
        return new Approve()
                .run(new Approve.Request(directory, decision, typed, who, Optional.of("why"), Clock.systemUTC()));
    }

    private String fingerprint() {
        return PlanFile.read(directory.plan()).fingerprint().shortForm();
    }

    @Test
    void anApprovedPlanOpensTheGate() {
        decide(Approval.Decision.APPROVED, fingerprint(), "ada");
        assertThat(open(1, false).approvals()).extracting(Approval::approver).containsExactly("ada");
    }

    @Test
    void withoutAnApprovalTheGateNamesTheCommand() {
        assertThatThrownBy(() -> open(1, false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("nobody has approved the plan " + fingerprint())
                .hasMessageContaining("mvn invokeai-release:approve -Dinvokeai.fingerprint=" + fingerprint());
    }

    @Test
    void anApprovalOfOtherBytesIsNamed() {
        String before = fingerprint();
        decide(Approval.Decision.APPROVED, before, "ada");
        plan(Optional.of("v1.0"));
        assertThatThrownBy(() -> open(1, false)).hasMessageContaining("other bytes were approved: " + before);
    }

    @Test
    void aRejectionShutsTheGateAndSaysWhoAndWhy() {
        decide(Approval.Decision.APPROVED, fingerprint(), "ada");
        decide(Approval.Decision.REJECTED, fingerprint(), "bob");
        assertThatThrownBy(() -> open(1, false)).hasMessageContaining("was rejected by bob (why)");
    }

    @Test
    void theGateNamesEveryReasonAtOnce() throws Exception {
        plan(Optional.empty());
        Files.writeString(wheel, "whEel");
        assertThatThrownBy(() -> open(1, false))
                .hasMessageContaining("has no tag")
                .hasMessageContaining("changed after the plan was made")
                .hasMessageContaining("nobody has approved");
    }

    @Test
    void anotherFingerprintIsRefused() {
        assertThatThrownBy(() -> decide(Approval.Decision.APPROVED, "0123456789ab", "ada"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("0123456789ab")
                .hasMessageContaining(fingerprint());
        assertThatThrownBy(
                        () -> decide(Approval.Decision.APPROVED, fingerprint().substring(0, 11), "ada"))
                .isInstanceOf(ProjectException.class);
        assertThat(directory.approvals()).doesNotExist();
    }

    @Test
    void changedFilesCannotBeApprovedButRejected() throws Exception {
        Files.writeString(wheel, "whEel");
        assertThatThrownBy(() -> decide(Approval.Decision.APPROVED, fingerprint(), "ada"))
                .hasMessageContaining(wheel.toString());
        assertThat(decide(Approval.Decision.REJECTED, fingerprint(), "ada").file())
                .exists();
    }

    @Test
    void somebodyMustDecide() {
        assertThatThrownBy(() -> decide(Approval.Decision.APPROVED, fingerprint(), " "))
                .hasMessageContaining("-Dinvokeai.approver");
    }

    @Test
    void theApprovalOfARehearsalOpensNoRealGate() {
        decide(Approval.Decision.APPROVED, fingerprint(), Approval.REHEARSAL);
        assertThat(open(1, true).approvals()).hasSize(1);
        assertThatThrownBy(() -> open(1, false)).hasMessageContaining("nobody has approved the plan " + fingerprint());
    }

    @Test
    void nothingIsPublishedFromARehearsalsFolder() throws Exception {
        decide(Approval.Decision.APPROVED, fingerprint(), "ada");
        Files.createFile(new ReleaseDirectory(folder).rehearsalMark());
        assertThatThrownBy(() -> open(1, false))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("belongs to a rehearsal");
    }

    @Test
    void aFolderOnTheCommandLineLeadsNotAroundThePlan() {
        DeployRequest request = new DeployRequest(
                folder,
                directory,
                1,
                Targets.asPlanned(),
                new DeployRequest.Credentials(
                        new GitHubCredentials.Missing(List.of()), index -> Optional.empty(), Map.of()),
                HttpSettings.direct(),
                Timing.real(),
                new DeployRequest.Output(Console.silent(), secret -> {}, entry -> {}),
                AttestationSettings.none());
        assertThatThrownBy(() -> new PublishPypi()
                        .run(
                                request,
                                IndexTarget.PYPI,
                                Optional.of(new PublishPypi.Unplanned(
                                        List.of(directory.dist()),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        Optional.empty(),
                                        new ProcessRunner(ChildEnvironment.of(Map.of())))),
                                new PublishPypi.Mode(false, false)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("nobody planned or approved");
    }
}
