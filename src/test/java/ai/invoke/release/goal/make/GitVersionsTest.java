package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Versions that tools compute from git's tags. The tools themselves need not be on this machine's index: a backend in the test
 * answers as each of them does.
 */
class GitVersionsTest {

    private static final Path BACKEND =
            Path.of("src/test/resources/git-versions").toAbsolutePath();

    private static final Map<String, String> MODULES = Map.of(
            "pdm/backend.py", "pdm",
            "pbr/build.py", "pbr",
            "poetry_dynamic_versioning/backend.py", "dunamai",
            "with_versioningit.py", "versioningit",
            "with_versioneer.py", "versioneer");

    private static final Map<String, String> PROJECTS = Map.of(
            "pdm", "pdm.backend\"\n[tool.pdm.version]\nsource = \"scm\"",
            "pbr", "pbr.build\"",
            "dunamai", "poetry_dynamic_versioning.backend\"\n[tool.poetry]\nname = \"demo\"\nversion = \"0.0.0\"",
            "versioningit", "with_versioningit\"",
            "versioneer", "with_versioneer\"");

    @TempDir
    private static Path temporary;

    private static Path python;
    private static int projects;

    @BeforeAll
    static void backends() throws Exception {
        Path modules = temporary.resolve("modules");
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            Path file = modules.resolve(module.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, "import described\nglobals().update(described.hooks(described." + module.getValue() + "))\n");
        }
        Files.copy(BACKEND.resolve("described.py"), modules.resolve("described.py"));
        python = new Interpreter(temporary.resolve("python"))
                .with("build")
                .with("pyproject_hooks")
                .with("packaging")
                .seeing(modules)
                .executable();
    }

    private PythonProject project(String tool, String... tags) throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("project-" + projects++))
                .with(
                        "pyproject.toml",
                        "[project]\nname = \"demo\"\ndynamic = [\"version\"]\n[build-system]\nrequires = []\n"
                                + "build-backend = \"" + PROJECTS.get(tool) + "\n")
                .committed();
        for (String tag : tags) {
            project.git("tag", "-a", "-m", tag, tag);
        }
        return project;
    }

    private Stream<String> build(PythonProject project, String tag) {
        return DistRun.of(project).python(python).released(tag).build().files().stream()
                .map(file -> String.valueOf(file.path().getFileName()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "pdm, v1.2.3 v1.2.3.0, v1.2.3, 1.2.3",
        "versioningit, v1 v1.2.3, v1.2.3, 1.2.3",
        "versioneer, v1.2.3 v1.2.3rc1, v1.2.3rc1, 1.2.3rc1",
        "pbr, 2026-event v1.2.3, v1.2.3, 1.2.3",
        "pbr, v1.2.3rc1, v1.2.3rc1, 1.2.3.0rc1",
        "dunamai, v1 v1.2.3, v1.2.3, 1.2.3",
    })
    void theReleasedTagIsTheOnlyOneAtHead(String tool, String tags, String released, String made) throws Exception {
        assertThat(build(project(tool, tags.split(" ")), released))
                .containsExactly("demo-" + made + "-py3-none-any.whl", "demo-" + made + ".tar.gz");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pdm|v2|0.1.dev1+g0|tag_filter",
                "pbr|v1.2.3.post1|1.2.4.dev1|pbr takes tags such as 1.2.3",
                "dunamai|1.2.3|0.0.0.post1.dev0|default-unprefixed",
                "versioneer|1.2.3|0+untagged.1.g0|correct what computes the version",
            })
    void whatAToolMakesOtherwiseIsRefused(String tool, String tag, String made, String advice) throws Exception {
        PythonProject project = project(tool, tag);
        assertThatThrownBy(() -> build(project, tag))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("made version " + made + " of the tag " + tag)
                .hasMessageContaining(advice);
        assertThat(project.folder().resolve("target/release/dist")).doesNotExist();
    }

    @Test
    void editedFilesAreToldBeforeTheBuildWhereTheyChangeTheVersion() throws Exception {
        PythonProject pdm = project("pdm", "v1.2.3").with("demo/core.py", "# edited\n");
        assertThatThrownBy(() -> build(pdm, "v1.2.3"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("demo/core.py differs from the commit of the tag v1.2.3")
                .hasMessageContaining("pdm-backend would make another version than 1.2.3")
                .hasMessageContaining("git diff HEAD");
        assertThat(pdm.folder().resolve("target/release/logs/build-dist.log")).doesNotExist();

        PythonProject pbr = project("pbr", "v1.2.3").with("demo/core.py", "# edited\n");
        assertThat(build(pbr, "v1.2.3")).contains("demo-1.2.3.tar.gz");
    }
}
