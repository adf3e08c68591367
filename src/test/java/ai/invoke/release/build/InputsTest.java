package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.build.python.Constraints;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build can read must be an input, or be kept from it. */
class InputsTest {

    @TempDir
    Path temporary;

    private Path write(String name, String text) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
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
        return SourceTree.of(listed(root, tracked, untracked, ignored), root, generated, List.of());
    }

    private static Optional<WorkTree> listed(
            Path root, List<String> tracked, List<String> untracked, List<String> ignored) {
        return Optional.of(new WorkTree(
                root,
                tracked,
                untracked,
                ignored,
                new TreeMap<>(),
                List.of(),
                new WorkTree.Head(Optional.of("1".repeat(40)), List.of(), new TreeSet<>(), new TreeMap<>())));
    }

    @Test
    void onlyWhatTheCommitHoldsAndWhatWasNamedLeavesNoDoubt() throws Exception {
        SourceTree clean = tree(List.of("a.py"), List.of(), List.of("made.py"), List.of("made.py"));
        assertThat(clean.uncommitted()).isEmpty();
        assertThat(clean.key().files()).containsOnlyKeys("made.py");

        assertThat(tree(List.of("a.py"), List.of("new.py", ".env"), List.of(), List.of())
                        .uncommitted())
                .contains("the work tree has changes: new.py");
        write("elsewhere/x.txt", "1");
        Files.createSymbolicLink(temporary.resolve("p/out"), Path.of("../elsewhere"));
        assertThat(tree(List.of("a.py", "out"), List.of(), List.of(), List.of()).uncommitted())
                .contains("out leads out of the repository to what no commit holds");
        assertThat(SourceTree.of(Optional.empty(), temporary.resolve("p"), List.of(), List.of())
                        .uncommitted())
                .contains("there is no commit that tells whether anything has changed");
    }

    @Test
    void whatAnotherProjectOfTheRepositoryLacksIsNotTold() throws Exception {
        for (String file : List.of("a/pkg/x.py", "a/pkg/made.py", "b/pkg/y.py", "b/pkg/made.py")) {
            write(file, file);
        }

        SourceTree tree = SourceTree.of(
                listed(
                        temporary,
                        List.of("a/pkg/x.py", "b/pkg/y.py"),
                        List.of(),
                        List.of("a/pkg/made.py", "b/pkg/made.py")),
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
        assertThat(SourceTree.of(Optional.empty(), temporary.resolve("p"), List.of(), List.of())
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
    void howCompilersAreCalledCountsAndHowManyAtOnceDoesNot() {
        assertThat(BuildVariables.inputs(new ProcessRunner(Map.of(
                        "LDSHARED", "gcc -shared -g3",
                        "CARGO_PROFILE_RELEASE_LTO", "true",
                        "RUSTUP_TOOLCHAIN", "nightly",
                        "CMAKE_BUILD_TYPE", "Debug",
                        "CMAKE_BUILD_PARALLEL_LEVEL", "4",
                        "CARGO_BUILD_JOBS", "2",
                        "CARGO_TARGET_DIR", "/tmp/t"))))
                .containsOnlyKeys("LDSHARED", "CARGO_PROFILE_RELEASE_LTO", "RUSTUP_TOOLCHAIN", "CMAKE_BUILD_TYPE");
    }
}
