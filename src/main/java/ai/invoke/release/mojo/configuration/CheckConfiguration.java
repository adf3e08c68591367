package ai.invoke.release.mojo.configuration;

import ai.invoke.release.build.checks.Check;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.TimeLimit;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One {@code <check>} of {@code run-checks} in a POM. Maven fills the fields. */
public final class CheckConfiguration {

    private static final int DEFAULT_TIMEOUT = 1800;

    /** Names the check in the table and in its log. */
    private @Nullable String id;

    /** The command, for the platform's shell. */
    private @Nullable String command;

    /** Where it runs; by default the project's folder. */
    private @Nullable File directory;

    /** More environment variables. */
    private Map<String, @Nullable String> environment = Map.of();

    /** How many seconds it may run. */
    private int timeout = DEFAULT_TIMEOUT;

    /** Whether its failure is only a warning. */
    private boolean continueOnFailure;

    /** A JUnit XML file that it writes, to be counted. */
    private @Nullable File junit;

    /** For Maven. */
    public CheckConfiguration() {}

    /**
     * The check that the core runs.
     *
     * @param projectDirectory where it runs when nothing else is said
     * @return the check; an id or a command that is missing is empty and refused later
     */
    public Check toCheck(Path projectDirectory) {
        return new Check(
                id == null ? "" : id,
                Command.of(
                                directory == null ? projectDirectory : directory.toPath(),
                                Command.shell(command == null ? "" : command))
                        .withEnvironment(EmptyElements.asText(environment))
                        .withLimit(TimeLimit.inPom(Duration.ofSeconds(timeout), "<timeout> of the check")),
                continueOnFailure,
                Optional.ofNullable(junit).map(File::toPath));
    }

    /**
     * Whether there is anything to run.
     *
     * @return false when the command is missing
     */
    public boolean hasCommand() {
        return command != null && !command.isBlank();
    }

    @Override
    public String toString() {
        return "check " + (id == null ? "without id" : id);
    }
}
