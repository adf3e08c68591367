package ai.invoke.release.smoke;

import ai.invoke.release.build.python.PythonEnvironment;
import ai.invoke.release.build.python.VirtualEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.text.LetterCase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder in which an installer is tried out, and the commands that run in it. Closing it kills what was
 * started in it and removes it.
 */
final class SmokeWorkspace implements AutoCloseable {

    /** Where applications keep what is theirs, when it is not below the home folder. */
    private static final Set<String> OTHER_HOMES =
            Set.of("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME");

    /** In the environment of everything that runs here, so that also a daemon is found again. */
    private static final String MARK = "INVOKEAI_SMOKE_TEST";

    private final Path root;
    private final Path logs;
    private final ProcessRunner runner;
    private final Console console;
    private final SmokeCleanup cleanup;
    private final Thread hook = new Thread(this::closeAtExit, "smoke-test-cleanup");
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Object cleaning = new Object();
    private boolean cleaned;
    private int steps;

    /**
     * Creates a new folder.
     *
     * @param temporary where to make it
     * @param logs where the output of each command goes
     * @param runner runs the commands
     * @param console is notified of what cannot be removed in the end
     * @throws IOException when the disk fails
     */
    SmokeWorkspace(Path temporary, Path logs, ProcessRunner runner, Console console) throws IOException {
        this(temporary, logs, runner, console, SmokeCleanup.PATIENCE);
    }

    /**
     * The same for those who cannot wait.
     *
     * @param patience how long to try again what cannot be removed
     */
    SmokeWorkspace(Path temporary, Path logs, ProcessRunner runner, Console console, Duration patience)
            throws IOException {
        this.root = Files.createTempDirectory(temporary, "invokeai-smoke-").toRealPath();
        this.logs = logs;
        this.runner = runner;
        this.console = console;
        this.cleanup = new SmokeCleanup(root, MARK, patience);
        // Maven closes the plugin's class loader when it ends: what the hook needs has to be loaded by then.
        new SmokeCleanup(root.resolve("nothing"), MARK, Duration.ZERO).run();
        // Ctrl-C does not interrupt Maven's threads, it ends the JVM.
        Runtime.getRuntime().addShutdownHook(hook);
        Files.createDirectories(folder("empty"));
        Files.createDirectories(folder("home"));
        Files.createDirectories(folder("tmp"));
    }

    Path folder(String name) {
        return root.resolve(name);
    }

    Path venv() {
        return folder("venv");
    }

    Path venvPython() {
        return new VirtualEnvironment(venv()).python();
    }

    private synchronized Path log(String step) {
        steps++;
        String slug = LetterCase.lower(step).replaceAll("[^a-z0-9.]+", "-");
        String name = slug.length() > 40 ? slug.substring(0, 40) : slug;
        return logs.resolve(String.format(Locale.ROOT, "%02d-%s.log", steps, name));
    }

    /**
     * A command in an empty folder that sees neither the caller's Python environment nor its credentials.
     *
     * @param step what it is for, in a few words that name its log
     * @param limit when it is killed
     * @param arguments the program and its arguments
     * @return the command
     */
    Command command(String step, TimeLimit limit, List<String> arguments) {
        // What pip is killed over stays in its temporary folder.
        String tmp = folder("tmp").toString();
        return Command.of(folder("empty"), arguments)
                .without(PythonEnvironment.bending(runner.environment()))
                .withEnvironment(Map.of(
                        "PIP_DISABLE_PIP_VERSION_CHECK",
                        "1",
                        "PIP_NO_INPUT",
                        "1",
                        "PYTHONNOUSERSITE",
                        "1",
                        "PYTHONUTF8",
                        "1",
                        "TMPDIR",
                        tmp,
                        "TEMP",
                        tmp,
                        "TMP",
                        tmp,
                        MARK,
                        root.toString()))
                .withLimit(limit)
                .withLog(log(step));
    }

    /**
     * The same with a home folder of its own, so that what is started leaves nothing in the user's. Only pip still finds
     * the user's configuration and cache.
     *
     * @param step what it is for, in a few words that name its log
     * @param limit when it is killed
     * @param arguments the program and its arguments
     * @return the command
     */
    Command atHome(String step, TimeLimit limit, List<String> arguments) {
        Path home = folder("home");
        return command(step, limit, arguments)
                .without(OTHER_HOMES)
                .withEnvironment(new PipHome(runner.environment()).variables())
                .withEnvironment(Map.of(
                        "HOME", home.toString(),
                        "USERPROFILE", home.toString(),
                        "APPDATA", home.resolve("AppData").resolve("Roaming").toString(),
                        "LOCALAPPDATA", home.resolve("AppData").resolve("Local").toString(),
                        "INVOKEAI_ROOT", home.resolve("invokeai").toString()));
    }

    /**
     * The same with the new environment activated.
     *
     * @param step what it is for, in a few words that name its log
     * @param limit when it is killed
     * @param arguments the program and its arguments
     * @return the command
     */
    Command inVenv(String step, TimeLimit limit, List<String> arguments) {
        return atHome(step, limit, arguments)
                .withEnvironment(Map.of(
                        "VIRTUAL_ENV",
                        venv().toString(),
                        "PATH",
                        pathBefore(new VirtualEnvironment(venv()).programs())));
    }

    /**
     * A search path that begins with a folder.
     *
     * @param folder comes first
     * @return for {@code PATH}
     */
    String pathBefore(Path folder) {
        @Nullable String path = runner.environment().get("PATH");
        return folder + (path == null || path.isEmpty() ? "" : File.pathSeparator + path);
    }

    /**
     * Runs a command that was made here.
     *
     * @param command from {@link #command}, {@link #atHome} or {@link #inVenv}
     * @return how it ended
     * @throws EnvironmentException when this thread is interrupted, or the virtual machine ends
     */
    SmokeStep run(Command command) {
        goOn();
        SmokeStep step = new SmokeStep(runner.run(command), command.log().orElse(logs));
        goOn();
        return step;
    }

    /**
     * To be asked before each step.
     *
     * @throws EnvironmentException when this thread is interrupted, or the virtual machine ends
     */
    void goOn() {
        if (closing.get() || Thread.currentThread().isInterrupted()) {
            throw new EnvironmentException(Problem.of(
                            "the smoke test was interrupted; what it started is killed and " + "what it made removed")
                    .next("run it again: mvn invokeai-release:smoke-test"));
        }
    }

    /**
     * Ends what outlived its command, then removes everything. Nothing here belongs to the user. What cannot be removed is
     * only complained about: it says nothing about the installer.
     */
    @Override
    public void close() {
        clean().ifPresent(e -> console.warn(Problem.of("the smoke test could not remove its folder " + root + ": " + e)
                .next("stop the processes that still use it, then remove it by hand")));
        try {
            // Not earlier: Ctrl-C during the cleanup must wait for it. And outside the lock, which the hook takes.
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine ends just now: the hook finds that there is nothing left to do.
        }
    }

    private void closeAtExit() {
        clean().ifPresent(e -> System.err.println("the smoke test could not remove " + root + ": " + e));
    }

    /** Once only; who comes second waits for the first, who tells what cannot be removed. */
    private Optional<IOException> clean() {
        closing.set(true);
        synchronized (cleaning) {
            if (cleaned) {
                return Optional.empty();
            }
            cleaned = true;
            try {
                cleanup.run();
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(e);
            }
        }
    }
}
