package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.approval.ReviewComment;
import ai.invoke.release.approval.Tally;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.sandbox.SandboxServers;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxRepository;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reviews of a deployment environment, as GitHub tells them. */
class EnvironmentReviewsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final long RUN = 4711;

    @TempDir
    Path folder;

    private final RecordingConsole console = new RecordingConsole();
    private SandboxServers servers;

    @BeforeEach
    void gitHub() {
        servers = SandboxServers.start(
                folder.resolve("services"),
                SandboxServers.Options.of()
                        .withGitHub(GitHubOptions.of(SandboxRepository.of(
                                "invoke-ai/InvokeAI", Plans.full().commit(), List.of()))));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private PlanFile plan(boolean selfReview, ApprovalPolicy.ManualCheck... checks) {
        return PlanFile.of(Plans.full()
                .with(
                        Evidence.NONE,
                        new ApprovalPolicy(
                                ApprovalPolicy.Kind.ENVIRONMENT,
                                1,
                                Optional.empty(),
                                Optional.of(new ApprovalPolicy.Environment("pypi", selfReview)),
                                List.of(checks))));
    }

    private List<Approval> ask(PlanFile plan, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "GITHUB_ACTIONS", "true",
                "GITHUB_RUN_ID", Long.toString(RUN),
                "GITHUB_ACTOR", "pusher",
                "GITHUB_TRIGGERING_ACTOR", "pusher",
                "GITHUB_TOKEN", servers.github().token()));
        environment.putAll(more);
        URI api = servers.github().api();
        DeployRequest request = new DeployRequest(
                folder,
                new ReleaseDirectory(folder.resolve("release")),
                1,
                new Targets(Map.of(), Optional.of(api), Optional.empty()),
                new DeployRequest.Credentials(
                        GitHubCredentials.resolve("github", Optional.empty(), environment),
                        index -> Optional.empty(),
                        environment),
                HttpSettings.direct(),
                Timing.real(),
                new DeployRequest.Output(console, secret -> {}, entry -> {}),
                AttestationSettings.none());
        return new EnvironmentReviews(request).of(plan, NOW);
    }

    @Test
    void aReviewWithTheFingerprintCounts() {
        PlanFile plan = plan(false);
        servers.github().review(RUN, "approved", "ada", 7, "Looks good: " + plan.fingerprint() + ".", "pypi");
        assertThat(ask(plan, Map.of())).extracting(Approval::shown).containsExactly("ada (GitHub id 7)");
    }

    @Test
    void aReviewOfSomethingElseDoesNot() {
        PlanFile plan = plan(false);
        servers.github().review(RUN, "approved", "ada", 7, "LGTM", "pypi");
        servers.github().review(RUN, "approved", "bob", 8, plan.fingerprint().toString(), "docs");
        servers.github()
                .review(RUN + 1, "approved", "carol", 9, plan.fingerprint().toString(), "pypi");
        servers.github().review(RUN, "approved", "dan", 10, "0".repeat(12), "pypi");
        servers.github().review(RUN, "pending", "eve", 11, plan.fingerprint().toString(), "pypi");
        assertThat(ask(plan, Map.of())).isEmpty();
        assertThat(console.all())
                .contains("the review of ada does not count: its comment does not hold the fingerprint")
                .contains("review the environment pypi at GitHub with the comment: "
                        + plan.fingerprint().sha256());
    }

    /** The line that the page shows confirms them all; a bare fingerprint confirms none. */
    @Test
    void manualChecksAreConfirmedInTheComment() {
        PlanFile plan = plan(
                false,
                new ApprovalPolicy.ManualCheck("generate", "make a picture"),
                new ApprovalPolicy.ManualCheck("look at it", "open the app"));
        String line = ReviewComment.line(plan.fingerprint(), plan.plan());
        servers.github().review(RUN, "approved", "ada", 7, plan.fingerprint().sha256(), "pypi");
        servers.github().review(RUN, "approved", "bob", 8, line.replace("generate, ", ""), "pypi");
        Verdict.Waiting waiting = (Verdict.Waiting) verdict(plan);
        assertThat(waiting.by()).isEmpty();
        assertThat(waiting.refused())
                .containsExactly(
                        "the review of ada (GitHub id 7) does not count: it does not confirm generate, look at it",
                        "the review of bob (GitHub id 8) does not count: it does not confirm generate");
        servers.github().review(RUN, "approved", "carol", 9, "I have done it.\r\n" + line + "\r\n", "pypi");
        assertThat(((Verdict.Approved) verdict(plan)).by())
                .extracting(Approval::approver, Approval::confirmed)
                .containsExactly(tuple("carol", List.of("generate", "look at it")));
    }

    private Verdict verdict(PlanFile plan) {
        return Tally.of(plan, plan.plan().policy(), Optional.empty(), NOW)
                .verdict(List.of(), ask(plan, Map.of()), "pypi");
    }

    /** An administrator can let a job pass; GitHub then names nobody. */
    @Test
    void nobodyIsNoApproval() {
        assertThat(ask(plan(false), Map.of())).isEmpty();
        assertThat(console.all()).contains("GitHub names nobody who reviewed the environment pypi");
    }

    @Test
    void whoStartedTheRunCountsOnlyWhereThePolicySaysSo() {
        PlanFile strict = plan(false);
        PlanFile open = plan(true);
        for (PlanFile plan : List.of(strict, open)) {
            servers.github()
                    .review(RUN, "approved", "Pusher", 12, plan.fingerprint().toString(), "pypi");
        }
        assertThat(ask(strict, Map.of())).isEmpty();
        assertThat(console.all()).contains("the same person started this run");
        assertThat(ask(open, Map.of())).hasSize(1);
    }

    /** Who pushed, who started the run again, and who has changed the name since are all people who started it. */
    @Test
    void eachWayToHaveStartedTheRunIsSeen() {
        PlanFile plan = plan(false);
        servers.github().review(RUN, "approved", "ada", 12, plan.fingerprint().toString(), "pypi");
        for (Map<String, String> run : List.of(
                Map.of("GITHUB_ACTOR", "Ada"),
                Map.of("GITHUB_TRIGGERING_ACTOR", "Ada"),
                Map.of("GITHUB_ACTOR_ID", "12"))) {
            assertThat(ask(plan, run)).as(run.toString()).isEmpty();
        }
        assertThat(ask(plan, Map.of("GITHUB_ACTOR_ID", "13"))).hasSize(1);
    }

    @Test
    void aRejectionNeedsNoFingerprint() {
        servers.github().review(RUN, "rejected", "ada", 7, "not today", "pypi");
        assertThat(ask(plan(false), Map.of()))
                .extracting(Approval::decision)
                .containsExactly(Approval.Decision.REJECTED);
    }

    @Test
    void outsideOfActionsNobodyCanTell() {
        for (Map<String, String> variables :
                List.of(Map.of("GITHUB_ACTIONS", "false"), Map.of("GITHUB_RUN_ID", "1/../2"))) {
            assertThatThrownBy(() -> ask(plan(false), variables))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("are known inside of GitHub Actions only");
        }
    }

    /** A file can be written by anybody: what GitHub said yesterday proves nothing today. */
    @Test
    void aKeptReviewOpensNothingByItself() {
        PlanFile plan = plan(false);
        Approvals approvals = new Approvals(folder.resolve("approvals"));
        approvals.add(new Approval(
                plan.fingerprint(),
                Approval.Decision.APPROVED,
                "ada",
                NOW,
                Optional.empty(),
                ai.invoke.release.approval.Scope.ALL,
                List.of(),
                new Approval.Proof.Reviewed(7, "pypi")));
        assertThat(ai.invoke.release.approval.Tally.of(plan, plan.plan().policy(), Optional.empty(), NOW)
                        .verdict(approvals.kept(), List.of(), "pypi"))
                .isInstanceOf(Approvals.Verdict.Waiting.class);
    }
}
