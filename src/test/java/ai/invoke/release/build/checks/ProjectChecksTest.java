package ai.invoke.release.build.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a project is checked, told from its files: the command lines of public projects. */
class ProjectChecksTest {

    @TempDir
    private Path project;

    private ProjectChecksTest with(String name, String text) throws Exception {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    private ProjectFiles files() {
        return new ProjectFiles(project);
    }

    private String manager() {
        EnvironmentManager found =
                EnvironmentManager.of(files(), TestRequirements.of(files())).orElseThrow();
        return found.setup().stream().map(command -> String.join(" ", command)).collect(Collectors.joining("; "))
                + " | " + String.join(" ", found.prefix());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "uv.lock ; [project.optional-dependencies]@test = [] ; uv sync --no-progress --locked --extra test | uv run --no-sync",
                "uv.lock ; [dependency-groups]@tests = [] ; uv sync --no-progress --locked --group tests | uv run --no-sync",
                "uv.lock ; [project] ; uv sync --no-progress --locked | uv run --no-sync",
                "pixi.lock ; [project] ;  | pixi run --locked",
            })
    void aLockFileNamesTheManager(String lock, String toml, String commands) throws Exception {
        with(lock, "").with("pyproject.toml", toml.replace('@', '\n') + "\n");

        assertThat(manager().strip()).isEqualTo(commands.strip());
    }

    @Test
    void poetryAndPdmLookWhetherTheirLockFilesAreThoseOfTheProject() throws Exception {
        with("poetry.lock", "").with("pyproject.toml", "[tool.poetry.group.test.dependencies]\npytest = '*'\n");
        assertThat(manager())
                .isEqualTo("poetry check --lock; poetry install --no-interaction --with test | poetry run");

        with("pyproject.toml", "[project.optional-dependencies]\ntests = []\n");
        assertThat(manager())
                .isEqualTo("poetry check --lock; poetry install --no-interaction --extras tests | poetry run");

        Files.delete(project.resolve("poetry.lock"));
        with("pdm.lock", "");
        assertThat(manager()).isEqualTo("pdm lock --check; pdm sync --group tests | pdm run");
    }

    private String tasks() {
        return ProjectTask.of(files()).stream()
                .map(task -> task.id() + ": " + task.program() + " " + String.join(" ", task.arguments()))
                .map(String::strip)
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tox.ini ; [tox] ; tox: tox",
                "tox.toml ; env_list = [] ; tox: tox",
                "pyproject.toml ; [tool.tox]@env_list = ['3.12'] ; tox: tox",
                "pyproject.toml ; [tool.tox]@legacy_tox_ini = '' ; tox: tox",
                "setup.cfg ; [tox:tox]@envlist = py ; tox: tox",
                "noxfile.py ; import nox ; nox: nox",
                "pyproject.toml ; [tool.hatch.envs.default.scripts]@test = 'pytest'@serve = 'x' ; hatch-test: hatch run test",
                "hatch.toml ; [envs.types.scripts]@check = 'mypy' ; hatch-types-check: hatch run types:check",
                ".pre-commit-config.yaml ; repos: [] ; ``",
                "Makefile ; lint: ; ``",
                "setup.cfg ; [metadata] ; ``",
            })
    void aConfigurationNamesTheProgram(String file, String text, String commands) throws Exception {
        with(file, text.replace('@', '\n') + "\n");

        assertThat(tasks()).isEqualTo(commands);
    }

    @Test
    void hooksAndTargetsRunWhereAWorkflowRunsThem() throws Exception {
        with(".git/HEAD", "")
                .with(".pre-commit-config.yaml", "repos: []\n")
                .with("Makefile", "VERSION := 1\nlint: deps\n\truff .\ntest:\n\tpytest\nclean:\n\trm -rf build\n");
        assertThat(tasks()).as("InvokeAI's hooks are out of use").isEmpty();

        with(".github/workflows/ci.yml", "      - run: make lint\n      # - run: make test\n      - run: make clean\n");
        assertThat(tasks()).isEqualTo("make-lint: make lint");

        with(".github/workflows/ci.yml", "      - run: pre-commit run --all-files\n");
        assertThat(tasks()).isEqualTo("pre-commit: pre-commit run --all-files");
    }

    private String pin() {
        return PinnedTool.of(files(), "ruff")
                .map(found -> found.version() + " " + found.source())
                .orElse("none");
    }

    @Test
    void theVersionOfAToolIsTheFirstOfThese() throws Exception {
        assertThat(pin()).isEqualTo("none");
        with("pyproject.toml", "[tool.ruff]\nrequired-version = '==0.1.0'\n");
        assertThat(pin()).isEqualTo("0.1.0 [tool.ruff] required-version");
        with(
                ".pre-commit-config.yaml",
                "repos:\n- repo: https://github.com/astral-sh/ruff-pre-commit\n  rev: v0.2.0\n  hooks: []\n");
        assertThat(pin()).isEqualTo("0.2.0 .pre-commit-config.yaml");
        with("pyproject.toml", "[dependency-groups]\ndev = ['ruff-lsp==9.9', 'Ruff == 0.3.0']\n");
        assertThat(pin()).isEqualTo("0.3.0 pyproject.toml");
        with("uv.lock", "[[package]]\nname = \"ruff\"\nversion = \"0.4.0\"\n");
        assertThat(pin()).isEqualTo("0.4.0 uv.lock");
        with("Makefile", "ruff:\n\tuv tool run ruff@0.5.0 check\n");
        assertThat(pin()).isEqualTo("0.5.0 Makefile");
        with(".git/HEAD", "")
                .with(
                        ".github/workflows/python-checks.yml",
                        "      # ruff@0.1.1\n      - run: uv tool run ruff@0.11.2 check --output-format=github .\n");
        assertThat(pin()).isEqualTo("0.11.2 .github/workflows/python-checks.yml");
    }

    @Test
    void aDependencyGroupMayIncludeOthers() throws Exception {
        with("pyproject.toml", """
                [dependency-groups]
                Test = ["pytest>=8", {include-group = "co-v"}]
                Co_V = ["pytest-cov"]
                loop = [{include-group = "round"}]
                round = [{include-group = "loop"}]
                lost = [{include-group = "nowhere"}]
                """);

        TestRequirements found = TestRequirements.of(files()).orElseThrow();
        assertThat(found.requirements()).containsExactly("pytest>=8", "pytest-cov");
        assertThat(found.advice("python"))
                .isEqualTo("install the group Test with python -m pip install -e . --group Test");
        assertThatThrownBy(() -> TestRequirements.group(files().pyproject(), "loop"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the dependency group loop includes itself");
        assertThatThrownBy(() -> TestRequirements.group(files().pyproject(), "lost"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("there is no dependency group nowhere");
    }

    @Test
    void anEnvironmentOfGroupsIsMadeOnce() throws Exception {
        with(
                "pyproject.toml",
                "[project]\nname = 'demo'\n[dependency-groups]\ntest = ['pytest>=8']\nlint = ['ruff']\ndocs = ['sphinx']\n");
        Path folder = project.resolve("target/env");

        GroupEnvironment first = GroupEnvironment.of(files(), project, folder).orElseThrow();
        assertThat(first.setup(Path.of("python3")).get(0))
                .containsExactly("python3", "-m", "venv", "--clear", folder.toString());
        assertThat(first.setup(Path.of("python3")).get(1))
                .endsWith("--editable", project.toString(), "ruff", "pytest>=8");

        Files.createDirectories(folder);
        first.remember();
        assertThat(GroupEnvironment.of(files(), project, folder).orElseThrow().setup(Path.of("python3")))
                .isEmpty();
        with("pyproject.toml", "[dependency-groups]\ntest = ['pytest>=9']\n");
        assertThat(GroupEnvironment.of(files(), project, folder).orElseThrow().setup(Path.of("python3")))
                .hasSize(2);
    }

    private static String missing(int code, String line) {
        TestRequirements tests =
                new TestRequirements(TestRequirements.Kind.EXTRA, "test", List.of("pytest", "Respx[x] >= 1"));
        return MissingTestDependency.of(code, List.of("=== test session starts ===", line), Optional.of(tests))
                .orElse("another failure");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "4 | pytest: error: unrecognized arguments: --cov=demo | the plugin that knows --cov=demo is not installed here",
                "4 | ERROR: Missing required plugins: pytest-asyncio | the plugin pytest-asyncio is not installed here",
                "4 | E   ModuleNotFoundError: No module named 'pytest_mock' | the module pytest_mock is not installed here",
                "4 | ERROR: file or directory not found: nowhere | another failure",
                "2 | E   ModuleNotFoundError: No module named 'respx' | the module respx is not installed here",
                "2 | E   ModuleNotFoundError: No module named 'demo.core' | another failure",
                "1 | E   ModuleNotFoundError: No module named 'respx' | another failure",
            })
    void testsThatDidNotBeginHaveNotFailed(int code, String line, String what) {
        assertThat(missing(code, line)).isEqualTo(what);
    }
}
