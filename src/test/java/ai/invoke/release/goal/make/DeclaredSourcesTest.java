package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that git ignores and the project declares, through real backends. */
class DeclaredSourcesTest {

    @TempDir
    Path temporary;

    private PythonProject project(String backend, String tables) throws Exception {
        PythonProject project = PythonProject.of(backend, temporary.resolve(backend));
        Path pyproject = project.folder().resolve("pyproject.toml");
        return project.with("pyproject.toml", Files.readString(pyproject) + tables)
                .with(".gitignore", "static/\ntarget/\n")
                .committed();
    }

    private static List<String> wheel(BuildDist.Result built) throws Exception {
        Path wheel = built.files().stream()
                .map(file -> file.path())
                .filter(path -> path.toString().endsWith(".whl"))
                .findFirst()
                .orElseThrow();
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            return Collections.list(entries).stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.contains("static"))
                    .toList();
        }
    }

    @Test
    void whatHatchDeclaresIsInTheWheelAndMissedWhenItIsNotThere() throws Exception {
        PythonProject project = project("hatchling", "[tool.hatch.build]\nartifacts = [\"demo/static/\"]\n");
        DistRun run = DistRun.of(project);

        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("[tool.hatch.build] artifacts declares demo/static/ as part of the package,"
                        + " and there is nothing of that name");

        project.with("demo/static/app.js", "built()").with("demo/static/__pycache__/x.pyc", "x");
        assertThat(wheel(run.build())).containsExactly("demo/static/app.js");
        assertThat(run.build().rebuilt()).isFalse();
        project.with("demo/static/app.js", "again()");
        assertThat(run.build().why()).contains("demo/static/app.js");
        assertThat(run.heard().warnings).isEmpty();
    }

    @Tag("backends")
    @Test
    void ofPoetrysTwoFormsOneDependsOnTheWayTheWheelIsMade() throws Exception {
        PythonProject project = project("poetry-core", "[tool.poetry]\ninclude = [\"demo/static/*\"]\n")
                .with("demo/static/app.js", "built()");
        DistRun run = DistRun.of(project);

        assertThat(wheel(run.build())).containsExactly("demo/static/app.js");
        assertThat(run.heard().warnings)
                .singleElement()
                .asString()
                .contains(
                        "declares \"demo/static/*\", which in this form reaches a wheel only when that is made from the sdist")
                .contains("format = [\"sdist\", \"wheel\"]");

        run.heard().warnings.clear();
        Path pyproject = project.folder().resolve("pyproject.toml");
        project.with(
                "pyproject.toml",
                Files.readString(pyproject)
                        .replace("\"demo/static/*\"", "{path = \"demo/static/*\", format = [\"sdist\", \"wheel\"]}"));
        assertThat(wheel(run.build())).containsExactly("demo/static/app.js");
        assertThat(run.heard().warnings).isEmpty();
    }

    @Test
    void whatIsDeclaredAndDoesNotReachTheWheelStopsTheBuild() throws Exception {
        // The wheel is made of the package only, and the declared file lies beside it.
        PythonProject project = project(
                        "hatchling",
                        "[tool.hatch.build.targets.wheel]\npackages = [\"demo\"]\nartifacts = [\"web/static/app.js\"]\n")
                .with("web/static/app.js", "built()");

        assertThatThrownBy(DistRun.of(project)::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(
                        "[tool.hatch.build] targets.wheel artifacts declares web/static/app.js, which is not in demo-1.0rc1")
                .hasMessageContaining("no file of it is web/static/app.js");
        assertThat(project.folder().resolve("target/release/dist"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }
}
