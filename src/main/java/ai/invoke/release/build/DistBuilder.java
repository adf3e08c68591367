package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
            TreeSnapshot sources =
                    TreeSnapshot.of(request.sources().root(), request.sources().files());
            InputRecord now = inputs(request, sources);
            String why = why(request, now, record);
            if (why.isEmpty()) {
                List<BuiltFile> kept = list(request.dist());
                return new Result(kept, false, "the inputs have not changed");
            }
            console.info("building " + request.sources().files().size() + " source files with " + request.python()
                    + ": " + why);
            Path temporary = Files.createTempDirectory("invokeai-dist-");
            try {
                List<Path> made = make(request, sources, temporary);
                List<BuiltFile> files = place(request, made);
                String same = remember(record, now, files, complainAboutChanges(request, sources));
                return new Result(files, true, why + same);
            } finally {
                Folders.delete(temporary);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("build-dist: " + e).next("free some space or make the folder writable, then run again"),
                    e);
        }
    }

    private static String remember(Path record, InputRecord now, List<BuiltFile> files, boolean moved)
            throws IOException {
        Optional<InputRecord> before = InputRecord.read(record);
        SortedMap<String, String> outputs = outputs(files);
        if (moved) {
            // Nobody can tell whether the build saw a file before or after it changed.
            Files.deleteIfExists(record);
        } else {
            new InputRecord(now.settings(), now.sources(), outputs).write(record);
        }
        boolean equal = before.isPresent() && before.get().outputs().equals(outputs);
        return equal ? "; the result has the same bytes as before" : "";
    }

    private static InputRecord inputs(Request request, TreeSnapshot sources) throws IOException {
        TreeMap<String, String> settings = new TreeMap<>();
        Python python = request.python();
        settings.put("Python", python.implementation() + " " + python.version() + " " + python.machine());
        settings.put("build", request.buildVersion());
        settings.put("SOURCE_DATE_EPOCH", Long.toString(request.epoch()));
        settings.put("isolation", Boolean.toString(request.isolation()));
        settings.put("normalizeSdist", Boolean.toString(request.normalizeSdist()));
        settings.put("project", request.sources().project());
        request.gitState().ifPresent(state -> settings.put("git", state));
        if (request.constraints().isPresent()) {
            settings.put("constraints", Sha256.of(request.constraints().get()));
        }
        request.configSettings().forEach((name, value) -> settings.put("config setting " + name, value));
        // Values of variables can be secret; only their digest is written down.
        request.environment().forEach((name, value) -> settings.put("variable " + name, Sha256.of(value)));
        for (Path file : AdditionalDists.files(request.additional())) {
            settings.put("additional " + file.getFileName(), Sha256.of(file));
        }
        return new InputRecord(settings, sources.files(), new TreeMap<>());
    }

    private String why(Request request, InputRecord now, Path record) throws IOException {
        if (request.rebuild()) {
            return "a rebuild was asked for";
        }
        Optional<InputRecord> before = InputRecord.read(record);
        if (before.isEmpty()) {
            return "nothing was built here yet";
        }
        Optional<String> changes = before.get().changes(now);
        if (changes.isPresent()) {
            return "changed since the last build: " + changes.get();
        }
        SortedMap<String, String> there = outputs(list(request.dist()));
        if (!there.equals(before.get().outputs())) {
            return "changed in " + request.dist().getFileName() + " since it was built: "
                    + TreeSnapshot.some(new TreeSnapshot(there)
                            .changed(new TreeSnapshot(before.get().outputs())));
        }
        return request.verifyReproducible() ? "it is to be verified that the build is reproducible" : "";
    }

    private List<Path> make(Request request, TreeSnapshot sources, Path temporary) throws IOException {
        BuildTool tool = request.tool().get();
        PypaBuild build = new PypaBuild(
                runner,
                tool,
                new PypaBuild.Options(
                        request.epoch(),
                        request.isolation(),
                        request.constraints(),
                        request.configSettings(),
                        request.environment(),
                        request.timeout()),
                console);
        console.detail("build " + tool.version() + " of " + tool.python() + ", SOURCE_DATE_EPOCH " + request.epoch()
                + " (" + Instant.ofEpochSecond(request.epoch()) + ")");
        List<Path> made = once(request, sources, build, tool, temporary.resolve("one"), request.log(), Map.of());
        if (request.verifyReproducible()) {
            // Elsewhere: another folder, a path of another length, another time zone, another order of hashing.
            Path second = request.log().resolveSibling("build-dist-again.log");
            List<Path> again = once(
                    request,
                    sources,
                    build,
                    tool,
                    temporary.resolve("somewhere-else").resolve("two"),
                    second,
                    Map.of("TZ", "Pacific/Kiritimati", "PYTHONHASHSEED", "4711"));
            compare(made, again);
        }
        return made;
    }

    private List<Path> once(
            Request request,
            TreeSnapshot sources,
            PypaBuild build,
            BuildTool tool,
            Path folder,
            Path log,
            Map<String, String> variables)
            throws IOException {
        Path copy = folder.resolve("src");
        sources.copy(request.sources().root(), copy, Instant.ofEpochSecond(request.epoch()));
        if (request.sources().repository().isPresent()) {
            request.sources().repository().get().into(copy);
        }
        Path work = Files.createDirectories(folder.resolve("work"));
        Map<String, String> pip = request.pip().environment(runner, tool.python(), work);
        List<Path> made = build.run(request.sources().projectIn(copy), work, log, pip, variables);
        List<Path> finished = request.normalizeSdist() ? normalized(made, folder, request.epoch()) : made;
        check(request, finished);
        complainAboutCopy(request, sources, copy);
        return finished;
    }

    private static List<Path> normalized(List<Path> made, Path folder, long epoch) throws IOException {
        Path normal = Files.createDirectories(folder.resolve("normal"));
        List<Path> files = new ArrayList<>();
        for (Path file : made) {
            if (isSdist(file)) {
                Path target = normal.resolve(String.valueOf(file.getFileName()));
                SdistNormalizer.normalize(file, target, epoch);
                files.add(target);
            } else {
                files.add(file);
            }
        }
        return files;
    }

    private static boolean isSdist(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".tar.gz");
    }

    private static boolean isWheel(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".whl");
    }

    private static void check(Request request, List<Path> made) throws IOException {
        if (made.stream().filter(DistBuilder::isSdist).count() != 1
                || made.stream().noneMatch(DistBuilder::isWheel)) {
            throw new ProjectException(Problem.of("the build did not make one sdist and a wheel but "
                            + made.stream()
                                    .map(file -> String.valueOf(file.getFileName()))
                                    .toList())
                    .next("look at " + request.log()));
        }
        if (request.proof().isPresent()) {
            Path file = request.sources().root().resolve(request.proof().get());
            if (!WheelContent.anyHolds(
                    made.stream().filter(DistBuilder::isWheel).toList(), file)) {
                throw new ProjectException(
                        Problem.of("the frontend was built but is not in the wheel: no file of it is "
                                        + request.proof().get())
                                .next(
                                        "name it as package data in pyproject.toml (setuptools: [tool.setuptools.package-data]), or"
                                                + " say that it is not meant to be there: -Dinvokeai.frontendInWheel=false"));
            }
        }
    }

    private void complainAboutCopy(Request request, TreeSnapshot sources, Path copy) {
        SortedSet<String> changed =
                TreeSnapshot.of(copy, sources.files().keySet()).changed(sources);
        changed.removeIf(file -> sources.files().getOrDefault(file, "").startsWith("->"));
        changed.retainAll(request.sources().tracked());
        if (!changed.isEmpty()) {
            console.warn(Problem.of("the backend changed " + TreeSnapshot.some(changed)
                            + " in its copy of the sources; your files are as they were")
                    .next("what is in the release is not what is in git: look at what the backend does there"));
        }
    }

    private boolean complainAboutChanges(Request request, TreeSnapshot before) {
        SortedSet<String> changed = TreeSnapshot.of(
                        request.sources().root(), request.sources().files())
                .changed(before);
        if (!changed.isEmpty()) {
            console.warn(Problem.of(TreeSnapshot.some(changed) + " changed while the build ran")
                    .next("if nobody edited it, the backend did: git diff"));
        }
        List<String> leftOut = request.sources().leftOut();
        if (!leftOut.isEmpty()) {
            console.warn(Problem.of("ignored by git and therefore not in the release: " + TreeSnapshot.some(leftOut))
                    .next("if a build step makes them and the package needs them, name them: <generatedSources>"));
        }
        return !changed.isEmpty();
    }

    private static void compare(List<Path> made, List<Path> again) throws IOException {
        List<String> lines = new ArrayList<>();
        TreeMap<String, Path> second = new TreeMap<>();
        again.forEach(file -> second.put(String.valueOf(file.getFileName()), file));
        for (Path file : made) {
            String name = String.valueOf(file.getFileName());
            Path other = second.remove(name);
            if (other == null) {
                lines.add(name + " was only made by the first build");
            } else if (!Sha256.of(file).equals(Sha256.of(other))) {
                lines.add(name + ":");
                ArchiveDiff.between(file, other).stream().limit(20).forEach(line -> lines.add("  " + line));
            }
        }
        second.keySet().forEach(name -> lines.add(name + " was only made by the second build"));
        if (!lines.isEmpty()) {
            String separator = System.lineSeparator() + "     ";
            throw new ProjectException(
                    Problem.of("the build is not reproducible; two builds of the same sources differ:" + separator
                                    + String.join(separator, lines))
                            .next("take what varies (times, folders, random names) out of the build, or build without"
                                    + " -Dinvokeai.verifyReproducible"));
        }
    }

    /** Swaps the new files in as a whole; after a kill in between they do not fit the record, which means a rebuild. */
    private List<BuiltFile> place(Request request, List<Path> made) throws IOException {
        requireOwn(request.dist());
        Path fresh = request.dist().resolveSibling(request.dist().getFileName() + ".new");
        Folders.delete(fresh);
        Files.createDirectories(fresh);
        for (Path file : made) {
            Files.copy(file, fresh.resolve(String.valueOf(file.getFileName())));
        }
        for (Path file : AdditionalDists.fitting(request.additional(), made)) {
            Path target = fresh.resolve(String.valueOf(file.getFileName()));
            if (!Files.exists(target)) {
                Files.copy(file, target);
            }
        }
        try (Stream<Path> files = Files.list(fresh)) {
            for (Path file : files.toList()) {
                TreeSnapshot.mode(file, "rw-r--r--");
            }
        }
        Folders.delete(request.dist());
        Files.move(fresh, request.dist(), StandardCopyOption.ATOMIC_MOVE);
        return list(request.dist());
    }

    /** The folder is replaced as a whole, so nothing of the user's may lie in it. */
    private static void requireOwn(Path dist) throws IOException {
        if (!Files.isDirectory(dist)) {
            return;
        }
        try (Stream<Path> found = Files.list(dist)) {
            List<String> foreign = found.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(".whl") && !name.endsWith(".tar.gz"))
                    .sorted()
                    .toList();
            if (!foreign.isEmpty()) {
                throw new ProjectException(Problem.of(
                                "the folder for the distributions holds files that no build made: "
                                        + String.join(", ", foreign.subList(0, Math.min(5, foreign.size()))))
                        .at(Location.of(dist.toString()))
                        .next("move them away, or use another -Dinvokeai.releaseDirectory"));
            }
        }
    }

    private static List<BuiltFile> list(Path dist) throws IOException {
        if (!Files.isDirectory(dist)) {
            return List.of();
        }
        List<BuiltFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(dist)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new BuiltFile(file, Files.size(file), Sha256.of(file)));
            }
        }
        return List.copyOf(files);
    }

    private static SortedMap<String, String> outputs(List<BuiltFile> files) {
        TreeMap<String, String> outputs = new TreeMap<>();
        files.forEach(file -> outputs.put(String.valueOf(file.path().getFileName()), file.sha256()));
        return outputs;
    }
}
