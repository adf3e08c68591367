package ai.invoke.release.mojo;

import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.make.RunChecks;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.maven.PythonToolchain;
import ai.invoke.release.mojo.configuration.CheckConfiguration;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks that a release has to pass, at the same time, and tells of all that failed: those under {@code <checks>}
 * and, where the project has them configured, ruff, pytest and the frontend's prettier, eslint, dpdm, tsc, knip, vitest.
 *
 * @since 1.0.0
 */
@Mojo(name = "run-checks", defaultPhase = LifecyclePhase.TEST, threadSafe = true)
public final class RunChecksMojo extends AbstractProcessMojo {

    /**
     * The checks: {@code id}, {@code command}, and where needed {@code directory}, {@code environment}, {@code timeout} in
     * seconds, {@code continueOnFailure}, {@code junit}. One with the id of a default check replaces it.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<CheckConfiguration> checks = List.of();

    /**
     * Whether the tools that the project has configured are run without being named under {@code checks}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.defaultChecks", defaultValue = "true")
    private boolean defaultChecks;

    /**
     * Whether a default check fails, rather than warns, when its tool is not installed. By default it does in CI, and does not
     * elsewhere.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.failOnMissingTools")
    private @Nullable Boolean failOnMissingTools;

    /**
     * How many checks may run at the same time; 0 for the number of processors, or of {@code mvn -T} when that is more.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.checkThreads", defaultValue = "0")
    private int checkThreads;

    /**
     * How many seconds a default check may run.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.checkTimeout", defaultValue = "1800")
    private int checkTimeout;

    /**
     * The folder with the frontend's {@code package.json}; by default the one in the project that git tracks and that has a
     * script {@code build}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.frontendDirectory")
    private @Nullable File frontendDirectory;

    /**
     * Says that nothing in the project is its frontend, whatever has a {@code package.json}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.skipFrontend", defaultValue = "false")
    private boolean skipFrontend;

    /**
     * The Python whose ruff and pytest are used. By default those of a {@code python} toolchain, of the active virtual
     * environment, of the project's {@code .venv} or {@code venv}, of the PATH.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /**
     * Where tools are kept that the project names with their version and that are not installed here. By default a folder in the
     * user's cache; it may be deleted at any time.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.toolCache")
    private @Nullable File toolCache;

    /**
     * Skips the checks, as {@code -DskipTests} and {@code invokeai.run-checks.skip} do.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.skipChecks", defaultValue = "${skipTests}")
    private boolean skipChecks;

    /**
     * Runs the checks also when they have passed on the same commit, with the same tools, before.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rebuild", defaultValue = "false")
    private boolean rebuild;

    /** For Maven. */
    public RunChecksMojo() {}

    @Override
    protected void run(Console console) {
        if (skipChecks) {
            runSwitchedOff(console, "invokeai.skipChecks or skipTests");
        } else {
            new RunChecks(processes(console), console).run(request());
        }
    }

    @Override
    protected void runSwitchedOff(Console console, String property) {
        super.runSwitchedOff(console, property);
        new RunChecks(processes(console), console).skip(request(), "switched off");
    }

    private RunChecks.Request request() {
        Path project = projectDirectory();
        List<Problem> empty = checks.stream()
                .filter(check -> !check.hasCommand())
                .map(check -> Problem.of(check + " has no command").next("give it a <command>"))
                .toList();
        if (!empty.isEmpty()) {
            throw new ProjectException(empty);
        }
        return new RunChecks.Request(
                new Workspace(
                        project,
                        new ReleaseDirectory(releaseDirectory()),
                        List.of(Path.of(project().getBuild().getDirectory())),
                        List.of(),
                        rebuild),
                checks.stream().map(check -> check.toCheck(project)).toList(),
                new RunChecks.Defaults(
                        defaultChecks,
                        new FrontendPlace(
                                !skipFrontend,
                                Optional.ofNullable(frontendDirectory).map(File::toPath),
                                List.of()),
                        Optional.ofNullable(python).or(() -> PythonToolchain.executable(session())),
                        new ToolSource(
                                session().isOffline(),
                                Optional.ofNullable(toolCache).map(File::toPath)),
                        Duration.ofSeconds(checkTimeout),
                        Optional.ofNullable(failOnMissingTools).orElseGet(() -> CiEnvironment.runsIn(System.getenv()))),
                threads());
    }

    private int threads() {
        int ofMaven = session().getRequest().getDegreeOfConcurrency();
        return checkThreads > 0
                ? checkThreads
                : Math.max(ofMaven, Runtime.getRuntime().availableProcessors());
    }
}
