package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Growth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What git ignores and the project declares all the same, in the words of each backend. */
class DeclaredFilesTest {

    private static final String BUILT = "pkg/static/app.js";

    @TempDir
    private Path project;

    private void write(String name, String text) throws Exception {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void aPackageWithIgnoredFiles() throws Exception {
        write(".gitignore", "static/\n*.so\n__pycache__/\nnode_modules/\n.env\nbuild/\n_version.py\n");
        write("pkg/__init__.py", "");
        for (String ignored : List.of(
                BUILT,
                "pkg/static/a/b.css",
                "pkg/static/.env",
                "pkg/static/node_modules/x.js",
                "pkg/static/__pycache__/x.pyc",
                "pkg/fast.so",
                "pkg/_version.py",
                "build/index.html",
                "build/lib/fast.so",
                "other/static/x.js")) {
            write(ignored, "x");
        }
    }

    private SourceTree sources() throws Exception {
        try (Git git = Git.init().setDirectory(project.toFile()).call()) {
            git.add().addFilepattern(".").call();
        }
        return SourceTree.of(WorkTree.of(project), project, List.of(), DeclaredFiles.of(project), List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[tool.hatch.build] artifacts = ['pkg/static/'] ; pkg/static/a/b.css pkg/static/app.js",
                "[tool.hatch.build] artifacts = ['/pkg/static/*'] ; pkg/static/a/b.css pkg/static/app.js",
                "[tool.hatch.build.targets.wheel] artifacts = ['pkg/static/**/*.js'] ; pkg/static/app.js",
                "[tool.hatch.build] artifacts = ['*.so', '!pkg/x.so'] ; pkg/fast.so",
                "[tool.hatch.build] artifacts = ['static'] ; other/static/x.js pkg/static/a/b.css pkg/static/app.js",
                "[tool.hatch.build.targets.wheel.force-include] 'build' = 'pkg/frontend' ; build/index.html build/lib/fast.so",
                "[tool.hatch.build.force-include] './build/index.html' = 'pkg/x' ; build/index.html",
                "[tool.hatch.build.targets.wheel.shared-data] 'build' = 'share/x' ; build/index.html build/lib/fast.so",
                "[tool.hatch.build.hooks.jupyter-builder] ensured-targets = ['pkg/static/app.js'] ; pkg/static/app.js",
                "[tool.poetry] include = ['pkg/static/*'] ; pkg/static/a/b.css pkg/static/app.js",
                "[tool.poetry] include = [{path = 'pkg/static', format = ['sdist', 'wheel']}] ; pkg/static/a/b.css pkg/static/app.js",
                "[tool.setuptools] zip-safe = false ; ``",
                "[tool.setuptools.package-data] pkg = ['static/**/*'] ; pkg/static/a/b.css pkg/static/app.js",
                "[tool.setuptools.package-data] 'pkg.static' = ['a/*', 'app.js'] ; pkg/static/a/b.css pkg/static/app.js",
                "[tool.setuptools.package-data] '*' = ['*.so'] ; pkg/fast.so",
            })
    void whatPyprojectDeclaresIsASource(String toml, String files) throws Exception {
        int end = toml.indexOf(']') + 1;
        write("pyproject.toml", toml.substring(0, end) + "\n" + toml.substring(end) + "\n");

        assertThat(String.join(" ", sources().generated())).isEqualTo(files);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "recursive-include pkg/static *.js *.css ; pkg/static/a/b.css pkg/static/app.js",
                "recursive-include pkg *.so ; pkg/fast.so",
                "include build/index.html pkg/*.so ; build/index.html pkg/fast.so",
                "graft pkg/static/ ; pkg/static/a/b.css pkg/static/app.js",
                "global-include *.css ; pkg/static/a/b.css",
                "# graft pkg ; ``",
                "prune pkg ; ``",
            })
    void theLinesOfAManifestThatAddFiles(String line, String files) throws Exception {
        write("MANIFEST.in", "\n" + line + "\n");
        write("pyproject.toml", "[build-system]\nbuild-backend = 'setuptools.build_meta'\n");
        assertThat(String.join(" ", sources().generated())).isEqualTo(files);

        write("pyproject.toml", "[build-system]\nbuild-backend = 'hatchling.build'\n");
        assertThat(sources().generated()).isEmpty();
    }

    /** The expectation is what {@code distutils.text_file} gives for such a text. */
    @Test
    void linesOfAManifestGoOnBehindABackslashAndEndAtAComment() throws Exception {
        write("MANIFEST.in", """
                include build/index.html \\
                    # not this: pkg/static/app.js
                    pkg/*.so # nor this: pkg/static/a/b.css \\
                graft pkg\\
                /static/a

                include \\
                """);
        write("pyproject.toml", "[build-system]\nbuild-backend = 'setuptools.build_meta'\n");

        assertThat(sources().generated()).containsExactly("build/index.html", "pkg/fast.so", "pkg/static/a/b.css");
    }

    @Test
    void aManifestThatSetuptoolsCannotReadIsNamed() throws Exception {
        Files.write(project.resolve("MANIFEST.in"), "include a\u00e9.txt\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> DeclaredFiles.of(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("the file is not UTF-8", "MANIFEST.in", "save it as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANIFEST.in", "pyproject.toml", "hatch.toml"})
    void whatIsTooLargeIsNamed(String name) throws Exception {
        write(name, "#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> DeclaredFiles.of(project))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("larger than 1 MiB", name);
    }

    @Test
    void linesOfAManifestAreReadInOnePass() {
        for (List<String> line : List.of(
                List.of("graft a", "/", "x"),
                List.of("recursive-include a", "/", "x *"),
                List.of("include ", "**/", "x"))) {
            Growth.isLinear("MANIFEST.in", line, input -> {
                Files.write(project.resolve("MANIFEST.in"), input);
                DeclaredFiles.of(project)
                        .entries()
                        .forEach(entry -> entry.files("").test("a".repeat(100)));
                return Optional.empty();
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[options.package_data]|pkg = static/*.js, *.so ; pkg/fast.so pkg/static/app.js",
                "[options.package_data]|pkg =|    static/app.js|    static/**/*.css ; pkg/static/a/b.css pkg/static/app.js",
                "[options.package_data]|* = *.so ; pkg/fast.so",
                "[options]|package_dir =|    =.|[options.package_data]|pkg.static = a/*.css ; pkg/static/a/b.css",
                "[options.package_data]|Pkg = *.so ; ``",
                "[options.exclude_package_data]|pkg = *.so ; ``",
            })
    void whatSetupCfgDeclaresIsASource(String config, String files) throws Exception {
        write("setup.cfg", config.replace('|', '\n') + "\n");
        write("pyproject.toml", "[build-system]\nbuild-backend = 'setuptools.build_meta'\n");
        assertThat(String.join(" ", sources().generated())).isEqualTo(files);

        write("pyproject.toml", "[build-system]\nbuild-backend = 'hatchling.build'\n");
        assertThat(sources().generated()).isEmpty();
    }

    @Test
    void packageDataPromisesTheWheelUnlessSomethingIsTakenOutAgain() throws Exception {
        String data = "[options.package_data]\npkg = static/app.js\n";
        write("setup.cfg", data);
        assertThat(DeclaredFiles.of(project).entries())
                .extracting(entry -> entry.source() + " " + entry.reach())
                .containsExactly("setup.cfg [options.package_data] pkg WHEEL");

        write("setup.cfg", data + "[options.exclude_package_data]\npkg = *.css\n");
        assertThat(DeclaredFiles.of(project).entries())
                .extracting(DeclaredFiles.Entry::reach)
                .containsExactly(DeclaredFiles.Reach.OPEN);
    }

    @Test
    void hatchHasAFileOfItsOwn() throws Exception {
        write("hatch.toml", "[build]\nartifacts = ['pkg/static/app.js']\n");

        assertThat(sources().generated()).containsExactly(BUILT);
        assertThat(SourceTree.of(Optional.empty(), project, List.of(), DeclaredFiles.of(project), List.of())
                        .files())
                .as("without git")
                .contains(BUILT)
                .doesNotContain("build/lib/fast.so");
    }

    @Test
    void aPathMustBeThereUnlessAHookMakesItAndAnEndingNeedNot() throws Exception {
        String artifacts = "[tool.hatch.build]\nartifacts = ['pkg/static/', '*.so']\n";
        write("pyproject.toml", artifacts);
        assertThat(DeclaredFiles.of(project).entries())
                .extracting(DeclaredFiles.Entry::required)
                .containsExactly(true, false);

        write("pyproject.toml", artifacts + "[tool.hatch.build.hooks.custom]\npath = 'hatch_build.py'\n");
        assertThat(DeclaredFiles.of(project).entries())
                .extracting(DeclaredFiles.Entry::required)
                .containsOnly(false);
    }

    @Test
    void thePlainFormOfPoetryPromisesTheSdistOnly() throws Exception {
        write(
                "pyproject.toml",
                "[tool.poetry]\ninclude = ['a', {path = 'b'}, {path = 'c', format = 'wheel'}, {path = 'd', format = ['sdist']}]\n");

        assertThat(DeclaredFiles.of(project).entries())
                .extracting(entry -> entry.text() + " " + entry.reach() + " " + entry.required())
                .containsExactly("a SDIST_ONLY false", "b SDIST_ONLY false", "c WHEEL true", "d SDIST_ONLY false");
    }

    @Test
    void whatTheBackendWritesItselfIsNotMissedAndNotCopied() throws Exception {
        write("pyproject.toml", "[tool.other]\n");
        assertThat(sources().leftOut()).contains("pkg/_version.py");

        write("pyproject.toml", "[tool.hatch.build.hooks.vcs]\nversion-file = 'pkg/_version.py'\n");
        assertThat(sources().leftOut()).doesNotContain("pkg/_version.py");
        assertThat(sources().files()).doesNotContain("pkg/_version.py");
    }
}
