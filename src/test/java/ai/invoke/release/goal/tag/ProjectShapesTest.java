package ai.invoke.release.goal.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.git.GitCommand;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which Python projects say their version, one small project each; all of them are 1.2.3, tagged v1.2.3. */
class ProjectShapesTest {

    private static final String DYNAMIC = "[project]\nname = \"pkg\"\ndynamic = [\"version\"]\n";

    @TempDir
    Path temp;

    private final Heard heard = new Heard();

    private void project(String files) throws IOException {
        write(temp, files);
    }

    /** Files as {@code == name} and their lines. */
    static void write(Path temp, String files) throws IOException {
        for (String part : files.split("(?m)^== ")) {
            if (part.isBlank()) {
                continue;
            }
            int end = part.indexOf('\n');
            Path file = temp.resolve(part.substring(0, end).strip());
            Files.createDirectories(file.getParent());
            Files.writeString(file, part.substring(end + 1));
        }
    }

    private void tagged(String... tags) throws IOException, InterruptedException {
        GitCommand git = GitCommand.repository(temp);
        git.commit("first");
        for (String tag : tags) {
            git.run("tag", "-a", "-m", tag, tag);
        }
    }

    private CheckVersion.Result check(Optional<String> ref) {
        return new CheckVersion(heard)
                .run(new CheckVersion.Request(temp, ref, "v", Optional.empty(), Optional.empty(), Map.of(), false));
    }

    private static String backend(String requires, String name) {
        return "== pyproject.toml\n[build-system]\nrequires = [" + requires + "]\nbuild-backend = \"" + name + "\"\n";
    }

    private static Arguments shape(String name, String where, String files) {
        return Arguments.of(name, where, files);
    }

    static Stream<Arguments> literals() {
        String setuptools = backend("\"setuptools\"", "setuptools.build_meta") + DYNAMIC;
        String hatchling = backend("\"hatchling\"", "hatchling.build") + DYNAMIC + "[tool.hatch.version]\n";
        String flit = backend("\"flit_core\"", "flit_core.buildapi") + DYNAMIC;
        String skbuild = backend("\"scikit-build-core\"", "scikit_build_core.build") + DYNAMIC;
        String maturin = backend("\"maturin\"", "maturin") + DYNAMIC;
        return Stream.of(
                shape(
                        "project",
                        "pyproject.toml:5",
                        backend("\"uv_build\"", "uv_build") + "[project]\nversion = \"1.2.3\"\nname = \"pkg\"\n"),
                shape("project beats a table", "pyproject.toml:3", """
                        == pyproject.toml
                        [project]
                        name = "pkg"
                        version = "1.2.3"
                        [tool.setuptools_scm]
                        """),
                shape(
                        "dotted and quoted keys",
                        "pyproject.toml:2",
                        "== pyproject.toml\nproject.name = \"pkg\"\n\"project\".\"version\" = '1.2.3' # c\n"),
                shape(
                        "attr",
                        "pkg/__init__.py:1",
                        setuptools
                                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.__version__\"}\n"
                                + "== pkg/__init__.py\n__version__ = '1.2.3'\n"),
                shape(
                        "attr, imported twice",
                        "pkg/b.py:1",
                        setuptools
                                + "[tool.setuptools.dynamic]\nversion.attr = \"pkg.__version__\"\n"
                                + "== pkg/__init__.py\nfrom .a import __version__\n== pkg/a.py\nfrom .b import __version__\n"
                                + "== pkg/b.py\n__version__ = '1.2.3'\n"),
                shape(
                        "attr of a tuple",
                        "pkg/__init__.py:1",
                        setuptools
                                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.VERSION\"}\n"
                                + "== pkg/__init__.py\nVERSION = (1, 2, '3')\n"),
                shape(
                        "attr below package-dir",
                        "lib/pkg/__init__.py:1",
                        setuptools
                                + "[tool.setuptools]\npackage-dir = {\"\" = \"lib\"}\n"
                                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.__version__\"}\n"
                                + "== lib/pkg/__init__.py\n__version__ = '1.2.3'\n"),
                shape(
                        "attr of a mapped package",
                        "python/__init__.py:1",
                        setuptools
                                + "[tool.setuptools.package-dir]\npkg = \"python\"\n"
                                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.__version__\"}\n"
                                + "== python/__init__.py\n__version__ = '1.2.3'\n"),
                shape(
                        "attr below find.where",
                        "python/pkg.py:1",
                        setuptools
                                + "[tool.setuptools.packages.find]\nwhere = [\"python\"]\n"
                                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.__version__\"}\n"
                                + "== python/pkg.py\n__version__ = '1.2.3'\n"),
                shape(
                        "file",
                        "VERSION:1",
                        setuptools + "[tool.setuptools.dynamic]\nversion = {file = \"VERSION\"}\n== VERSION\n1.2.3\n"),
                shape(
                        "file as a list, beats the table",
                        "VERSION.txt:1",
                        setuptools
                                + "[tool.setuptools.dynamic]\nversion = {file = [\"VERSION.txt\"]}\n[tool.setuptools_scm]\n"
                                + "== VERSION.txt\n1.2.3\n"),
                shape("setup.cfg", "setup.cfg:3", "== setup.cfg\n[metadata]\nname = pkg\nversion = 1.2.3\n"),
                shape(
                        "setup.cfg attr",
                        "src/pkg/__init__.py:1",
                        "== setup.cfg\n[metadata]\nversion = attr: pkg.__version__\n"
                                + "[options]\npackage_dir =\n    = src\n== src/pkg/__init__.py\n__version__ = '1.2.3'\n"),
                shape("setup.cfg file", "V.txt:1", "== setup.cfg\n[metadata]\nversion: file: V.txt\n== V.txt\n1.2.3\n"),
                shape("setup.py", "setup.py:4", """
                        == setup.py
                        from setuptools import setup
                        setup(
                            name="pkg", extras_require={"a": ["b"]},
                            version="1.2.3",
                        )
                        == setup.cfg
                        [metadata]
                        version = 1.1
                        """),
                shape(
                        "setup.py with a name",
                        "setup.py:2",
                        "== setup.py\nimport setuptools\nVERSION = '1.2.3'\nsetuptools.setup(version=VERSION)\n"),
                shape(
                        "hatchling",
                        "pkg/__about__.py:1",
                        hatchling + "path = \"pkg/__about__.py\"\n== pkg/__about__.py\n__version__ = '1.2.3'\n"),
                shape(
                        "hatchling, VERSION",
                        "pkg/__about__.py:1",
                        hatchling + "path = \"pkg/__about__.py\"\n== pkg/__about__.py\nVERSION = '1.2.3'\n"),
                shape(
                        "hatchling, another language",
                        "v.lua:2",
                        hatchling + "path = \"v.lua\"\n== v.lua\n-- lua\nversion = \"v1.2.3\"\n"),
                shape(
                        "hatchling, package.json",
                        "package.json:2",
                        hatchling
                                + "path = \"package.json\"\npattern = '\"version\": \"(?P<version>[^\"]+)\"'\n"
                                + "== package.json\n{\n  \"version\": \"1.2.3\"\n}\n"),
                shape(
                        "hatch.toml",
                        "v.py:1",
                        backend("\"hatchling\"", "hatchling.build") + DYNAMIC
                                + "== hatch.toml\n[version]\npath = \"v.py\"\n== v.py\n__version__ = '1.2.3'\n"),
                shape(
                        "hatch-nodejs-version",
                        "package.json:1",
                        hatchling + "source = \"nodejs\"\n== package.json\n{\"version\": \"1.2.3\"}\n"),
                shape(
                        "flit",
                        "src/pkg/__init__.py:2",
                        flit + "== src/pkg/__init__.py\n\"\"\"doc\"\"\"\n__version__ = '1.2.3'\n"),
                shape(
                        "flit, old table",
                        "pkg.py:1",
                        backend("\"flit_core\"", "flit_core.buildapi")
                                + "[tool.flit.metadata]\nmodule = \"pkg\"\n== pkg.py\n__version__ = '1.2.3'\n"),
                shape(
                        "flit, imported",
                        "pkg/_v.py:1",
                        flit
                                + "== pkg/__init__.py\nfrom ._v import __version__\n== pkg/_v.py\n__version__ = '1.2.3'\n"),
                shape(
                        "poetry",
                        "pyproject.toml:5",
                        backend("\"poetry-core\"", "poetry.core.masonry.api")
                                + "[tool.poetry]\nversion = \"1.2.3\"\nname = \"pkg\"\n"),
                shape(
                        "pdm",
                        "pkg/__init__.py:1",
                        backend("\"pdm-backend\"", "pdm.backend") + DYNAMIC
                                + "[tool.pdm.version]\nsource = \"file\"\npath = \"pkg/__init__.py\"\n"
                                + "== pkg/__init__.py\n__version__ = \"1.2.3\"  # here\n"),
                shape(
                        "scikit-build-core",
                        "v.hpp:1",
                        skbuild
                                + "[tool.scikit-build.metadata.version]\nprovider = \"scikit_build_core.metadata.regex\"\n"
                                + "input = \"v.hpp\"\nregex = 'V \"(?P<value>[^\"]+)\"'\n== v.hpp\n#define V \"1.2.3\"\n"),
                shape(
                        "meson",
                        "meson.build:2",
                        backend("\"meson-python\"", "mesonpy") + DYNAMIC
                                + "== meson.build\nproject('pkg', 'c',\n  version : '1.2.3', license: 'MIT')\n"),
                shape(
                        "setup.cfg attr of a mapped package",
                        "code/__init__.py:1",
                        "== setup.cfg\n[metadata]\nname = pkg\nversion = attr: pkg.__version__\n"
                                + "[options]\npackage_dir =\n    pkg = code\n== code/__init__.py\n__version__ = '1.2.3'\n"),
                shape(
                        "setup.cfg attr below find.where",
                        "python/pkg.py:1",
                        "== setup.cfg\n[metadata]\nname = pkg\nversion = attr: pkg.__version__\n"
                                + "[options.packages.find]\nwhere = python\n== python/pkg.py\n__version__ = '1.2.3'\n"),
                shape(
                        "hatch, in other letters",
                        "pkg.py:2",
                        hatchling + "path = \"pkg.py\"\n== pkg.py\nx = 1\n__Version__ = 'v1.2.3'\n"),
                shape(
                        "flit, beside the package's own module",
                        "pkg/version.py:1",
                        flit
                                + "== pkg/__init__.py\nfrom .version import *\n== pkg/version.py\n__version__ = '1.2.3'\n"),
                shape("maturin", "Cargo.toml:2", maturin + "== Cargo.toml\n[package]\nversion = \"1.2.3\"\n"),
                shape(
                        "maturin, workspace",
                        "Cargo.toml:3",
                        maturin
                                + "[tool.maturin]\nmanifest-path = \"crates/a/Cargo.toml\"\n"
                                + "== crates/a/Cargo.toml\n[package]\nversion.workspace = true\n"
                                + "== Cargo.toml\n[workspace]\n[workspace.package]\nversion = \"1.2.3\"\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("literals")
    void aLiteralIsReadWhereTheBackendReadsIt(String name, String where, String files)
            throws IOException, InterruptedException {
        project(files);
        tagged("v1.2.3");
        CheckVersion.Result result = check(Optional.empty());
        assertThat(result.version().normalized()).isEqualTo("1.2.3");
        assertThat(result.versionFile()).hasToString(where);
        assertThat(result.tag()).hasToString("Optional[v1.2.3]");
    }

    static Stream<Arguments> computed() {
        String setuptools = backend("\"setuptools\"", "setuptools.build_meta") + DYNAMIC;
        String hatchling = backend("\"hatchling\"", "hatchling.build") + DYNAMIC + "[tool.hatch.version]\n";
        return Stream.of(
                shape("setuptools-scm", "from the git tag (setuptools-scm)", setuptools + "[tool.setuptools_scm]\n"),
                shape("vcs-versioning", "(vcs-versioning)", setuptools + "[tool.vcs-versioning]\n"),
                shape(
                        "simple",
                        "(setuptools-scm)",
                        backend("\"setuptools\", \"setuptools_scm[simple]>=9\"", "setuptools.build_meta") + DYNAMIC),
                shape(
                        "use_scm_version",
                        "(setuptools-scm)",
                        "== setup.py\nfrom setuptools import setup\nsetup(use_scm_version={'a': 1})\n"),
                shape("hatch-vcs", "(hatch-vcs)", hatchling + "source = \"vcs\"\n"),
                shape(
                        "uv-dynamic-versioning",
                        "(uv-dynamic-versioning)",
                        hatchling + "source = \"uv-dynamic-versioning\"\n"),
                shape("flit-scm", "(flit-scm)", backend("\"flit_scm\"", "flit_scm:buildapi") + DYNAMIC),
                shape(
                        "pdm",
                        "(pdm-backend)",
                        backend("\"pdm-backend\"", "pdm.backend") + DYNAMIC + "[tool.pdm.version]\nsource = \"scm\"\n"),
                shape("versioningit", "(versioningit)", setuptools + "[tool.versioningit]\n"),
                shape(
                        "versioneer",
                        "(versioneer)",
                        "== setup.py\nfrom setuptools import setup\nimport versioneer\n"
                                + "setup(version=versioneer.get_version())\n== versioneer.py\n# generated\n"),
                shape(
                        "pbr",
                        "(pbr)",
                        "== setup.py\nimport setuptools\nsetuptools.setup(setup_requires=['pbr'], pbr=True)\n"
                                + "== setup.cfg\n[metadata]\nname = pkg\n"),
                shape(
                        "a placeholder is no version",
                        "(poetry-dynamic-versioning)",
                        backend("\"poetry-core\"", "poetry_dynamic_versioning.backend")
                                + "[tool.poetry]\nname = \"pkg\"\nversion = \"0.0.0\"\n"),
                shape(
                        "a placeholder of poetry's own backend",
                        "(poetry-dynamic-versioning)",
                        backend("\"poetry-core\"", "poetry.core.masonry.api")
                                + "[tool.poetry]\nname = \"pkg\"\nversion = \"2.31.4.dev1\"\n"
                                + "[tool.poetry-dynamic-versioning]\nenable = true\n"),
                shape(
                        "scikit-build-core",
                        "(setuptools-scm)",
                        backend("\"scikit-build-core\"", "scikit_build_core.build") + DYNAMIC
                                + "[tool.scikit-build]\nmetadata.version.provider ="
                                + " \"scikit_build_core.metadata.setuptools_scm\"\n"),
                shape(
                        "hatchling code",
                        "computed by the source \"code\" of hatchling",
                        hatchling + "source = \"code\"\npath = \"v.py\"\n"),
                shape(
                        "pdm call",
                        "computed by a function that pdm-backend calls",
                        backend("\"pdm-backend\"", "pdm.backend") + DYNAMIC
                                + "[tool.pdm.version]\nsource = \"call\"\n"),
                shape(
                        "setup.py call",
                        "computed by setup.py",
                        "== setup.py\nfrom setuptools import setup\nsetup(version=open('V').read())\n"),
                shape(
                        "meson",
                        "computed by meson.build",
                        backend("\"meson-python\"", "mesonpy") + DYNAMIC
                                + "== meson.build\nproject('pkg', version: files('VERSION'))\n"),
                shape("own backend", "computed by the project's own build backend", """
                        == pyproject.toml
                        [build-system]
                        requires = []
                        build-backend = "own"
                        backend-path = ["."]
                        """ + DYNAMIC),
                shape(
                        "attr of a function",
                        "computed by a function that setuptools calls",
                        backend("\"setuptools\"", "setuptools.build_meta") + DYNAMIC
                                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.version\"}\n"
                                + "== pkg.py\ndef version():\n    return '1.2.3'\n"),
                shape(
                        "a plugin of setuptools",
                        "computed by setuptools with incremental",
                        backend("\"setuptools\", \"incremental\"", "setuptools.build_meta") + DYNAMIC
                                + "[tool.incremental]\n"),
                shape(
                        "setup.py with settings from elsewhere",
                        "computed by setup.py",
                        "== setup.py\nfrom setuptools import setup\nsetup(name='pkg', **settings)\n"),
                shape(
                        "setup.py without a call",
                        "computed by setup.py",
                        "== setup.py\nimport runpy\nrunpy.run_path('build/setup_all.py')\n"),
                shape("unknown", "computed by acme_build", backend("\"acme\"", "acme_build") + DYNAMIC));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("computed")
    void aComputedVersionIsTheTagsUntilTheMetadataProveIt(String name, String said, String files)
            throws IOException, InterruptedException {
        project(files);
        tagged("v1.2.3");
        CheckVersion.Result result = check(Optional.empty());
        assertThat(result.version().normalized()).isEqualTo("1.2.3");
        assertThat(String.join("\n", heard.lines))
                .contains(said)
                .contains("build-dist compares the built metadata with the tag");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("computed")
    void withoutATagAComputedVersionIsUnknown(String name, String said, String files)
            throws IOException, InterruptedException {
        project(files);
        tagged();
        assertThatThrownBy(() -> check(Optional.empty()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no tag at HEAD is a version")
                .hasMessageContaining("tag-release -Dinvokeai.ref=v1.2.3");
    }

    static Stream<Arguments> refused() {
        String setuptools = backend("\"setuptools\"", "setuptools.build_meta") + DYNAMIC;
        return Stream.of(
                Arguments.of(
                        "only finds files",
                        backend("\"setuptools\", \"setuptools_scm[toml]\"", "setuptools.build_meta") + DYNAMIC),
                Arguments.of(
                        "setuptools joins them",
                        setuptools
                                + "[tool.setuptools.dynamic]\nversion = {file = [\"A\", \"B\"]}\n== A\n1.2.3\n== B\n\n"),
                Arguments.of("nothing supplies it: setuptools makes 0.0.0", setuptools),
                Arguments.of(
                        "nothing supplies it: pdm-backend makes 0.0.0",
                        backend("\"pdm-backend\"", "pdm.backend") + DYNAMIC),
                Arguments.of(
                        "cannot find the version", "== setup.py\nfrom setuptools import setup\nsetup(name='pkg')\n"),
                Arguments.of(
                        "but in libs/a, web/server",
                        "== libs/a/pyproject.toml\n== web/server/setup.py\n== web/node_modules/x/setup.py\n"
                                + "== web/server/tests/setup.py\n== .hidden/setup.py\n"),
                Arguments.of("also in project.dynamic", setuptools + "version = \"1.2.3\"\n"),
                Arguments.of(
                        "which does not exist",
                        setuptools + "[tool.setuptools.dynamic]\nversion = {file = \"VERSION\"}\n"),
                Arguments.of(
                        "makes no Python version of 1.2.3-nightly.1",
                        backend("\"maturin\"", "maturin") + DYNAMIC
                                + "== Cargo.toml\n[package]\nversion = \"1.2.3-nightly.1\"\n"),
                Arguments.of("not valid TOML", "== pyproject.toml\n[build-system\n"),
                Arguments.of(
                        "-Dinvokeai.tagPrefix=pkg@",
                        backend("\"hatchling\"", "hatchling.build") + DYNAMIC
                                + "[tool.hatch.version]\nsource = \"vcs\"\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatGivesNoVersionIsSaid(String said, String files) throws IOException, InterruptedException {
        project(files);
        tagged("pkg@1.2.3");
        assertThatThrownBy(() -> check(Optional.empty()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aKeyBelowSomethingThatIsNoTableIsNotThere() throws IOException, InterruptedException {
        project(backend("\"setuptools\"", "setuptools.build_meta") + DYNAMIC
                + "[tool.setuptools]\npackages = [\"pkg\"]\npackage-dir = 1\n"
                + "[tool.setuptools.dynamic]\nversion = {attr = \"pkg.__version__\"}\n"
                + "== pkg/__init__.py\n__version__ = '1.2.3'\n");
        tagged("v1.2.3");
        assertThat(check(Optional.empty()).version().normalized()).isEqualTo("1.2.3");
    }

    @ParameterizedTest
    @CsvSource({
        "v1.2.3rc1, pbr makes 1.2.3.0rc1 of the tag v1.2.3rc1",
        "v2, pbr makes 2.0.0 of the tag v2",
        "v1.2.3.post1, pbr makes another version of the tag v1.2.3.post1",
        "v1.2.3, ''"
    })
    void whatPbrMakesOfATagIsSaid(String tag, String said) throws IOException, InterruptedException {
        project(backend("\"pbr\"", "pbr.build") + DYNAMIC);
        tagged(tag);
        check(Optional.empty());
        assertThat(heard.lines.stream().filter(line -> line.contains(" makes ")))
                .containsExactlyElementsOf(said.isEmpty() ? List.of() : List.of(said));
    }

    @Test
    void oneOfSeveralTagsIsNamedByTheUser() throws IOException, InterruptedException {
        project(backend("\"hatchling\"", "hatchling.build") + DYNAMIC + "[tool.hatch.version]\nsource = \"vcs\"\n");
        tagged("v1.2.3", "v1");
        assertThatThrownBy(() -> check(Optional.empty()))
                .hasMessageContaining("2 tags at HEAD are versions: v1, v1.2.3")
                .hasMessageContaining("-Dinvokeai.ref=<tag>");
        assertThat(check(Optional.of("v1.2.3")).version().normalized()).isEqualTo("1.2.3");
    }

    @Test
    void aTagWithAnotherPrefixIsRecognised() throws IOException, InterruptedException {
        project("== pyproject.toml\n[project]\nname = \"app\"\nversion = \"1.2.3\"\n");
        tagged("release-1.2.3");
        assertThatThrownBy(() -> check(Optional.empty())).hasMessageContaining("-Dinvokeai.tagPrefix=release-");
    }
}
