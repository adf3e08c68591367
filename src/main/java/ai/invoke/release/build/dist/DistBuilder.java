package ai.invoke.release.build.dist;

import ai.invoke.release.build.BuildFolder;
import ai.invoke.release.build.InputRecord;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.BuildTool;
import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.UserFiles;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * Makes the sdist and the wheels of a release, or keeps those that were made from the same inputs.
 *
 * <p>The build runs on a copy of the sources in a temporary folder, not in the work tree: backends write {@code build/} and
 * {@code *.egg-info} beside the sources and read what an earlier version left there, and whatever they change, they change
 * in the copy. A build that fails or is killed leaves the files of the last one in place.
 */
public final class DistBuilder {

    private static final String RECORD = "build-dist.json";

    private final ProcessRunner runner;
    private final Console console;

    /**
     * A builder.
     *
     * @param runner starts Python
     * @param console hears what happens
     */
    public DistBuilder(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * What to build and how.
     *
     * @param sources the files that the build gets to see
     * @param work the folder of the release; {@code state/} in it remembers the inputs
     * @param dist where the files go; holds nothing else afterwards
     * @param log gets everything that the backend prints
     * @param python the interpreter
     * @param buildVersion the version of pypa/build that {@code tool} will have
     * @param tool provides pypa/build; asked only when there is something to build
     * @param pip where pip may look
     * @param epoch {@code SOURCE_DATE_EPOCH}, seconds since 1970
     * @param isolation whether the backend gets an environment of its own
     * @param constraints pins for what pip installs there
     * @param configSettings for the backend
     * @param environment variables for the build
     * @param timeout for one build
     * @param normalizeSdist whether sdists are written again so that equal content gives equal bytes
     * @param verifyReproducible whether to build twice and compare
     * @param additional folders with files of the same release that were built elsewhere
     * @param proof a file of the sources that some wheel must hold, whatever its path there
     * @param installed what {@code build-system.requires} asks for and which version of it is used, when isolation is off
     * @param gitState what a version taken from git depends on; empty when the backend does not ask git
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            SourceTree sources,
            Path work,
            Path dist,
            Path log,
            Python python,
            String buildVersion,
            Supplier<BuildTool> tool,
            PipSources pip,
            long epoch,
            boolean isolation,
            Optional<Path> constraints,
            Map<String, String> configSettings,
            Map<String, String> environment,
            Duration timeout,
            boolean normalizeSdist,
            boolean verifyReproducible,
            List<Path> additional,
            Optional<String> proof,
            SortedMap<String, String> installed,
            Optional<String> gitState,
            boolean rebuild) {}

    /**
     * What there is now.
     *
     * @param files the files in {@code dist}, sorted by name
     * @param rebuilt whether they were made in this run
     * @param why why they were made, or why not
     */
    public record Result(List<BuiltFile> files, boolean rebuilt, String why) {}

    /**
     * A file of the release.
     *
     * @param path where it is
     * @param size in bytes
     * @param sha256 lower-case hex
     */
    public record BuiltFile(Path path, long size, String sha256) {}

    /**
     * Builds, unless the last build had the same inputs and its files are still there.
     *
     * @param request what and how
     * @return the files
     * @throws ProjectException when the backend fails, or the result is not what was asked for
     * @throws EnvironmentException when something around the build fails
     */
    public Result build(Request request) {
        try {
            Path record = request.work().resolve("state").resolve(RECORD);
            DistFolder dist = new DistFolder(request.dist());
            TreeSnapshot sources = request.sources().snapshot();
            UserFiles userFiles = UserFiles.of(runner.environment());
            DistInputs inputs = new DistInputs(
                    request,
                    sources,
                    BuildVariables.inputs(runner),
                    userFiles.digests(request.sources().files()));
            InputRecord now = inputs.record();
            Optional<InputRecord> before = InputRecord.read(record);
            String why = inputs.why(now, before, dist);
            if (why.isEmpty()) {
                return new Result(dist.files(), false, "the inputs have not changed");
            }
            dist.requireOwn();
            AdditionalDists.requireWhole(request.additional());
            console.info("building " + request.sources().files().size() + " source files with " + request.python()
                    + ": " + why);
            SortedSet<String> hidden = BuildVariables.ofPython(runner.environment());
            hidden.removeAll(runner.passed().keySet());
            BuildVariables.tell(
                    hidden,
                    request.environment().keySet(),
                    "what the build needs belongs into the POM: <environment>; constraints for pip: -Dinvokeai.constraints",
                    console);
            userFiles.tell(console);
            try (BuildFolder folder = BuildFolder.open(
                    Path.of(System.getProperty("java.io.tmpdir")), inputs.digest(), request.timeout(), console)) {
                List<Path> made = make(request, sources, folder.path());
                List<Path> joined = AdditionalDists.joined(made, request.additional(), console::info);
                requireFrontend(request, joined);
                List<BuiltFile> files = dist.replace(joined);
                boolean moved = complainAboutChanges(request, sources);
                complainAboutIgnored(request);
                return new Result(files, true, why + remember(record, before, now, files, moved));
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("build-dist: " + e).next("free some space or make the folder writable, then run again"),
                    e);
        }
    }

    private static String remember(
            Path record, Optional<InputRecord> before, InputRecord now, List<BuiltFile> files, boolean moved)
            throws IOException {
        SortedMap<String, String> outputs = DistFolder.digests(files);
        if (moved) {
            // Nobody can tell whether the build saw a file before or after it changed.
            Files.deleteIfExists(record);
        } else {
            new InputRecord(now.settings(), now.sources(), outputs).write(record);
        }
        boolean equal = before.isPresent() && before.get().outputs().equals(outputs);
        return equal ? "; the result has the same bytes as before" : "";
    }

    private List<Path> make(Request request, TreeSnapshot sources, Path folder) throws IOException {
        BuildTool tool = request.tool().get();
        console.detail("build " + tool.version() + " of " + tool.python() + ", SOURCE_DATE_EPOCH " + request.epoch()
                + " (" + Instant.ofEpochSecond(request.epoch()) + ")");
        CleanBuild build = new CleanBuild(runner, console, request, sources, tool);
        List<Path> made = build.in(folder.resolve("one"), request.log(), Map.of());
        if (request.verifyReproducible()) {
            // Elsewhere: another folder, a path of another length, another time zone, another order of hashing.
            Path elsewhere = folder.resolve("somewhere-else").resolve("two");
            List<Path> again = build.in(
                    elsewhere,
                    request.log().resolveSibling("build-dist-again.log"),
                    Map.of("TZ", "Pacific/Kiritimati", "PYTHONHASHSEED", "4711"));
            Reproducibility.require(made, again, elsewhere);
            console.info("reproducible: a second build elsewhere gave the same bytes");
        }
        return made;
    }

    /** Every wheel, also those of other machines: whoever gets the one without it gets an application without a face. */
    private static void requireFrontend(Request request, List<Path> files) throws IOException {
        if (request.proof().isEmpty()) {
            return;
        }
        Path file = request.sources().root().resolve(request.proof().get());
        List<Problem> problems = new ArrayList<>();
        for (Path wheel : files) {
            if (String.valueOf(wheel.getFileName()).endsWith(".whl") && !WheelContent.holds(wheel, file)) {
                problems.add(Problem.of("the frontend was built but is not in " + wheel.getFileName()
                                + ": no file of it is " + request.proof().get())
                        .next(
                                "name it as package data in pyproject.toml (setuptools: [tool.setuptools.package-data]); a wheel"
                                        + " of another machine needs the same frontend; or say that it is not meant to be there:"
                                        + " -Dinvokeai.frontendInWheel=false"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private boolean complainAboutChanges(Request request, TreeSnapshot before) {
        SortedSet<String> changed = request.sources().snapshot().changed(before);
        if (!changed.isEmpty()) {
            console.warn(Problem.of(TreeSnapshot.some(changed) + " changed while the build ran")
                    .next("if nobody edited it, the backend did: git diff"));
        }
        return !changed.isEmpty();
    }

    private void complainAboutIgnored(Request request) {
        List<String> leftOut = request.sources().leftOut();
        if (!leftOut.isEmpty()) {
            console.warn(Problem.of(
                            "ignored by git and therefore not among the package's files: " + TreeSnapshot.some(leftOut))
                    .next("if a build step makes them and the package needs them, name them: <generatedSources>"));
        }
    }
}
