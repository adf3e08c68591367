package ai.invoke.release.mojo.configuration;

import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code <manualCheck>} of {@code plan} in a POM. Maven fills the fields. */
public final class ManualCheckConfiguration {

    /** By which it is confirmed; short, without a comma. */
    private @Nullable String name;

    /** What to do, for whoever approves. */
    private @Nullable String description;

    /** For Maven. */
    public ManualCheckConfiguration() {}

    /**
     * The checks that the core knows.
     *
     * @param configured those of the POM
     * @return in their order
     */
    public static List<ManualCheck> all(List<ManualCheckConfiguration> configured) {
        List<ManualCheck> checks = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ManualCheckConfiguration check : configured) {
            try {
                checks.add(new ManualCheck(
                        check.name == null ? "" : check.name.strip(),
                        check.description == null ? "" : check.description.strip()));
            } catch (IllegalArgumentException e) {
                problems.add(Problem.of(String.valueOf(e.getMessage()))
                        .next("correct its <name> under <manualChecks> in the POM"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return List.copyOf(checks);
    }
}
