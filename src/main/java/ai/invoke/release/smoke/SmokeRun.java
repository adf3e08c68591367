package ai.invoke.release.smoke;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does with an installer what a user does: unpack it somewhere, install the wheel into a fresh environment, start what
 * it brings. Everything happens in a temporary folder that is gone afterwards.
 */
public final class SmokeRun {

    private final ProcessRunner runner;
    private final Console console;
    private final Path temporary;
    private final Duration patience;

    /**
     * Creates a run.
     *
     * @param runner runs the commands
     * @param console is notified of each check as it is done, and of what cannot be removed afterwards
     * @param temporary where the temporary folder is made, normally {@code java.io.tmpdir}
     */
    public SmokeRun(ProcessRunner runner, Console console, Path temporary) {
        this(runner, console, temporary, SmokeCleanup.PATIENCE);
    }

    /** The same with another patience for what cannot be removed. */
    SmokeRun(ProcessRunner runner, Console console, Path temporary, Duration patience) {
        this.runner = runner;
        this.console = console;
        this.temporary = temporary;
        this.patience = patience;
    }

    /**
     * Tries one installer.
     *
     * @param installer the zip
     * @param options how
     * @param logs the folder for what the commands print; emptied first
     * @return what was tried and how it went
     * @throws ProjectException when the zip cannot be unpacked
     * @throws EnvironmentException when the disk fails, or Python cannot make an environment
     */
    public SmokeReport run(Path installer, SmokeOptions options, Path logs) {
        try {
            emptyLogs(logs);
            try (SmokeWorkspace workspace = new SmokeWorkspace(temporary, logs, runner, console, patience)) {
                SmokeChecks checks = new SmokeChecks(console);
                check(installer, options, workspace, checks);
                return new SmokeReport(installer, checks.done(), logs);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("the smoke test of " + installer.getFileName() + " could not be run: " + e)
                            .next("make sure that " + temporary + " has room and is writable"),
                    e);
        }
    }

    private static void emptyLogs(Path logs) throws IOException {
        if (Files.isDirectory(logs)) {
            try (Stream<Path> files = Files.list(logs)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".log")).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(logs);
    }

    private static void check(Path installer, SmokeOptions options, SmokeWorkspace workspace, SmokeChecks checks)
            throws IOException {
        Unpacker.Unpacked unpacked = Unpacker.unpack(installer, workspace.folder("unpacked"));
        checks.ok("unpack", "into " + unpacked.top().getFileName() + "/");
        if (unpacked.problems().isEmpty()) {
            checks.ok("scripts", String.join(", ", unpacked.scripts()));
        }
        unpacked.problems().forEach(problem -> checks.failed("scripts", problem));
        if (!installed(unpacked, options, workspace, checks)) {
            // Told, as nobody would miss the line of a command that was not started.
            options.commands().forEach(command -> checks.skipped("command", command.line() + ": nothing is installed"));
            options.installScript().ifPresent(arguments -> checks.skipped("install script", "nothing is installed"));
        }
    }

    private static boolean installed(
            Unpacker.Unpacked unpacked, SmokeOptions options, SmokeWorkspace workspace, SmokeChecks checks)
            throws IOException {
        List<Path> wheels = unpacked.wheels();
        if (wheels.isEmpty()) {
            checks.skipped("pip install", "the installer bundles no wheel");
        } else if (wheels.size() > 1) {
            checks.failed(
                    "pip install",
                    Problem.of("the installer bundles " + wheels.size() + " wheels")
                            .next("leave one in it"));
        } else if (new WheelInstallation(workspace, options, checks).install(wheels.get(0))) {
            Path wheel = wheels.get(0);
            Optional<SmokeProbe.Seen> seen = new InstalledPackage(workspace, options, checks).compare(wheel);
            if (seen.isPresent()) {
                new ConsoleScripts(workspace, options, checks).start(seen.get());
            }
            new SmokeCommands(workspace, options, checks).run(unpacked.top());
            if (options.installScript().isPresent()) {
                new OwnInstallScript(workspace, options, checks)
                        .run(unpacked.top(), wheel, options.installScript().get(), seen);
            }
            return true;
        }
        return false;
    }
}
