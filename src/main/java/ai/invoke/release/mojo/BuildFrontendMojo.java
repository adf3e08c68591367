package ai.invoke.release.mojo;

import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.make.BuildFrontend;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Installs and builds the web frontend with the package manager and the lock file that the project has. Does nothing when
 * the project has no frontend, or while the commit and the tools are those of the last build.
 *
 * @since 1.0.0
 */
@Mojo(name = "build-frontend", defaultPhase = LifecyclePhase.COMPILE, threadSafe = true)
public final class BuildFrontendMojo extends AbstractProcessMojo {

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
     * A shell command to install the dependencies, instead of the package manager's own with a frozen lock file.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.installCommand")
    private @Nullable String installCommand;

    /**
     * A shell command to build, for instance {@code pnpm vite build}, instead of the script {@code build}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.buildCommand")
    private @Nullable String buildCommand;

    /**
     * Files that the build must make, relative to the frontend; with a slash at the end a folder. By default what the bundler's
     * configuration says, else {@code dist/index.html}. They may lie in the Python package: {@code ../pkg/static/index.html}.
     * Their topmost folders are emptied before a build, unless something in them is a source: git tracks it or does not
     * ignore it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.requiredOutputs")
    private List<@Nullable String> requiredOutputs = List.of();

    /**
     * More environment variables, for instance {@code NODE_OPTIONS}. {@code CI} is {@code true} unless set here. {@code
     * NODE_ENV}, {@code VITE_…} and the like are only taken from here and never from the shell: they decide what is built.
     *
     * @since 1.0.0
     */
    @Parameter
    private Map<String, @Nullable String> environment = Map.of();

    /**
     * Whether {@code .env} files that git does not track may take part in the build. By default they are refused: what they
     * say gets into the published bundle, and nobody else can build the same.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.localEnvironment", defaultValue = "false")
    private boolean localEnvironment;

    /**
     * Paths, or globs with {@code *} or {@code ?}, relative to the project, of files that git ignores and that the build reads,
     * for instance types that an earlier step generates. When one changes, the frontend is built again.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<@Nullable String> generatedSources = List.of();

    /**
     * How many seconds the installation and the build may take, each.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.frontendTimeout", defaultValue = "1800")
    private int frontendTimeout;

    /**
     * Whether {@code run-checks} runs what the project has configured. Where the script {@code build} is a chain of linters that
     * run there anyway, and a bundler, only the bundler runs here.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.defaultChecks", defaultValue = "true")
    private boolean defaultChecks;

    /**
     * Whether {@code run-checks} is skipped; then the script {@code build} runs as it stands.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.skipChecks", defaultValue = "${skipTests}")
    private boolean skipChecks;

    /**
     * Builds although nothing has changed.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rebuild", defaultValue = "false")
    private boolean rebuild;

    /** For Maven. */
    public BuildFrontendMojo() {}

    @Override
    protected void run(Console console) {
        new BuildFrontend(processes(console), console)
                .run(new BuildFrontend.Request(
                        new Workspace(
                                projectDirectory(),
                                new ReleaseDirectory(releaseDirectory()),
                                List.of(Path.of(project().getBuild().getDirectory())),
                                EmptyElements.refused("generatedSources", generatedSources),
                                rebuild),
                        new FrontendPlace(
                                !skipFrontend,
                                Optional.ofNullable(frontendDirectory).map(File::toPath),
                                EmptyElements.refused("requiredOutputs", requiredOutputs)),
                        new FrontendOptions(
                                Optional.ofNullable(installCommand),
                                Optional.ofNullable(buildCommand),
                                EmptyElements.asText(environment),
                                localEnvironment,
                                session().isOffline(),
                                Duration.ofSeconds(frontendTimeout),
                                defaultChecks && !skipChecks && !isSwitchedOff("run-checks"))));
    }
}
