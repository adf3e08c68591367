package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.checks.CheckResult;
import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real tox, nox, pre-commit and dependency groups, at the versions that a project names, on a machine without any of them. */
class ProjectToolsTest {

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();
    private final Map<String, String> environment = PythonProject.shell();
    private Path project;
    private PythonProject python;

    @BeforeEach
    void project() throws IOException {
        environment.put("PIP_RETRIES", "0");
        environment.remove("VIRTUAL_ENV");
        python = PythonProject.flit(temporary.resolve("it's a project"));
        project = python.folder();
        Path wheels = Files.createDirectories(temporary.resolve("wheels"));
        // tox asks for it and uses it to build packages only; not every index has it.
        DistMaker.of("pyproject_api", "1.10")
                .file("pyproject_api/__init__.py", """
                        class BackendFailed(Exception): ...
                        class CmdStatus: ...
                        class Frontend: ...
                        class MetadataForBuildEditableResult: ...
                        class MetadataForBuildWheelResult: ...
                        """)
                .wheel(wheels);
        DistMaker.of("demo_helper", "1.0").wheel(wheels);
        environment.merge("PIP_FIND_LINKS", wheels.toUri().toString(), (links, more) -> links + " " + more);
        python.with("demo/__init__.py", "'''A demo.'''\n__version__ = '1.0rc1'\n");
    }

    private Map<String, CheckResult> run(boolean rebuild, boolean strict) {
        return new RunChecks(environment, heard)
                        .run(new RunChecks.Request(
                                new Workspace(
                                        project,
                                        new ReleaseDirectory(project.resolve("target/release")),
                                        List.of(project.resolve("target")),
                                        List.of(),
                                        rebuild),
                                List.of(),
                                new RunChecks.Defaults(
                                        true,
                                        new FrontendPlace(Optional.empty(), List.of()),
                                        Optional.empty(),
                                        new ToolSource(true, Optional.of(PreparedPython.TOOLS)),
                                        Duration.ofMinutes(3),
                                        strict),
                                2))
                        .checks()
                        .stream()
                        .collect(Collectors.toMap(CheckResult::id, Function.identity()));
    }

    private String log(String check) throws IOException {
        return Files.readString(project.resolve("target/release/checks/" + check + ".log"));
    }

    @Test
    @Tag("backends")
    void toxAndPreCommitAtTheVersionsOfTheWorkflow() throws Exception {
        python.with("tox.ini", """
                        [tox]
                        env_list = unit
                        no_package = true
                        [testenv]
                        commands = python -c "import tox" {posargs}
                        [testenv:unit]
                        commands = python -c "print('tested by tox')"
                        """)
                .with(".pre-commit-config.yaml", """
                        repos:
                        - repo: local
                          hooks:
                          - id: no-tabs
                            name: no tabs
                            language: system
                            entry: python3 -c "import sys; sys.exit(any('\\t' in open(f).read() for f in sys.argv[1:]))"
                            types: [python]
                        """)
                .with(".github/workflows/checks.yml", """
                        jobs:
                          checks:
                            steps:
                              - run: pip install tox==4.64.4 pre-commit==4.6.2
                              - run: tox
                              - run: pre-commit run --all-files
                        """)
                .with(".gitignore", "target/\n.tox/\n__pycache__/\n")
                .committed();

        assertThat(run(false, true).values())
                .extracting(check -> check.id() + " " + check.status())
                .containsExactlyInAnyOrder("tox PASSED", "pre-commit PASSED");
        assertThat(log("tox")).contains("tested by tox");
        assertThat(log("pre-commit")).contains("no tabs", "Passed");
        assertThat(python.git("status", "--porcelain")).isEmpty();
        heard.lines.clear();

        python.with("demo/core.py", "def run():\n\treturn 'run'\n");
        assertThatThrownBy(() -> run(true, true))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("check pre-commit failed: exit code 1");
        assertThat(heard.lines).as("made once").noneMatch(line -> line.contains("making a private environment"));
    }

    @Test
    void noxAtTheVersionOfAGroup() throws Exception {
        python.with("noxfile.py", """
                        import nox

                        @nox.session
                        def tests(session):
                            session.run("python", "-c", "print('tested by nox')")
                        """).with(".gitignore", "target/\n.nox/\n__pycache__/\n");
        append("[dependency-groups]\ndev = [\"nox==2026.8.17\"]\n");
        python.committed();

        assertThat(run(false, true).get("nox").status()).isEqualTo(CheckResult.Status.PASSED);
        assertThat(log("nox")).contains("tested by nox");
    }

    @Tag("backends")
    @Test
    void aVersionThatPipDoesNotFindIsNotReplacedByAnother() throws Exception {
        python.with("noxfile.py", "");
        append("[dependency-groups]\ndev = [\"nox==1990.1.1\"]\n");
        python.committed();

        assertThat(run(false, false).get("nox").status()).isEqualTo(CheckResult.Status.NOT_RUN);
        assertThat(heard.warnings)
                .singleElement()
                .asString()
                .contains("check nox did not run: cannot install nox 1990.1.1 into a private environment")
                .contains("pip finds no nox==1990.1.1")
                .contains("python -m pip install nox==1990.1.1");
        assertThatThrownBy(() -> run(false, true)).isInstanceOf(ProjectException.class);
    }

    @Test
    @Tag("backends")
    void theGroupsOfTheProjectMakeAnEnvironmentOnce() throws Exception {
        append("""
                [tool.pytest.ini_options]
                testpaths = ["tests"]
                [dependency-groups]
                test = ["pytest", {include-group = "more"}]
                more = ["demo-helper"]
                """);
        python.with("tests/test_core.py", """
                        def test_run():
                            import demo_helper
                            from demo.core import run
                            assert run() == "run"
                        """).committed();

        Map<String, CheckResult> first = run(false, true);
        assertThat(first.get("pytest").status()).isEqualTo(CheckResult.Status.PASSED);
        assertThat(first.get("pytest").tests()).hasToString("Optional[1 test]");
        assertThat(first).hasSize(3);
        assertThat(run(true, true).keySet()).as("made once").containsExactly("pytest");
    }

    private void append(String settings) throws IOException {
        Path file = project.resolve("pyproject.toml");
        Files.writeString(file, Files.readString(file) + "\n" + settings);
    }
}
