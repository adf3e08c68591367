package ai.invoke.release.mojo;

import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.VerifyDist;
import ai.invoke.release.maven.StandardOutput;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.File;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the wheels and the sdist with every rule that PyPI, pip and good taste impose, offline, and shows everything at
 * once. Works without a POM on any folder: {@code mvn ai.invoke.release:invokeai-release-maven-plugin:verify-dist
 * -Dinvokeai.dist=dist/}.
 *
 * @since 1.0.0
 */
@Mojo(name = "verify-dist", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true, requiresProject = false)
public final class VerifyDistMojo extends AbstractProcessMojo {

    /**
     * The folder with the files, or one file. By default {@code dist} in the release's folder, as build-dist leaves it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.dist")
    private @Nullable File dist;

    /**
     * The folder that gets {@code findings.json} and {@code findings.sarif}. By default the release's folder; with {@code
     * dist} given, nothing is written unless this is given, too.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.findingsDirectory")
    private @Nullable File findingsDirectory;

    /**
     * Paths that every wheel must hold. By default what the build of the project's frontend makes in a Python package, for
     * instance {@code invokeai/frontend/web/dist/index.html}.
     *
     * @since 1.0.0
     */
    @Parameter
    private @Nullable List<String> requiredInWheel;

    /**
     * The folder with the frontend's {@code package.json}, as for {@code build-frontend}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.frontendDirectory")
    private @Nullable File frontendDirectory;

    /**
     * Says that nothing in the project is its frontend, as for {@code build-frontend}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.skipFrontend", defaultValue = "false")
    private boolean skipFrontend;

    /**
     * Files that the frontend's build must make, as for {@code build-frontend}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.requiredOutputs")
    private List<@Nullable String> requiredOutputs = List.of();

    /**
     * Whether the frontend must be in the wheel, as for {@code build-dist}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.frontendInWheel", defaultValue = "true")
    private boolean frontendInWheel;

    /**
     * Patterns of paths that no wheel may hold, with {@code *} within a folder and {@code **} across folders. By default
     * secrets such as {@code .env}, {@code .pypirc} and private keys, {@code node_modules}, {@code .git}, and, as a
     * warning, {@code tests} at the top.
     *
     * @since 1.0.0
     */
    @Parameter
    private @Nullable List<String> forbiddenInWheel;

    /**
     * Ids of rules that do not count; what they find is still listed. What PyPI refuses cannot be ignored.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<String> ignoreRules = List.of();

    /**
     * Rules with another severity than their own: {@code <CT-05>error</CT-05>}; error, warning or note.
     *
     * @since 1.0.0
     */
    @Parameter
    private Map<String, String> ruleSeverities = Map.of();

    /**
     * Whether a warning stops the release as well.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.warningsAsErrors", defaultValue = "false")
    private boolean warningsAsErrors;

    /**
     * Whether the files go to PyPI or TestPyPI. For another index, rules that only PyPI enforces may be ignored.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypiTarget", defaultValue = "true")
    private boolean pypiTarget;

    /**
     * The Python interpreter that renders reStructuredText, with readme_renderer or docutils installed. By default every
     * {@code python3} on the PATH is tried; without any, a note says that the description was not checked.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /** For Maven. */
    public VerifyDistMojo() {}

    @Override
    protected void run(Console console) {
        ReleaseDirectory release = new ReleaseDirectory(releaseDirectory());
        boolean own = dist == null;
        Optional<Path> findings = Optional.ofNullable(findingsDirectory)
                .map(folder -> folder.toPath().toAbsolutePath().normalize());
        new VerifyDist(console, processes(console), StandardOutput.forCi())
                .run(new VerifyDist.Request(
                        dist == null
                                ? release.dist()
                                : dist.toPath().toAbsolutePath().normalize(),
                        own ? Optional.of(release) : Optional.empty(),
                        findings.or(() -> own ? Optional.of(release.root()) : Optional.empty()),
                        own ? Optional.of(projectDirectory()) : Optional.empty(),
                        versionRequest(false),
                        new VerifyDist.WheelPaths(
                                Optional.ofNullable(requiredInWheel),
                                Optional.ofNullable(forbiddenInWheel),
                                Optional.of(new FrontendPlace(
                                                !skipFrontend,
                                                Optional.ofNullable(frontendDirectory)
                                                        .map(File::toPath),
                                                EmptyElements.refused("requiredOutputs", requiredOutputs)))
                                        .filter(place -> frontendInWheel)),
                        new VerifyDist.Severities(ignoreRules, ruleSeverities, warningsAsErrors, pypiTarget),
                        Optional.ofNullable(python),
                        LocalDate.now(ZoneOffset.UTC)));
    }
}
