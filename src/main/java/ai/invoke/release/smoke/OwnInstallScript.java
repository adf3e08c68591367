package ai.invoke.release.smoke;

import ai.invoke.release.file.Platform;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the installer's own script without a person and looks for what it installed. */
final class OwnInstallScript {

    private static final Duration ASK_LIMIT = Duration.ofSeconds(60);

    private final SmokeWorkspace workspace;
    private final SmokeOptions options;
    private final SmokeChecks checks;
    private final String name = Platform.isWindows() ? "install.bat" : "install.sh";
    private final String elsewhere = Platform.isWindows() ? "install.sh" : "install.bat";

    OwnInstallScript(SmokeWorkspace workspace, SmokeOptions options, SmokeChecks checks) {
        this.workspace = workspace;
        this.options = options;
        this.checks = checks;
    }

    /**
     * Runs the installer's own script and checks what it installed.
     *
     * @param top the unpacked installer
     * @param wheel the bundled wheel
     * @param wanted the arguments, with placeholders
     * @param seen what the wheel is when pip installs it; empty when that could not be found out
     * @throws IOException when the disk fails
     */
    void run(Path top, Path wheel, List<String> wanted, Optional<SmokeProbe.Seen> seen) throws IOException {
        Path script = top.resolve(name);
        if (!Files.isRegularFile(script)) {
            if (Files.isRegularFile(top.resolve(elsewhere))) {
                checks.skipped(name, "the installer is for another platform: it has " + elsewhere);
            } else {
                checks.failed(
                        name,
                        Problem.of("the installer has no " + name)
                                .next("add it to the installer, or leave out -Dinvokeai.smokeTest.installScript"));
            }
            return;
        }
        Path root = Files.createDirectories(workspace.folder("root"));
        List<String> arguments = new ArrayList<>();
        if (Platform.isWindows()) {
            arguments.addAll(List.of("cmd", "/c"));
        }
        arguments.add(script.toString());
        arguments.addAll(new Placeholders(Map.of("{root}", root.toString(), "{wheel}", wheel.toString())).fill(wanted));
        Path programs = options.python().toAbsolutePath().getParent();
        Command command = workspace
                .atHome(name, options.timeout(), arguments)
                .withEnvironment("PATH", programs == null ? "" : workspace.pathBefore(programs))
                .withEnvironment(options.environment());
        SmokeStep step = workspace.run(command);
        Optional<Path> python = python(root);
        if (!step.succeeded()) {
            checks.failed(name, "the installer's own " + name + " failed: " + step.end(), step);
        } else if (python.isEmpty() || seen.isEmpty()) {
            checks.ok(name, "ended with exit code 0" + step.seconds());
        } else {
            compare(python.get(), seen.get(), step);
        }
    }

    private static Optional<Path> python(Path root) {
        return Stream.of(".venv/bin/python", "venv/bin/python", ".venv/Scripts/python.exe", "venv/Scripts/python.exe")
                .map(root::resolve)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void compare(Path python, SmokeProbe.Seen seen, SmokeStep step) {
        SmokeStep asked = workspace.run(workspace.atHome(
                name + " version",
                ASK_LIMIT,
                List.of(
                        python.toString(),
                        "-I",
                        "-X",
                        "utf8",
                        "-c",
                        "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))",
                        seen.name())));
        String version = asked.output().strip().lines().reduce("", (before, line) -> line);
        if (!asked.succeeded()) {
            checks.failed(
                    name,
                    "the installer's own " + name + " did not install " + seen.name() + ": " + asked.end(),
                    asked);
        } else if (version.equals(seen.version())) {
            checks.ok(name, "installed " + seen.name() + " " + version + step.seconds());
        } else {
            checks.failed(
                    name,
                    "the installer's own " + name + " installed version " + version + " and not " + seen.version(),
                    asked);
        }
    }
}
