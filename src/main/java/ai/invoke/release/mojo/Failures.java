package ai.invoke.release.mojo;

import ai.invoke.release.ci.Annotations;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/** Tells Maven and the CI what the core could not do. */
final class Failures {

    private final Annotations annotations;
    private final Log log;
    private final UnaryOperator<Problem> commands;

    /**
     * Creates a translator.
     *
     * @param annotations get each problem, too
     * @param log gets the trace of what is not ours
     * @param commands completes the commands of a problem
     */
    Failures(Annotations annotations, Log log, UnaryOperator<Problem> commands) {
        this.annotations = annotations;
        this.log = log;
        this.commands = commands;
    }

    /**
     * Runs a goal.
     *
     * @param goal may throw the core's exceptions
     * @throws MojoFailureException when the user can fix it
     * @throws MojoExecutionException when something around the project failed
     */
    void translated(Runnable goal) throws MojoFailureException, MojoExecutionException {
        try {
            goal.run();
        } catch (ProjectException e) {
            throw new MojoFailureException(told(e), e);
        } catch (EnvironmentException e) {
            throw new MojoExecutionException(told(e), e);
        } catch (InvalidPathException e) {
            Problem problem = Problem.of("Java cannot name the file \"" + e.getInput() + "\": " + e.getReason())
                    .next("where file names are not plain ASCII, start Maven with a UTF-8 locale: LC_ALL=C.UTF-8 mvn");
            annotations.error(problem);
            log.debug(e);
            // Without the cause, whose words Maven would append to the next command.
            throw new MojoExecutionException(problem.toString());
        }
    }

    private String told(ReleaseException e) {
        List<Problem> problems = e.problems().stream().map(commands).toList();
        problems.forEach(annotations::error);
        return problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
