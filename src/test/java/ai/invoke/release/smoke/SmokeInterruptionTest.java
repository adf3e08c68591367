package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a smoke test ends: no process and no temporary file is left, and the logs are. */
class SmokeInterruptionTest extends SmokeHarness {

    private Path zip;
    private Path sign;
    private String command;

    @BeforeEach
    void waitingCommand() throws IOException {
        zip = installer(new HandmadeWheel("1.0")
                .file("hand/__init__.py", "")
                .file("hand/gr\u00fcn/\u65e5\u672c.txt", "names beyond ASCII"));
        sign = folder.resolve("sign");
        Path script = Files.writeString(folder.resolve("waits.py"), """
                import os, subprocess, sys, time
                quiet = subprocess.DEVNULL
                child = subprocess.Popen(
                    ["sleep", "301"], cwd="/", stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
                print("waiting", flush=True)
                with open(sys.argv[1] + ".part", "w") as sign:
                    sign.write(str(child.pid))
                os.rename(sys.argv[1] + ".part", sys.argv[1])
                time.sleep(300)
                """);
        command = "{python} '" + script + "' '" + sign + "'";
    }

    private long child() throws IOException {
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        while (!Files.exists(sign)) {
            assertThat(System.nanoTime()).as("the command was never started").isLessThan(deadline);
        }
        return Long.parseLong(Files.readString(sign));
    }

    @Test
    void anInterruptedThreadStopsAndSaysIt() throws IOException, InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> thrown.set(catchThrowable(this::runCommands)));
        thread.start();
        long child = child();
        thread.interrupt();
        thread.join(ENOUGH.toMillis());
        assertThat(thrown.get()).isInstanceOf(EnvironmentException.class).hasMessageContaining("was interrupted");
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(logs.resolve("01-command-python3.log")).hasContent("waiting");
        assertThat(logs.resolve("02-command-python3.log")).doesNotExist();
    }

    private void runCommands() throws IOException {
        try (SmokeWorkspace workspace =
                new SmokeWorkspace(temporary, logs, new ProcessRunner(environment), Console.silent())) {
            SmokeCommand waiting = SmokeCommand.of(command.replace("{python}", "python3"));
            new SmokeCommands(workspace, options(waiting, waiting), new SmokeChecks(Console.silent()))
                    .run(Optional.of(workspace.folder("top")));
        }
    }

    private Process java(List<String> locale, String... commands) throws IOException {
        List<String> line = new ArrayList<>(List.of("env"));
        line.addAll(locale);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmokeOnce.class.getName(),
                zip.toString(),
                python().toString(),
                temporary.toString(),
                logs.toString()));
        line.addAll(List.of(commands));
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    @Test
    void controlCEndsAllButTheLogs() throws IOException, InterruptedException {
        Process java = java(List.of(), command);
        long child = child();
        output("kill", "-s", "INT", String.valueOf(java.pid()));
        assertThat(java.waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(logs.resolve("02-pip-install.log")).content().contains("Successfully installed");
        assertThat(logs.resolve("04-command-python.log")).content().contains("waiting");
    }

    @Test
    void thePosixLocaleKnowsNoUmlautsAndStillAllIsDoneAndRemoved() throws IOException, InterruptedException {
        temporary = Files.createDirectories(folder.resolve("ascii"));
        Files.writeString(folder.resolve("project/installer/templates/gr\u00fcn.txt"), "x");
        Files.delete(folder.resolve("project/target/release/dist/hand_made-1.0-py3-none-any.whl"));
        zip = installer(folder.resolve("wheels/hand_made-1.0-py3-none-any.whl"));
        Process java = java(List.of("LC_ALL=C", "LANG=C"));
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(printed).isZero();
        assertThat(printed.lines())
                .containsExactly(
                        "OK unpack", "OK scripts", "OK pip install", "OK metadata", "OK files", "SKIPPED entry points");
    }
}
