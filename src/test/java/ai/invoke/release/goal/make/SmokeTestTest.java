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
import org.junit.jupiter.api.Tag;
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
                .pythons(List.of(), project)
                .found()
                .get(0)
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
                                "InvokeAI",
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
                test.pythons(List.of(python.toString()), project),
                false,
                options));
    }

    @Test
    void withoutInstallersAndWheelsThereIsNothingToTry() throws IOException {
        Files.delete(directory.dist().resolve(PURE));
        assertThat(run(false, false).reports()).isEmpty();
        assertThat(heard.lines).containsExactly("skipped: there is neither an installer nor a wheel to try");
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
        Files.delete(directory.dist().resolve(PURE));
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
        Files.delete(directory.dist().resolve(PURE));
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
    void withoutAnInstallerEachWheelThatFitsIsTried() throws Exception {
        Files.copy(directory.dist().resolve(PURE), directory.dist().resolve(FOREIGN));

        SmokeReport report = run(false, true).reports().get(0);

        assertThat(report.file()).isEqualTo(directory.dist().resolve(PURE));
        assertThat(report.checks())
                .extracting(check -> check.name() + " " + check.verdict())
                .containsExactly("pip install OK", "metadata OK", "files OK", "entry points OK", "demo-setuptools OK");
        assertThat(heard.lines)
                .anyMatch(line -> line.startsWith("  skipped  1 wheel for another platform or Python than CPython 3.")
                        && line.endsWith(": " + FOREIGN));
        heard.lines.clear();
        assertThat(run(false, true).reports()).isEmpty();
        assertThat(heard.lines)
                .as("what was not tried is told again")
                .anyMatch(line -> line.contains("1 wheel for another platform") && line.contains(FOREIGN));
        Files.delete(directory.dist().resolve(FOREIGN));
        assertThat(run(false, true).reports()).as("other files").hasSize(1);
    }

    @Tag("backends")
    @Test
    void theSdistIsBuiltAndTriedWhenThatIsWanted() throws Exception {
        Files.delete(directory.dist().resolve(PURE));
        Path source = Files.createDirectories(project.resolve("tmp/demo-1.2.3"));
        Files.writeString(
                source.resolve("pyproject.toml"),
                "[build-system]\nrequires = []\nbuild-backend = \"own\"\nbackend-path = [\".\"]\n");
        Files.writeString(source.resolve("PKG-INFO"), "Metadata-Version: 2.1\nName: demo\nVersion: 1.2.3\n");
        Files.copy(Path.of("src/test/resources/git-versions/described.py"), source.resolve("described.py"));
        Files.writeString(
                source.resolve("own.py"), "import described\nglobals().update(described.hooks(described.pbr))\n");
        Path sdist = directory.dist().resolve("demo-1.2.3.tar.gz");
        PreparedPython.must("tar", "-C", source.getParent().toString(), "-czf", sdist.toString(), "demo-1.2.3");
        PreparedPython.must("rm", "-r", source.toString());

        assertThat(run(false, false).reports()).as("not asked for").isEmpty();
        SmokeReport report = sdist().reports().get(0);

        assertThat(report.checks())
                .extracting(check -> check.name() + " " + check.verdict())
                .containsExactly("pip wheel OK", "pip install OK", "metadata OK", "files OK", "entry points SKIPPED");

        Files.writeString(sdist, "no sdist");
        assertThatThrownBy(this::sdist)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("pip cannot make a wheel of demo-1.2.3.tar.gz")
                .hasMessageContaining("PIP_FIND_LINKS");
    }

    private SmokeTest.Result sdist() {
        SmokeTest test = new SmokeTest(System.getenv(), heard);
        return test.run(new SmokeTest.Request(
                workspace(false),
                project.resolve("tmp"),
                test.pythons(List.of(python.toString()), project),
                true,
                SmokeOptions.quick(python, "1.2.3")));
    }

    @Tag("backends")
    @Test
    void severalInterpretersTryItAndOneThatIsNotHereIsNamedEachTime() throws Exception {
        SmokeTest test = new SmokeTest(System.getenv(), heard);
        SmokeTest.Pythons pythons = test.pythons(List.of(python.toString(), "3.99", "python3"), project);
        assertThat(pythons.found()).hasSize(2);
        assertThat(pythons.missing()).containsOnlyKeys("3.99");
        assertThat(heard.warnings).anyMatch(line -> line.contains("python3.99"));
        assertThatThrownBy(() -> test.pythons(List.of("3.98", "3.99"), project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("python3.98", "python3.99");

        SmokeTest.Request request = new SmokeTest.Request(
                workspace(false), project.resolve("tmp"), pythons, false, SmokeOptions.quick(python, "1.2.3"));
        assertThat(test.run(request).reports()).hasSize(2);
        assertThat(heard.lines).anyMatch(line -> line.startsWith(PURE + " with CPython 3."));
        heard.lines.clear();
        assertThat(test.run(request).reports()).isEmpty();
        assertThat(heard.lines).anyMatch(line -> line.startsWith("  skipped  Python 3.99  "));
    }

    @Test
    void anInterpreterThatTheProjectDoesNotAllowIsNotTaken() throws IOException {
        Files.writeString(project.resolve("pyproject.toml"), "[project]\nname = \"x\"\nrequires-python = \">=3.99\"\n");
        SmokeTest test = new SmokeTest(System.getenv(), heard);
        assertThatThrownBy(() -> test.pythons(List.of(python.toString()), project))
                .hasMessageContaining("is not allowed by the project's requires-python >=3.99");
    }

    @Test
    void aRelativePathToPythonIsRelativeToTheProject() {
        SmokeTest test = new SmokeTest(System.getenv(), heard);
        assertThat(test.pythons(List.of("env/bin/python3"), project)
                        .found()
                        .get(0)
                        .executable())
                .isExecutable();
        assertThatThrownBy(() -> test.pythons(List.of("env/bin/python9"), project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("env/bin/python9", "-Dinvokeai.python");
    }
}
