package ai.invoke.release.build.frontend;

import ai.invoke.release.build.GitQuestions;
import ai.invoke.release.build.InputRecord;
import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.build.LastLines;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Installs what a web frontend needs and builds it in its place, unless nothing has changed since the last time. */
public final class FrontendBuilder {

    /** In {@code state/}. */
    static final String RECORD = "build-frontend.json";

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
     * @param sourcesAfter lists them again after the build, which may have made some that git ignores
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
     * @param gitState HEAD and the tags; an input of a build that asks for them
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            Path folder,
            SourceTree sources,
            Supplier<SourceTree> sourcesAfter,
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
            Optional<String> gitState,
            boolean rebuild) {

        /** Takes unmodifiable copies and refuses outputs whose folders must not be emptied. */
        public Request {
            FrontendLocator.requireOutputs(requiredOutputs);
            requiredOutputs = List.copyOf(requiredOutputs);
            environment = Map.copyOf(environment);
        }
    }

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
            FrontendFiles files = new FrontendFiles(request, manager);
            TreeSnapshot before = TreeSnapshot.of(request.sources().root(), files.inputs());
            SortedMap<String, String> settings = settings(request, manager, locator);
            if (asksGit(request, before)) {
                settings.put("git", request.gitState().orElse("none"));
            }
            InputRecord now = new InputRecord(
                    settings,
                    withGenerated(before, request.sources().root(), files.generated(request.sources())),
                    new TreeMap<>());
            String why = why(request, files, now, record);
            if (why.isEmpty()) {
                return new Result(
                        false, "the inputs have not changed", files.outputs().size());
            }
            readable(request, manager);
            PackageManagerLocator.Found tool = locator.find(manager);
            console.info("building " + request.folder() + " with "
                    + manager.kind().program() + " " + tool.version() + ", Node.js " + tool.node() + ": " + why);
            warn(request, manager);
            files.forgetOutputs();
            FrontendCommands commands = new FrontendCommands(request, manager, tool);
            run(request, "install", commands.install(), request.log());
            run(request, "build", commands.build(), request.log().resolveSibling("build-frontend-build.log"));
            SortedSet<String> changed =
                    TreeSnapshot.of(request.sources().root(), files.inputs()).changed(before);
            complain(request, changed);
            SortedMap<String, String> made = files.outputs();
            files.requireOutputs();
            if (!changed.isEmpty()) {
                // What was read is not what is there now; the next run has to look again.
                Files.deleteIfExists(record);
            } else {
                SourceTree after = request.sourcesAfter().get();
                new InputRecord(now.settings(), withGenerated(before, after.root(), files.generated(after)), made)
                        .write(record);
            }
            return new Result(true, why, made.size());
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("build-frontend: " + e)
                            .next("free some space or make the folder writable, then run again"),
                    e);
        }
    }

    /** The build may have made some of the files that git ignores; the next run finds them as they are after it. */
    private static SortedMap<String, String> withGenerated(
            TreeSnapshot sources, Path root, SortedSet<String> generated) {
        SortedMap<String, String> all =
                new TreeMap<>(TreeSnapshot.of(root, generated).files());
        all.putAll(sources.files());
        return all;
    }

    /** Many frontends show the commit they were built from; others must not be built again for each commit. */
    private static boolean asksGit(Request request, TreeSnapshot sources) throws IOException {
        for (String file : sources.files().keySet()) {
            if (GitQuestions.inFrontend(request.sources().root().resolve(file))) {
                return true;
            }
        }
        return false;
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

    private void warn(Request request, PackageManager manager) {
        SortedSet<String> hidden = BuildVariables.ofFrontend(runner.environment());
        hidden.removeAll(runner.passed().keySet());
        BuildVariables.tell(
                hidden,
                request.environment().keySet(),
                "what the build needs belongs into the POM: <environment>",
                console);
        if (manager.lockFile().isEmpty() && request.installCommand().isEmpty()) {
            console.warn(Problem.of("the frontend has no lock file, so that what is built depends on the day: "
                            + request.folder())
                    .next("commit the lock file that " + manager.kind().program() + " install writes"));
        }
    }

    private SortedMap<String, String> settings(Request request, PackageManager manager, PackageManagerLocator locator)
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
        settings.putAll(BuildVariables.inputs(runner));
        request.environment()
                .forEach((name, value) -> settings.put("variable " + name, InputRecord.DIGEST + Sha256.of(value)));
        return settings;
    }

    private static String why(Request request, FrontendFiles files, InputRecord now, Path record) throws IOException {
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
        SortedMap<String, String> there = files.outputs();
        return there.equals(before.get().outputs())
                ? ""
                : "changed since it was built: "
                        + TreeSnapshot.some(new TreeSnapshot(there)
                                .changed(new TreeSnapshot(before.get().outputs())));
    }

    private void run(Request request, String what, List<String> arguments, Path log) {
        Command command = Command.of(request.folder(), arguments)
                .without(BuildVariables.ofFrontend(runner.environment()))
                .withEnvironment(PackageManagerLocator.variables())
                .withEnvironment("CI", "true")
                .withEnvironment(request.environment())
                .withTimeout(request.timeout())
                .withLog(log);
        LastLines printed = new LastLines();
        Outcome outcome = runner.run(command, line -> {
            printed.add(line);
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
                        + KnownFailures.hint(printed.all())
                                .map(hint -> hint + "; ")
                                .orElse("") + "all it printed: " + log));
    }

    private void complain(Request request, SortedSet<String> changed) {
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
    }
}
