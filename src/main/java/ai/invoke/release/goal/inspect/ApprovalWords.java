package ai.invoke.release.goal.inspect;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.text.Printable;
import java.util.List;
import java.util.stream.Collectors;

/** Approvals as {@code status} and {@code audit} tell of them. */
final class ApprovalWords {

    private ApprovalWords() {}

    /** Who decided, when, and what stands behind the name. */
    static String who(List<Approval> decisions) {
        return decisions.stream()
                .map(decision -> Printable.of(decision.approver()) + " at " + decision.at() + " ("
                        + Printable.of(decision.proven())
                        + (decision.confirmed().isEmpty()
                                ? ""
                                : "; confirmed " + Printable.of(String.join(", ", decision.confirmed())))
                        + ")")
                .collect(Collectors.joining(", "));
    }

    /** What does not count, and why; begins with a separator. */
    static String refused(Verdict.Waiting waiting) {
        return waiting.refused().stream()
                .map(line -> "; " + Printable.prose(line))
                .collect(Collectors.joining());
    }
}
