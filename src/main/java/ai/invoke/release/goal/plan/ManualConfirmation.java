package ai.invoke.release.goal.plan;

import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Asks a person at a terminal what was tried by hand. */
public final class ManualConfirmation {

    private ManualConfirmation() {}

    /**
     * Asks for each check that the command line does not name. Only the check's own name confirms it: a key that is pressed to get on
     * does not.
     *
     * @param policy has the checks
     * @param named what the command line confirms
     * @param ask shows a question and returns what was typed
     * @return the names that are confirmed; what is missing among them is told by {@link Approve}
     */
    public static List<String> ask(ApprovalPolicy policy, List<String> named, UnaryOperator<String> ask) {
        List<String> done = new ArrayList<>(named);
        for (ManualCheck check : policy.manualChecks()) {
            if (!done.contains(check.name())
                    && ask.apply("By hand: " + Printable.prose(check.description()) + "; done? Type " + check.name())
                            .strip()
                            .equals(check.name())) {
                done.add(check.name());
            }
        }
        return List.copyOf(done);
    }
}
