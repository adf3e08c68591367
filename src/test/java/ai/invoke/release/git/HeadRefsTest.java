package ai.invoke.release.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Growth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain files and the repository must never disagree. */
class HeadRefsTest {

    @TempDir
    Path temp;

    private Path folder;
    private GitCommand git;

    @BeforeEach
    void repository() throws Exception {
        folder = temp.resolve("project");
        git = GitCommand.repository(folder);
        git.run("tag", "-a", "-m", "old", "v0");
        git.commit("Second");
        git.run("tag", "light");
        git.run("tag", "-a", "-m", "new", "v1");
        git.run("tag", "-a", "-m", "nested", "a/nested", "v1");
        git.run("tag", "a-tree", "HEAD^{tree}");
    }

    private static void plainFilesAgree(Path folder, String... tags) {
        HeadRefs plain = RefFiles.find(folder).orElseThrow().headRefs().orElseThrow();
        assertThat(plain).isEqualTo(HeadRefs.withRepository(folder).orElseThrow());
        assertThat(plain.tags()).extracting(Tag::name).containsExactly(tags);
        assertThat(HeadRefs.read(folder)).contains(plain);
    }

    @Test
    void readsLooseRefs() throws Exception {
        plainFilesAgree(folder, "a/nested", "light", "v1");
        plainFilesAgree(Files.createDirectories(folder.resolve("deep/down")), "a/nested", "light", "v1");
    }

    @Test
    void readsPackedRefsAndWhatMovedSince() throws Exception {
        git.run("pack-refs", "--all");
        plainFilesAgree(folder, "a/nested", "light", "v1");
        git.run("tag", "-f", "light", "HEAD~1");
        git.run("tag", "-d", "v1");
        plainFilesAgree(folder, "a/nested");
    }

    @Test
    void readsAClone() throws Exception {
        new GitCommand(temp).run("clone", "-q", "file://" + folder, "clone");
        plainFilesAgree(temp.resolve("clone"), "a/nested", "light", "v1");
        new GitCommand(temp.resolve("clone")).run("checkout", "-q", "v0");
        plainFilesAgree(temp.resolve("clone"), "v0");
        new GitCommand(temp).run("clone", "-q", "--depth=1", "--branch=v1", "file://" + folder, "shallow");
        // Here the tag's object is in a pack.
        HeadRefs shallow = HeadRefs.read(temp.resolve("shallow")).orElseThrow();
        assertThat(shallow.tags()).extracting(Tag::name).containsExactly("a/nested", "light", "v1");
    }

    @Test
    void readsALinkedWorkTree() throws Exception {
        git.run("worktree", "add", "-q", temp.resolve("linked").toString(), "v0");
        plainFilesAgree(temp.resolve("linked"), "v0");
    }

    @Test
    void leavesToTheRepositoryWhatThePlainFilesDoNotTell() throws Exception {
        git.run("gc", "-q");
        Path packed = folder.resolve(".git/packed-refs");
        git.run("update-ref", "refs/tags/again", git.run("rev-parse", "v1"));
        assertThat(RefFiles.find(folder).orElseThrow().headRefs()).isEmpty();
        assertThat(HeadRefs.read(folder).orElseThrow().tags())
                .extracting(Tag::name)
                .containsExactly("a/nested", "again", "light", "v1");
        git.run("update-ref", "-d", "refs/tags/again");
        Files.writeString(
                packed, Files.readString(packed).replaceFirst("#.*\n", "").replaceAll("\\^.*\n", ""));
        assertThat(RefFiles.find(folder).orElseThrow().headRefs()).isEmpty();
        assertThat(HeadRefs.read(folder).orElseThrow().tags())
                .extracting(Tag::name)
                .containsExactly("a/nested", "light", "v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[core]\n\tbare = true\n",
                "[core] bare = true\n",
                "[core]bare\n",
                "[extensions]\tobjectFormat = sha256\n",
                "[core] worktree = ../other\n"
            })
    void leavesToTheRepositoryWhatItsSettingsChange(String setting) throws Exception {
        Path config = folder.resolve(".git/config");
        assertThat(RefFiles.find(folder).orElseThrow().headRefs()).isPresent();
        Files.writeString(config, Files.readString(config).replaceAll(".*bare.*\n", "") + setting);
        assertThat(RefFiles.find(folder).orElseThrow().headRefs()).isEmpty();
    }

    @Test
    void knowsWhenThereIsNoCommitAndNoRepository() throws Exception {
        Path unborn = Files.createDirectory(temp.resolve("unborn"));
        new GitCommand(unborn).run("init", "-q");
        plainFilesAgree(unborn);
        assertThat(HeadRefs.read(Files.createDirectory(temp.resolve("nothing"))))
                .isEmpty();
    }

    @Test
    void refusesWhatTheRepositoryRefuses() throws Exception {
        Path other = Files.createDirectory(temp.resolve("sha256"));
        new GitCommand(other).run("init", "-q", "--object-format=sha256");
        assertThatThrownBy(() -> HeadRefs.read(other)).isInstanceOf(ProjectException.class);
        Path bare = Files.createDirectory(temp.resolve("bare.git"));
        new GitCommand(bare).run("init", "-q", "--bare");
        assertThatThrownBy(() -> HeadRefs.read(bare)).isInstanceOf(ProjectException.class);
        Files.writeString(folder.resolve(".git/HEAD"), "nonsense");
        // What git itself calls no repository is none.
        assertThat(HeadRefs.read(folder)).isEmpty();
    }

    @Test
    void theConfigurationIsReadInOnePass() {
        for (List<String> text : List.of(
                List.of("", "\n", "x"), List.of("", "\r", "x"), List.of("", "\t", "x"), List.of("", "\r[", "x"))) {
            Growth.isLinear("config", text, input -> {
                Files.write(folder.resolve(".git").resolve("config"), input);
                RefFiles.find(folder).orElseThrow().headRefs();
                return Optional.empty();
            });
        }
    }
}
