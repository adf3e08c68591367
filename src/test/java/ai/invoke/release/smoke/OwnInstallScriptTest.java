package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Console;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OwnInstallScriptTest extends SmokeHarness {

    private SmokeCheck run(Duration limit, String script) throws IOException {
        try (SmokeWorkspace workspace =
                new SmokeWorkspace(temporary, logs, new ProcessRunner(environment), Console.silent())) {
            Path top = workspace.folder("unpacked").resolve("Top");
            executable(top.resolve("install.sh"), "#!/bin/sh\n" + script);
            Path wheel = Files.writeString(top.resolve("x.whl"), "");
            SmokeChecks checks = new SmokeChecks(Console.silent());
            new OwnInstallScript(workspace, within(limit, options()), checks)
                    .run(top, wheel, SmokeOptions.INSTALL_ARGUMENTS, Optional.empty());
            assertThat(checks.done()).hasSize(1);
            return checks.done().get(0);
        }
    }

    @Test
    void anInstallerForAnotherPlatformIsSkippedAndOneWithoutAnyScriptFails() throws IOException {
        for (String script : List.of("install.bat", "readme.txt")) {
            try (SmokeWorkspace workspace =
                    new SmokeWorkspace(temporary, logs, new ProcessRunner(environment), Console.silent())) {
                Path top = Files.createDirectories(workspace.folder("unpacked").resolve("Top"));
                Files.writeString(top.resolve(script), "");
                SmokeChecks checks = new SmokeChecks(Console.silent());
                new OwnInstallScript(workspace, options(), checks)
                        .run(top, top.resolve("x.whl"), SmokeOptions.INSTALL_ARGUMENTS, Optional.empty());
                assertThat(checks.done()).singleElement().satisfies(check -> {
                    if (script.equals("install.bat")) {
                        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.SKIPPED);
                        assertThat(check.detail()).contains("for another platform");
                    } else {
                        assertThat(check.problem().orElseThrow().next().orElseThrow())
                                .contains("-Dinvokeai.smokeTest.installScript");
                    }
                });
            }
        }
    }

    @Test
    void oneThatAsksAQuestionGetsNoAnswerAndFails() throws IOException {
        SmokeCheck check = run(ENOUGH, "printf 'Continue? '\nread answer || { echo nobody there; exit 9; }\n");
        assertThat(check.verdict()).isEqualTo(SmokeCheck.Verdict.FAILED);
        assertThat(check.problem().orElseThrow().what())
                .contains("the installer's own install.sh failed: exit code 9", "Continue? nobody there");
    }

    @Test
    void oneThatHangsWithAChildIsKilledWithIt() throws IOException {
        long start = System.nanoTime();
        SmokeCheck check = run(Duration.ofSeconds(1), "sleep 300 &\necho $!\nsleep 300\n");
        assertThat(check.problem().orElseThrow().what()).contains("install.sh failed: killed after 1 s");
        long child = Long.parseLong(check.problem().orElseThrow().what().replaceAll("(?s).*\\s(\\d+)\\s*", "$1"));
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void whatItWritesToItsHomeIsRemovedAndPipIsStillConfigured() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home of the user"));
        Path configuration = home.resolve(".config/pip/pip.conf");
        Files.createDirectories(configuration.getParent());
        Files.createDirectories(home.resolve(".cache/pip"));
        Files.writeString(configuration, "");
        environment.keySet().removeIf(name -> name.startsWith("PIP_") || name.startsWith("XDG_"));
        environment.put("HOME", home.toString());
        environment.put("XDG_DATA_HOME", home.resolve("data").toString());
        environment.put("PYPI_TOKEN", "pypi-AgEIcHlwaS5vcmc");

        SmokeCheck check = run(ENOUGH, """
                echo x > ~/.bashrc
                mkdir -p "${XDG_DATA_HOME:-$HOME/share}" "$4"
                mktemp
                mkdir "$3/locked" && chmod 0 "$3/locked"
                echo "arguments: $*"
                echo "pip: $PIP_CONFIG_FILE $PIP_CACHE_DIR token: ${PYPI_TOKEN-none}"
                ls -A
                """);

        assertThat(check.detail()).startsWith("ended with exit code 0");
        String root = temporary.toRealPath().toString();
        assertThat(logs.resolve("01-install.sh.log"))
                .content()
                .contains("arguments: --yes --root " + root, "/root --wheel " + root, "x.whl\n")
                .contains("pip: " + configuration + " " + home.resolve(".cache/pip") + " token: none\n")
                .containsPattern("(?m)^" + Pattern.quote(root) + "/invokeai-smoke-[^/]*/tmp/");
        assertThat(home.resolve(".bashrc")).doesNotExist();
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void oneThatIsMissingOrCannotBeStartedFails() throws IOException {
        try (SmokeWorkspace workspace =
                new SmokeWorkspace(temporary, logs, new ProcessRunner(environment), Console.silent())) {
            Path top = Files.createDirectories(workspace.folder("Top"));
            SmokeChecks checks = new SmokeChecks(Console.silent());
            OwnInstallScript script = new OwnInstallScript(workspace, options(), checks);
            script.run(top, top.resolve("x.whl"), List.of(), Optional.empty());
            executable(top.resolve("install.sh"), "#!/no/such/shell\n");
            script.run(top, top.resolve("x.whl"), List.of(), Optional.empty());
            assertThat(checks.done())
                    .extracting(SmokeCheck::detail)
                    .satisfiesExactly(
                            detail -> assertThat(detail).isEqualTo("the installer has no install.sh"),
                            detail -> assertThat(detail).contains("install.sh failed: ", "No such file"));
        }
    }
}
