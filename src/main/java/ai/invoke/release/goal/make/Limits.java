package ai.invoke.release.goal.make;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.time.Duration;

/** Limits that a user may set. */
final class Limits {

    private Limits() {}

    /**
     * Refuses a limit at which everything would be killed at once, before anything is emptied or begun.
     *
     * @param parameter its name in the POM
     * @param limit the value
     * @throws ProjectException when it is zero or negative
     */
    static void requirePositive(String parameter, Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new ProjectException(
                    Problem.of(parameter + " is " + limit.toSeconds() + " seconds, and must be positive")
                            .next("leave out -Dinvokeai." + parameter + ", or name more seconds"));
        }
    }
}
