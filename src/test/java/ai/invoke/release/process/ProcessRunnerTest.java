package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessRunnerTest {

    @TempDir
    Path folder;

    private static final String DAEMON = "python3 -c 'import os, time\n"
            + "if os.fork() == 0:\n"
            + "    os.setsid()\n"
            + "    if os.fork() == 0:\n"
            + "        os.closerange(0, 3)\n"
            + "        open(\"pid\", \"w\").write(str(os.getpid()))\n"
            + "        time.sleep(300)\n"
            + "    os._exit(0)\n"
            + "os.wait()'";

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
    void aQuestionIsAskedOnceUntilAnythingElseRuns() throws Exception {
        Map<Object, Object> context = new HashMap<>();
        Path packages = Files.createDirectory(folder.resolve("site-packages"));
        Command question = sh("echo x >> asked; wc -l < asked");

        assertThat(answer(context, question, packages)).isEqualTo("1");
        // Another goal of the same build, with a runner of its own.
        assertThat(answer(context, question, packages)).isEqualTo("1");
        assertThat(answer(context, question.withEnvironment("OTHER", "1"), packages))
                .isEqualTo("2");
        assertThat(answer(new HashMap<>(), question, packages)).isEqualTo("3");
        assertThat(answer(context, question, packages)).isEqualTo("1");

        new ProcessRunner(ChildEnvironment.of(System.getenv()), Patience.usual(), KnownAnswers.in(context))
                .run(sh("true"));
        assertThat(answer(context, question, packages)).isEqualTo("4");
        assertThat(answer(context, question, packages)).isEqualTo("4");

        Files.setLastModifiedTime(packages, FileTime.fromMillis(0));
        assertThat(answer(context, question, packages)).isEqualTo("5");
    }

    @Test
    void aQuestionThatFailedIsAskedAgain() {
        Map<Object, Object> context = new HashMap<>();
        Command question = sh("echo x >> asked; wc -l < asked; exit 1");

        assertThat(answer(context, question, folder)).isEqualTo("1");
        assertThat(answer(context, question, folder)).isEqualTo("2");
    }

    private static String answer(Map<Object, Object> context, Command question, Path dependsOn) {
        ProcessRunner goal =
                new ProcessRunner(ChildEnvironment.of(System.getenv()), Patience.usual(), KnownAnswers.in(context));
        return ((Outcome.Exited) goal.question(question, exited -> List.of(dependsOn)))
                .output()
                .strip();
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

        Outcome outcome = runner.run(sh(orphan + "; sleep 300 & echo $! >> pids; wait")
                .withTimeout(Duration.ofMillis(700), "invokeai.test"));

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
    void aTimeLimitReachesADaemonInASessionOfItsOwn() throws Exception {
        String daemon = """
                import os, sys, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        if sys.argv[1] == "silent":
                            null = os.open(os.devnull, os.O_RDWR)
                            for descriptor in (0, 1, 2):
                                os.dup2(null, descriptor)
                        with open("pids", "a") as file:
                            file.write(f"{os.getpid()}\\n")
                        with open("born", "w") as file:
                            file.write("yes\\n")
                        time.sleep(300)
                    os._exit(0)
                """;
        Files.writeString(folder.resolve("daemon.py"), daemon);
        long start = System.nanoTime();

        // The first is known by its environment, the second, which has none, by the output that it holds open.
        Outcome outcome = runner.run(sh("mkfifo born; exec 3<>born; python3 daemon.py silent;"
                        + " env -i PATH=\"$PATH\" python3 daemon.py talks;"
                        + " read one <&3; read two <&3; echo ready; sleep 300")
                .withTimeout(Duration.ofSeconds(6), "invokeai.test"));

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.tail()).containsExactly("ready");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        for (String pid : Files.readAllLines(folder.resolve("pids"))) {
            assertThat(ended(Long.parseLong(pid))).as("process " + pid).isTrue();
        }
    }

    @Test
    void whatRunsEndsWithTheVirtualMachine() throws Exception {
        Path pid = folder.resolve("pid");
        Process machine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunsForEver.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        try {
            waitFor(() -> Files.exists(pid) && Files.size(pid) > 0);

            machine.destroy();

            assertThat(machine.waitFor(15, TimeUnit.SECONDS)).isTrue();
            assertThat(ended(Long.parseLong(Files.readString(pid).strip()))).isTrue();
        } finally {
            machine.destroyForcibly();
        }
    }

    /** A virtual machine that is busy with a command that has left the terminal. */
    static final class RunsForEver {
        public static void main(String[] arguments) {
            new ProcessRunner(System.getenv())
                    .run(Command.of(Path.of(arguments[0]), "setsid", "sh", "-c", "echo $$ > pid; exec sleep 300"));
        }
    }

    private interface Condition {
        boolean met() throws Exception;
    }

    private static void waitFor(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.met()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void aFloodWithoutEndFillsNeitherMemoryNorTheLog() throws Exception {
        Path log = folder.resolve("log");
        long start = System.nanoTime();

        Outcome outcome = runner.run(sh("yes; :").withLog(log).withTimeout(Duration.ofSeconds(1), "invokeai.test"));

        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.tail()).hasSize(ProcessRunner.TAIL_LINES).containsOnly("y");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));

        Outcome line = runner.run(sh("head -c 200000000 /dev/zero").withLog(log));
        assertThat(line.tail())
                .singleElement()
                .asString()
                .hasSizeLessThan(ProcessRunner.LINE_LIMIT + 100)
                .endsWith(" … and " + (200_000_000 - ProcessRunner.LINE_LIMIT) + " characters more in this line");
        assertThat(log).content().endsWith("characters more in this line\n");
    }

    @Test
    void whatATerminalWouldObeyIsNotPassedOn() throws Exception {
        Path log = folder.resolve("log");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MY_TOKEN", "correct horse");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());

        Outcome outcome = new ProcessRunner(environment)
                .run(
                        sh("printf '\\033[2J\\033[31mred\\033[0m\\tgrün\\n\\033]0;title\\007after\\n'"
                                        + "; printf '\\000\\001\\377\\033(B\\b\\n\\302\\233Hc1\\n\\342\\200\\256turned\\n'"
                                        + "; printf 'correct \\033[1mhorse\\n\\033]8;;no end'")
                                .withLog(log),
                        heard::add);

        assertThat(outcome.tail())
                .containsExactly("red\tgrün", "after", "\ufffd\ufffd\ufffd\ufffd", "c1", "\ufffdturned", "***", "");
        assertThat(heard).isEqualTo(outcome.tail());
        assertThat(Files.readAllLines(log)).isEqualTo(outcome.tail());
        assertThat(((Outcome.Exited) outcome).output()).startsWith("\033[2J\033[31mred");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 300 </dev/null >/dev/null 2>&1",
                "{ sleep 0.3; exec sleep 300 </dev/null >/dev/null 2>&1; }"
            })
    void endsWhatOutlivesItsCommandAndSaysSo(String daemon) throws Exception {
        Outcome outcome = runner.run(sh(daemon + " & echo $! > pid"));

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ended(pid)).isTrue();
        assertThat(outcome.succeeded()).isTrue();
        assertThat(outcome.tail()).containsExactly("sleep (" + pid + ") was still running and has been ended");
    }

    @Test
    void aDaemonInASessionOfItsOwnIsEndedToo() throws Exception {
        Outcome outcome = runner.run(sh(DAEMON + " && while ! test -s pid; do :; done"));

        assertThat(ended(Long.parseLong(Files.readString(folder.resolve("pid")).strip())))
                .isTrue();
        assertThat(outcome.tail()).singleElement().asString().contains("was still running and has been ended");
    }

    @Test
    void theAgentOfACommandWithCredentialsStays() throws Exception {
        Outcome outcome =
                runner.run(sh(DAEMON + " && while ! test -s pid; do :; done").withCredentials());

        ProcessHandle agent = ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
                .orElseThrow();
        assertThat(agent.isAlive()).isTrue();
        assertThat(outcome.tail()).isEmpty();
        ProcessRunner.endOrphans();
        assertThat(agent.isAlive()).isTrue();
        assertThat(agent.destroyForcibly()).isTrue();
    }

    @Test
    void whatARunLeftBehindThatWasKilledIsEndedByTheNextOne() throws Exception {
        Path pid = folder.resolve("pid");
        Process machine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunsForEver.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        waitFor(() -> Files.exists(pid) && Files.size(pid) > 0);
        long left = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessRunner.endOrphans())
                .as("while its owner runs")
                .noneMatch(name -> name.contains("(" + left + ")"));

        assertThat(machine.destroyForcibly().waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(left))
                .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());

        assertThat(ProcessRunner.endOrphans()).contains("sleep (" + left + ")");
        assertThat(ended(left)).isTrue();
    }

    @Test
    void killsWhatIgnoresThePoliteSignal() {
        long start = System.nanoTime();

        Outcome outcome = runner.run(
                sh("trap '' TERM; while :; do sleep 0.1; done").withTimeout(Duration.ofMillis(300), "invokeai.test"));

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
        Outcome outcome = runner.run(
                sh("sleep 300").withInput("x".repeat(10_000_000)).withTimeout(Duration.ofMillis(300), "invokeai.test"));

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
        assertThat(runner.run(Command.of(folder, "cat").withTimeout(Duration.ofSeconds(10), "invokeai.test"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void cutsALineThatNeverEnds() {
        Outcome outcome = runner.run(sh("head -c 3000000 /dev/zero | tr '\\0' x"));

        assertThat(outcome.tail())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("x".repeat(ProcessRunner.LINE_LIMIT) + " … and 2983616 characters more"));
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
                .run(
                        sh("echo \"[$MY_UPLOAD_PASSWORD]\" pypi-AgEIcHlwaS5vcmc")
                                .withCredentials()
                                .withLog(log),
                        heard::add);

        assertThat(outcome.tail()).containsExactly("[***] ***");
        assertThat(heard).containsExactly("[***] ***");
        assertThat(log).hasContent("[***] ***\n");
    }

    @Test
    void aChildSeesACredentialOnlyWhenItsCommandAsksAndNobodyReadsIt() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        List<String> secret = List.of(
                "AWS_SECRET_ACCESS_KEY",
                "GPG_PASSPHRASE",
                "DEPLOY_PRIVATE_KEY",
                "OPENAI_API_KEY",
                "npm_config_authToken");
        secret.forEach(name -> environment.put(name, "value of " + name));
        environment.put("TOKENIZERS_PARALLELISM", "false alarm");

        Command command = sh("env | grep -E '^(TOKENIZERS|" + String.join("|", secret) + ")' | cut -d= -f2 | sort");
        ProcessRunner child = new ProcessRunner(environment);

        assertThat(child.run(command).tail()).containsExactly("false alarm");
        assertThat(child.run(command.withCredentials()).tail())
                .containsExactly("false alarm", "***", "***", "***", "***", "***");
        ProcessRunner passing = new ProcessRunner(
                ChildEnvironment.of(environment, Set.of(), Set.of("GPG_PASSPHRASE", "OPENAI_API_KEY")));
        assertThat(passing.run(command.without(Set.of("GPG_PASSPHRASE"))).tail())
                .containsExactly("false alarm", "***", "***");
        assertThat(child.environment()).doesNotContainKeys(secret.toArray(String[]::new));
    }

    @Test
    void aSecretThatOnlyTheCommandHasIsHiddenToo() throws Exception {
        Path log = folder.resolve("log");

        Outcome outcome = runner.run(sh("echo \"[$DB_PASSWORD]\"")
                .withEnvironment("DB_PASSWORD", "battery staple")
                .withLog(log));

        assertThat(outcome.tail()).containsExactly("[***]");
        assertThat(log).hasContent("[***]");
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
