package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approval.Proof;
import ai.invoke.release.approval.Approvals.Kept;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.approval.Signers;
import ai.invoke.release.approval.Tally;
import ai.invoke.release.approval.ssh.AllowedSigners;
import ai.invoke.release.git.Repo;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a plan stands, as far as the files of a clone tell; what GitHub says of reviews is for the publishing goals. */
final class Standing {

    private final PlanFile plan;
    private final Tally tally;

    Standing(PlanFile plan, Path projectDirectory, Instant now) {
        this.plan = plan;
        Optional<AllowedSigners> signers =
                plan.plan().policy().signers().map(file -> Signers.of(file, path -> file(projectDirectory, path)));
        this.tally = Tally.of(plan, plan.plan().policy(), signers, now);
    }

    private Optional<byte[]> file(Path projectDirectory, String path) {
        Optional<Repo> found = Repo.find(projectDirectory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return repo.file(plan.plan().commit(), path);
        }
    }

    Verdict verdict(List<Kept> decisions) {
        return tally.overall(decisions, List.of());
    }

    void requireCounting(Approval approval) {
        if (approval.proof() instanceof Proof.Signed signed) {
            tally.refusal(approval, signed).ifPresent(why -> {
                throw new ProjectException(
                        Problem.of("the signature would not count: " + why)
                                .next(
                                        "sign with a key of "
                                                + plan.plan()
                                                        .policy()
                                                        .signers()
                                                        .map(file -> file.path())
                                                        .orElse("the allowed signers")
                                                + ": -Dinvokeai.signingKey=<file>, and name yourself as there: -Dinvokeai.approver=<name>"));
            });
        }
    }
}
