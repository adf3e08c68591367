package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {

    @TempDir
    Path folder;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());

    private Command sh(String script) {
        return Command.of(folder, "sh", "-c", script);
    }

    @Test
    void tellsTheExitCodeTheOutputAndTheTailOfBothStreams() {
        Outcome outcome = runner.run(sh("echo out; echo err >&2; exit 3"));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Exited.class, exited -> {
            assertThat(exited.code()).isEqualTo(3);
            assertThat(exited.output()).isEqualTo("out\n");
            assertThat(exited.tail()).containsExactlyInAnyOrder("out", "err");
            assertThat(exited.succeeded()).isFalse();
        });
    }

    @Test
    void keepsTheLastLinesOnly() {
        Outcome outcome = runner.run(sh("i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done"));

        assertThat(outcome.tail())
                .hasSize(ProcessRunner.TAIL_LINES)
                .startsWith("line " + (1000 - ProcessRunner.TAIL_LINES))
                .endsWith("line 999");
    }

    @Test
    void aTimeLimitKillsTheWholeTreeWithGrandchildrenThatLostTheirParent() throws Exception {
        Path pids = folder.resolve("pids");
        // The inner shell ends at once, so that its sleep belongs to nobody in the tree any more.
        String orphan = "sh -c 'sleep 300 & echo $! >> pids'";
        long start = System.nanoTime();

        Outcome outcome =
                runner.run(sh(orphan + "; sleep 300 & echo $! >> pids; wait").withTimeout(Duration.ofMillis(700)));

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        for (String pid : started) {
            assertThat(ended(Long.parseLong(pid.strip()))).as("process " + pid).isTrue();
        }
    }

    @Test
    void aGrandchildThatHoldsTheOutputOpenDoesNotHoldUpTheResult() throws Exception {
        Path pid = folder.resolve("pid");
        Path log = folder.resolve("log");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        long start = System.nanoTime();

        Outcome outcome = runner.run(sh("echo done; sleep 300 & echo $! > pid").withLog(log), heard::add);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Exited.class, exited -> {
            assertThat(exited.code()).isZero();
            assertThat(exited.output()).isEqualTo("done\n");
            assertThat(exited.duration()).isLessThan(Duration.ofSeconds(2));
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(heard).containsExactly("done");
        assertThat(log).hasContent("done\n");
        assertThat(ended(Long.parseLong(Files.readString(pid).strip()))).isTrue();
    }

    @Test
    void leavesADetachedProcessAlone() throws Exception {
        runner.run(sh("sleep 300 </dev/null >/dev/null 2>&1 & echo $! > pid"));

        ProcessHandle detached = ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
                .orElseThrow();
        assertThat(detached.isAlive()).isTrue();
        assertThat(detached.destroyForcibly()).isTrue();
    }

    @Test
    void killsWhatIgnoresThePoliteSignal() {
        long start = System.nanoTime();

        Outcome outcome =
                runner.run(sh("trap '' TERM; while :; do sleep 0.1; done").withTimeout(Duration.ofMillis(300)));

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void anInterruptKillsTheTreeAndIsKept() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<Outcome> result = new AtomicReference<>();
        CountDownLatch kept = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            result.set(runner.run(sh("echo $$; exec sleep 300"), line -> {
                if (!line.isEmpty()) {
                    started.countDown();
                }
            }));
            if (Thread.currentThread().isInterrupted()) {
                kept.countDown();
            }
        });
        thread.start();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(result.get()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(ended(Long.parseLong(result.get().tail().get(0)))).isTrue();
    }

    @Test
    void inputThatTheChildNeverReadsDoesNotBlockTheTimeLimit() {
        Outcome outcome =
                runner.run(sh("sleep 300").withInput("x".repeat(10_000_000)).withTimeout(Duration.ofMillis(300)));

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
    }

    @Test
    void aChildReadsItsInput() {
        assertThat(runner.run(Command.of(folder, "cat").withInput("grüße\n")))
                .isInstanceOfSatisfying(
                        Outcome.Exited.class,
                        exited -> assertThat(exited.output()).isEqualTo("grüße\n"));
    }

    @Test
    void withoutInputTheChildSeesTheEndAtOnce() {
        assertThat(runner.run(Command.of(folder, "cat").withTimeout(Duration.ofSeconds(10)))
                        .succeeded())
                .isTrue();
    }

    @Test
    void cutsALineThatNeverEnds() {
        Outcome outcome = runner.run(sh("head -c 3000000 /dev/zero | tr '\\0' x"));

        assertThat(outcome.tail())
                .singleElement()
                .satisfies(line -> assertThat(line).hasSize(ProcessRunner.LINE_LIMIT));
    }

    @Test
    void keepsTheLastStateOfAProgressBar() {
        assertThat(runner.run(sh("printf '10%%\\r50%%\\r100%%\\nwindows\\r\\n'"))
                        .tail())
                .containsExactly("100%", "windows");
    }

    @Test
    void aListenerThatThrowsIsHeardAndDoesNotHangTheChild() {
        assertThatThrownBy(() -> runner.run(sh("head -c 1000000 /dev/zero | tr '\\0' '\\n'"), line -> {
                    throw new IllegalStateException("listener");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("listener");
    }

    @Test
    void aLogThatCannotBeWrittenIsAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> runner.run(sh("echo x").withLog(file.resolve("log"))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot write the log");
    }

    @Test
    void aMissingProgramOrFolderIsNotStarted() {
        assertThat(runner.run(Command.of(folder, "no-such-program-here").withLog(folder.resolve("log"))))
                .isEqualTo(new Outcome.NotStarted("no-such-program-here is not on the PATH"));
        assertThat(folder.resolve("log")).hasContent("no-such-program-here is not on the PATH\n");
        assertThat(runner.run(Command.of(folder.resolve("gone"), "sh", "-c", "true")))
                .isInstanceOf(Outcome.NotStarted.class);
    }

    @Test
    void aProgramIsLookedUpOnTheChildsOwnPathAndRelativeToItsDirectory() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin with 'quotes' and ümlauts"));
        Path tool = Files.writeString(bin.resolve("my-tool"), "#!/bin/sh\necho found\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();

        assertThat(runner.run(Command.of(folder, "my-tool").withEnvironment("PATH", bin + ":/usr/bin:/bin"))
                        .tail())
                .containsExactly("found");
        assertThat(runner.run(Command.of(bin, "./my-tool")).tail()).containsExactly("found");
    }

    @Test
    void childrenGetTheGivenEnvironmentOnly() {
        ProcessRunner small = new ProcessRunner(Map.of("PATH", "/usr/bin:/bin", "GONE", "1", "KEPT", "2"));

        Outcome outcome =
                small.run(Command.of(folder, "env").without(Set.of("GONE")).withEnvironment("MORE", "3"));

        assertThat(outcome.tail()).contains("KEPT=2", "MORE=3").noneMatch(line -> line.startsWith("GONE"));
    }

    @Test
    void secretsDoNotReachTheLogTheListenerOrTheTail() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MY_UPLOAD_PASSWORD", "correct horse");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Path log = folder.resolve("log");

        Outcome outcome = new ProcessRunner(environment)
                .run(sh("echo \"[$MY_UPLOAD_PASSWORD]\" pypi-AgEIcHlwaS5vcmc").withLog(log), heard::add);

        assertThat(outcome.tail()).containsExactly("[***] ***");
        assertThat(heard).containsExactly("[***] ***");
        assertThat(log).hasContent("[***] ***\n");
    }

    private static boolean ended(long pid) throws Exception {
        var handle = ProcessHandle.of(pid);
        if (handle.isEmpty()) {
            return true;
        }
        try {
            handle.get().onExit().get(5, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            return zombie(pid);
        }
        return true;
    }

    /** An orphan that was killed stays in the table until the system's first process has taken note of it. */
    private static boolean zombie(long pid) throws Exception {
        Path stat = Path.of("/proc", String.valueOf(pid), "stat");
        if (!Files.exists(stat)) {
            return !ProcessHandle.of(pid).isPresent();
        }
        String text = Files.readString(stat);
        return text.substring(text.lastIndexOf(')') + 1).strip().startsWith("Z");
    }
}
