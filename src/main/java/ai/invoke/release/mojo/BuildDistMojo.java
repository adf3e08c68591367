package ai.invoke.release.mojo;

import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.make.BuildDist;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.maven.AttachedFiles;
import ai.invoke.release.maven.PythonToolchain;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Builds the sdist and the wheel with the project's own PEP 517 backend, from a clean copy of the sources and so that the
 * same sources give the same bytes anywhere. Keeps the files of the last build while the commit is the same.
 *
 * @since 1.0.0
 */
@Mojo(name = "build-dist", defaultPhase = LifecyclePhase.PREPARE_PACKAGE, threadSafe = true)
public final class BuildDistMojo extends AbstractProcessMojo {

    /**
     * The Python interpreter: a path, a name on the PATH, or on Windows {@code py -3.12}. By default the one of a {@code
     * python} toolchain, else the first on the PATH that runs and that the project's {@code requires-python} allows.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /**
     * How many seconds a candidate for the Python interpreter may take to answer before it is skipped.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pythonTimeout", defaultValue = "10")
    private int pythonTimeout;

    /**
     * A pip requirements file with the digest of each file ({@code --hash}): what is installed into a private environment,
     * once for each user, when the interpreter has no {@code build}. By default build 1.6.1 and what it needs.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.buildTool")
    private @Nullable File buildTool;

    /**
     * Where such environments are kept. By default {@code invokeai-release/tools} in the user's cache folder.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.toolCache")
    private @Nullable File toolCache;

    /**
     * Whether the backend gets a fresh environment with what {@code build-system.requires} asks for. Without isolation the
     * interpreter must have all that already.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.isolation", defaultValue = "true")
    private boolean isolation;

    /**
     * A pip constraints file that pins what goes into the isolated environment; by default {@code build-constraints.txt} of
     * the project, when there is one. With digests ({@code --hash}) nothing else gets in.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.constraints")
    private @Nullable File constraints;

    /**
     * A folder of wheels; when given it is the only place where pip looks, so that no network is needed.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.wheelhouse")
    private @Nullable File wheelhouse;

    /**
     * Settings for the backend (PEP 517 {@code config_settings}).
     *
     * @since 1.0.0
     */
    @Parameter
    private Map<String, @Nullable String> configSettings = Map.of();

    /**
     * More environment variables for the build.
     *
     * @since 1.0.0
     */
    @Parameter
    private Map<String, @Nullable String> environment = Map.of();

    /**
     * How many seconds the build may take.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.buildTimeout", defaultValue = "1800")
    private int buildTimeout;

    /**
     * The time of all files: ISO 8601 or seconds since 1970. By default the time of the commit.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.outputTimestamp", defaultValue = "${project.build.outputTimestamp}")
    private @Nullable String outputTimestamp;

    /**
     * Whether the sdist is written again so that equal content gives equal bytes; wheels are never changed.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.normalizeSdist", defaultValue = "true")
    private boolean normalizeSdist;

    /**
     * Builds a second time in another folder and fails, naming the members, when the bytes differ.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.verifyReproducible", defaultValue = "false")
    private boolean verifyReproducible;

    /**
     * Folders with wheels of the same version that were built elsewhere, for instance by the jobs of a CI matrix.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<@Nullable File> additionalDist = List.of();

    /**
     * Paths, or globs with {@code *} or {@code ?}, relative to the project, of files that git ignores and that go in the
     * sdist all the same. The frontend's output needs no mention.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<@Nullable String> generatedSources = List.of();

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
     * What the frontend's build makes, relative to its folder. By default what the bundler's configuration says.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.requiredOutputs")
    private List<@Nullable String> requiredOutputs = List.of();

    /**
     * Whether the wheel must hold the frontend when the project has one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.frontendInWheel", defaultValue = "true")
    private boolean frontendInWheel;

    /**
     * Builds although nothing has changed.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rebuild", defaultValue = "false")
    private boolean rebuild;

    /**
     * Attaches wheels as type {@code whl} and the sdist as {@code tar.gz} with the classifier {@code sdist}, so that other modules can
     * depend on them.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.attach", defaultValue = "false")
    private boolean attach;

    private final MavenProjectHelper helper;

    /**
     * For Maven.
     *
     * @param helper Maven's own
     */
    @Inject
    public BuildDistMojo(MavenProjectHelper helper) {
        this.helper = helper;
    }

    @Override
    protected void run(Console console) {
        BuildDist.Result result = new BuildDist(processes(console), console)
                .run(new BuildDist.Request(
                        new Workspace(
                                projectDirectory(),
                                new ReleaseDirectory(releaseDirectory()),
                                List.of(Path.of(project().getBuild().getDirectory())),
                                EmptyElements.refused("generatedSources", generatedSources),
                                rebuild),
                        new PythonOptions(
                                Optional.ofNullable(python).or(() -> PythonToolchain.executable(session())),
                                Duration.ofSeconds(pythonTimeout),
                                path(buildTool).map(PinnedBuild::read).orElseGet(PinnedBuild::shipped),
                                path(toolCache)),
                        new BackendOptions(
                                isolation,
                                path(constraints),
                                new PipSources(session().isOffline(), path(wheelhouse)),
                                EmptyElements.asText(configSettings),
                                EmptyElements.asText(environment),
                                Duration.ofSeconds(buildTimeout)),
                        new DistOptions(
                                normalizeSdist,
                                verifyReproducible,
                                EmptyElements.refused("additionalDist", additionalDist).stream()
                                        .map(File::toPath)
                                        .toList(),
                                BuildDist.version(versionRequest(false), console)),
                        Optional.ofNullable(outputTimestamp),
                        new FrontendPlace(
                                !skipFrontend,
                                path(frontendDirectory),
                                EmptyElements.refused("requiredOutputs", requiredOutputs)),
                        frontendInWheel));
        if (attach) {
            new AttachedFiles(helper, project())
                    .distributions(result.files().stream()
                            .map(DistBuilder.BuiltFile::path)
                            .toList());
        }
    }

    private static Optional<Path> path(@Nullable File file) {
        return Optional.ofNullable(file).map(File::toPath);
    }
}
