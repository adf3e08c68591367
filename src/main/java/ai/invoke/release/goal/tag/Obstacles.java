package ai.invoke.release.goal.tag;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What speaks against doing something, collected so that a user sees all of it at once. */
final class Obstacles {

    private final List<Problem> reasons = new ArrayList<>();
    private final List<Problem> overridden = new ArrayList<>();
    private boolean projectAtFault;

    /** Something that the user may decide to do all the same, by naming a parameter. */
    void add(Problem problem, String advice, String parameter, boolean allowed) {
        if (allowed) {
            overridden.add(problem);
        } else {
            projectAtFault = true;
            reasons.add(problem.next(advice + "; -D" + parameter + " overrides this"));
        }
    }

    /** Something that cannot be done. */
    void never(Problem problem) {
        projectAtFault = true;
        reasons.add(problem);
    }

    /** Looks something up, and takes trouble for an obstacle. */
    <T> Optional<T> attempt(Supplier<Optional<T>> look) {
        try {
            return look.get();
        } catch (ReleaseException e) {
            projectAtFault |= e instanceof ProjectException;
            reasons.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** Looks something up that the user may want to go on without. */
    <T> Optional<T> attempt(Supplier<Optional<T>> look, String parameter, boolean allowed) {
        try {
            return look.get();
        } catch (ReleaseException e) {
            for (Problem problem : e.problems()) {
                if (allowed) {
                    overridden.add(problem);
                } else {
                    projectAtFault |= e instanceof ProjectException;
                    reasons.add(
                            problem.next(problem.next().map(next -> next + "; ").orElse("") + "-D" + parameter
                                    + " goes on without this check"));
                }
            }
            return Optional.empty();
        }
    }

    /** Ends the goal when anything is left; says what was overridden. */
    void raise(Console console) {
        overridden.forEach(console::warn);
        if (!reasons.isEmpty()) {
            throw projectAtFault ? new ProjectException(reasons) : new EnvironmentException(reasons);
        }
    }
}
