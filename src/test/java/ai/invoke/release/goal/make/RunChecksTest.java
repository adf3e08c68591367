package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.invoke.release.build.checks.Check;
import ai.invoke.release.build.checks.CheckResult;
import ai.invoke.release.build.checks.TestCounts;
import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.plan.evidence.EvidenceFiles;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.testing.Heard;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunChecksTest {

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();

    private Check check(String id, String command) {
        return check(id, command, Duration.ofSeconds(30), false, Optional.empty());
    }

    private Check check(String id, String command, Duration timeout, boolean tolerated, Optional<Path> junit) {
        return new Check(id, command(command, timeout), tolerated, junit);
    }

    private Command command(String command, Duration timeout) {
        return Command.of(temporary, Command.shell(command))
                .withEnvironment("MINE", "1")
                .withTimeout(timeout, "invokeai.test");
    }

    private RunChecks.Request request(List<Check> checks, boolean defaults, boolean strict) {
        return request(checks, defaults, strict, false);
    }

    private RunChecks.Request request(List<Check> checks, boolean defaults, boolean strict, boolean rebuild) {
        return new RunChecks.Request(
                new Workspace(
                        temporary,
                        new ReleaseDirectory(temporary.resolve("target/release")),
                        List.of(temporary.resolve("target")),
                        List.of(),
                        rebuild),
                checks,
                new RunChecks.Defaults(
                        defaults,
                        new FrontendPlace(Optional.empty(), List.of()),
                        Optional.empty(),
                        new ToolSource(true, Optional.of(PreparedPython.TOOLS)),
                        Duration.ofSeconds(60),
                        strict),
                4);
    }

    private RunChecks.Result run(Check... checks) {
        return new RunChecks(PythonProject.shell(), heard).run(request(List.of(checks), false, false));
    }

    @Test
    void runsAtTheSameTime() {
        // Each waits for the other's file: one after the other they would never end.
        RunChecks.Result result = run(
                check("a", "touch a; while [ ! -e b ]; do sleep 0.05; done; echo done $MINE"),
                check("b", "touch b; while [ ! -e a ]; do sleep 0.05; done; echo done"));

        assertThat(result.checks()).extracting(CheckResult::status).containsOnly(CheckResult.Status.PASSED);
        assertThat(temporary.resolve("target/release/checks/a.log")).hasContent("done 1");
        assertThat(heard.lines).anyMatch(line -> line.matches(" {2}a {2}ok .*s"));
    }

    private Evidence evidence(String commit) {
        return new EvidenceFiles(temporary.resolve("target/release"))
                .gather(new EvidenceFiles.Sources(Optional.of(commit), true), Map.of(), Map.of(), Optional.empty());
    }

    private String head() throws Exception {
        return PythonProject.git(temporary, "rev-parse", "HEAD").strip();
    }

    @Test
    void thePlanLearnsHowEachCheckEnded() throws Exception {
        Files.writeString(temporary.resolve("pyproject.toml"), "[project]\nname = 'x'\nversion = '1'\n[tool.ruff]\n");
        git();
        Path report = temporary.resolve("target/report.xml");
        Check tests = new Check(
                "tests",
                Command.of(
                        temporary,
                        Command.shell("echo '<t><testcase/><testcase><skipped/></testcase></t>' > target/report.xml")),
                false,
                Optional.of(report));
        Files.createDirectories(temporary.resolve("target"));
        new RunChecks(Map.of("PATH", "/nowhere:/bin:/usr/bin"), heard)
                .run(request(
                        List.of(tests, check("soft", "exit 3", Duration.ofSeconds(9), true, Optional.empty())),
                        false,
                        false));
        assertThat(evidence(head()).checks())
                .extracting(Evidence.Check::id, Evidence.Check::state, Evidence.Check::reason, Evidence.Check::tests)
                .containsExactly(
                        tuple("soft", Evidence.State.FAILED, Optional.of("exit code 3"), Optional.empty()),
                        tuple(
                                "tests",
                                Evidence.State.PASSED,
                                Optional.empty(),
                                Optional.of(new Evidence.Tests(2, 0, 1))));
        assertThat(evidence(head()).warnings()).contains("1 check failed: soft (tolerated)");
        assertThat(evidence("0".repeat(40)).warnings())
                .contains("no check is recorded: run-checks ran on other sources");

        // What ran on a work tree with changes says nothing about the commit.
        Files.writeString(temporary.resolve("new.py"), "x = 1\n");
        run(check("soft", "true"));
        assertThat(evidence(head()).warnings()).contains("no check is recorded: run-checks ran on other sources");
    }

    @Test
    void aCheckThatFailsTheBuildIsRecordedToo() throws Exception {
        git();
        assertThatThrownBy(() -> run(check("bad", "exit 1"))).isInstanceOf(ProjectException.class);
        assertThat(evidence(head()).warnings()).contains("1 check failed: bad");
    }

    @Test
    void whatIsSwitchedOffIsRecordedUnlessItRanOnTheSameCommit() throws Exception {
        Files.writeString(
                temporary.resolve("pyproject.toml"),
                "[project]\nname = 'x'\nversion = '1'\n[tool.ruff]\n[tool.pytest.ini_options]\n");
        git();
        RunChecks.Request request = request(List.of(check("mine", "true")), true, false);
        new RunChecks(PythonProject.shell(), heard).skip(request, "switched off");
        assertThat(evidence(head()).warnings()).contains("4 of 4 checks did not run");
        assertThat(evidence(head()).lines()).contains("check ruff-check: skipped: switched off");

        run(check("mine", "true"));
        new RunChecks(PythonProject.shell(), heard).skip(request, "switched off");
        assertThat(evidence(head()).warnings()).contains("3 of 4 checks did not run");
    }

    @Test
    void whatPassedButIsNotRecordedRunsAgain() throws Exception {
        git();
        run(check("mine", "true"));
        assertThat(run(check("mine", "true")).checks()).isEmpty();
        Files.delete(temporary.resolve("target/release/evidence/checks.json"));
        assertThat(run(check("mine", "true")).checks()).hasSize(1);
        assertThat(evidence(head()).checks()).hasSize(1);
    }

    @Test
    void whatPassedOnTheSameCommitIsNotRunAgain() throws Exception {
        Path counter = Files.createDirectories(temporary.resolve("target")).resolve("runs");
        Check count = check("count", "echo run >> target/runs; test \"$(cat app.py)\" != broken");
        assertThat(run(count).checks()).hasSize(1);
        assertThat(run(count).checks()).as("without a commit").hasSize(1);
        git();
        Files.delete(counter);

        assertThat(run(count).checks()).hasSize(1);
        assertThat(run(count).checks()).isEmpty();
        assertThat(counter).hasContent("run");
        assertThat(heard.lines)
                .contains("run-checks: unchanged, count passed before; -Dinvokeai.rebuild runs everything again");

        new RunChecks(PythonProject.shell(), heard).run(request(List.of(count), false, false, true));
        assertThat(Files.readAllLines(counter)).hasSize(2);

        Path source = Files.writeString(temporary.resolve("app.py"), "broken");
        assertThatThrownBy(() -> run(count)).isInstanceOf(ProjectException.class);
        assertThat(heard.lines).anyMatch(line -> line.endsWith("at the same time: the work tree has changes: app.py"));
        assertThatThrownBy(() -> run(count)).isInstanceOf(ProjectException.class);
        assertThat(Files.readAllLines(counter)).hasSize(4);

        Files.writeString(source, "x = 1\n");
        assertThat(run(count).checks()).hasSize(1);
        assertThat(Files.readAllLines(counter)).hasSize(5);
        assertThat(run(count).checks()).isEmpty();
        PythonProject.git(temporary, "commit", "-q", "--allow-empty", "-m", "second");
        assertThat(run(count).checks()).as("another commit").hasSize(1);

        assertThat(run(check("count", "echo run >> target/runs")).checks()).hasSize(1);
        assertThat(run(check("count", "echo run >> target/runs", Duration.ofSeconds(29), false, Optional.empty()))
                        .checks())
                .as("another time limit")
                .hasSize(1);
    }

    @Test
    void allFailuresAreToldAndATimeLimitKillsTheTree() throws Exception {
        assertThatThrownBy(() -> run(
                        check("good", "true"),
                        check("bad", "echo the reason; exit 7"),
                        check(
                                "slow",
                                "sleep 300 & echo $! > pid; wait",
                                Duration.ofSeconds(1),
                                false,
                                Optional.empty()),
                        check("gone", "no-such-program-here"),
                        check("soft", "exit 1", Duration.ofSeconds(30), true, Optional.empty())))
                .isInstanceOfSatisfying(
                        ProjectException.class, e -> assertThat(e.problems()).hasSize(3))
                .hasMessageContaining("check bad failed: exit code 7")
                .hasMessageContaining("| the reason")
                .hasMessageContaining("check slow failed: killed after 1 s")
                .hasMessageContaining("if it needs more time: its <timeout>")
                .hasMessageContaining("check gone failed: exit code 127")
                .hasMessageContaining("bad.log");
        assertThat(heard.warnings).singleElement().asString().contains("check soft failed");
        assertThat(ProcessHandle.of(Long.parseLong(
                                Files.readString(temporary.resolve("pid")).strip()))
                        .filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void countsTheTestsOfThisRunOnly() throws Exception {
        Path report = Files.writeString(temporary.resolve("r.xml"), "<testsuite><testcase/></testsuite>");
        Path marked = Files.writeString(
                temporary.resolve("m.txt"), "\uFEFF<?xml version=\"1.0\"?><testsuite><testcase/></testsuite>");
        String xml = "<testsuites><testsuite tests='99'><testcase/><testcase><failure/><failure/></testcase>"
                + "<testcase><skipped/></testcase></testsuite></testsuites>";

        RunChecks.Result result = run(
                check(
                        "with",
                        "echo \"" + xml + "\" > with.xml",
                        Duration.ofSeconds(30),
                        false,
                        Optional.of(temporary.resolve("with.xml"))),
                check("stale", "true", Duration.ofSeconds(30), false, Optional.of(report)),
                check(
                        "marked",
                        "cp " + marked + " marked.xml",
                        Duration.ofSeconds(30),
                        false,
                        Optional.of(temporary.resolve("marked.xml"))));

        assertThat(result.checks().get(0).tests()).contains(new TestCounts(3, 1, 1));
        assertThat(result.checks().get(1).tests()).isEmpty();
        assertThat(result.checks().get(2).tests()).as("after a byte order mark").contains(new TestCounts(1, 0, 0));
        assertThat(heard.lines).anyMatch(line -> line.endsWith("3 tests, 1 failed, 1 skipped"));
    }

    @Test
    void whatTheProjectHasConfiguredIsRunAndAMissingToolIsSaidAloud() throws Exception {
        Files.writeString(
                temporary.resolve("pyproject.toml"), "[tool.ruff]\nline-length = 99\n[tool.pytest.ini_options]\n");
        Path bin = Files.createDirectories(temporary.resolve("bin"));
        Files.writeString(bin.resolve("ruff"), "#!/bin/sh\necho ruff \"$@\"\n");
        assertThat(bin.resolve("ruff").toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = PythonProject.shell();
        // No python here, hence no pytest.
        Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin/sh"));
        environment.put("PATH", bin.toString());

        RunChecks.Result result = new RunChecks(environment, heard).run(request(List.of(), true, false));

        assertThat(result.checks())
                .extracting(found -> found.id() + " " + found.status())
                .containsExactly("ruff-check PASSED", "ruff-format PASSED", "pytest NOT_RUN");
        assertThat(temporary.resolve("target/release/checks/ruff-format.log")).hasContent("ruff format --check .");
        assertThat(heard.warnings)
                .singleElement()
                .asString()
                .contains("pytest is configured in the project but not installed here");
        assertThatThrownBy(() -> new RunChecks(environment, heard).run(request(List.of(), true, true)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("check pytest did not run");

        RunChecks.Result own =
                new RunChecks(environment, heard).run(request(List.of(check("pytest", "echo my own")), true, true));
        assertThat(own.checks()).extracting(CheckResult::status).containsOnly(CheckResult.Status.PASSED);
    }

    /** A folder with a shell and tools that only say what they were asked; the rest of the machine is out of reach. */
    private Map<String, String> onlyThese(String... tools) throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("bin of its own"));
        if (!Files.exists(bin.resolve("sh"))) {
            Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin/sh"));
        }
        for (String tool : tools) {
            Path file = Files.writeString(bin.resolve(tool), "#!/bin/sh\necho " + tool + " \"$@\"\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Map<String, String> environment = PythonProject.shell();
        environment.put("PATH", bin.toString());
        environment.remove("VIRTUAL_ENV");
        return environment;
    }

    @Test
    void aMissingToolIsRememberedWithTheOthersUntilItIsInstalled() throws Exception {
        Files.writeString(temporary.resolve("pyproject.toml"), "[tool.ruff]\n[tool.pytest.ini_options]\n");
        git();
        Map<String, String> environment = onlyThese("ruff");

        assertThat(new RunChecks(environment, heard)
                        .run(request(List.of(), true, false))
                        .checks())
                .hasSize(3);
        heard.warnings.clear();
        assertThat(new RunChecks(environment, heard)
                        .run(request(List.of(), true, false))
                        .checks())
                .isEmpty();

        assertThat(heard.lines).anyMatch(line -> line.contains("unchanged, ruff-check, ruff-format passed before"));
        assertThat(heard.warnings).singleElement().asString().contains("check pytest did not run");
        assertThatThrownBy(() -> new RunChecks(environment, heard).run(request(List.of(), true, true)))
                .hasMessageContaining("check pytest did not run");

        heard.warnings.clear();
        Files.delete(temporary.resolve("bin of its own/ruff"));
        new RunChecks(environment, heard).run(request(List.of(), true, false));
        assertThat(heard.warnings).hasSize(2);
        assertThat(heard.warnings.get(0)).contains("checks ruff-check, ruff-format did not run");

        onlyThese("ruff");
        assertThat(new RunChecks(onlyThese("pytest"), heard)
                        .run(request(List.of(), true, false))
                        .checks())
                .extracting(found -> found.id() + " " + found.status())
                .containsExactly("ruff-check PASSED", "ruff-format PASSED", "pytest PASSED");
        assertThat(new RunChecks(environment, heard)
                        .run(request(List.of(), true, false))
                        .checks())
                .isEmpty();
    }

    @Test
    void anotherToolOfTheSameNameIsTriedAgain() throws Exception {
        Files.writeString(temporary.resolve("pyproject.toml"), "[tool.ruff]\n");
        git();
        Map<String, String> environment = onlyThese("ruff");
        new RunChecks(environment, heard).run(request(List.of(), true, false));

        Files.writeString(temporary.resolve("bin of its own/ruff"), "#!/bin/sh\necho a newer one\n");
        new RunChecks(environment, heard).run(request(List.of(), true, false));

        assertThat(temporary.resolve("target/release/checks/ruff-check.log")).hasContent("a newer one");
    }

    @Test
    void theProjectsOwnEnvironmentGoesBeforeThePath() throws Exception {
        Files.writeString(temporary.resolve("pyproject.toml"), "[tool.pytest.ini_options]\n");
        git();
        Path venv = temporary.resolve(".venv");
        assertThat(new ProcessBuilder("python3", "-m", "venv", "--without-pip", venv.toString())
                        .start()
                        .waitFor())
                .isZero();
        Map<String, String> environment = onlyThese("pytest");
        RunChecks goal = new RunChecks(environment, heard);
        Path log = temporary.resolve("target/release/checks/pytest.log");

        goal.run(request(List.of(), true, false));
        assertThat(log).content().startsWith("pytest --junitxml=");

        Path library;
        try (Stream<Path> versions = Files.list(venv.resolve("lib"))) {
            library = versions.findFirst().orElseThrow().resolve("site-packages");
        }
        Files.writeString(library.resolve("pytest.py"), "print('the one of the project')\n");
        Files.createDirectories(library.resolve("pytest-9.dist-info"));
        goal.run(request(List.of(), true, false));

        assertThat(log).hasContent("the one of the project");
    }

    private void git() throws Exception {
        Files.writeString(temporary.resolve(".gitignore"), "bin of its own/\nelsewhere/\n.venv/\ntarget/\n");
        PythonProject.git(temporary, "init", "-q");
        Files.writeString(temporary.resolve("app.py"), "x = 1\n");
        PythonProject.git(temporary, "add", "-A");
        PythonProject.git(temporary, "commit", "-q", "-m", "first");
    }

    @Test
    void sourcesThatChangedMeanwhileHaveNotPassed() throws Exception {
        git();

        assertThat(run(check("edits", "echo 'x = 2' > app.py")).checks()).hasSize(1);

        assertThat(heard.lines).anyMatch(line -> line.contains("the sources changed while the checks ran"));
        Files.writeString(temporary.resolve("app.py"), "x = 1\n");
        assertThat(run(check("edits", "echo 'x = 2' > app.py")).checks()).hasSize(1);
    }

    @Test
    void whatTheShellSaysByChanceDecidesNothing() throws Exception {
        git();
        Map<String, String> narrow = PythonProject.shell();
        narrow.put("PYTEST_ADDOPTS", "-k nothing");
        narrow.put("MINE_TOO", "1");
        Check check = check("any", "test -z \"$PYTEST_ADDOPTS\"");

        assertThat(new RunChecks(narrow, heard)
                        .run(request(List.of(check), false, false))
                        .checks())
                .hasSize(1);
        assertThat(heard.warnings)
                .singleElement()
                .asString()
                .contains("PYTEST_ADDOPTS is set in this shell and hidden");
        assertThat(run(check).checks()).isEmpty();

        Check meant = new Check(
                "any",
                command("test \"$PYTEST_ADDOPTS\" = -x", Duration.ofSeconds(9)).withEnvironment("PYTEST_ADDOPTS", "-x"),
                false,
                Optional.empty());
        heard.warnings.clear();
        assertThat(new RunChecks(narrow, heard)
                        .run(request(List.of(meant), false, false))
                        .checks())
                .extracting(CheckResult::status)
                .containsExactly(CheckResult.Status.PASSED);
        assertThat(heard.warnings).isEmpty();
    }

    @Test
    void aCheckInAFolderElsewhereIsNeverTakenForUnchanged() throws Exception {
        git();
        Path elsewhere = Files.createDirectories(temporary.resolveSibling(temporary.getFileName() + "-elsewhere"));
        try {
            Check outside = new Check("outside", Command.of(elsewhere, Command.shell("true")), false, Optional.empty());
            assertThat(run(outside).checks()).hasSize(1);
            assertThat(run(outside).checks()).hasSize(1);
        } finally {
            Files.delete(elsewhere);
        }
    }

    @Test
    void theTableIsAlignedAndALongLineIsCut() {
        assertThatThrownBy(() -> run(
                        check("a", "true"),
                        check("longer", "exit 1", Duration.ofSeconds(30), true, Optional.empty()),
                        check("flood", "printf '%5000s' x; exit 1")))
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        e -> assertThat(e.getMessage()).contains("flood.log").hasSizeLessThan(2000));
        assertThat(heard.lines)
                .filteredOn(line -> line.matches("  (a|longer|flood) +(ok|failed, tolerated|FAILED) +0[.]. s.*"))
                .hasSize(3)
                .extracting(line -> line.indexOf(" s"))
                .containsOnly(heard.lines.get(heard.lines.size() - 1).indexOf(" s"));
    }

    @Test
    void aReportOfAnySizeOrDepthIsNoDanger() throws Exception {
        String start = "<testsuite><testcase/>";
        Path large = Files.writeString(temporary.resolve("large.xml"), start + " ".repeat(33 << 20) + "</testsuite>");
        Path deep = Files.writeString(
                temporary.resolve("deep.xml"), start + "<a>".repeat(5000) + "</a>".repeat(5000) + "</testsuite>");
        Path odd = Files.write(temporary.resolve("odd.xml"), new byte[] {'<', 't', (byte) 0xe9, (byte) 0xff, '>'});
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            List<CheckResult> results = run(written("large", large), written("deep", deep), written("odd", odd))
                    .checks();
            assertThat(results).hasSize(3).extracting(CheckResult::tests).containsOnly(Optional.empty());
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("Fatal", "UTF-8");
    }

    /** The report of an earlier run is deleted before a check begins. */
    private Check written(String id, Path xml) throws Exception {
        Path source = Files.move(xml, xml.resolveSibling(id));
        return check(id, "cp " + source + " " + xml, Duration.ofSeconds(30), false, Optional.of(xml));
    }

    @Test
    void aCheckThatCannotRunKeepsNoLogOfAnEarlierSuccessAndThoseOfOtherExecutionsStay() throws Exception {
        Path logs = temporary.resolve("target/release/checks");
        run(check("a", "echo one"), check("b", "echo one"));
        Path gone = temporary.resolve("gone");

        assertThatThrownBy(() -> run(new Check("a", Command.of(temporary, gone.toString()), false, Optional.empty())))
                .isInstanceOf(ProjectException.class);

        assertThat(logs.resolve("a.log")).isEmptyFile();
        assertThat(logs.resolve("b.log")).hasContent("one");
    }

    @Test
    void idsThatShareALogSomewhereAreRefused() {
        assertThatThrownBy(() -> run(check("Lint", "true"), check("lint", "true"), check("con", "true")))
                .isInstanceOfSatisfying(
                        ProjectException.class, e -> assertThat(e.problems()).hasSize(2))
                .hasMessageContaining("one file on Windows and macOS")
                .hasMessageContaining("a device");
    }

    @Test
    void nothingConfiguredIsSaidAndBadConfigurationIsRefusedAsAWhole() {
        assertThat(new RunChecks(PythonProject.shell(), heard)
                        .run(request(List.of(), true, false))
                        .checks())
                .isEmpty();
        assertThat(heard.lines).anyMatch(line -> line.contains("nothing to run"));
        assertThatThrownBy(() -> run(check("a/../b", "true"), check("x", "true"), check("x", "true")))
                .isInstanceOfSatisfying(
                        ProjectException.class, e -> assertThat(e.problems()).hasSize(2));
    }

    /** A program that notes how it was called, and does what the script says. */
    private void stub(String tool, String script) throws Exception {
        Path file = temporary.resolve("bin of its own").resolve(tool);
        Files.writeString(
                file, "#!/bin/sh\necho \"" + tool + " $*\" >> '" + temporary.resolve("calls") + "'\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private List<String> calls() throws Exception {
        List<String> calls = Files.readAllLines(temporary.resolve("calls")).stream()
                .map(line -> line.replaceFirst("=\\S*/checks/", "="))
                .toList();
        Files.delete(temporary.resolve("calls"));
        return calls;
    }

    private RunChecks.Result defaults(Map<String, String> environment) {
        return new RunChecks(environment, heard).run(request(List.of(), true, false));
    }

    @Test
    void aProjectWithALockFileOfUvIsCheckedAsItsCiDoes() throws Exception {
        Map<String, String> environment = onlyThese();
        stub("uv", "exit 0");
        Files.writeString(temporary.resolve("uv.lock"), "");
        Files.createDirectories(temporary.resolve(".github/workflows"));
        Files.writeString(
                temporary.resolve(".github/workflows/checks.yml"), "  - run: uv tool run ruff@0.11.2 check .\n");
        Files.writeString(
                temporary.resolve("pyproject.toml"),
                "[project.optional-dependencies]\ntest = []\n[tool.ruff]\n[tool.pytest.ini_options]\n");

        assertThat(defaults(environment).checks())
                .extracting(found -> found.id() + " " + found.status())
                .containsExactly("uv-sync PASSED", "ruff-check PASSED", "ruff-format PASSED", "pytest PASSED");
        List<String> calls = calls();
        assertThat(calls.get(0)).isEqualTo("uv sync --no-progress --locked --extra test");
        assertThat(calls.subList(1, 4))
                .containsExactlyInAnyOrder(
                        "uv tool run ruff@0.11.2 check .",
                        "uv tool run ruff@0.11.2 format --check .",
                        "uv run --no-sync pytest --junitxml=pytest.xml");

        stub("uv", "echo 'error: The lockfile at `uv.lock` needs to be updated'; exit 2");
        assertThatThrownBy(() -> defaults(environment))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("check uv-sync failed: exit code 2")
                .hasMessageContaining("needs to be updated");
        assertThat(calls()).hasSize(1);
        assertThat(heard.warnings).anyMatch(line -> line.contains("uv-sync did not make the environment"));
    }

    @Test
    void withoutItsManagerAProjectIsCheckedLikeAnyOther() throws Exception {
        Map<String, String> environment = onlyThese("pytest");
        Files.writeString(temporary.resolve("poetry.lock"), "");
        Files.writeString(temporary.resolve("pyproject.toml"), "[tool.pytest.ini_options]\n");

        assertThat(defaults(environment).checks()).extracting(CheckResult::id).containsExactly("pytest");
        assertThat(heard.lines)
                .anyMatch(line -> line.contains("poetry.lock asks for poetry, which is not on the PATH"));
    }

    @Test
    void whatToxRunsIsNotRunTwice() throws Exception {
        Map<String, String> environment = onlyThese("pytest");
        Files.writeString(temporary.resolve("tox.ini"), "[tox]\n");
        Files.writeString(temporary.resolve("pyproject.toml"), "[tool.pytest.ini_options]\n");

        assertThat(defaults(environment).checks()).extracting(CheckResult::id).containsExactly("pytest");
        assertThat(heard.lines).anyMatch(line -> line.contains("tested with tox, which is not installed here"));

        onlyThese("tox");
        assertThat(defaults(environment).checks())
                .extracting(found -> found.id() + " " + found.status())
                .containsExactly("tox PASSED");
    }

    @Test
    void targetsOfMakeThatAWorkflowRuns() throws Exception {
        Files.createDirectories(temporary.resolve(".github/workflows"));
        Files.writeString(
                temporary.resolve(".github/workflows/ci.yml"), "  - run: make lint test\n  - run: make test\n");
        Files.writeString(temporary.resolve("Makefile"), "lint:\n\t@echo linted\ntest:\n\t@exit 3\n");

        assertThatThrownBy(() -> defaults(PythonProject.shell()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("check make-test failed: exit code 2");
        assertThat(temporary.resolve("target/release/checks/make-lint.log")).hasContent("linted");
    }

    @Test
    void anInterruptedCheckIsNotAFailedOne() {
        assertThatThrownBy(() -> run(check("ended", "kill -TERM $$"), check("killed", "kill -KILL $$")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("check ended was interrupted: ended by SIGTERM")
                .hasMessageContaining(
                        "check killed was interrupted: killed by SIGKILL, as happens when memory runs out");
        assertThat(heard.lines).anyMatch(line -> line.matches(" {2}ended +INTERRUPTED .*SIGTERM"));
    }

    @Test
    void testsThatCannotBeginForWantOfAnExtraSayWhatToInstall() throws Exception {
        Map<String, String> environment = onlyThese();
        stub(
                "pytest",
                "test \"$1\" = --version || { echo 'pytest: error: unrecognized arguments: --cov=demo' >&2; exit 4; }");
        Files.writeString(
                temporary.resolve("pyproject.toml"),
                "[project.optional-dependencies]\ntest = ['pytest-cov']\n[tool.pytest.ini_options]\n");

        assertThat(defaults(environment).checks())
                .extracting(CheckResult::status)
                .containsExactly(CheckResult.Status.NOT_RUN);
        assertThat(heard.warnings)
                .singleElement()
                .asString()
                .contains("check pytest did not run: the plugin that knows --cov=demo is not installed here")
                .contains("install the test extra with python -m pip install -e '.[test]'");
        assertThatThrownBy(() -> new RunChecks(environment, heard).run(request(List.of(), true, true)))
                .isInstanceOf(ProjectException.class);
    }
}
