package ai.invoke.release.build.python;

import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.console.Console;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A virtual environment that is being made, in a folder that goes away again unless it is moved. */
final class FreshEnvironment implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(10);

    private final ProcessRunner runner;
    private final Console console;
    private final Python python;
    private final Path cache;
    private final Path folder;
    private final String advice;

    private FreshEnvironment(
            ProcessRunner runner, Console console, Python python, Path cache, Path folder, String advice) {
        this.runner = runner;
        this.console = console;
        this.python = python;
        this.cache = cache;
        this.folder = folder;
        this.advice = advice;
    }

    /**
     * Makes one with nothing in it but pip.
     *
     * @param runner starts Python
     * @param console is told the details
     * @param python the interpreter that makes it
     * @param cache where its folder goes
     * @param advice what to do when it cannot be made
     * @return to be closed
     */
    static FreshEnvironment make(ProcessRunner runner, Console console, Python python, Path cache, String advice)
            throws IOException {
        Files.createDirectories(cache);
        Path folder = Files.createTempDirectory(cache, "new-");
        FreshEnvironment fresh = new FreshEnvironment(runner, console, python, cache, folder, advice);
        boolean made = false;
        try {
            List<String> venv = new ArrayList<>(List.of("-m", "venv"));
            if (fresh.pipFromOutside()) {
                venv.add("--without-pip");
            }
            venv.add(folder.toString());
            fresh.must(
                    fresh.run(python(runner, python.executable(), cache, venv)),
                    "make a virtual environment with " + python);
            made = true;
            return fresh;
        } finally {
            if (!made) {
                fresh.close();
            }
        }
    }

    /** A command of an interpreter that looks neither at the user's packages nor at what bends pip. */
    static Command python(ProcessRunner runner, Path python, Path directory, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(python.toString(), "-I"));
        all.addAll(arguments);
        return Command.of(directory, all)
                .without(PythonEnvironment.cleared(runner.environment()))
                .withUsualTimeout(LIMIT);
    }

    Path folder() {
        return folder;
    }

    Path interpreter() {
        return new VirtualEnvironment(folder).python();
    }

    /** Whether Python cannot put a pip into it. */
    boolean pipFromOutside() {
        return !python.ensurepip();
    }

    /** Runs pip for this environment. */
    Outcome pip(List<String> arguments, PipSources sources) {
        List<String> pip = new ArrayList<>(List.of("-m", "pip"));
        if (pipFromOutside()) {
            pip.addAll(List.of("--python", interpreter().toString()));
        }
        pip.addAll(arguments);
        Path installer = pipFromOutside() ? python.executable() : interpreter();
        return run(
                python(runner, installer, cache, pip).withEnvironment(sources.environment(runner, installer, cache)));
    }

    /** Installs a requirements file: only wheels, as an sdist runs code before anything is checked, and only with digests. */
    void install(Path requirements, PipSources sources, String what) {
        must(
                pip(
                        List.of(
                                "install",
                                "--no-warn-script-location",
                                "--only-binary",
                                ":all:",
                                "--require-hashes",
                                "--requirement",
                                requirements.toString()),
                        sources),
                what);
    }

    private Outcome run(Command command) {
        return runner.run(command, console::detail);
    }

    /**
     * Goes on only after a success.
     *
     * @param outcome of a command
     * @param what it was to do, for the message
     */
    void must(Outcome outcome, String what) {
        if (!outcome.succeeded()) {
            String why = outcome instanceof Outcome.NotStarted notStarted
                    ? ": " + notStarted.reason()
                    : outcome instanceof Outcome.TimedOut late ? ": " + late.why() : "";
            throw new EnvironmentException(Problem.of("cannot " + what + why + KnownFailures.tail(outcome.tail(), 12))
                    .next(KnownFailures.hint(outcome.tail())
                                    .map(hint -> hint + "; or ")
                                    .orElse("")
                            + advice));
        }
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }
}
