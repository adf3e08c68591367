package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Console;
import ai.invoke.release.installer.AssembleOnce;
import ai.invoke.release.installer.Demo;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the smoke test share: after each one no process and no temporary file may be left. */
abstract class SmokeHarness {

    static final Duration ENOUGH = Duration.ofSeconds(30);

    @TempDir
    protected Path folder;

    protected Path temporary;
    protected Path logs;
    protected final Map<String, String> environment = new HashMap<>(System.getenv());

    @BeforeEach
    void folders() throws IOException {
        temporary = Files.createDirectories(folder.resolve("temporary ü 'x'"));
        logs = folder.resolve("logs");
    }

    @AfterEach
    void leavesNothing() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(temporary.toString())))
                .isEmpty();
    }

    static Path python() {
        return new ProcessRunner(System.getenv()).path().find("python3").orElseThrow();
    }

    /** Not the shim of pyenv, which is a script. */
    static Path realPython() {
        return Path.of(output(python().toString(), "-c", "import sys; print(sys.executable)"))
                .toAbsolutePath();
    }

    static String output(String... command) {
        Outcome outcome =
                new ProcessRunner(System.getenv()).run(Command.of(Path.of("").toAbsolutePath(), command));
        assertThat(outcome.succeeded()).as(String.join("\n", outcome.tail())).isTrue();
        return ((Outcome.Exited) outcome).output().strip();
    }

    /** The demo's installer around a wheel. */
    Path installer(Path wheel) throws IOException {
        Path project = folder.resolve("project");
        Path dist = Files.createDirectories(project.resolve("target/release/dist"));
        if (!Files.exists(project.resolve("installer"))) {
            Demo.copy(Demo.SOURCES.resolve("installer"), project.resolve("installer"));
        }
        Files.copy(wheel, dist.resolve(wheel.getFileName()));
        return AssembleOnce.assemble(project, Instant.parse("2026-01-01T00:00:00Z"))
                .path();
    }

    Path installer(HandmadeWheel wheel) throws IOException {
        return installer(wheel.write(folder.resolve("wheels")));
    }

    static SmokeOptions options(SmokeCommand... commands) {
        SmokeOptions quick = SmokeOptions.quick(python(), "1.0");
        return with(quick, Optional.empty(), commands);
    }

    static SmokeOptions with(SmokeOptions options, Optional<List<String>> script, SmokeCommand... commands) {
        return new SmokeOptions(
                options.python(),
                options.packages(),
                script,
                List.of(commands),
                options.environment(),
                options.timeout(),
                options.version());
    }

    static SmokeOptions within(Duration timeout, SmokeOptions options) {
        return new SmokeOptions(
                options.python(),
                options.packages(),
                options.installScript(),
                options.commands(),
                options.environment(),
                timeout,
                options.version());
    }

    SmokeReport smoke(Path installer, SmokeOptions options) {
        return new SmokeRun(new ProcessRunner(environment), Console.silent(), temporary).run(installer, options, logs);
    }

    SmokeReport smoke(HandmadeWheel wheel, SmokeCommand... commands) throws IOException {
        return smoke(installer(wheel), options(commands));
    }

    static Map<String, String> verdicts(SmokeReport report) {
        Map<String, String> result = new HashMap<>();
        report.checks().forEach(check -> result.put(check.name(), check.verdict() + " " + check.detail()));
        return result;
    }

    static Path executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
