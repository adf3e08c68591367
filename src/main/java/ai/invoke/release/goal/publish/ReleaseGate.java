package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The gate that every deploy goal passes: a tagged plan, approved as it is, and files that are still the planned ones. */
public final class ReleaseGate {

    /**
     * A release that may go out.
     *
     * @param plan what goes out
     * @param approvals who said yes
     */
    record Open(PlanFile plan, List<Approval> approvals) {}

    private ReleaseGate() {}

    /**
     * Opens the gate, or says everything that keeps it shut.
     *
     * @param directory the release directory
     * @param required how many people must approve
     * @param rehearsal whether this is a rehearsal: its approval counts in a rehearsal only, and its folder is good for
     *     nothing else
     * @return the release that may go out
     * @throws ProjectException naming every reason at once
     */
    public static Open open(ReleaseDirectory directory, int required, boolean rehearsal) {
        if (!rehearsal && Files.exists(directory.rehearsalMark())) {
            throw new ProjectException(Problem.of("this folder belongs to a rehearsal; nothing is published from it")
                    .at(Location.of(directory.root().toString()))
                    .next("leave out -Dinvokeai.releaseDirectory, then mvn deploy"));
        }
        PlanFile plan = PlanFile.read(directory.plan());
        List<Problem> problems = new ArrayList<>();
        if (plan.plan().tag().isEmpty()) {
            problems.add(Problem.of("the commit of the plan has no tag, so there is nothing to release")
                    .at(Location.of(directory.plan().toString()))
                    .next("mvn invokeai-release:tag-release, then mvn verify"));
        }
        problems.addAll(ArtifactCheck.differences(plan.plan(), directory));
        List<Approval> approvals = List.of();
        Approvals decisions = new Approvals(directory.approvals());
        Verdict verdict = rehearsal
                ? decisions.rehearsalVerdict(plan.fingerprint(), required)
                : decisions.verdict(plan.fingerprint(), required);
        if (verdict instanceof Verdict.Approved approved) {
            approvals = approved.by();
        } else {
            problems.add(refusal(plan, directory, verdict));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return new Open(plan, approvals);
    }

    private static Problem refusal(PlanFile plan, ReleaseDirectory directory, Verdict verdict) {
        String fingerprint = plan.fingerprint().shortForm();
        String approve = "mvn invokeai-release:approve -Dinvokeai.fingerprint=" + fingerprint;
        Location where = Location.of(directory.approvals().toString());
        if (verdict instanceof Verdict.Rejected rejected) {
            String who = rejected.by().stream()
                    .map(word -> word.approver()
                            + word.comment()
                                    .map(comment -> " (" + comment + ")")
                                    .orElse(""))
                    .collect(Collectors.joining(", "));
            return Problem.of("the plan " + fingerprint + " was rejected by " + who)
                    .at(where)
                    .next("fix what was rejected, then make a new plan: mvn verify");
        }
        Verdict.Waiting waiting = (Verdict.Waiting) verdict;
        String missing = waiting.required() == 1
                ? "nobody has approved the plan " + fingerprint
                : waiting.by().size() + " of " + waiting.required() + " people have approved the plan " + fingerprint;
        String others = waiting.others().isEmpty()
                ? ""
                : "; other bytes were approved: "
                        + waiting.others().stream().map(Object::toString).collect(Collectors.joining(", "));
        return Problem.of(missing + others).at(where).next("look at " + directory.plan() + ", then " + approve);
    }
}
