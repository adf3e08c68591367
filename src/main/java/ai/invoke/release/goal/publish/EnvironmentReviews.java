package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.approval.ReviewComment;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.RunReview;
import ai.invoke.release.http.Http;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What GitHub says about who reviewed the environment of this workflow run. Neither time nor attempt nor commit is told, so only a comment
 * with the fingerprint binds a review to the plan; a re-run has the reviews of the attempts before it.
 */
final class EnvironmentReviews {

    private final DeployRequest request;

    EnvironmentReviews(DeployRequest request) {
        this.request = request;
    }

    List<Approval> of(PlanFile plan, Instant now) {
        ApprovalPolicy.Environment environment =
                plan.plan().policy().environment().orElseThrow();
        Map<String, String> variables = request.credentials().environment();
        GitHubTarget target = plan.plan()
                .github()
                .orElseThrow(() -> refused(
                        "the plan names no GitHub repository",
                        "set invokeai.githubRepository, or choose another invokeai.approvalKind"));
        String run = variables.getOrDefault("GITHUB_RUN_ID", "");
        if (!CiEnvironment.detect(variables).name().equals("GitHub Actions") || !run.matches("[1-9][0-9]{0,17}")) {
            throw refused(
                    "approvals of the environment " + Printable.of(environment.name())
                            + " are known inside of GitHub Actions only",
                    "publish from a workflow whose job names the environment, or choose another invokeai.approvalKind");
        }
        List<RunReview> reviews;
        try (Http http = new Http(request.http(), Console.silent(), request.timing())) {
            reviews = new GitHubClient(
                            http,
                            request.targets().repository(target),
                            token(),
                            request.timing().clock())
                    .reviews(Long.parseLong(run));
        }
        return approvals(plan, environment, reviews, now);
    }

    private Optional<GitHubToken> token() {
        return request.credentials().github() instanceof GitHubCredentials.Found found
                ? Optional.of(found.token())
                : Optional.empty();
    }

    private List<Approval> approvals(
            PlanFile plan, ApprovalPolicy.Environment environment, List<RunReview> reviews, Instant now) {
        List<RunReview> own = reviews.stream()
                .filter(review -> review.environments().contains(environment.name()))
                .toList();
        if (own.isEmpty()) {
            request.console()
                    .warn(Problem.of("GitHub names nobody who reviewed the environment "
                                    + Printable.of(environment.name())
                                    + ": it asks for no reviewer, or an administrator let the job pass")
                            .next("add required reviewers under Settings -> Environments, and start the run again"));
        }
        List<Approval> approvals = new ArrayList<>();
        for (RunReview review : own) {
            Optional<Approval.Decision> decision = switch (LetterCase.lower(review.state())) {
                case "approved" -> Optional.of(Approval.Decision.APPROVED);
                case "rejected" -> Optional.of(Approval.Decision.REJECTED);
                default -> Optional.empty();
            };
            if (decision.isEmpty()) {
                continue;
            }
            // A rejection needs no fingerprint: GitHub stops the job, and whoever goes on without it shall stop, too.
            if (decision.get() == Approval.Decision.APPROVED) {
                Optional<String> why = refusal(plan, environment, review);
                if (why.isPresent()) {
                    request.console()
                            .warn(Problem.of("the review of " + Printable.of(review.login()) + " does not count: "
                                            + why.get())
                                    .next(HowToApprove.of(plan)));
                    continue;
                }
            }
            approvals.add(new Approval(
                    plan.fingerprint(),
                    decision.get(),
                    Printable.of(review.login()),
                    now,
                    Optional.of(review.comment()).map(text -> Printable.prose(text, 500)),
                    Scope.ALL,
                    ReviewComment.confirmed(review.comment()),
                    new Approval.Proof.Reviewed(review.id(), environment.name())));
        }
        return List.copyOf(approvals);
    }

    private Optional<String> refusal(PlanFile plan, ApprovalPolicy.Environment environment, RunReview review) {
        if (!environment.selfReview() && startedBy(review)) {
            return Optional.of("the same person started this run");
        }
        return ReviewComment.names(review.comment(), plan.fingerprint())
                ? Optional.empty()
                : Optional.of("its comment does not hold the fingerprint of this plan");
    }

    private boolean startedBy(RunReview review) {
        Map<String, String> variables = request.credentials().environment();
        return review.login().equalsIgnoreCase(variables.getOrDefault("GITHUB_TRIGGERING_ACTOR", ""))
                || review.login().equalsIgnoreCase(variables.getOrDefault("GITHUB_ACTOR", ""))
                || Long.toString(review.id()).equals(variables.getOrDefault("GITHUB_ACTOR_ID", ""));
    }

    private static ProjectException refused(String what, String next) {
        return new ProjectException(Problem.of(what).next(next));
    }
}
