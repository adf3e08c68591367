package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.page.LivePage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Keeps a human's yes or no to one fingerprint: {@code approve} and {@code reject}. */
public final class Approve {

    /**
     * What is decided.
     *
     * @param directory the release directory
     * @param decision yes or no
     * @param typed the fingerprint as the human typed it
     * @param approver who decides
     * @param comment why
     * @param clock when
     */
    public record Request(
            ReleaseDirectory directory,
            Approval.Decision decision,
            String typed,
            String approver,
            Optional<String> comment,
            Clock clock) {}

    /**
     * What was kept.
     *
     * @param plan the plan that was decided on
     * @param file the new file in {@code approvals/}
     */
    public record Result(PlanFile plan, Path file) {}

    /** For the Mojos. */
    public Approve() {}

    /**
     * Keeps the decision.
     *
     * @param request what is decided
     * @return what was kept
     * @throws ProjectException when there is no plan, when the typed fingerprint means another one, or when files that
     *     somebody approves are not the planned ones
     */
    public Result run(Request request) {
        PlanFile plan = PlanFile.read(request.directory().plan());
        if (!plan.fingerprint().matches(request.typed())) {
            throw new ProjectException(
                    Problem.of("the fingerprint " + request.typed().strip()
                                    + " is not that of the current plan, which is "
                                    + plan.fingerprint().shortForm())
                            .at(Location.of(request.directory().plan().toString()))
                            .next("look at the plan and the artifacts again, then use "
                                    + plan.fingerprint().shortForm()));
        }
        if (request.approver().isBlank()) {
            throw new ProjectException(Problem.of("no approver is named").next("add -Dinvokeai.approver=<your name>"));
        }
        if (request.decision() == Approval.Decision.APPROVED) {
            List<Problem> changed = ArtifactCheck.differences(plan.plan(), request.directory());
            if (!changed.isEmpty()) {
                throw new ProjectException(changed);
            }
        }
        Approval approval = new Approval(
                plan.fingerprint(),
                request.decision(),
                request.approver().strip(),
                request.clock().instant(),
                request.comment());
        Path kept = new Approvals(request.directory().approvals()).add(approval);
        LivePage.refresh(request.directory(), plan, List.of());
        return new Result(plan, kept);
    }
}
