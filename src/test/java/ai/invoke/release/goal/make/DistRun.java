package ai.invoke.release.goal.make;

import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.dist.ReleasedVersion;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.testing.Heard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs of {@code build-dist} that differ in a setting or two. */
final class DistRun {

    private final Path project;
    private final Heard heard = new Heard();
    private final Map<String, String> shell = new HashMap<>(System.getenv());
    private Optional<String> python = Optional.of(PreparedPython.executable());
    private boolean isolation;
    private Optional<Path> constraints = Optional.empty();
    private PipSources pip = new PipSources(true, Optional.empty());
    private Path toolCache = PreparedPython.TOOLS;
    private Map<String, String> configSettings = Map.of();
    private Map<String, String> environment = Map.of();
    private Duration timeout = Duration.ofMinutes(5);
    private Optional<String> outputTimestamp = Optional.empty();
    private boolean normalizeSdist = true;
    private boolean verifyReproducible;
    private List<Path> additional = List.of();
    private List<String> generated = List.of();
    private Optional<String> released = Optional.empty();
    private List<String> frontendOutputs = List.of("dist/index.html");

    private DistRun(Path project) {
        this.project = project;
    }

    /** With the prepared interpreter, without isolation. */
    static DistRun of(PythonProject project) {
        return of(project.folder());
    }

    static DistRun of(Path project) {
        return new DistRun(project);
    }

    DistRun python(Path executable) {
        python = Optional.of(executable.toString());
        return this;
    }

    /** The first on the PATH that fits. */
    DistRun anyPython() {
        python = Optional.empty();
        return this;
    }

    DistRun isolated() {
        isolation = true;
        return this;
    }

    DistRun constraints(Path file) {
        constraints = Optional.of(file);
        return this;
    }

    DistRun wheelhouse(Path folder) {
        pip = new PipSources(true, Optional.of(folder));
        return this;
    }

    DistRun toolCache(Path folder) {
        toolCache = folder;
        return this;
    }

    DistRun configSetting(String name, String value) {
        configSettings = Map.of(name, value);
        return this;
    }

    DistRun environment(String name, String value) {
        environment = Map.of(name, value);
        return this;
    }

    /** A variable of the user's shell. */
    DistRun shell(String name, String value) {
        shell.put(name, value);
        return this;
    }

    DistRun timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    DistRun outputTimestamp(String text) {
        outputTimestamp = Optional.of(text);
        return this;
    }

    DistRun normalizeSdist(boolean wanted) {
        normalizeSdist = wanted;
        return this;
    }

    DistRun verifyReproducible(boolean wanted) {
        verifyReproducible = wanted;
        return this;
    }

    DistRun additional(Path... folders) {
        additional = List.of(folders);
        return this;
    }

    DistRun generated(String... names) {
        generated = List.of(names);
        return this;
    }

    DistRun frontendOutputs(String... files) {
        frontendOutputs = List.of(files);
        return this;
    }

    Heard heard() {
        return heard;
    }

    /** As the goal finds it. */
    DistRun released(String ref) {
        released = Optional.of(ref);
        return this;
    }

    DistRun anyVersion() {
        released = Optional.empty();
        return this;
    }

    private Optional<ReleasedVersion> version(Path folder) {
        return released.flatMap(ref -> BuildDist.version(
                new CheckVersion.Request(
                        folder,
                        Optional.of(ref).filter(text -> !text.isEmpty()),
                        "v",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        false),
                heard));
    }

    BuildDist.Result build() {
        return new BuildDist(shell, heard)
                .run(new BuildDist.Request(
                        new Workspace(
                                project,
                                new ReleaseDirectory(project.resolve("target/release")),
                                List.of(project.resolve("target")),
                                generated,
                                false),
                        new PythonOptions(python, Duration.ofMinutes(1), PinnedBuild.shipped(), Optional.of(toolCache)),
                        new BackendOptions(isolation, constraints, pip, configSettings, environment, timeout),
                        new DistOptions(normalizeSdist, verifyReproducible, additional, version(project)),
                        outputTimestamp,
                        new FrontendPlace(Optional.empty(), frontendOutputs),
                        true));
    }
}
