package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.make.SmokeTest;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.maven.PythonToolchain;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.mojo.configuration.SmokeCommandConfiguration;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Does what a user does: unpacks each installer in a temporary folder, installs its wheel, and each other wheel of {@code dist/}
 * that fits this machine, into a fresh virtual environment, and starts what it brings. Removes all of it; the logs stay in {@code
 * logs/smoke-test/}.
 *
 * @since 1.0.0
 */
@Mojo(name = "smoke-test", defaultPhase = LifecyclePhase.INTEGRATION_TEST, threadSafe = true)
public final class SmokeTestMojo extends AbstractProcessMojo {

    /**
     * Skips this goal, as {@code invokeai.smoke-test.skip} does.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.skip", defaultValue = "false")
    private boolean skipSmokeTest;

    /**
     * The Python interpreter: a path, or a name on the PATH. By default the one of a {@code python} toolchain, else the first
     * on the PATH that runs and can make virtual environments.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /**
     * Several interpreters in place of one: paths, names on the PATH or versions such as {@code 3.12}. One that is not here is
     * named and left out.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.pythons")
    private List<@Nullable String> pythons = List.of();

    /**
     * Builds and installs the sdist, too, with a build backend from where pip is configured to look.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.sdist", defaultValue = "false")
    private boolean sdist;

    /**
     * Extras of the package to install with it and with all that it requires.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.extras")
    private List<@Nullable String> extras = List.of();

    /**
     * Installs everything that the wheel requires, from where pip is configured to look; offline only local folders.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.withDependencies", defaultValue = "false")
    private boolean withDependencies;

    /**
     * Also runs the installer's own {@code install.sh}, or {@code install.bat} on Windows.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.installScript", defaultValue = "false")
    private boolean installScript;

    /**
     * What the script is given; {@code {root}} is an empty folder and {@code {wheel}} the bundled wheel.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<@Nullable String> installScriptArguments = new ArrayList<>(SmokeOptions.INSTALL_ARGUMENTS);

    /**
     * Commands that must work in the new environment.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<SmokeCommandConfiguration> smokeCommands = List.of();

    /**
     * More environment variables for the commands and the script.
     *
     * @since 1.0.0
     */
    @Parameter
    private Map<String, @Nullable String> smokeEnvironment = Map.of();

    /**
     * How many seconds each step of the installation may take.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.smokeTest.timeout", defaultValue = "600")
    private int smokeTimeout;

    /**
     * Tries everything also when the very same ones have passed before.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rebuild", defaultValue = "false")
    private boolean rebuild;

    /** For Maven. */
    public SmokeTestMojo() {}

    @Override
    protected void run(Console console) {
        if (skipSmokeTest) {
            runSwitchedOff(console, "invokeai.smokeTest.skip");
            return;
        }
        PyVersion version =
                new CheckVersion(Console.silent()).run(versionRequest(false)).version();
        Duration limit = limit();
        SmokeTest test = new SmokeTest(processes(console), console);
        List<String> named = EmptyElements.refused("pythons", pythons);
        SmokeTest.Pythons interpreters = test.pythons(
                named.isEmpty()
                        ? Optional.ofNullable(python).or(() -> PythonToolchain.executable(session())).stream()
                                .toList()
                        : named,
                projectDirectory());
        List<String> wanted = EmptyElements.refused("extras", extras);
        SmokeOptions.Packages resolved =
                session().isOffline() ? SmokeOptions.Packages.LOCAL : SmokeOptions.Packages.CONFIGURED;
        test.run(new SmokeTest.Request(
                new Workspace(
                        projectDirectory(),
                        new ReleaseDirectory(releaseDirectory()),
                        List.of(Path.of(project().getBuild().getDirectory())),
                        List.of(),
                        rebuild),
                Path.of(System.getProperty("java.io.tmpdir")),
                interpreters,
                sdist,
                new SmokeOptions(
                        interpreters.found().get(0).executable(),
                        withDependencies || !wanted.isEmpty() ? resolved : SmokeOptions.Packages.NONE,
                        installScript ? Optional.of(EmptyElements.asText(installScriptArguments)) : Optional.empty(),
                        smokeCommands.stream()
                                .map(SmokeCommandConfiguration::toCommand)
                                .toList(),
                        EmptyElements.asText(smokeEnvironment),
                        limit,
                        version,
                        wanted,
                        session().isOffline())));
    }

    @Override
    protected void runSwitchedOff(Console console, String property) {
        super.runSwitchedOff(console, property);
        SmokeTest.skip(new ReleaseDirectory(releaseDirectory()), "switched off");
    }

    private Duration limit() {
        if (smokeTimeout <= 0) {
            throw new ProjectException(Problem.of("invokeai.smokeTest.timeout is " + smokeTimeout)
                    .next("give a number of seconds above 0, or leave it out for 600"));
        }
        return Duration.ofSeconds(smokeTimeout);
    }
}
