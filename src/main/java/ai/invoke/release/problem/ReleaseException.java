package ai.invoke.release.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Stops a goal. Carries every problem that was found, so that a user fixes them in one go and not one per run.
 *
 * <p>{@link ProjectException} when the user can fix it in the project or on the command line, {@link
 * EnvironmentException} when something around the project failed.
 */
public abstract sealed class ReleaseException extends RuntimeException permits ProjectException, EnvironmentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ReleaseException(List<Problem> problems) {
        super(text(problems));
        this.problems = List.copyOf(problems);
    }

    ReleaseException(List<Problem> problems, Throwable cause) {
        super(text(problems), cause);
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong, in the order in which it should be read.
     *
     * @return at least one problem
     */
    public List<Problem> problems() {
        return problems;
    }

    private static String text(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception needs a problem");
        }
        return problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
