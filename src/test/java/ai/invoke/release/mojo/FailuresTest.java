package ai.invoke.release.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final ByteArrayOutputStream workflow = new ByteArrayOutputStream();
    private final Failures failures = new Failures(
            CiEnvironment.detect(Map.of("GITHUB_ACTIONS", "true"))
                    .annotations(new PrintStream(workflow, true, StandardCharsets.UTF_8)),
            new SystemStreamLog(),
            problem -> problem);

    @Test
    void whatTheUserCanMendIsAFailureAndTheRestAnError() {
        Problem problem = Problem.of("the tag is missing").next("git fetch --tags");

        assertThatThrownBy(() -> failures.translated(() -> {
                    throw new ProjectException(problem);
                }))
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("git fetch --tags");
        assertThatThrownBy(() -> failures.translated(() -> {
                    throw new EnvironmentException(problem);
                }))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("git fetch --tags");
        assertThat(workflow.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("::error")))
                .hasSize(2);
    }

    @Test
    void aNameThatThisLocaleCannotSpellSaysWhatToDo() {
        assertThatThrownBy(() -> failures.translated(() -> {
                    throw new InvalidPathException("gr??n.txt", "unmappable characters");
                }))
                .isInstanceOf(MojoExecutionException.class)
                .hasNoCause()
                .hasMessageContaining("\"gr??n.txt\": unmappable characters")
                .hasMessageEndingWith("LC_ALL=C.UTF-8 mvn");
        assertThat(workflow.toString(StandardCharsets.UTF_8)).startsWith("::error");
    }
}
