package ai.invoke.release.build.dist;

import ai.invoke.release.build.BuildFolder;
import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.BuildTool;
import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.build.python.Constraints;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the sdist and the wheels of a release, or keeps those that were made from the same inputs.
 *
 * <p>The build runs on a copy of the sources in a temporary folder, not in the work tree: backends write {@code build/} and
 * {@code *.egg-info} beside the sources and read what an earlier version left there, and whatever they change, they change
 * in the copy. A build that fails or is killed leaves the files of the last one in place.
 */
public final class DistBuilder {

    private final ProcessRunner runner;
    private final Console console;

    /**
     * Creates a builder.
     *
     * @param runner starts Python
     * @param console is told what happens
     */
    public DistBuilder(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * What to build and how.
     *
     * @param sources the files that the build gets to see
     * @param places where the results go
     * @param tools what it runs on
     * @param backend how the backend is run
     * @param options what is asked of the files
     * @param epoch {@code SOURCE_DATE_EPOCH}, seconds since 1970
     * @param proofs files of the sources that every wheel must hold, whatever their paths there
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            SourceTree sources,
            DistPlaces places,
            Toolchain tools,
            BackendOptions backend,
            DistOptions options,
            long epoch,
            List<Proof> proofs,
            boolean rebuild) {

        /** Takes an unmodifiable copy. */
        public Request {
            proofs = List.copyOf(proofs);
        }
    }

    /**
     * A file whose content every wheel must hold.
     *
     * @param file relative to the root of the sources
     * @param what why it should be there, for a message that goes on with "is not in"
     * @param next what to do when it is not
     */
    public record Proof(String file, String what, String next) {}

    /**
     * What there is now.
     *
     * @param files the files in {@code dist}, sorted by name
     * @param rebuilt whether they were made in this run
     * @param why why they were made, or why not
     * @param requirements what the backend consisted of, when they were made in this run
     */
    public record Result(List<BuiltFile> files, boolean rebuilt, String why, List<BuildRequirement> requirements) {

        /** Takes an unmodifiable copy. */
        public Result {
            requirements = List.copyOf(requirements);
        }
    }

    /**
     * A file of the release.
     *
     * @param path where it is
     * @param size in bytes
     * @param sha256 lower-case hex
     */
    public record BuiltFile(Path path, long size, String sha256) {}

    /**
     * Builds, unless the last build had the same key and its files are still there.
     *
     * @param request what and how
     * @return the files
     * @throws ProjectException when the backend fails, or the result is not what was asked for
     * @throws EnvironmentException when something around the build fails
     */
    public Result build(Request request) {
        try {
            DistFolder dist = new DistFolder(request.places().dist());
            BuildKey settings = settings(request);
            LastRun last =
                    new LastRun(request.places().work(), "build-dist", request.sources(), key(request, settings));
            Optional<String> why = last.why(request.rebuild(), DistFolder.digests(dist.files()));
            if (why.isEmpty() && !request.options().verifyReproducible()) {
                return new Result(dist.files(), false, LastRun.UNCHANGED, List.of());
            }
            dist.requireOwn();
            AdditionalDists.requireWhole(request.options().additional());
            String reason = why.orElse("it is to be verified that the build is reproducible");
            console.info("building " + request.sources().files().size() + " source files with "
                    + request.tools().python() + ": " + reason);
            BuildVariables.tell(
                    runner,
                    BuildVariables.ofPython(runner.environment()),
                    request.backend().environment().keySet(),
                    "the build, which has to give the same bytes anywhere",
                    "what the build needs goes in the POM: <environment>; constraints for pip: -Dinvokeai.constraints",
                    console);
            TreeSnapshot sources = request.sources().snapshot();
            String place = Sha256.of(settings.settings() + "\n" + sources.files());
            try (BuildFolder folder = BuildFolder.open(
                    Path.of(System.getProperty("java.io.tmpdir")),
                    place,
                    TimeLimit.of(request.backend().timeout(), "invokeai.buildTimeout"),
                    console)) {
                List<Path> made = make(request, sources, folder.path());
                List<Path> joined =
                        AdditionalDists.joined(made, request.options().additional(), console::info);
                if (request.options().version().isPresent()) {
                    new BuiltVersions(request.options().version().get(), console).require(joined);
                }
                requireProofs(request, joined);
                String how = new Requirements(request, console)
                        .tell(folder.path().resolve("one").resolve("work"));
                List<BuiltFile> files = dist.replace(joined);
                boolean moved = complainAboutChanges(request, sources);
                complainAboutIgnored(request);
                return new Result(
                        files, true, reason + how + remember(last, files, moved), requirements(request, folder.path()));
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("build-dist: " + e).next("free some space or make the folder writable, then run again"),
                    e);
        }
    }

    private static List<BuildRequirement> requirements(Request request, Path folder) throws IOException {
        List<BuildRequirement> isolated =
                PypaBuild.requirements(folder.resolve("one").resolve("work"));
        return isolated.isEmpty()
                ? request.tools().installed().entrySet().stream()
                        .map(entry -> new BuildRequirement(entry.getKey(), entry.getValue(), Optional.empty()))
                        .toList()
                : isolated;
    }

    private static String remember(LastRun last, List<BuiltFile> files, boolean moved) {
        SortedMap<String, String> outputs = DistFolder.digests(files);
        boolean equal = last.outputs().equals(outputs);
        if (moved) {
            // Nobody can tell whether the build saw a file before or after it changed.
            last.forget();
        } else {
            last.remember(outputs);
        }
        return equal ? "; the result has the same bytes as before" : "";
    }

    /** What the bytes depend on besides the sources: the same on each machine that builds the same with the same tools. */
    private static BuildKey settings(Request request) throws IOException {
        Python python = request.tools().python();
        BackendOptions backend = request.backend();
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("Python", python.implementation() + " " + python.version() + " " + python.platform());
        settings.put("build", request.tools().buildVersion());
        settings.put("SOURCE_DATE_EPOCH", Long.toString(request.epoch()));
        settings.put("isolation", Boolean.toString(backend.isolation()));
        settings.put("normalizeSdist", Boolean.toString(request.options().normalizeSdist()));
        settings.put("project", request.sources().project());
        if (backend.constraints().isPresent()) {
            settings.put("constraints", Constraints.digest(backend.constraints().get()));
        }
        if (backend.isolation() && backend.pip().wheelhouse().isPresent()) {
            settings.put("wheelhouse", wheels(backend.pip().wheelhouse().get()));
        }
        request.tools().installed().forEach((name, version) -> settings.put("installed " + name, version));
        backend.configSettings().forEach((name, value) -> settings.put("config setting " + name, value));
        return new BuildKey(settings, new TreeMap<>()).withVariables(backend.environment());
    }

    private static String wheels(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            SortedMap<String, String> digests = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                digests.put(String.valueOf(file.getFileName()), Sha256.of(file));
            }
            return digests.size() + " files " + Sha256.of(digests.toString());
        }
    }

    /**
     * With what may differ between two machines that make the same: CI sets PKG_CONFIG_PATH, and a shallow clone has no tags.
     * The place, which compilers write down, must not depend on that.
     */
    private BuildKey key(Request request, BuildKey settings) throws IOException {
        BuildKey key = request.sources()
                .key()
                .with(settings.settings())
                .withVariables(BuildVariables.inputs(runner))
                .with(
                        "must be in the wheel",
                        request.proofs().stream().map(Proof::file).collect(Collectors.joining(" ")))
                .with(
                        "version",
                        request.options().version().map(DistBuilder::released).orElse("not known"));
        for (Path file : AdditionalDists.files(request.options().additional())) {
            key = key.with("additional " + file.getFileName(), Sha256.of(file));
        }
        return key;
    }

    private static String released(ReleasedVersion version) {
        return version.version().normalized()
                + version.tag().map(tag -> " of the tag " + tag).orElse("");
    }

    private List<Path> make(Request request, TreeSnapshot sources, Path folder) throws IOException {
        BuildTool tool = request.tools().build().get();
        console.detail("build " + tool.version() + " of " + tool.python() + ", SOURCE_DATE_EPOCH " + request.epoch()
                + " (" + Instant.ofEpochSecond(request.epoch()) + ")");
        CleanBuild build = new CleanBuild(runner, console, request, sources, tool);
        List<Path> made = build.in(folder.resolve("one"), request.places().log(), Map.of());
        if (request.options().verifyReproducible()) {
            // Elsewhere: another folder, a path of another length, another time zone, another order of hashing.
            Path elsewhere = folder.resolve("somewhere-else").resolve("two");
            List<Path> again = build.in(
                    elsewhere,
                    request.places().log().resolveSibling("build-dist-again.log"),
                    Map.of("TZ", "Pacific/Kiritimati", "PYTHONHASHSEED", "4711"));
            Reproducibility.require(made, again, elsewhere);
            console.info("reproducible: a second build elsewhere gave the same bytes");
        }
        return made;
    }

    /** Every wheel, also those of other machines: whoever gets the one without it gets an application without a face. */
    private static void requireProofs(Request request, List<Path> files) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (Proof proof : request.proofs()) {
            Path file = request.sources().root().resolve(proof.file());
            for (Path wheel : files) {
                if (String.valueOf(wheel.getFileName()).endsWith(".whl") && !WheelContent.holds(wheel, file)) {
                    problems.add(Problem.of(proof.what() + " is not in " + wheel.getFileName() + ": no file of it is "
                                    + proof.file())
                            .next(proof.next()));
                }
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
