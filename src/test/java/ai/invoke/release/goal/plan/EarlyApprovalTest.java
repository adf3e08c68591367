package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.git.GitCommand;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed to have looked, and when. */
class EarlyApprovalTest {

    @TempDir
    Path folder;

    private void decide(PlanFile plan, Approval.Decision decision, String who) {
        new Approvals(new ReleaseDirectory(folder).approvals())
                .add(new Approval(plan.fingerprint(), decision, who, Instant.now(), Optional.empty()));
    }

    /** Equal inputs give an equal plan, so its digest can be known before the build. */
    @Test
    void anApprovalThatIsOlderThanThePlanIsRefusedAndStays() {
        ReleaseDirectory directory = new ReleaseDirectory(folder);
        PlanFile plan = PlanFile.of(Plans.recorded());
        decide(plan, Approval.Decision.REJECTED, "bob");
        assertThatCode(() -> Plan.refuseEarlyApprovals(directory, plan)).doesNotThrowAnyException();
        decide(plan, Approval.Decision.APPROVED, "Release Manager");
        assertThatThrownBy(() -> Plan.refuseEarlyApprovals(directory, plan))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("this approval of Release Manager is older than the plan that it approves")
                .hasMessageContaining("-approved.json");
        assertThat(new Approvals(directory.approvals()).all()).hasSize(2);

        // The same plan once more: it was there, and somebody looked at it.
        plan.write(directory.plan());
        assertThatCode(() -> Plan.refuseEarlyApprovals(directory, plan)).doesNotThrowAnyException();
        assertThatCode(() -> Plan.refuseEarlyApprovals(directory, PlanFile.of(Plans.full())))
                .as("another plan, which nobody approved")
                .doesNotThrowAnyException();
    }

    @Test
    void theDefaultNameIsGitsAndInCiWhoStartedTheJob() throws Exception {
        GitCommand git = new GitCommand(folder);
        git.run("init", "-q");
        git.run("config", "user.name", "Ada Lovelace");
        git.run("config", "user.email", "ada@example.org");
        assertThat(new Deciders(folder, Map.of()).of(Optional.empty(), Optional.empty()))
                .isEqualTo(new Deciders.Person("Ada Lovelace <ada@example.org>", false));
        Map<String, String> actions =
                Map.of("GITHUB_ACTIONS", "true", "GITHUB_ACTOR", "pusher", "GITHUB_TRIGGERING_ACTOR", "rerunner");
        assertThat(new Deciders(folder, actions).of(Optional.empty(), Optional.empty()))
                .isEqualTo(new Deciders.Person("rerunner", true));
        assertThat(new Deciders(folder, actions).of(Optional.of("Ada"), Optional.of("key")))
                .isEqualTo(new Deciders.Person("Ada", false));
        assertThat(new Approval(
                                PlanFile.of(Plans.full()).fingerprint(),
                                Approval.Decision.APPROVED,
                                "rerunner",
                                Instant.EPOCH,
                                Optional.empty(),
                                ai.invoke.release.approval.Scope.ALL,
                                List.of(),
                                new Approval.Proof.Typed(true))
                        .shown())
                .isEqualTo("started by rerunner");
        assertThat(CiEnvironment.detect(Map.of("GITLAB_CI", "true", "GITLAB_USER_LOGIN", "ada"))
                        .actor())
                .contains("ada");
    }
}
