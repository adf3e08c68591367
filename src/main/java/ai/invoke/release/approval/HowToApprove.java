package ai.invoke.release.approval;

import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.Environment;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.PlanFile;
import java.util.stream.Collectors;

/** What a person does to approve a plan: a command, or a review at GitHub. */
public final class HowToApprove {

    private HowToApprove() {}

    /**
     * What to do, in one line.
     *
     * @param file the plan
     * @return a command, or which environment to review with which comment
     */
    public static String of(PlanFile file) {
        return file.plan().policy().kind() == ApprovalPolicy.Kind.ENVIRONMENT
                ? "review the environment "
                        + file.plan()
                                .policy()
                                .environment()
                                .map(Environment::name)
                                .orElse("")
                        + " at GitHub with the comment: " + ReviewComment.line(file.fingerprint(), file.plan())
                : command(file);
    }

    /**
     * The command that approves.
     *
     * @param file the plan
     * @return with the names of all manual checks: whoever has not done one takes its name out
     */
    public static String command(PlanFile file) {
        return "mvn invokeai-release:approve -Dinvokeai.fingerprint="
                + file.fingerprint().shortForm() + confirmation(file.plan().policy());
    }

    private static String confirmation(ApprovalPolicy policy) {
        String names = policy.manualChecks().stream().map(ManualCheck::name).collect(Collectors.joining(","));
        if (names.isEmpty()) {
            return "";
        }
        String option = "-Dinvokeai.confirmed=" + names;
        return option.indexOf(' ') < 0 ? " " + option : " \"" + option + "\"";
    }
}
