package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.text.Printable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What follows from a decision, in words. */
public final class DecisionWords {

    private DecisionWords() {}

    /**
     * What to do with a plan that has been looked at.
     *
     * @param plan the plan
     * @param projectDirectory a clone
     * @param directory with the decisions so far
     * @param now when
     * @return the commands up to the deploy, in one line
     */
    public static String next(PlanFile plan, Path projectDirectory, ReleaseDirectory directory, Instant now) {
        Verdict verdict =
                new Standing(plan, projectDirectory, now).verdict(new Approvals(directory.approvals()).kept());
        return verdict instanceof Verdict.Approved ? "mvn deploy" : HowToApprove.of(plan) + ", then mvn deploy";
    }

    /**
     * Where the plan stands after a decision, and the next command.
     *
     * @param result the decision
     * @return lines for the console
     */
    public static List<String> next(Approve.Result result) {
        List<String> lines = new ArrayList<>();
        if (result.standing() instanceof Verdict.Rejected rejected) {
            String who = rejected.by().stream()
                    .map(word -> Printable.prose(word.shown()))
                    .collect(Collectors.joining(", "));
            if (result.approval().decision() == Approval.Decision.APPROVED) {
                lines.add("still rejected by " + who + ", which outweighs every approval");
            }
            lines.add("next: fix what was rejected, then mvn verify; or who rejected takes it back:" + " "
                    + HowToApprove.command(result.plan()));
        } else if (result.standing() instanceof Verdict.Waiting waiting) {
            lines.add(waiting.by().size() + " of " + waiting.required() + " approvals"
                    + (result.approval().scope().targets().isEmpty() ? "" : " for all targets"));
            waiting.refused().forEach(line -> lines.add(Printable.prose(line)));
            lines.add(
                    result.approval().scope().targets().isEmpty()
                            ? "next: another person: " + HowToApprove.command(result.plan())
                            : "next: mvn deploy   (for " + result.approval().scope() + "; for the others: "
                                    + HowToApprove.command(result.plan()) + ")");
        } else {
            lines.add("next: mvn deploy");
        }
        return List.copyOf(lines);
    }
}
