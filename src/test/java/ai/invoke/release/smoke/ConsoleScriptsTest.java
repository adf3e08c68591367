package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.build.python.VirtualEnvironment;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConsoleScriptsTest extends SmokeHarness {

    private final Heard console = new Heard();

    private SmokeCheck start(Duration limit, String python, String... requires) throws IOException {
        return start("hand:main", limit, python, requires);
    }

    private SmokeCheck start(String value, Duration limit, String python, String... requires) throws IOException {
        try (SmokeWorkspace workspace = new SmokeWorkspace(temporary, logs, new ProcessRunner(environment), console)) {
            Files.createDirectories(new VirtualEnvironment(workspace.venv()).programs());
            Files.createSymbolicLink(workspace.venvPython(), realPython());
            Path file = Files.writeString(workspace.folder("script"), python);
            SmokeChecks checks = new SmokeChecks(console);
            SmokeProbe.Script script = new SmokeProbe.Script(
                    "script", value, true, Optional.of(file.toString()), Optional.of(true), value.contains("["));
            new ConsoleScripts(workspace, within(limit, options()), checks)
                    .start(new SmokeProbe.Seen(
                            "hand",
                            "1.0",
                            List.of(requires),
                            List.of("hand"),
                            List.of(script),
                            1,
                            List.of(),
                            List.of(),
                            List.of()));
            assertThat(checks.done()).hasSize(1);
            return checks.done().get(0);
        }
    }

    @Tag("backends")
    @Test
    void oneThatNamesAnotherVersionOnlyIsDoubted() throws IOException {
        assertThat(start(ENOUGH, "print('hand 1.0 (Python 3.11.7)')\n").verdict())
                .isEqualTo(SmokeCheck.Verdict.OK);
        assertThat(start(ENOUGH, "print('hand, v1.0.')\n").verdict()).isEqualTo(SmokeCheck.Verdict.OK);
        assertThat(console.problems).isEmpty();

        assertThat(start(ENOUGH, "print('hand v0.9rc1')\n").verdict()).isEqualTo(SmokeCheck.Verdict.OK);
        assertThat(console.problems)
                .extracting(Problem::what)
                .containsExactly("script --version says 0.9rc1, and the release is 1.0");
    }

    @Tag("backends")
    @Test
    void oneThatKnowsNeitherOptionIsDoubtedWithItsWords() throws IOException {
        SmokeCheck check = start(ENOUGH, "import sys\nsys.exit('cannot open the database')\n");
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.SKIPPED);
        assertThat(console.problems)
                .singleElement()
                .asString()
                .contains("whether script starts", "cannot open the database");
    }

    @Tag("backends")
    @Test
    void oneThatAsksForInputIsDoubtedAndHasNotCrashed() throws IOException {
        SmokeCheck check = start(ENOUGH, "print('Welcome')\nname = input('name? ')\n");
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.SKIPPED);
        assertThat(check.detail()).contains("asks for input");
        assertThat(console.problems).singleElement().asString().contains("it is not known whether script starts");
    }

    @Test
    void oneForAnExtraMayMissWhatTheExtraBrings() throws IOException {
        String python = "import foo_bar_dep\n";
        assertThat(start("hand:main", ENOUGH, python).verdict()).isEqualTo(SmokeCheck.Verdict.FAILED);
        SmokeCheck check = start("hand:main [web]", ENOUGH, python);
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.SKIPPED);
        assertThat(check.detail()).contains("needs what its extra brings", "foo_bar_dep");
        assertThat(start("hand:main [web]", ENOUGH, "import hand.gone\n").verdict())
                .as("a part of the wheel itself")
                .isEqualTo(SmokeCheck.Verdict.FAILED);
    }

    @Tag("backends")
    @Test
    void aWheelWithoutThePackageOfItsScriptIsDoubted() throws IOException {
        String python = "from main_package.cli import main\n";
        assertThat(start("main_package.cli:main", ENOUGH, python, "numpy").verdict())
                .isEqualTo(SmokeCheck.Verdict.SKIPPED);
        assertThat(console.problems)
                .singleElement()
                .asString()
                .contains("the script script needs main_package.cli:main, which is not in the wheel");

        console.problems.clear();
        assertThat(start("main_package.cli:main", ENOUGH, "import numpy_dep\n", "numpy-dep")
                        .verdict())
                .isEqualTo(SmokeCheck.Verdict.SKIPPED);
        assertThat(console.problems).isEmpty();
    }

    @Test
    void oneThatHangsIsKilledOnceAndSkipped() throws IOException {
        SmokeCheck check = start(Duration.ofSeconds(1), "import time\ntime.sleep(300)\n");
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.SKIPPED);
        assertThat(check.detail())
                .isEqualTo(
                        "does not answer --version (killed after 1 s; to wait longer: -Dinvokeai.smokeTest.timeout=3)");
    }

    @Test
    void oneThatHangsAfterACrashFails() throws IOException {
        SmokeCheck check = start(
                Duration.ofSeconds(1),
                "import threading, time\nthreading.Thread(target=lambda: 1/0).start()\n"
                        + "print('Traceback (most recent call last)', flush=True)\ntime.sleep(300)\n");
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.FAILED);
    }

    /** A script that imports a module, which imports another, and so on. */
    private String chain(String end) throws IOException {
        Path modules = Files.createDirectories(folder.resolve("modules"));
        int last = 30;
        for (int i = 0; i < last; i++) {
            Files.writeString(modules.resolve("m" + i + ".py"), "import m" + (i + 1) + "\n");
        }
        Files.writeString(modules.resolve("m" + last + ".py"), end);
        return "import sys\nsys.path.insert(0, '" + modules + "')\nimport m0\n";
    }

    @Test
    void aCrashIsACrashHoweverLongItsTracebackIs() throws IOException {
        String end = "raise ValueError('the end of the chain')\n";
        for (SmokeCheck check : List.of(start(ENOUGH, chain(end)), start(ENOUGH, chain(end), "torch"))) {
            assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.FAILED);
            assertThat(check.problem().orElseThrow().what())
                    .startsWith("the script script cannot start: exit code 1")
                    .endsWith("ValueError: the end of the chain");
        }
        assertThat(start(ENOUGH, chain("import torch_of_somebody\n"), "torch").detail())
                .isEqualTo("needs its dependencies: ModuleNotFoundError: No module named 'torch_of_somebody'");
        assertThat(start(ENOUGH, "import sys\nsys.exit('  + Exception Group Traceback (most recent call last):')\n")
                        .verdict())
                .isEqualTo(SmokeCheck.Verdict.FAILED);
    }

    @Test
    void aDaemonThatItLeavesBehindIsEnded() throws IOException {
        SmokeCheck check = start(ENOUGH, """
                import subprocess
                quiet = subprocess.DEVNULL
                child = subprocess.Popen(
                    ["sleep", "300"], cwd="/", stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
                print(child.pid)
                """);
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.OK);
        long child = Long.parseLong(check.detail().replaceAll("\\D+", ""));
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
