package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.ProgramPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Installs what a web frontend needs and builds it in its place, unless nothing has changed since the last time. */
public final class FrontendBuilder {

    private static final String RECORD = "build-frontend.json";
    private static final int TAIL = 25;

    private final ProcessRunner runner;
    private final Console console;

    /**
     * A builder.
     *
     * @param runner starts the package manager
     * @param console hears what happens
     */
    public FrontendBuilder(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * What to build and how.
     *
     * @param folder the frontend, with {@code package.json}
     * @param sources all files of the project; those under {@code folder} are the inputs
     * @param work the folder of the release; {@code state/} in it remembers the inputs
     * @param log gets everything that is printed
     * @param installCommand a shell command instead of the package manager's own installation
     * @param buildCommand a shell command instead of the script {@code build}
     * @param requiredOutputs files that there must be afterwards, relative to the folder
     * @param environment variables for both commands
     * @param localEnvironment whether files such as {@code .env.local} that git does not know may take part
     * @param offline whether the package manager should take from its cache what it can
     * @param timeout for each command
     * @param probeTimeout for finding the package manager, which may have to be downloaded
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            Path folder,
            SourceTree sources,
            Path work,
            Path log,
            Optional<String> installCommand,
            Optional<String> buildCommand,
            List<String> requiredOutputs,
            Map<String, String> environment,
            boolean localEnvironment,
            boolean offline,
            Duration timeout,
            Duration probeTimeout,
            boolean rebuild) {}

    /**
     * What happened.
     *
     * @param built whether it was built in this run
     * @param why why it was built, or why not
     * @param outputs the files of all required outputs' folders
     */
    public record Result(boolean built, String why, int outputs) {}

    /**
     * Builds, unless the last build had the same inputs and its files are still there.
     *
     * @param request what and how
     * @return what happened
     * @throws ProjectException when a command fails or an output is missing
     * @throws EnvironmentException when Node.js or the package manager is missing
     */
    public Result build(Request request) {
        PackageManager manager = PackageManager.of(request.folder());
        PackageManagerLocator locator =
                new PackageManagerLocator(runner, request.folder(), request.probeTimeout(), console);
        try {
            Path record = request.work().resolve("state").resolve(RECORD);
            SortedSet<String> files = sources(request, manager);
            files.addAll(localEnvironment(request, files));
            TreeSnapshot before = TreeSnapshot.of(request.sources().root(), files);
            InputRecord now = new InputRecord(
                    settings(request, manager, locator, runner.environment()), before.files(), new TreeMap<>());
            String why = why(request, now, record);
            if (why.isEmpty()) {
                return new Result(
                        false, "the inputs have not changed", outputs(request).size());
            }
            readable(request, manager);
            PackageManagerLocator.Found tool = locator.find(manager);
            console.info("building " + request.folder() + " with "
                    + manager.kind().program() + " " + tool.version() + ", Node.js " + tool.node() + ": " + why);
            warn(request, manager);
            forgetOutputs(request);
            run(request, "install", install(request, manager, tool), request.log());
            run(
                    request,
                    "build",
                    command(request.buildCommand(), tool, List.of("run", "build")),
                    request.log().resolveSibling("build-frontend-build.log"));
            SortedSet<String> after = sources(request, manager);
            after.addAll(localEnvironment(request, after));
            SortedSet<String> changed =
                    TreeSnapshot.of(request.sources().root(), after).changed(before);
            boolean tracked = complain(request, changed);
            SortedMap<String, String> made = outputs(request);
            missing(request);
            if (tracked || !changed.isEmpty()) {
                // What was read is not what is there now; the next run has to look again.
                Files.deleteIfExists(record);
            } else {
                new InputRecord(now.settings(), now.sources(), made).write(record);
            }
            return new Result(true, why, made.size());
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("build-frontend: " + e)
                            .next("free some space or make the folder writable, then run again"),
                    e);
        }
    }

    private static void readable(Request request, PackageManager manager) {
        if (request.installCommand().isEmpty() && manager.foreignLock().isPresent()) {
            throw new ProjectException(Problem.of("the frontend has no lock file but "
                            + manager.foreignLock().get() + ", which none of pnpm, yarn and npm reads")
                    .next("commit a lock file of one of them, or say how to install and build:"
                            + " -Dinvokeai.installCommand=\"bun install --frozen-lockfile\""
                            + " -Dinvokeai.buildCommand=\"bun run build\""));
        }
    }

    private static String prefix(Request request) throws IOException {
        String relative = request.sources()
                .root()
                .relativize(request.folder().toRealPath())
                .toString()
                .replace(File.separatorChar, '/');
        return relative.isEmpty() ? "" : relative + "/";
    }

    /** In a workspace the frontend may import its neighbours; the lock file lies at the top of all. */
    private static String inputs(Request request, PackageManager manager, String prefix) throws IOException {
        Optional<Path> lock = manager.lockFile();
        Path top = lock.isPresent() ? lock.get().toRealPath().getParent() : null;
        Path root = request.sources().root();
        if (top == null
                || !top.startsWith(root)
                || !request.folder().toRealPath().startsWith(top)) {
            return prefix;
        }
        String relative = root.relativize(top).toString().replace(File.separatorChar, '/');
        return relative.isEmpty() ? "" : relative + "/";
    }

    private static SortedSet<String> sources(Request request, PackageManager manager) throws IOException {
        String prefix = prefix(request);
        Set<String> outputs = new LinkedHashSet<>();
        request.requiredOutputs().forEach(output -> outputs.add(prefix + FrontendLocator.top(output)));
        SortedSet<String> files = new TreeSet<>(request.sources().files());
        String inputs = inputs(request, manager, prefix);
        files.removeIf(file -> !file.startsWith(inputs)
                || outputs.stream().anyMatch(output -> file.equals(output) || file.startsWith(output + "/")));
        return files;
    }

    /**
     * Files that Vite and others read beside {@code package.json} and whose values they write into the bundle. Those that git
     * knows, or may come to know, are sources; the others lie on this machine only, and often hold secrets.
     */
    private static SortedSet<String> localEnvironment(Request request, SortedSet<String> sources) throws IOException {
        String prefix = prefix(request);
        NavigableSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(request.folder())) {
            files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.equals(".env") || name.startsWith(".env."))
                    .map(name -> prefix + name)
                    .filter(file -> !sources.contains(file))
                    .forEach(found::add);
        }
        if (!found.isEmpty() && !request.localEnvironment()) {
            throw new ProjectException(found.stream()
                    .map(file -> Problem.of("git ignores " + file
                                    + ", and the frontend's build would write what it says" + " into the release")
                            .next("move it away or commit it; if it is meant to be in the release:"
                                    + " -Dinvokeai.localEnvironment"))
                    .toList());
        }
        return found;
    }

    private void warn(Request request, PackageManager manager) {
        BuildVariables.tell(
                BuildVariables.ofFrontend(runner.environment()),
                request.environment().keySet(),
                console);
        if (manager.lockFile().isEmpty() && request.installCommand().isEmpty()) {
            console.warn(Problem.of("the frontend has no lock file, so that what is built depends on the day: "
                            + request.folder())
                    .next("commit the lock file that " + manager.kind().program() + " install writes"));
        }
    }

    private static SortedMap<String, String> settings(
            Request request, PackageManager manager, PackageManagerLocator locator, Map<String, String> shell)
            throws IOException {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("Node.js", locator.node());
        settings.put("package manager", locator.expected(manager));
        settings.put("install command", request.installCommand().orElse("default"));
        settings.put("build command", request.buildCommand().orElse("default"));
        settings.put("required outputs", String.join(" ", request.requiredOutputs()));
        if (manager.lockFile().isPresent()) {
            settings.put("lock file", Sha256.of(manager.lockFile().get()));
        }
        settings.putAll(BuildVariables.compilers(shell));
        request.environment()
                .forEach((name, value) -> settings.put("variable " + name, InputRecord.DIGEST + Sha256.of(value)));
        return settings;
    }

    private static String why(Request request, InputRecord now, Path record) throws IOException {
        if (request.rebuild()) {
            return "a rebuild was asked for";
        }
        Optional<InputRecord> before = InputRecord.read(record);
        if (before.isEmpty()) {
            return "it was not built here yet";
        }
        Optional<String> changes = before.get().changes(now);
        if (changes.isPresent()) {
            return "changed since the last build: " + changes.get();
        }
        SortedMap<String, String> there = outputs(request);
        return there.equals(before.get().outputs())
                ? ""
                : "changed since it was built: "
                        + TreeSnapshot.some(new TreeSnapshot(there)
                                .changed(new TreeSnapshot(before.get().outputs())));
    }

    private static SortedMap<String, String> outputs(Request request) throws IOException {
        TreeSet<String> files = new TreeSet<>();
        for (String output : request.requiredOutputs()) {
            Path top = request.folder().resolve(FrontendLocator.top(output));
            if (Files.exists(top)) {
                try (Stream<Path> all = Files.walk(top)) {
                    all.filter(Files::isRegularFile)
                            .forEach(file -> files.add(
                                    request.folder().relativize(file).toString().replace(File.separatorChar, '/')));
                }
            }
        }
        return new TreeMap<>(TreeSnapshot.of(request.folder(), files).files());
    }

    /** Output of an older build that the new one does not write would end up in the wheel. */
    private static void forgetOutputs(Request request) throws IOException {
        String prefix = prefix(request);
        for (String output : request.requiredOutputs()) {
            String top = FrontendLocator.top(output);
            // Only what git ignores is an output; a folder with sources in it, new ones too, is never emptied.
            boolean sources = request.sources().files().stream()
                    .anyMatch(file -> file.equals(prefix + top) || file.startsWith(prefix + top + "/"));
            if (!sources && !top.equals("..") && !top.isEmpty()) {
                Folders.delete(request.folder().resolve(top));
            }
        }
    }

    private static List<String> install(Request request, PackageManager manager, PackageManagerLocator.Found tool) {
        boolean locked = manager.lockFile().isPresent();
        List<String> arguments = new ArrayList<>();
        switch (manager.kind()) {
            case PNPM -> {
                arguments.add("install");
                if (locked) {
                    arguments.add("--frozen-lockfile");
                }
                if (request.offline()) {
                    arguments.add("--prefer-offline");
                }
            }
            case NPM -> {
                arguments.add(locked ? "ci" : "install");
                arguments.addAll(List.of("--no-audit", "--no-fund"));
                if (request.offline()) {
                    arguments.add("--prefer-offline");
                }
            }
            case YARN -> {
                arguments.add("install");
                boolean classic = tool.version().startsWith("1.");
                if (locked) {
                    arguments.add(classic ? "--frozen-lockfile" : "--immutable");
                }
                if (request.offline() && classic) {
                    arguments.add("--prefer-offline");
                }
            }
        }
        return command(request.installCommand(), tool, arguments);
    }

    private static List<String> command(
            Optional<String> own, PackageManagerLocator.Found tool, List<String> arguments) {
        if (own.isPresent()) {
            // A command may well begin with the package manager that is not on the PATH.
            return tool.npxPackage()
                    .map(name -> List.of("npx", "--yes", "--package", name, "-c", own.get()))
                    .orElseGet(() -> shell(own.get()));
        }
        List<String> all = new ArrayList<>(tool.command());
        all.addAll(arguments);
        return all;
    }

    static List<String> shell(String command) {
        return ProgramPath.isWindows() ? List.of("cmd.exe", "/d", "/s", "/c", command) : List.of("sh", "-c", command);
    }

    private void run(Request request, String what, List<String> arguments, Path log) {
        Command command = Command.of(request.folder(), arguments)
                .without(PythonEnvironment.uploads(runner.environment()))
                .without(BuildVariables.ofFrontend(runner.environment()))
                .withEnvironment(PackageManagerLocator.variables())
                .withEnvironment("CI", "true")
                .withEnvironment(request.environment())
                .withTimeout(request.timeout())
                .withLog(log);
        List<String> printed = new ArrayList<>();
        Outcome outcome = runner.run(command, line -> {
            if (printed.size() < 5000) {
                printed.add(line);
            }
            console.info("  " + line);
        });
        if (outcome.succeeded()) {
            return;
        }
        String how;
        String next = "";
        if (outcome instanceof Outcome.Exited exited) {
            how = "failed with exit code " + exited.code();
        } else if (outcome instanceof Outcome.TimedOut timedOut) {
            how = "took longer than " + timedOut.limit().toSeconds() + " s and was killed";
            next = "if it needs more time: -Dinvokeai.frontendTimeout="
                    + 2 * timedOut.limit().toSeconds() + "; ";
        } else {
            how = "could not be started: " + ((Outcome.NotStarted) outcome).reason();
        }
        throw new ProjectException(Problem.of("the frontend's " + what + ", " + command.display() + " in "
                        + request.folder() + ", " + how + KnownFailures.tail(outcome.tail(), TAIL))
                .next(next
                        + KnownFailures.hint(printed).map(hint -> hint + "; ").orElse("") + "all it printed: " + log));
    }

    private boolean complain(Request request, SortedSet<String> changed) {
        SortedSet<String> others = new TreeSet<>(changed);
        others.removeAll(request.sources().tracked());
        if (!others.isEmpty()) {
            console.warn(Problem.of(TreeSnapshot.some(others)
                            + " changed while the frontend was built, so the next run builds it again")
                    .next("if nobody edited it, let git ignore what the build writes"));
        }
        SortedSet<String> tracked = new TreeSet<>(changed);
        tracked.retainAll(request.sources().tracked());
        if (!tracked.isEmpty()) {
            console.warn(Problem.of("the frontend's build changed " + TreeSnapshot.some(tracked))
                    .next("git diff, then commit the change or keep the build from making it"));
        }
        return !tracked.isEmpty();
    }

    private static void missing(Request request) {
        List<Problem> problems = new ArrayList<>();
        for (String output : request.requiredOutputs()) {
            if (!Files.exists(request.folder().resolve(output))) {
                problems.add(Problem.of("the frontend's build succeeded but did not make "
                                + request.folder().resolve(output))
                        .next("mend the build, or say what it makes: -Dinvokeai.requiredOutputs=dist/index.html"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }
}
