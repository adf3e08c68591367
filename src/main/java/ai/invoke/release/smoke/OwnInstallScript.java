package ai.invoke.release.smoke;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the installer's own script without a person and looks for what it installed. */
final class OwnInstallScript {

    private static final Duration ASK_LIMIT = Duration.ofSeconds(60);

    /** pip writes down what a file was installed from and its digest (PEP 610), and nothing where it came from an index. */
    private static final String INSTALLED = """
            import importlib.metadata, json, sys
            dist = importlib.metadata.distribution(sys.argv[1])
            archive = json.loads(dist.read_text("direct_url.json") or "{}").get("archive_info", {})
            print(dist.version)
            print("sha256", archive.get("hashes", {}).get("sha256") or archive.get("hash", "").replace("sha256=", ""))
            """;

    private final SmokeWorkspace workspace;
    private final SmokeOptions options;
    private final SmokeChecks checks;
    private final String name = Platform.current().installScript();
    private final String elsewhere = name.equals("install.bat") ? "install.sh" : "install.bat";

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
        List<String> given =
                new Placeholders(Map.of("{root}", root.toString(), "{wheel}", wheel.toString())).fill(wanted);
        Path programs = options.python().toAbsolutePath().getParent();
        Command command = workspace
                .atHome(name, options.limit(), Platform.current().script(script.toString(), given))
                .withEnvironment("PATH", programs == null ? "" : workspace.pathBefore(programs))
                .withEnvironment(options.environment());
        SmokeStep step = workspace.run(command);
        Optional<Path> python = python(root);
        if (!step.succeeded()) {
            checks.failed(name, "the installer's own " + name + " failed: " + step.end(), step);
        } else if (python.isEmpty() || seen.isEmpty()) {
            checks.ok(name, "ended with exit code 0" + step.seconds());
        } else {
            compare(python.get(), wheel, seen.get(), step);
        }
    }

    private static Optional<Path> python(Path root) {
        return Stream.of(".venv/bin/python", "venv/bin/python", ".venv/Scripts/python.exe", "venv/Scripts/python.exe")
                .map(root::resolve)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void compare(Path python, Path wheel, SmokeProbe.Seen seen, SmokeStep step) throws IOException {
        SmokeStep asked = workspace.run(workspace.atHome(
                name + " version",
                TimeLimit.usual(ASK_LIMIT),
                List.of(python.toString(), "-I", "-X", "utf8", "-c", INSTALLED, seen.name())));
        List<String> lines = asked.output().lines().map(String::strip).toList();
        int last = lines.size() - 1;
        String version = last > 0 ? lines.get(last - 1) : "";
        if (!asked.succeeded() || last < 1) {
            checks.failed(
                    name,
                    "the installer's own " + name + " did not install " + seen.name() + ": " + asked.end(),
                    asked);
        } else if (!version.equals(seen.version())) {
            checks.failed(
                    name,
                    "the installer's own " + name + " installed version " + version + " and not " + seen.version(),
                    asked);
        } else if (lines.get(last).equals("sha256 " + Sha256.of(wheel))) {
            checks.ok(name, "installed " + seen.name() + " " + version + step.seconds() + ", the bundled wheel");
        } else {
            checks.ok(
                    name,
                    "installed " + seen.name() + " " + version + step.seconds() + ", not the bundled wheel",
                    Problem.of("the installer's own " + name + " does not use the wheel that the installer bundles"
                                    + ": users get what an index has under that version")
                            .next("let it install the wheel in its folder, or make an installer without one:"
                                    + " <bundleWheel>false</bundleWheel>"));
        }
    }
}
