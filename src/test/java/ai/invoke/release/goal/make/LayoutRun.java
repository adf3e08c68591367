package ai.invoke.release.goal.make;

import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.frontend.FrontendOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.goal.plan.VerifyDist;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.testing.Heard;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code mvn verify} does to a project without any configuration but the tag's prefix, goal after goal. */
final class LayoutRun {

    private final Path project;
    private final String tagPrefix;
    private final Path python;
    private final boolean isolation;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private final Heard heard = new Heard();

    /**
     * Prepares a run.
     *
     * @param project the folder with {@code pyproject.toml}
     * @param tagPrefix what stands before the version in its tags
     * @param python the interpreter
     * @param isolation whether the backend comes from pip, or is there
     */
    LayoutRun(Path project, String tagPrefix, Path python, boolean isolation) {
        this.project = project;
        this.tagPrefix = tagPrefix;
        this.python = python;
        this.isolation = isolation;
        // pip's patience with an index that is not there.
        environment.put("PIP_RETRIES", "0");
    }

    Heard heard() {
        return heard;
    }

    private CheckVersion.Request version() {
        return new CheckVersion.Request(
                project, Optional.empty(), tagPrefix, Optional.empty(), Optional.empty(), Map.of(), false);
    }

    private Workspace workspace() {
        return new Workspace(project, release(), List.of(project.resolve("target")), List.of(), false);
    }

    ReleaseDirectory release() {
        return new ReleaseDirectory(project.resolve("target/release"));
    }

    CheckVersion.Result checkVersion() {
        return new CheckVersion(heard).run(version());
    }

    BuildFrontend.Result buildFrontend() {
        return new BuildFrontend(environment, heard)
                .run(new BuildFrontend.Request(
                        workspace(),
                        new FrontendPlace(Optional.empty(), List.of()),
                        new FrontendOptions(
                                Optional.empty(), Optional.empty(), Map.of(), false, false, Duration.ofMinutes(3))));
    }

    List<Path> buildDist() {
        return new BuildDist(environment, heard)
                        .run(new BuildDist.Request(
                                workspace(),
                                new PythonOptions(
                                        Optional.of(python.toString()),
                                        Duration.ofSeconds(20),
                                        PinnedBuild.shipped(),
                                        Optional.of(PreparedPython.TOOLS)),
                                new BackendOptions(
                                        isolation,
                                        Optional.empty(),
                                        new PipSources(false, Optional.empty()),
                                        Map.of(),
                                        Map.of(),
                                        Duration.ofMinutes(5)),
                                new DistOptions(true, false, List.of(), BuildDist.version(version(), heard)),
                                Optional.empty(),
                                new FrontendPlace(Optional.empty(), List.of()),
                                true))
                        .files()
                        .stream()
                        .map(DistBuilder.BuiltFile::path)
                        .toList();
    }

    void verifyDist() {
        new VerifyDist(heard, new ProcessRunner(environment), System.out)
                .run(new VerifyDist.Request(
                        release().dist(),
                        Optional.of(release()),
                        Optional.of(release().root()),
                        Optional.of(project),
                        version(),
                        new VerifyDist.WheelPaths(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new FrontendPlace(Optional.empty(), List.of()))),
                        new VerifyDist.Severities(List.of(), Map.of(), false, true),
                        Optional.empty(),
                        LocalDate.of(2026, 11, 1)));
    }

    SmokeTest.Result smokeTest(Path temporary) {
        SmokeTest test = new SmokeTest(environment, heard);
        SmokeTest.Pythons pythons = test.pythons(List.of(python.toString()), project);
        return test.run(new SmokeTest.Request(
                workspace(),
                temporary,
                pythons,
                false,
                SmokeOptions.quick(
                        pythons.found().get(0).executable(),
                        checkVersion().version().normalized())));
    }
}
