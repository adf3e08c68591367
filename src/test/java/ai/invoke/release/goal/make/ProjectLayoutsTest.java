package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Small projects with the layouts of public ones, released without configuration up to the smoke test. Wheel and sdist have the
 * members that {@code python -m build} gives them.
 */
class ProjectLayoutsTest {

    private static final Path LAYOUTS = Path.of("src/it/projects/layouts");

    @TempDir
    Path temporary;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "setuptools-src, acme, acme/data/answer.json",
        "at-the-root, acme, acme/frontend/index.html",
        "into-the-package, acme, acme/static/js/app.js",
        "monorepo/backend, acme_backend, acme/__init__.py",
    })
    void isReleasedAsItIs(String layout, String name, String member) throws Exception {
        release(layout, name, member, Path.of(PreparedPython.executable()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "setup-cfg, acme, acme/__main__.py, ''",
        "flit, acme, acme.py, ''",
        "poetry, acme, acme/__init__.py, ''",
        "workspace, acme, acme/static/index.html, ''",
        "invokeai-like, acme, acme/frontend/web/dist/assets/app.js, ''",
        "setuptools-scm, acme, acme/_version.py, setuptools-scm>=8",
        "hatch-vcs, acme, acme/_version.py, hatch-vcs",
    })
    @Tag("backends")
    void soAreTheOthers(String layout, String name, String member, String requirement) throws Exception {
        Path python = Path.of(PreparedPython.executable());
        if (!requirement.isEmpty()) {
            Optional<Path> own = PreparedPython.with(requirement, temporary.resolve("python"));
            assumeTrue(own.isPresent(), "pip finds no " + requirement);
            python = own.get();
        }
        release(layout, name, member, python);
    }

    private void release(String layout, String name, String member, Path python) throws Exception {
        Path root = temporary.resolve("it's a project");
        String top = layout.split("/", -1)[0];
        copy(LAYOUTS.resolve(top), root);
        String prefix = layout.equals(top) ? "v" : layout.substring(top.length() + 1) + "-v";
        PythonProject.git(root, "init", "-q", "-b", "main");
        PythonProject.git(root, "add", "-A");
        PythonProject.git(root, "commit", "-q", "-m", "first");
        PythonProject.git(root, "tag", "-a", "-m", "release", prefix + "1.2.3");
        Path project = root.resolve(layout.substring(top.length()).replaceFirst("^/", ""));

        LayoutRun run = new LayoutRun(project, prefix, python, false);
        assertThat(run.checkVersion().version()).hasToString("1.2.3");
        run.buildFrontend();
        List<Path> files = run.buildDist();
        run.verifyDist();
        assertThat(run.smokeTest(Files.createDirectories(temporary.resolve("smoke")))
                        .reports())
                .hasSize(1);

        assertThat(files)
                .extracting(file -> String.valueOf(file.getFileName()))
                .containsExactly(name + "-1.2.3-py3-none-any.whl", name + "-1.2.3.tar.gz");
        Path usual = usual(root, project, python);
        assertThat(Archives.zip(files.get(0)).keySet())
                .contains(member)
                .isEqualTo(Archives.zip(usual.resolve(name + "-1.2.3-py3-none-any.whl"))
                        .keySet());
        assertThat(Archives.tar(files.get(1)).keySet())
                .isEqualTo(Archives.tar(usual.resolve(name + "-1.2.3.tar.gz")).keySet());
        assertThat(PythonProject.git(root, "status", "--porcelain")).isEmpty();
    }

    /** What {@code python -m build} makes of the same tree. */
    private Path usual(Path root, Path project, Path python) throws IOException {
        Path copy = temporary.resolve("copy");
        copy(root, copy);
        PreparedPython.must(
                python.toString(),
                "-m",
                "build",
                "--no-isolation",
                "--outdir",
                temporary.resolve("usual").toString(),
                copy.resolve(root.relativize(project)).toString());
        return temporary.resolve("usual");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path place = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else if (!from.relativize(file).toString().contains("target/")) {
                    Files.copy(file, place);
                }
            }
        }
    }
}
