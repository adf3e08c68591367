package ai.invoke.release.build.checks;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PrivateEnvironments;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.build.python.PythonNeeds;
import ai.invoke.release.build.python.PythonTools;
import ai.invoke.release.build.python.ToolEnvironment;
import ai.invoke.release.build.python.ToolPin;
import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tools at the version that the project names, where this machine has another one or none: each in a private environment that
 * is made once for all projects of the user.
 */
final class SuppliedTools {

    private static final Duration PROBE = Duration.ofSeconds(20);

    private final ProcessRunner runner;
    private final Path project;
    private final ProjectFiles files;
    private final Optional<String> named;
    private final ToolSource source;
    private final Console console;
    private final Path logs;
    private final PrivateEnvironments environments;
    private final Map<String, ToolPin> wanted = new LinkedHashMap<>();
    private final Map<String, Path> made = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private Optional<Python> python = Optional.empty();
    private String noPython = "";

    /**
     * For one project.
     *
     * @param runner starts Python
     * @param project its folder
     * @param logs gets a file for each tool that says what was installed
     * @param named the interpreter that the user named
     * @param source where tools come from and are kept
     * @param console is told when one is installed
     */
    SuppliedTools(
            ProcessRunner runner, Path project, Path logs, Optional<String> named, ToolSource source, Console console) {
        this.runner = runner;
        this.project = project;
        this.files = new ProjectFiles(project);
        this.logs = logs;
        this.named = named;
        this.source = source;
        this.console = console;
        this.environments = new PrivateEnvironments(
                runner, source.cache().orElseGet(() -> ToolEnvironment.cacheFolder(runner.environment())), console);
    }

    /**
     * How a tool will be started; it is installed by {@link #provide}.
     *
     * @param module of the tool
     * @param pin its version
     * @return its command, for {@link #provided}; why there is none, when there is no Python
     */
    PythonTools.Found find(String module, PinnedTool pin) {
        ToolPin tool = new ToolPin(module, pin.name(), pin.version(), ProjectLocks.of(files, pin));
        Optional<Path> interpreter = python().map(maker -> environments.standIn(maker, tool));
        interpreter.ifPresent(path -> wanted.put(path.toString(), tool));
        return new PythonTools.Found(
                interpreter.map(path -> List.of(path.toString(), "-m", module)).orElseGet(() -> List.of(pin.name())),
                interpreter.isPresent()
                        ? Optional.empty()
                        : Optional.of(pin.source() + " asks for " + tool.label() + ", and " + noPython),
                Optional.of(pin.version()));
    }

    /**
     * The interpreter that makes environments: the one that the user named, else the first on the PATH that fits.
     *
     * @return empty when there is none
     */
    Optional<Python> python() {
        if (python.isEmpty() && noPython.isEmpty()) {
            PythonNeeds needs = new PythonNeeds(PyProject.read(project), true);
            try {
                python = Optional.of(new PythonLocator(runner, project, TimeLimit.usual(PROBE), console)
                        .locate(named, needs::unfitToRun));
            } catch (ReleaseException e) {
                // Only the checks that need one do not run.
                noPython = e.problems().get(0).what();
            }
        }
        return python;
    }

    /** Installs what was found and is not there yet. What cannot be installed is told, and only the checks that need it wait. */
    void provide() {
        wanted.forEach((standIn, tool) -> {
            try {
                PrivateEnvironments.Provided provided = environments.provide(
                        python().orElseThrow(), tool, new PipSources(source.offline(), Optional.empty()));
                made.put(standIn, provided.interpreter());
                Path file = logs.resolve(tool.name() + ".lock.txt");
                AtomicFile.write(file, provided.requirements().getBytes(StandardCharsets.UTF_8));
                console.info("  " + tool.label() + " is installed with the digests in " + file + ", "
                        + tool.locked()
                                .map(lock -> "which are those of " + lock.source())
                                .orElse("which are those that pip found at first use"));
            } catch (EnvironmentException e) {
                Problem problem = e.problems().get(0);
                refused.put(
                        standIn,
                        problem.what().lines().findFirst().orElse("")
                                + problem.next().map(next -> ": " + next).orElse(""));
                e.problems().forEach(each -> console.detail(each.toString()));
            }
        });
    }

    /**
     * A check as it can be run after {@link #provide}.
     *
     * @param check any check
     * @return with the tool that was installed for it, or that this could not be done; else the same
     */
    Check provided(Check check) {
        String program = check.command().arguments().get(0);
        if (refused.containsKey(program)) {
            return check.unavailable(refused.get(program));
        }
        return made.containsKey(program) ? check.startedBy(made.get(program)) : check;
    }

    /**
     * Whether all that was asked for was installed; what was not may be another time.
     *
     * @return false when something was not
     */
    boolean complete() {
        return refused.isEmpty();
    }
}
