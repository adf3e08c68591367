package ai.invoke.release.build.python;

import ai.invoke.release.build.BuildLock;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Virtual environments of this plugin's own, one for each interpreter and content. Each is made once, beside its final place
 * and then renamed, so that nobody ever sees half of it. Never {@code pip install --user} (PEP 668).
 */
public final class PrivateEnvironments {

    private static final Duration VERIFY_LIMIT = Duration.ofMinutes(1);

    private final ProcessRunner runner;
    private final Path cache;
    private final Console console;

    /**
     * Creates the environments of one user.
     *
     * @param runner starts Python
     * @param cache the folder of all of them; see {@link ToolEnvironment#cacheFolder}
     * @param console is told when one is made
     */
    public PrivateEnvironments(ProcessRunner runner, Path cache, Console console) {
        this.runner = runner;
        this.cache = cache.toAbsolutePath();
        this.console = console;
    }

    /**
     * What is in an environment.
     *
     * @param tool the name of the module that runs, for instance {@code build}
     * @param label for messages, for instance {@code build 1.6.1}
     * @param requirements a pip requirements file, each requirement with the digests of its files
     * @param withPip the same for a Python that makes environments without pip
     * @param advice what to do when it cannot be made
     */
    public record Content(String tool, String label, String requirements, String withPip, String advice) {}

    /**
     * Stands for the interpreter of a tool until {@link #provide(Python, ToolPin, PipSources)} says where it is.
     *
     * @param python the interpreter that makes its environment
     * @param pin the tool
     * @return a file that need not exist
     */
    public Path standIn(Python python, ToolPin pin) {
        return interpreter(cache.resolve(ToolLocks.id(python, pin)));
    }

    /**
     * An environment whose tool has been seen to run.
     *
     * @param interpreter its interpreter
     * @param version what the tool says to {@code --version}
     * @param requirements what is in it, as a pip requirements file
     */
    public record Provided(Path interpreter, String version, String requirements) {}

    /**
     * Makes an environment for a tool that a project names, unless it is there and runs. All that is in it has the digest that
     * it had the first time, or the one that the project's lock file gives.
     *
     * @param python the interpreter that makes it
     * @param pin the tool
     * @param sources where pip may look
     * @return its interpreter, with a tool that has been seen to run
     * @throws EnvironmentException when it cannot be made, with pip's last lines
     */
    public Provided provide(Python python, ToolPin pin, PipSources sources) {
        return provide(python, pin.content(new ToolLocks(runner, cache, console).lock(python, pin, sources)), sources);
    }

    /**
     * Makes an environment, unless it is there and runs.
     *
     * @param python the interpreter that makes it
     * @param content what is in it
     * @param sources where pip may look
     * @return its interpreter, with a tool that has been seen to run
     * @throws EnvironmentException when it cannot be made, with pip's last lines
     */
    public Provided provide(Python python, Content content, PipSources sources) {
        Path place = place(python, content);
        Optional<String> version = version(place, content);
        if (version.isEmpty()) {
            version = make(python, content, sources, place);
        }
        return new Provided(interpreter(place), version.orElse(""), content.requirements());
    }

    private Path place(Python python, Content content) {
        return cache.resolve(
                Sha256.of(String.join("\n", python.executable().toString(), python.version(), content.requirements()))
                        .substring(0, 16));
    }

    private static Path interpreter(Path environment) {
        return new VirtualEnvironment(environment).python();
    }

    private Optional<String> version(Path place, Content content) {
        Path python = interpreter(place);
        return Files.exists(python) ? version(python, content.tool()) : Optional.empty();
    }

    /**
     * What a tool says to {@code --version}.
     *
     * @param python an interpreter
     * @param tool the name of its module
     * @return empty when it does not run
     * @throws EnvironmentException when it does not answer in time
     */
    Optional<String> version(Path python, String tool) {
        Path folder = Files.isDirectory(cache) ? cache : Path.of(System.getProperty("java.io.tmpdir"));
        return runner.ask(
                        python + " -m " + tool + " --version",
                        FreshEnvironment.python(runner, python, folder, List.of("-m", tool, "--version"))
                                .withUsualTimeout(VERIFY_LIMIT))
                .filter(Outcome.Exited::succeeded)
                .map(Outcome.Exited::output);
    }

    private Optional<String> make(Python python, Content content, PipSources sources, Path place) {
        try {
            Files.createDirectories(cache);
            Path lockFile = cache.resolve("tools.lock");
            // Without the lock, when another build takes too long, this one is only a waste and no danger.
            Optional<BuildLock> lock = BuildLock.hold(
                    lockFile,
                    String.valueOf(place.getFileName()),
                    TimeLimit.usual(FreshEnvironment.LIMIT).under(runner.patience()),
                    console);
            try {
                Optional<String> version = version(place, content);
                return version.isPresent() ? version : Optional.of(makeNow(python, content, sources, place));
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

    private String makeNow(Python python, Content content, PipSources sources, Path place) throws IOException {
        console.info("making a private environment with " + content.label() + " for " + python + " (only once)");
        try (FreshEnvironment fresh = FreshEnvironment.make(runner, console, python, cache, content.advice())) {
            Path requirements = Files.writeString(
                    fresh.folder().resolve("requirements.txt"),
                    fresh.pipFromOutside() ? content.withPip() : content.requirements(),
                    StandardCharsets.UTF_8);
            fresh.install(requirements, sources, "install " + content.label() + " into a private environment");
            if (version(fresh.folder(), content).isEmpty()) {
                throw new EnvironmentException(Problem.of("the new tool environment does not run " + content.tool()
                                + ": " + fresh.interpreter() + " -I -m " + content.tool() + " --version")
                        .next(content.advice()));
            }
            Files.writeString(
                    fresh.folder().resolve("invokeai-release.txt"),
                    "A private environment of invokeai-release-maven-plugin; it may be deleted at any time." + "\n"
                            + python + "\n" + content.label() + "\n",
                    StandardCharsets.UTF_8);
            replace(fresh.folder(), place);
        }
        return version(place, content)
                .orElseThrow(() -> new EnvironmentException(
                        Problem.of("the tool environment " + place + " does not run after it was moved into place")
                                .next(content.advice())));
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
