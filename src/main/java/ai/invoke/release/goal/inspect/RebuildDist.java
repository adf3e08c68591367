package ai.invoke.release.goal.inspect;

import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.console.Console;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.goal.make.BuildDist;
import ai.invoke.release.goal.make.BuildFrontend;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the frontend, where there is one, and the distributions of a clone, as {@code mvn verify} would. */
public final class RebuildDist implements RebuildAudit.Builder {

    /**
     * How to build.
     *
     * @param python which interpreter builds
     * @param isolation whether the backend gets an environment of its own
     * @param pip where pip may look
     * @param normalizeSdist whether sdists are written again, as {@code build-dist} does by default
     * @param timeout for each build
     * @param frontend which frontend, with a folder relative to the project
     * @param version how tag and version are found, as when it was built: of several tags at the commit the backend sees one
     */
    public record Options(
            PythonOptions python,
            boolean isolation,
            PipSources pip,
            boolean normalizeSdist,
            Duration timeout,
            FrontendPlace frontend,
            CheckVersion.Request version) {}

    private final ProcessRunner runner;
    private final Console console;
    private final Options options;

    /**
     * A builder.
     *
     * @param runner starts the children
     * @param console where to tell the user
     * @param options how to build
     */
    public RebuildDist(ProcessRunner runner, Console console, Options options) {
        this.runner = runner;
        this.console = console;
        this.options = options;
    }

    @Override
    public List<Path> build(Path clone, Path output, Optional<Path> constraints) {
        Workspace workspace = new Workspace(clone, new ReleaseDirectory(output), List.of(), List.of(), true);
        boolean frontend =
                options.frontend().find(clone, WorkTree.of(clone)).folder().isPresent();
        if (frontend) {
            new BuildFrontend(runner, console)
                    .run(new BuildFrontend.Request(
                            workspace,
                            options.frontend(),
                            new FrontendOptions(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Map.of(),
                                    false,
                                    options.pip().offline(),
                                    options.timeout())));
        }
        return new BuildDist(runner, console)
                        .run(new BuildDist.Request(
                                workspace,
                                options.python(),
                                new BackendOptions(
                                        options.isolation(),
                                        constraints,
                                        options.pip(),
                                        Map.of(),
                                        Map.of(),
                                        options.timeout()),
                                new DistOptions(
                                        options.normalizeSdist(),
                                        false,
                                        List.of(),
                                        BuildDist.version(options.version().of(clone), console)),
                                Optional.empty(),
                                options.frontend(),
                                frontend))
                        .files()
                        .stream()
                        .map(DistBuilder.BuiltFile::path)
                        .toList();
    }
}
