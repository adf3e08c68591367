package ai.invoke.release.http;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;

/** How a request ended: the server answered, with whatever status, or no (whole) answer came. */
public sealed interface Exchange permits Answer, NoAnswer {

    /**
     * The answer, for callers for whom none is the end.
     *
     * @return the answer, whatever its status
     * @throws EnvironmentException when none came; says why
     */
    default Answer orThrow() {
        if (this instanceof NoAnswer none) {
            throw new EnvironmentException(Problem.of(none.toString())
                    .next("check the network and the proxy, then run the same command again"));
        }
        return (Answer) this;
    }
}
