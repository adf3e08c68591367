package ai.invoke.release.build.frontend;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.build.LastLines;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Installs what a web frontend needs and builds it in its place, unless nothing has changed since the last time. */
public final class FrontendBuilder {

    static final String GOAL = "build-frontend";

    /** How long finding the package manager may take, which includes downloading it. */
    private static final Duration PROBE = Duration.ofMinutes(3);

    private static final int TAIL = 25;

    /** What pnpm, yarn and npm print again and again; the log has it. */
    private static final Pattern PROGRESS =
            Pattern.compile("(\\S++\\s++\\|\\s++)?+Progress: resolved \\d|\\s*+[+-]++\\s*+$|\\[#*+\\.*+] \\d++/\\d");

    private final ProcessRunner runner;
    private final Console console;

    /**
     * Creates a builder.
     *
     * @param runner starts the package manager
     * @param console is told what happens
     */
    public FrontendBuilder(ProcessRunner runner, Console console) {
        this.runner = runner;
        this.console = console;
    }

    /**
     * What to build and how.
     *
     * @param folder the frontend, with {@code package.json}
     * @param sources all files of the project
     * @param sourcesAfter lists them again after the build
     * @param work the folder of the release, which remembers the last run
     * @param log gets everything that is printed
     * @param requiredOutputs files that there must be afterwards, relative to the folder; empty for what the bundler's
     *     configuration says
     * @param options how it is installed and built
     * @param rebuild whether to build although nothing has changed
     */
    public record Request(
            Path folder,
            SourceTree sources,
            Supplier<SourceTree> sourcesAfter,
            Path work,
            Path log,
            List<String> requiredOutputs,
            FrontendOptions options,
            boolean rebuild) {

        /** Takes an unmodifiable copy. */
        public Request {
            requiredOutputs = List.copyOf(requiredOutputs);
        }
    }

    /**
     * The outcome of a build.
     *
     * @param built whether it was built in this run
     * @param why why it was built, or why not
     * @param outputs the files of all required outputs' folders
     */
    public record Result(boolean built, String why, int outputs) {}

    /**
     * Builds, unless the last build had the same key and its files are still there.
     *
     * @param request what and how
     * @return what happened
     * @throws ProjectException when a command fails or an output is missing
     * @throws EnvironmentException when Node.js or the package manager is missing
     */
    public Result build(Request request) {
        PackageManager manager = PackageManager.of(request.folder());
        PackageManagerLocator locator =
                new PackageManagerLocator(runner, request.folder(), request.work(), PROBE, console);
        try {
            FrontendFiles files = new FrontendFiles(request);
            Optional<BuildScript> bundling = bundling(request, manager);
            BuildKey key = key(request, files, manager, locator)
                    .with(
                            "build command",
                            request.options()
                                    .buildCommand()
                                    .or(() -> bundling.map(script -> String.join(" ", script.bundler())))
                                    .orElse("default"));
            LastRun last = new LastRun(request.work(), GOAL, request.sources(), key);
            Optional<String> why = last.why(request.rebuild(), files.outputs());
            if (why.isEmpty()) {
                return new Result(false, LastRun.UNCHANGED, files.outputs().size());
            }
            readable(request, manager);
            PackageManagerLocator.Found tool = locator.find(manager);
            console.info("building " + request.folder() + " with "
                    + manager.kind().program() + " " + tool.version() + ", Node.js " + tool.node() + ": " + why.get());
            warn(request, manager, tool.node());
            TreeSnapshot before = request.sources().snapshot();
            Instant start = Instant.now();
            last.forget();
            files.forgetOutputs();
            FrontendCommands commands = new FrontendCommands(request.options(), manager, tool, bundling);
            bundling.ifPresent(script -> console.info("  the script \"build\" also runs "
                    + String.join(", ", new TreeSet<>(script.linters())) + ", which run-checks does; only "
                    + String.join(" ", script.bundler()) + " runs here"));
            Map<String, String> path = tool.onPath(runner.path().folders());
            run(request, "install", commands.install(), path, request.log());
            run(request, "build", commands.build(), path, request.log().resolveSibling("build-frontend-build.log"));
            files.requireOutputs(start);
            SortedMap<String, String> made = files.outputs();
            SortedSet<String> changed = request.sourcesAfter().get().snapshot().changed(before);
            changed.removeIf(files::isOutput);
            complain(request, changed);
            if (changed.isEmpty()) {
                last.remember(made);
            }
            return new Result(true, why.get(), made.size());
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    private static Optional<BuildScript> bundling(Request request, PackageManager manager) {
        if (!request.options().linted() || request.options().buildCommand().isPresent()) {
            return Optional.empty();
        }
        FrontendChecks checks = new FrontendChecks(request.folder(), manager.kind());
        Set<String> names = checks.find(request.work().resolve("vitest.xml")).stream()
                .map(FrontendChecks.Gate::id)
                .collect(Collectors.toSet());
        return BuildScript.of(
                PackageJson.read(request.folder().resolve("package.json")), names, checks::tscWritesNothing);
    }

    static EnvironmentException trouble(IOException cause) {
        return new EnvironmentException(
                Problem.of("build-frontend: " + cause)
                        .next("free some space or make the folder writable, then run again"),
                cause);
    }

    private BuildKey key(Request request, FrontendFiles files, PackageManager manager, PackageManagerLocator locator)
            throws IOException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("Node.js", locator.node(manager));
        settings.put("package manager", locator.expected(manager));
        settings.put("install command", request.options().installCommand().orElse("default"));
        settings.put("required outputs", String.join(" ", files.names()));
        BuildKey key = request.sources().key();
        SortedMap<String, String> all = new TreeMap<>(key.files());
        all.putAll(TreeSnapshot.of(request.sources().root(), files.localEnvironment())
                .files());
        return new BuildKey(key.settings(), all)
                .with(settings)
                .withVariables(BuildVariables.inputs(runner))
                .withVariables(request.options().environment());
    }

    private static void readable(Request request, PackageManager manager) {
        if (request.options().buildCommand().isEmpty()
                && !PackageJson.read(request.folder().resolve("package.json"))
                        .path("scripts")
                        .has("build")) {
            throw new ProjectException(
                    Problem.of("the frontend's package.json has no script \"build\": " + request.folder())
                            .next("add one, or say how it is built: -Dinvokeai.buildCommand=\""
                                    + manager.kind().program() + " exec vite build\""));
        }
        if (request.options().installCommand().isEmpty()
                && manager.foreignLock().isPresent()) {
            throw new ProjectException(Problem.of("the frontend has no lock file but "
                            + manager.foreignLock().get() + ", which none of pnpm, yarn, npm and bun reads")
                    .next("commit a lock file of one of them, or say how to install and build:"
                            + " -Dinvokeai.installCommand=\"deno install --frozen\""
                            + " -Dinvokeai.buildCommand=\"deno task build\""));
        }
    }

    private void warn(Request request, PackageManager manager, String node) {
        BuildVariables.tell(
                runner,
                BuildVariables.ofFrontend(runner.environment()),
                request.options().environment().keySet(),
                "the build, which has to give the same bytes anywhere",
                "what the build needs goes in the POM: <environment>",
                console);
        manager.doubts().forEach(console::warn);
        NodeVersion.of(request.folder()).stream()
                .filter(wanted -> !node.equals("none") && !wanted.range().accepts(node))
                .forEach(wanted -> console.warn(Problem.of(
                                wanted.source() + " asks for Node.js " + wanted.range() + ", and " + node + " builds")
                        .next("put that one first on the PATH (nvm use), or correct the file")));
        if (manager.lockFile().isEmpty() && request.options().installCommand().isEmpty()) {
            console.warn(Problem.of("the frontend has no lock file, so that what is built depends on the day: "
                            + request.folder())
                    .next("commit the lock file that " + manager.kind().program() + " install writes"));
        }
    }

    private void run(Request request, String what, List<String> arguments, Map<String, String> path, Path log) {
        Command command = Command.of(request.folder(), arguments)
                .without(BuildVariables.ofFrontend(runner.environment()))
                .withEnvironment(PackageManagerLocator.variables())
                .withEnvironment(path)
                .withEnvironment("CI", "true")
                .withEnvironment(request.options().environment())
                .withTimeout(request.options().timeout(), "invokeai.frontendTimeout")
                .withLog(log);
        LastLines printed = new LastLines();
        Outcome outcome = runner.run(command, line -> {
            printed.add(line);
            if (PROGRESS.matcher(line).lookingAt()) {
                console.detail(line);
            } else {
                console.info("  " + line);
            }
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
                        + request.folder() + ", " + how + KnownFailures.tail(printed.all(), TAIL))
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
