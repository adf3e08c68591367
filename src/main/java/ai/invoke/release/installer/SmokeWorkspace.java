package ai.invoke.release.installer;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.SecretVariables;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder in which an installer is tried out, and the commands that run in it. Closing it kills what was
 * started in it and removes it.
 */
final class SmokeWorkspace implements AutoCloseable {

    /** What an activated environment, a shell's profile or a CI job would change in a user's stead; and credentials. */
    private static final Set<String> CLEARED = Set.of(
            "VIRTUAL_ENV",
            "CONDA_PREFIX",
            "CONDA_DEFAULT_ENV",
            "PYTHONHOME",
            "PYTHONPATH",
            "PYTHONSTARTUP",
            "PYTHONUSERBASE",
            "PYTHONOPTIMIZE",
            "__PYVENV_LAUNCHER__",
            "PIP_REQUIRE_VIRTUALENV",
            "PIP_TARGET",
            "PIP_PREFIX",
            "PIP_ROOT",
            "PIP_USER",
            "PIP_PYTHON");

    private final Path root;
    private final Path logs;
    private final ProcessRunner runner;
    private int steps;

    /**
     * A new folder.
     *
     * @param temporary where to make it
     * @param logs where the output of each command goes
     * @param runner runs the commands
     * @throws IOException when the disk fails
     */
    SmokeWorkspace(Path temporary, Path logs, ProcessRunner runner) throws IOException {
        this.root = Files.createTempDirectory(temporary, "invokeai-smoke-").toRealPath();
        this.logs = logs;
        this.runner = runner;
        Files.createDirectories(folder("empty"));
        Files.createDirectories(folder("home"));
    }

    Path folder(String name) {
        return root.resolve(name);
    }

    Path venv() {
        return folder("venv");
    }

    Path venvPrograms() {
        return venv().resolve(windows() ? "Scripts" : "bin");
    }

    Path venvPython() {
        return venvPrograms().resolve(windows() ? "python.exe" : "python");
    }

    static boolean windows() {
        return File.separatorChar == '\\';
    }

    private synchronized Path log(String step) {
        steps++;
        String slug = step.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        String name = slug.length() > 40 ? slug.substring(0, 40) : slug;
        return logs.resolve(String.format(Locale.ROOT, "%02d-%s.log", steps, name));
    }

    /**
     * A command in an empty folder that sees neither the caller's Python environment nor its credentials.
     *
     * @param step what it is for, in a few words that name its log
     * @param timeout when it is killed
     * @param arguments the program and its arguments
     * @return the command
     */
    Command command(String step, Duration timeout, List<String> arguments) {
        return Command.of(folder("empty"), arguments)
                .without(CLEARED)
                .without(runner.environment().keySet().stream()
                        .filter(SecretVariables::isSecret)
                        .collect(Collectors.toSet()))
                .withEnvironment(Map.of(
                        "PIP_DISABLE_PIP_VERSION_CHECK", "1",
                        "PIP_NO_INPUT", "1",
                        "PYTHONNOUSERSITE", "1",
                        "PYTHONUTF8", "1"))
                .withTimeout(timeout)
                .withLog(log(step));
    }

    /**
     * The same with the new environment activated and a home folder of its own, so that an application that is started
     * leaves nothing in the user's.
     *
     * @param step what it is for, in a few words that name its log
     * @param timeout when it is killed
     * @param arguments the program and its arguments
     * @return the command
     */
    Command inVenv(String step, Duration timeout, List<String> arguments) {
        String home = folder("home").toString();
        return command(step, timeout, arguments)
                .withEnvironment(Map.of(
                        "VIRTUAL_ENV", venv().toString(),
                        "PATH", pathBefore(venvPrograms()),
                        "HOME", home,
                        "USERPROFILE", home,
                        "INVOKEAI_ROOT", folder("home").resolve("invokeai").toString()));
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
     * @param command from {@link #command} or {@link #inVenv}
     * @return how it ended
     */
    SmokeStep run(Command command) {
        return new SmokeStep(runner.run(command), command.log().orElse(logs));
    }

    /** Ends what outlived its command, then removes everything. Nothing here belongs to the user. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(root.toString() + File.separator))
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : left) {
            process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        }
        try {
            Files.walkFileTree(root, new Removal());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // What was installed may be read-only; only the owner can have made it so.
            if (!folder.toFile().setWritable(true, true)) {
                throw new UncheckedIOException(new IOException("cannot make " + folder + " writable"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
