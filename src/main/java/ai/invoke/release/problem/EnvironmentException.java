package ai.invoke.release.problem;

import java.util.List;

/** Something around the project failed: a disk, a network, a server. Becomes a {@code MojoExecutionException}. */
public final class EnvironmentException extends ReleaseException {

    private static final long serialVersionUID = 1L;

    /**
     * Several problems at once.
     *
     * @param problems at least one
     */
    public EnvironmentException(List<Problem> problems) {
        super(problems);
    }

    /**
     * Creates an exception for one problem.
     *
     * @param problem what is wrong
     */
    public EnvironmentException(Problem problem) {
        super(List.of(problem));
    }

    /**
     * One problem with its cause.
     *
     * @param problem what is wrong
     * @param cause what was thrown below; its message must hold no secret
     */
    public EnvironmentException(Problem problem, Throwable cause) {
        super(List.of(problem), cause);
    }
}
