package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.build.python.Constraints;
import ai.invoke.release.build.python.UserFiles;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a build can read must be an input, or be kept from it. */
class InputsTest {

    @TempDir
    Path temporary;

    private Path write(String name, String text) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String linked(Path root) {
        return TreeSnapshot.of(root, List.of("a.txt", "pkg/link")).files().get("pkg/link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../elsewhere", "../../elsewhere/sub", "../../elsewhere/sub/f.txt", "../made"})
    void whatALinkLeadsToIsPartOfIt(String target) throws Exception {
        Path root = write("root/a.txt", "a").getParent();
        Path file = write(target.contains("made") ? "root/made/f.txt" : "elsewhere/sub/f.txt", "one");
        Files.createDirectories(root.resolve("pkg"));
        Files.createSymbolicLink(root.resolve("pkg/link"), Path.of(target));
        String one = linked(root);
        assertThat(one).startsWith("-> " + target + " holding ").isEqualTo(linked(root));

        if (target.endsWith("elsewhere")) {
            write("elsewhere/sub/__pycache__/f.pyc", "noise");
            assertThat(linked(root)).isEqualTo(one);
        }
        Files.writeString(file, "two");
        assertThat(linked(root)).isNotEqualTo(one);
    }

    @Test
    void linksAmongTheSourcesAreTheSameInEachCloneAndLeadIntoTheCopy() throws Exception {
        for (String clone : List.of("one", "two")) {
            Path root = write(clone + "/a.txt", "a").getParent();
            Files.createDirectories(root.resolve("pkg"));
            Files.createSymbolicLink(root.resolve("pkg/link"), root.resolve("a.txt"));
            Files.createSymbolicLink(root.resolve("pkg/up"), Path.of(".."));
            Files.createSymbolicLink(root.resolve("pkg/nowhere"), Path.of("nothing"));
            Files.createSymbolicLink(root.resolve("pkg/loop"), Path.of("loop"));
        }
        List<String> files = List.of("a.txt", "pkg/link", "pkg/up", "pkg/nowhere", "pkg/loop");
        TreeSnapshot one = TreeSnapshot.of(temporary.resolve("one"), files);

        assertThat(one).isEqualTo(TreeSnapshot.of(temporary.resolve("two"), files));
        assertThat(one.files()).containsEntry("pkg/link", "-> ../a.txt").containsEntry("pkg/up", "-> ..");

        one.copy(temporary.resolve("one"), temporary.resolve("copy"), Instant.EPOCH);
        assertThat(temporary.resolve("copy/pkg/link").toRealPath())
                .isEqualTo(temporary.resolve("copy/a.txt").toRealPath());
    }

    private SourceTree tree(List<String> tracked, List<String> untracked, List<String> ignored, List<String> generated)
            throws IOException {
        Path root = temporary.resolve("p");
        for (List<String> files : List.of(tracked, untracked, ignored)) {
            for (String file : files) {
                if (!Files.exists(root.resolve(file), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    write("p/" + file, file);
                }
            }
        }
        return SourceTree.of(
                new SourceTree.Listing(root, tracked, untracked, ignored, Map.of(), copy -> {}),
                root,
                generated,
                List.of());
    }

    @Test
    void whatAnotherProjectOfTheRepositoryLacksIsNotTold() throws Exception {
        for (String file : List.of("a/pkg/x.py", "a/pkg/made.py", "b/pkg/y.py", "b/pkg/made.py")) {
            write(file, file);
        }

        SourceTree tree = SourceTree.of(
                new SourceTree.Listing(
                        temporary,
                        List.of("a/pkg/x.py", "b/pkg/y.py"),
                        List.of(),
                        List.of("a/pkg/made.py", "b/pkg/made.py"),
                        Map.of(),
                        copy -> {}),
                temporary.resolve("a"),
                List.of(),
                List.of());

        assertThat(tree.leftOut()).containsExactly("a/pkg/made.py");
    }

    @Test
    void passwordsAndEnvironmentsThatNobodyToldGitToIgnoreStayOut() throws Exception {
        Files.createDirectories(temporary.resolve("p"));
        write("venvs/mine/pyvenv.cfg", "");
        Files.createSymbolicLink(temporary.resolve("p/.venv"), temporary.resolve("venvs/mine"));
        Files.createSymbolicLink(temporary.resolve("p/python"), temporary.resolve("venvs/mine"));
        List<String> untracked = List.of(
                ".env",
                ".env.example",
                ".venv",
                "env/pyvenv.cfg",
                "env/lib/x.py",
                "new.py",
                "python",
                "web/.env.production.local",
                "wanted/.env");

        SourceTree tree = tree(List.of("pkg/__init__.py", "pkg/.env"), untracked, List.of(), List.of("wanted/.env"));

        assertThat(tree.files())
                .containsExactly(".env.example", "new.py", "pkg/.env", "pkg/__init__.py", "wanted/.env");
        assertThat(SourceTree.withoutGit(temporary.resolve("p"), List.of(), List.of())
                        .files())
                .containsExactly(
                        ".env.example",
                        "new.py",
                        "pkg/.env",
                        "pkg/__init__.py",
                        "wanted/.env",
                        "web/.env.production.local");
    }

    @Test
    void aLinkToWhatGitIgnoresIsTold() throws Exception {
        write("p/made/x.txt", "1");
        Files.createDirectories(temporary.resolve("p/pkg"));
        Files.createSymbolicLink(temporary.resolve("p/pkg/data"), Path.of("../made"));

        assertThat(tree(List.of("pkg/data"), List.of(), List.of("made/"), List.of())
                        .leftOut())
                .containsExactly("made/");
        assertThat(tree(List.of("pkg/data"), List.of(), List.of("made/"), List.of("made"))
                        .leftOut())
                .isEmpty();
    }

    @Test
    void constraintsAreAllThatTheyInclude() throws Exception {
        Path top = write(
                "c/top.txt", "a==1\n-c sub/more.txt\n--requirement=other.txt # why\n-c https://x.example/y.txt\n");
        Path more = write("c/sub/more.txt", "b==1\n-c ../top.txt\n");
        Path other = write("c/other.txt", "c==1\n");
        String before = Constraints.digest(top);

        Files.writeString(more, "b==2\n-c ../top.txt\n");
        String after = Constraints.digest(top);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(other, "c==2\n");
        assertThat(Constraints.digest(top)).isNotEqualTo(after);
    }

    @Test
    void whatToolsReadInTheUsersHomeCounts() throws Exception {
        Map<String, String> shell = Map.of("HOME", temporary.toString());
        assertThat(UserFiles.of(shell).digests(List.of("Cargo.toml"))).isEmpty();

        write(".pydistutils.cfg", "[egg_info]\ntag_build=.dev9\n");
        write(".cargo/config.toml", "[build]\nrustflags = [\"-Ctarget-cpu=native\"]\n");

        assertThat(UserFiles.of(shell).digests(List.of("setup.py"))).containsOnlyKeys(".pydistutils.cfg");
        assertThat(UserFiles.of(shell).digests(List.of("rust/Cargo.toml")))
                .containsOnlyKeys(".pydistutils.cfg", "config.toml");
    }

    @Test
    void howCompilersAreCalledCountsAndHowManyAtOnceDoesNot() {
        assertThat(BuildVariables.inputs(new ProcessRunner(Map.of(
                        "LDSHARED", "gcc -shared -g3",
                        "CARGO_PROFILE_RELEASE_LTO", "true",
                        "RUSTUP_TOOLCHAIN", "nightly",
                        "CMAKE_BUILD_TYPE", "Debug",
                        "CMAKE_BUILD_PARALLEL_LEVEL", "4",
                        "CARGO_BUILD_JOBS", "2",
                        "CARGO_TARGET_DIR", "/tmp/t"))))
                .containsOnlyKeys(
                        "variable LDSHARED",
                        "variable CARGO_PROFILE_RELEASE_LTO",
                        "variable RUSTUP_TOOLCHAIN",
                        "variable CMAKE_BUILD_TYPE");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "setup.py, ~subprocess.check_output(['git', 'describe'])~, true",
                "setup.py, ~setup(use_scm_version=True)~, true",
                "setup.cfg, ~[versioneer]~, true",
                "setup.py, ~setup(pbr=True)~, true",
                "build.rs, ~Command::new(\"git\").args(&[\"rev-parse\", \"HEAD\"])~, true",
                "CMakeLists.txt, ~execute_process(COMMAND ${GIT_EXECUTABLE} describe)~, true",
                "pyproject.toml, ~build-system.requires = ['Hatch_VCS >= 1']~, true",
                "pyproject.toml, ~[tool.setuptools-git-versioning]~, true",
                "setup.py, ~setup(url='https://github.com/a/b.git', x='git+https://c/d')~, false",
                "setup.cfg, ~url = git@github.com:a/b~, false",
                "pyproject.toml, ~build-system.requires = ['setuptools']~, false",
                "docs.py, ~git describe~, false",
            })
    void whoAsksGitIsKnown(String file, String text, boolean asks) throws Exception {
        Path project = write("p/" + file, text).getParent();

        assertThat(GitQuestions.in(project, PyProject.read(project), new TreeSet<>()))
                .isEqualTo(asks);
    }

    @Test
    void anInstalledPluginAsksGitThoughTheProjectDoesNot() {
        assertThat(GitQuestions.in(temporary, Optional.empty(), List.of("setuptools", "setuptools-scm")))
                .isTrue();
    }
}
