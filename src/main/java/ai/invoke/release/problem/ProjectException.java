package ai.invoke.release.problem;

import java.util.List;

/** The user can fix it: a wrong tag, a missing file, a refused approval. Becomes a {@code MojoFailureException}. */
public final class ProjectException extends ReleaseException {

    private static final long serialVersionUID = 1L;

    /**
     * Several problems at once.
     *
     * @param problems at least one
     */
    public ProjectException(List<Problem> problems) {
        super(problems);
    }

    /**
     * Creates an exception for one problem.
     *
     * @param problem what is wrong
     */
    public ProjectException(Problem problem) {
        super(List.of(problem));
    }

    /**
     * One problem with its cause.
     *
     * @param problem what is wrong
     * @param cause what was thrown below; its message must hold no secret
     */
    public ProjectException(Problem problem, Throwable cause) {
        super(List.of(problem), cause);
    }
}
