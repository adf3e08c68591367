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
 * Does with a file of a release what a user does: unpack an installer somewhere, install the wheel into a fresh environment,
 * start what it brings. Everything happens in a temporary folder that is gone afterwards.
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
     * Tries one file: an installer as it is unpacked, a wheel as pip installs it, an sdist as pip builds it.
     *
     * @param file a zip, a wheel or an sdist
     * @param options how
     * @param logs the folder for what the commands print; emptied first
     * @return what was tried and how it went
     * @throws ProjectException when the zip cannot be unpacked
     * @throws EnvironmentException when the disk fails, or Python cannot make an environment
     */
    public SmokeReport run(Path file, SmokeOptions options, Path logs) {
        try {
            emptyLogs(logs);
            try (SmokeWorkspace workspace = new SmokeWorkspace(temporary, logs, runner, console, patience)) {
                SmokeChecks checks = new SmokeChecks(console);
                check(file, options, workspace, checks);
                return new SmokeReport(file, checks.done(), logs);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("the smoke test of " + file.getFileName() + " could not be run: " + e)
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

    private static void check(Path file, SmokeOptions options, SmokeWorkspace workspace, SmokeChecks checks)
            throws IOException {
        String name = String.valueOf(file.getFileName());
        boolean installed;
        if (name.endsWith(".whl")) {
            installed = installed(Optional.empty(), file, options, workspace, checks);
        } else if (name.endsWith(".tar.gz")) {
            Optional<Path> built = new WheelInstallation(workspace, options, checks).build(file);
            installed = built.isPresent() && installed(Optional.empty(), built.get(), options, workspace, checks);
        } else {
            installed = installer(file, options, workspace, checks);
        }
        if (!installed) {
            // Told, as nobody would miss the line of a command that was not started.
            options.commands().forEach(command -> checks.skipped("command", command.line() + ": nothing is installed"));
            if (name.endsWith(".zip")) {
                options.installScript()
                        .ifPresent(arguments -> checks.skipped("install script", "nothing is installed"));
            }
        }
    }

    private static boolean installer(Path zip, SmokeOptions options, SmokeWorkspace workspace, SmokeChecks checks)
            throws IOException {
        Unpacker.Unpacked unpacked = Unpacker.unpack(zip, workspace.folder("unpacked"));
        checks.ok("unpack", "into " + unpacked.top().getFileName() + "/");
        if (unpacked.problems().isEmpty()) {
            checks.ok("scripts", String.join(", ", unpacked.scripts()));
        }
        unpacked.problems().forEach(problem -> checks.failed("scripts", problem));
        List<Path> wheels = unpacked.wheels();
        if (wheels.isEmpty()) {
            checks.skipped("pip install", "the installer bundles no wheel");
            return false;
        }
        if (wheels.size() > 1) {
            checks.failed(
                    "pip install",
                    Problem.of("the installer bundles " + wheels.size() + " wheels")
                            .next("leave one in it"));
            return false;
        }
        return installed(Optional.of(unpacked.top()), wheels.get(0), options, workspace, checks);
    }

    private static boolean installed(
            Optional<Path> top, Path wheel, SmokeOptions options, SmokeWorkspace workspace, SmokeChecks checks)
            throws IOException {
        if (!new WheelInstallation(workspace, options, checks).install(wheel)) {
            return false;
        }
        Optional<SmokeProbe.Seen> seen = new InstalledPackage(workspace, options, checks).compare(wheel);
        if (seen.isPresent()) {
            new ConsoleScripts(workspace, options, checks).start(seen.get());
        }
        new SmokeCommands(workspace, options, checks).run(top);
        if (top.isPresent() && options.installScript().isPresent()) {
            new OwnInstallScript(workspace, options, checks)
                    .run(top.get(), wheel, options.installScript().get(), seen);
        }
        return true;
    }
}
