package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProgramPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends that compile, and backends that take the version from git. */
class BuildBackendsTest {

    private static final String SCM = """
            [build-system]
            requires = ["setuptools>=77", "setuptools-scm>=8"]
            build-backend = "setuptools.build_meta"

            [project]
            name = "demo"
            dynamic = ["version"]
            requires-python = ">=3.10"

            [tool.setuptools]
            packages = ["demo"]

            [tool.setuptools_scm]
            """;

    private static final String HATCH_VCS = """
            [build-system]
            requires = ["hatchling", "hatch-vcs"]
            build-backend = "hatchling.build"

            [project]
            name = "demo"
            dynamic = ["version"]
            requires-python = ">=3.10"

            [tool.hatch.version]
            source = "vcs"

            [tool.hatch.build.hooks.vcs]
            version-file = "demo/_version.py"
            """;

    private static final String MATURIN = """
            [build-system]
            requires = ["maturin>=1.9,<2"]
            build-backend = "maturin"

            [project]
            name = "demo"
            version = "1.0rc1"
            requires-python = ">=3.10"

            [tool.maturin]
            bindings = "bin"
            """;

    private static final String EXTENSION = """
            #define PY_SSIZE_T_CLEAN
            #include <Python.h>

            static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "demo.fast", __FILE__, -1, NULL};

            PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
            """;

    @TempDir
    Path temporary;

    private static List<String> names(BuildDist.Result result) {
        return result.files().stream()
                .map(file -> String.valueOf(file.path().getFileName()))
                .toList();
    }

    private static List<String> digests(BuildDist.Result result) {
        return result.files().stream().map(DistBuilder.BuiltFile::sha256).toList();
    }

    private Path pythonWith(String requirement) throws Exception {
        Optional<Path> python = PreparedPython.with(requirement, temporary.resolve("python"));
        assumeTrue(python.isPresent(), "pip finds no " + requirement);
        return python.orElseThrow();
    }

    private Path cloneOf(PythonProject origin, String name) throws Exception {
        Path clone = temporary.resolve(name);
        PythonProject.git(temporary, "clone", "-q", origin.folder().toString(), clone.toString());
        return clone;
    }

    @Test
    void setuptoolsScmFindsTheTagAndAnotherTagIsAnotherInput() throws Exception {
        Path python = pythonWith("setuptools-scm>=8");
        PythonProject project = PythonProject.setuptools(temporary.resolve("it's a \"demö\""))
                .with("pyproject.toml", SCM)
                .committed();
        project.git("tag", "v1.2.3rc1");
        DistRun run = DistRun.of(project).python(python);

        assertThat(names(run.build())).containsExactly("demo-1.2.3rc1-py3-none-any.whl", "demo-1.2.3rc1.tar.gz");
        assertThat(run.build().rebuilt()).isFalse();

        project.git("tag", "-d", "v1.2.3rc1");
        project.git("tag", "-a", "-m", "the release", "v1.2.3");
        BuildDist.Result second = run.build();

        assertThat(names(second)).containsExactly("demo-1.2.3-py3-none-any.whl", "demo-1.2.3.tar.gz");
        assertThat(second.why()).contains("changed since the last run: tags ").contains("v1.2.3");
        assertThat(run.heard().warnings).isEmpty();
        assertThat(project.git("status", "--porcelain", "--ignored")).isEqualTo("!! target/\n");

        // Of two tags at HEAD the tool takes the newest, v1; the release's own is the only one in the copy.
        project.git("tag", "-a", "-m", "the major version", "v1");
        assertThat(names(run.released("v1.2.3").build()).get(0)).startsWith("demo-1.2.3-");
        project.with("demo/core.py", "# edited\n");
        assertThatThrownBy(run::build).hasMessageContaining("setuptools-scm would make another version than 1.2.3");
        project.git("checkout", "-q", "demo/core.py");

        run.released("v9");
        assertThatThrownBy(run::build)
                .hasMessageContaining("of the tag v9, and the release is 9")
                .hasMessageContaining("tag v<version>");
        run.anyVersion();

        // Without a release no tag is left out, and of the two at the last commit the newest counts.
        project.git("commit", "-q", "--allow-empty", "-m", "later");
        assertThat(names(run.build()).get(0)).startsWith("demo-2.dev1+g");
    }

    @Tag("backends")
    @Test
    void aPluginOfSetuptoolsThatTheProjectDidNotAskForIsAnInput() throws Exception {
        Path python = pythonWith("setuptools-scm>=8");
        PythonProject project =
                PythonProject.setuptools(temporary.resolve("plain")).committed();
        BuildDist.Result without = DistRun.of(project).build();

        BuildDist.Result result = DistRun.of(project).python(python).build();

        assertThat(result.why()).contains("installed setuptools-scm");
        assertThat(digests(result).get(0)).isEqualTo(digests(without).get(0));
        assertThat(digests(result).get(1)).isNotEqualTo(digests(without).get(1));
    }

    @Tag("backends")
    @Test
    void hatchVcsWritesItsVersionFileIntoTheCopyOnly() throws Exception {
        Path python = pythonWith("hatch-vcs");
        PythonProject project = PythonProject.setuptools(temporary.resolve("origin"))
                .with("pyproject.toml", HATCH_VCS)
                .with(".gitignore", "target/\n_version.py\n")
                .committed();
        project.git("tag", "v2.0.0a1");
        Path linked = temporary.resolve("linked");
        project.git("worktree", "add", "-q", linked.toString(), "v2.0.0a1");

        // The newest at HEAD, which hatch-vcs would take.
        project.git("tag", "-a", "-m", "the major version", "v2");
        BuildDist.Result result =
                DistRun.of(linked).python(python).released("v2.0.0a1").build();

        assertThat(names(result)).containsExactly("demo-2.0.0a1-py3-none-any.whl", "demo-2.0.0a1.tar.gz");
        assertThat(Archives.zip(result.files().get(0).path()).get("demo/_version.py"))
                .contains("2.0.0a1");
        assertThat(linked.resolve("demo/_version.py")).doesNotExist();
    }

    /** Slower than all others together: mvn -Pbackends test. */
    @Tag("backends")
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "scikit-build-core[pyproject]|scikit_build_core.build|setuptools-scm>=8",
                "meson-python|mesonpy|ninja",
            })
    void backendsOfOtherBuildSystemsFindTheVersion(String requirement, String backend, String more) throws Exception {
        Path python = pythonWith(requirement);
        PreparedPython.install(python, more);
        boolean meson = backend.equals("mesonpy");
        PythonProject project = PythonProject.setuptools(temporary.resolve("project"))
                .with(
                        "pyproject.toml",
                        "[build-system]\nrequires = [\"" + requirement + "\"]\nbuild-backend = \"" + backend + "\"\n"
                                + "[project]\nname = \"demo\"\ndynamic = [\"version\"]\n"
                                + (meson
                                        ? ""
                                        : "[tool.scikit-build]\nwheel.cmake = false\nwheel.packages = [\"demo\"]\n"
                                                + "metadata.version.provider ="
                                                + " \"scikit_build_core.metadata.setuptools_scm\"\n"
                                                + "[tool.setuptools_scm]\n"))
                .with(
                        "meson.build",
                        "project('demo', version: '1.2.3')\npy = import('python').find_installation()\n"
                                + "py.install_sources('demo/__init__.py', subdir: 'demo')\n")
                .committed();
        project.git("tag", "v1.2.3");
        project.git("tag", "v1");

        assertThat(names(DistRun.of(project).python(python).released("v1.2.3").build()))
                .containsExactly("demo-1.2.3-py3-none-any.whl", "demo-1.2.3.tar.gz");
    }

    @Tag("backends")
    @Test
    void maturinGivesTheSameBytesInTwoClonesAndWhatItWritesOfItsFolderIsTold() throws Exception {
        assumeTrue(ProgramPath.of(System.getenv()).find("cargo").isPresent(), "needs cargo");
        Path python = pythonWith("maturin>=1.9,<2");
        PythonProject origin = PythonProject.setuptools(temporary.resolve("origin"))
                .with("pyproject.toml", MATURIN)
                .with("Cargo.toml", """
                        [package]
                        name = "demo"
                        version = "1.0.0-rc.1"
                        edition = "2021"

                        [profile.release]
                        opt-level = 0
                        """)
                .with("Cargo.lock", "version = 4\n\n[[package]]\nname = \"demo\"\nversion = \"1.0.0-rc.1\"\n")
                .with("src/main.rs", "fn main() {}\n")
                .committed();
        Path other = cloneOf(origin, "an öther clone");

        BuildDist.Result first = DistRun.of(origin).python(python).build();
        BuildDist.Result second = DistRun.of(other).python(python).build();

        assertThat(names(first))
                .hasSize(2)
                .contains("demo-1.0rc1.tar.gz")
                .anyMatch(name -> name.startsWith("demo-1.0rc1-py3-none-") && name.endsWith(".whl"));
        assertThat(digests(second)).isEqualTo(digests(first));

        assertThatThrownBy(() -> DistRun.of(other)
                        .python(python)
                        .verifyReproducible(true)
                        .build())
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("sboms/demo.cyclonedx.json: content (")
                .hasMessageContaining("it names the folder of the build")
                .hasMessageContaining("[tool.maturin.sbom] rust = false");
    }

    @Test
    void aCompiledExtensionIsTheSameInTwoClones() throws Exception {
        assumeTrue(ProgramPath.of(System.getenv()).find("cc").isPresent(), "needs a C compiler");
        PythonProject origin = PythonProject.setuptools(temporary.resolve("origin"))
                .with("demo/fast.c", EXTENSION)
                .with("setup.py", """
                        from setuptools import Extension, setup
                        setup(ext_modules=[Extension("demo.fast", ["demo/fast.c"], extra_compile_args=["-g"])])
                        """)
                .committed();
        Path other = cloneOf(origin, "other");

        BuildDist.Result first = DistRun.of(origin).build();
        // As actions/setup-python does.
        DistRun inCi = DistRun.of(other).shell("PKG_CONFIG_PATH", "/opt/hostedtoolcache/Python/lib/pkgconfig");
        BuildDist.Result second = inCi.build();

        assertThat(names(first)).anyMatch(name -> name.matches("demo-1\\.0rc1-cp\\d+-cp\\d+-.*\\.whl"));
        assertThat(digests(second)).isEqualTo(digests(first));

        Path matrix = temporary.resolve("matrix");
        String[] parts = names(first).get(0).split("-");
        String tag = parts[2] + "-" + parts[3] + "-many"
                + parts[4].replace("linux_", "linux_2_17_").replace(".whl", "");
        ai.invoke.release.testing.DistMaker.of("demo", "1.0rc1").tag(tag).wheel(Files.createDirectories(matrix));
        assumeTrue(parts[4].startsWith("linux_"), "needs Linux");
        DistRun joined = DistRun.of(other).additional(matrix);

        assertThat(names(joined.build())).containsExactly("demo-1.0rc1-" + tag + ".whl", "demo-1.0rc1.tar.gz");
        assertThat(joined.heard().lines).anyMatch(line -> line.contains("takes its place"));
        assertThat(joined.build().rebuilt()).isFalse();
    }
}
