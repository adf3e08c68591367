package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.installer.FileSet;
import ai.invoke.release.installer.InstallerSpec;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.smoke.SmokeCheck;
import ai.invoke.release.smoke.SmokeCommand;
import ai.invoke.release.smoke.SmokeOptions;
import ai.invoke.release.smoke.SmokeReport;
import ai.invoke.release.testing.Heard;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTestTest {

    private static final String PURE = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String FOREIGN = "demo_setuptools-1.2.3-cp311-cp311-win_arm64.whl";

    @TempDir
    private Path project;

    private final Heard heard = new Heard();
    private ReleaseDirectory directory;
    private Path python;

    @BeforeEach
    void release() throws Exception {
        directory = new ReleaseDirectory(project.resolve("target/release"));
        Files.createDirectories(directory.dist());
        Files.createDirectories(project.resolve("tmp"));
        Files.copy(
                Path.of("src/test/resources/corpora/good", PURE),
                directory.dist().resolve(PURE));
        Files.createDirectories(project.resolve("installer"));
        Files.writeString(project.resolve("installer/install.sh.in"), "#!/bin/sh\necho ${version} \"$@\"\n");
        // A script, so that it can be written again as a new Python would be.
        python = project.resolve("env/bin/python3");
        Files.createDirectories(python.getParent());
        Path real = new SmokeTest(System.getenv(), heard)
                .python(Optional.empty(), project)
                .executable();
        Files.writeString(python, "#!/bin/sh\nexec '" + real + "' \"$@\"\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        Files.writeString(project.resolve("smoke.py"), "x = 1\n");
        Files.writeString(project.resolve(".gitignore"), "target/\ntmp/\nenv/\n");
        PythonProject.git(project, "init", "-q");
        PythonProject.git(project, "add", "-A");
        PythonProject.git(project, "commit", "-qm", "first");
    }

    private void assemble(InstallerSpec... specs) {
        new AssembleInstaller(new Heard())
                .run(new AssembleInstaller.Request(
                        workspace(false),
                        project.resolve("installer"),
                        List.of(specs),
                        new AssembleInstaller.Release(
                                "1.2.3",
                                Optional.of("v1.2.3"),
                                Optional.empty(),
                                Optional.of(Instant.parse("2026-01-02T03:04:06Z"))),
                        Optional.empty()));
    }

    private Workspace workspace(boolean rebuild) {
        return new Workspace(project, directory, List.of(project.resolve("target")), List.of(), rebuild);
    }

    /** Without a wheel there is nothing to install, which is quick. */
    private InstallerSpec scripts(String name, int mode) {
        FileSet files = FileSet.of(project.resolve("installer"), "install.sh.in")
                .asTemplates()
                .withMode(mode);
        return new InstallerSpec(name, "Top", List.of(files), Optional.empty(), "", Map.of());
    }

    private InstallerSpec spec(String name, String wheel) {
        return new InstallerSpec(
                name,
                "Top",
                InstallerSpec.standardFiles(project.resolve("installer")),
                Optional.of(wheel),
                "lib",
                Map.of());
    }

    private SmokeTest.Result run(boolean rebuild, boolean installScript) {
        return run(rebuild, installScript, Duration.ofMinutes(2));
    }

    private SmokeTest.Result run(boolean rebuild, boolean installScript, Duration timeout, SmokeCommand... commands) {
        SmokeTest test = new SmokeTest(System.getenv(), heard);
        SmokeOptions options = new SmokeOptions(
                python,
                SmokeOptions.Packages.NONE,
                installScript ? Optional.of(List.of("{wheel}")) : Optional.empty(),
                List.of(commands),
                Map.of(),
                timeout,
                PyVersion.parse("1.2.3"));
        return test.run(new SmokeTest.Request(
                workspace(rebuild),
                project.resolve("tmp"),
                test.python(Optional.of(python.toString()), project),
                options));
    }

    @Test
    void withoutInstallersThereIsNothingToTry() {
        assertThat(run(false, false).reports()).isEmpty();
        assertThat(heard.lines).containsExactly("skipped: assemble-installer has made no installer");
    }

    @Test
    void everyInstallerIsTriedWithLogsOfItsOwn() throws IOException {
        Files.copy(directory.dist().resolve(PURE), directory.dist().resolve(FOREIGN));
        assemble(spec("any-${version}.zip", "*-none-any.whl"), spec("windows-${version}.zip", "*-win_arm64.whl"));

        List<SmokeReport> reports = run(false, true).reports();

        assertThat(reports)
                .extracting(report -> report.checks().stream()
                        .filter(check -> check.name().equals("pip install"))
                        .map(SmokeCheck::verdict)
                        .findFirst()
                        .orElseThrow())
                .containsExactly(SmokeCheck.Verdict.OK, SmokeCheck.Verdict.SKIPPED);
        assertThat(directory.logs().resolve("smoke-test/any-1.2.3/02-pip-install.log"))
                .exists();
        assertThat(directory.logs().resolve("smoke-test/windows-1.2.3/02-pip-install.log"))
                .exists();
        assertThat(directory.logs().resolve("smoke-test/any-1.2.3/05-install.sh.log"))
                .content()
                .startsWith("1.2.3 ")
                .endsWith(PURE + "\n");
        assertThat(heard.lines).contains("any-1.2.3.zip", "windows-1.2.3.zip");
    }

    @Test
    void theSameOnesAreTriedOnceWhileNothingChanges() throws Exception {
        assemble(scripts("a.zip", 0755), scripts("b.zip", 0755));
        assertThat(run(false, true).reports()).hasSize(2);
        assertThat(run(false, true).reports()).isEmpty();
        assertThat(heard.lines).anyMatch(line -> line.contains("smoke-test: unchanged, passed before"));
        assertThat(run(true, true).reports()).as("asked for").hasSize(2);
        assertThat(run(false, false).reports()).as("other parameters").hasSize(2);
        assertThat(run(false, false, Duration.ofMinutes(1)).reports())
                .as("another time limit")
                .hasSize(2);
        assertThat(run(false, false, Duration.ofMinutes(1)).reports()).isEmpty();
        Files.writeString(project.resolve("smoke.py"), "x = 2\n");
        assertThat(run(false, false, Duration.ofMinutes(1)).reports())
                .as("a work tree with changes")
                .hasSize(2);
        assertThat(heard.lines).contains("smoke-test: the work tree has changes: smoke.py");
        PythonProject.git(project, "commit", "-qam", "second");
        assertThat(run(false, false, Duration.ofMinutes(1)).reports())
                .as("another commit")
                .hasSize(2);
        Files.writeString(
                python, Files.readString(python).replace("#!/bin/sh\n", "#!/bin/sh\nexport _PYTHON_HOST_PLATFORM=x\n"));
        assertThat(run(false, false, Duration.ofMinutes(1)).reports())
                .as("another Python at the same place")
                .hasSize(2);
    }

    @Test
    void whatWasNotTriedIsToldThenAndEachTimeAgain() throws IOException {
        Files.move(directory.dist().resolve(PURE), directory.dist().resolve(FOREIGN));
        assemble(spec("windows.zip", "*.whl"));
        SmokeCommand command = SmokeCommand.of("demo --serve");

        assertThat(run(false, true, Duration.ofMinutes(2), command).reports())
                .singleElement()
                .satisfies(report -> assertThat(report.checks())
                        .filteredOn(check -> check.verdict() == SmokeCheck.Verdict.SKIPPED)
                        .extracting(SmokeCheck::name)
                        .containsExactly("pip install", "command", "install script"));
        heard.lines.clear();
        assertThat(run(false, true, Duration.ofMinutes(2), command).reports()).isEmpty();
        assertThat(heard.lines)
                .contains("  skipped  windows.zip: command  demo --serve: nothing is installed")
                .anyMatch(line -> line.contains("windows.zip: pip install  " + FOREIGN));
    }

    @Test
    void whatIsBrokenInAnyOfThemIsToldAtOnceAndTriedAgainNextTime() throws IOException {
        assemble(scripts("a.zip", 0644), scripts("b.zip", 0600));
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> run(false, true))
                    .isInstanceOfSatisfying(
                            ProjectException.class,
                            e -> assertThat(e.problems())
                                    .hasSize(2)
                                    .allSatisfy(problem ->
                                            assertThat(problem.what()).contains("install.sh", "not executable")));
        }
        Files.delete(directory.root().resolve("b.zip"));
        assertThatThrownBy(() -> run(false, true))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("b.zip is gone", "assemble-installer");
    }

    @Test
    void aRelativePathToPythonIsRelativeToTheProject() {
        SmokeTest test = new SmokeTest(System.getenv(), heard);
        assertThat(test.python(Optional.of("env/bin/python3"), project).executable())
                .isExecutable();
        assertThatThrownBy(() -> test.python(Optional.of("env/bin/python9"), project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("env/bin/python9", "-Dinvokeai.python");
    }
}
