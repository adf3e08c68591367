package ai.invoke.release.build.python;

import ai.invoke.release.build.BuildLock;
import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.file.Folders;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Provides pypa/build without touching the user's Python: taken from the interpreter when it is there, otherwise from a
 * private environment that is made once for each interpreter and pinned version, beside its final place and then renamed,
 * so that nobody ever sees half of it. Never {@code pip install --user} (PEP 668).
 */
public final class ToolEnvironment {

    private static final Pattern VERSION = Pattern.compile("build (\\S+) .*");
    private static final Duration MAKE_LIMIT = Duration.ofMinutes(10);
    private static final Duration VERIFY_LIMIT = Duration.ofMinutes(1);

    private final ProcessRunner runner;
    private final Path cache;
    private final Console console;

    /**
     * Creates a provider.
     *
     * @param runner starts Python
     * @param cache the folder of all tool environments of this user; see {@link #cacheFolder(Map)}
     * @param console is told when one is made
     */
    public ToolEnvironment(ProcessRunner runner, Path cache, Console console) {
        this.runner = runner;
        this.cache = cache.toAbsolutePath();
        this.console = console;
    }

    /**
     * Where a user's caches lie by the custom of the platform.
     *
     * @param environment the user's environment
     * @return the folder for tool environments
     */
    public static Path cacheFolder(Map<String, String> environment) {
        // A relative XDG_CACHE_HOME does not count, as the specification says.
        Path base = Platform.current().caches().stream()
                .flatMap(place -> place.in(environment).stream())
                .filter(Path::isAbsolute)
                .findFirst()
                .orElseGet(() -> Path.of(System.getProperty("user.home")).resolve(".cache"));
        return base.resolve("invokeai-release").resolve("tools");
    }

    /**
     * The version of build that will be used, as far as it is known without starting anything.
     *
     * @param python the interpreter
     * @param pinned what an own environment gets
     * @return for instance {@code 1.6.1}
     */
    public static String expectedVersion(Python python, PinnedBuild pinned) {
        return python.build().orElse(pinned.version());
    }

    /**
     * Finds pypa/build, or installs it into a private environment.
     *
     * @param python the interpreter
     * @param pinned what to install when it has no build itself
     * @param sources where pip may look
     * @return an interpreter with a build that has been seen to run
     * @throws EnvironmentException when it cannot be made, with pip's last lines
     */
    public BuildTool provide(Python python, PinnedBuild pinned, PipSources sources) {
        if (python.build().isPresent()) {
            Optional<String> version = version(python.executable());
            if (version.isPresent()) {
                return new BuildTool(python.executable(), version.get(), false);
            }
            console.warn(Problem.of("the build of " + python + " does not run; a private one is used instead"));
        }
        String key = Sha256.of(
                        String.join("\n", python.executable().toString(), python.version(), pinned.requirements()))
                .substring(0, 16);
        Path place = cache.resolve(key);
        Optional<BuildTool> ready = ready(place);
        return ready.orElseGet(() -> make(python, pinned, sources, place));
    }

    private Optional<BuildTool> ready(Path place) {
        Path python = interpreter(place);
        return Files.exists(python)
                ? version(python).map(version -> new BuildTool(python, version, true))
                : Optional.empty();
    }

    private static Path interpreter(Path environment) {
        return new VirtualEnvironment(environment).python();
    }

    private Optional<String> version(Path python) {
        Outcome outcome = runner.run(python(python, cacheOrTemp(), List.of("-m", "build", "--version"))
                .withTimeout(VERIFY_LIMIT));
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            return exited.output()
                    .lines()
                    .map(VERSION::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .findFirst();
        }
        return Optional.empty();
    }

    private Path cacheOrTemp() {
        return Files.isDirectory(cache) ? cache : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private Command python(Path python, Path directory, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(python.toString(), "-I"));
        all.addAll(arguments);
        return Command.of(directory, all)
                .without(PythonEnvironment.cleared(runner.environment()))
                .withTimeout(MAKE_LIMIT);
    }

    private BuildTool make(Python python, PinnedBuild pinned, PipSources sources, Path place) {
        try {
            Files.createDirectories(cache);
            Path lockFile = cache.resolve("tools.lock");
            // Without the lock, when another build takes too long, this one is only a waste and no danger.
            Optional<BuildLock> lock =
                    BuildLock.hold(lockFile, String.valueOf(place.getFileName()), MAKE_LIMIT, console);
            try {
                Optional<BuildTool> made = ready(place);
                return made.isPresent() ? made.get() : makeNow(python, pinned, sources, place);
            } finally {
                if (lock.isPresent()) {
                    lock.get().close();
                }
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot make the tool environment " + place + ": " + e)
                            .next("name another folder with -Dinvokeai.toolCache=…"),
                    e);
        }
    }

    private BuildTool makeNow(Python python, PinnedBuild pinned, PipSources sources, Path place) throws IOException {
        console.info("making a private environment with build " + pinned.version() + " for " + python + " (only once)");
        Path fresh = Files.createTempDirectory(cache, "new-");
        try {
            boolean pipFromOutside = !python.ensurepip();
            List<String> venv = new ArrayList<>(List.of("-m", "venv"));
            if (pipFromOutside) {
                venv.add("--without-pip");
            }
            venv.add(fresh.toString());
            must(python(python.executable(), cache, venv), "make a virtual environment with " + python);
            List<String> pip = new ArrayList<>(List.of("-m", "pip"));
            if (pipFromOutside) {
                pip.addAll(List.of("--python", interpreter(fresh).toString()));
            }
            Path requirements = Files.writeString(
                    fresh.resolve("requirements.txt"),
                    pipFromOutside ? pinned.withPip() : pinned.requirements(),
                    StandardCharsets.UTF_8);
            // Only wheels: an sdist runs code of its own, with whatever its build asks for, before anything is checked.
            pip.addAll(List.of(
                    "install",
                    "--no-warn-script-location",
                    "--require-hashes",
                    "--only-binary",
                    ":all:",
                    "--requirement",
                    requirements.toString()));
            Path installer = pipFromOutside ? python.executable() : interpreter(fresh);
            must(
                    python(installer, cache, pip).withEnvironment(sources.environment(runner, installer, cache)),
                    "install build " + pinned.version() + " into a private environment");
            if (version(interpreter(fresh)).isEmpty()) {
                throw new EnvironmentException(Problem.of("the new tool environment does not run build: "
                                + interpreter(fresh) + " -I -m build --version")
                        .next("name a Python that has build installed: -Dinvokeai.python=…"));
            }
            Files.writeString(
                    fresh.resolve("invokeai-release.txt"),
                    "A private environment of invokeai-release-maven-plugin; it may be deleted at any time." + "\n"
                            + python + "\nbuild " + pinned.version() + "\n",
                    StandardCharsets.UTF_8);
            replace(fresh, place);
        } finally {
            Folders.delete(fresh);
        }
        return ready(place)
                .orElseThrow(() -> new EnvironmentException(
                        Problem.of("the tool environment " + place + " does not run after it was moved into place")
                                .next("name a Python that has build installed: -Dinvokeai.python=…")));
    }

    private void must(Command command, String what) {
        Outcome outcome = runner.run(command, console::detail);
        if (!outcome.succeeded()) {
            String why = outcome instanceof Outcome.NotStarted notStarted ? ": " + notStarted.reason() : "";
            throw new EnvironmentException(Problem.of("cannot " + what + why + KnownFailures.tail(outcome.tail(), 12))
                    .next(KnownFailures.hint(outcome.tail())
                                    .map(hint -> hint + "; or ")
                                    .orElse("")
                            + "name a Python that has build installed: -Dinvokeai.python=…, or a requirements file with"
                            + " other pins: -Dinvokeai.buildTool=…"));
        }
    }

    private void replace(Path fresh, Path place) throws IOException {
        if (Files.exists(place)) {
            // It was looked at under the lock and does not run, for instance because its interpreter was updated away.
            Path aside = Files.createTempDirectory(cache, "old-");
            AtomicFile.place(place, aside.resolve("env"));
            Folders.delete(aside);
        }
        AtomicFile.place(fresh, place);
    }
}
