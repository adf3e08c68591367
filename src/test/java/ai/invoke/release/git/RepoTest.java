package ai.invoke.release.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepoTest {

    @TempDir
    Path temp;

    private Path folder;
    private GitCommand git;

    @BeforeEach
    void repository() throws Exception {
        folder = temp.resolve("project");
        git = GitCommand.repository(folder);
    }

    @Test
    void describesHead() throws Exception {
        git.commit("Second commit\nstill the subject\n\nand a body");
        try (Repo repo = Repo.open(folder)) {
            Commit head = repo.head();
            assertThat(head.id()).isEqualTo(git.run("rev-parse", "HEAD"));
            assertThat(head.shortId()).isEqualTo(git.run("rev-parse", "--short", "HEAD"));
            assertThat(head.subject()).isEqualTo("Second commit still the subject");
            assertThat(head.author()).isEqualTo("Ada Lovelace <ada@example.org>");
            assertThat(head.epochSeconds()).isEqualTo(1700000123L);
            assertThat(repo.branch()).contains("main");
            assertThat(repo.shallow()).isFalse();
            assertThat(repo.remoteUrl("origin")).isEmpty();
            assertThat(repo.workTree().toRealPath()).isEqualTo(folder.toRealPath());
        }
    }

    @Test
    void opensFromAnyFolderOfTheWorkTree() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        try (Repo repo = Repo.open(deep)) {
            assertThat(repo.head().id()).isEqualTo(git.run("rev-parse", "HEAD"));
        }
    }

    @Test
    void findsEveryTagAtHead() throws Exception {
        git.run("tag", "-a", "-m", "older", "v0.9");
        git.commit("Release");
        git.run("tag", "v1.0");
        git.run("tag", "-a", "-m", "annotated", "v1.0.0");
        git.run("tag", "-a", "-m", "tag of a tag", "latest", "v1.0.0");
        git.run("tag", "a/nested/name");
        git.run("tag", "a-tree", "HEAD^{tree}");
        for (boolean packed : new boolean[] {false, true}) {
            if (packed) {
                git.run("pack-refs", "--all");
                git.run("gc", "-q");
            }
            try (Repo repo = Repo.open(folder)) {
                String head = repo.head().id();
                List<Tag> tags = repo.tagsAtHead();
                assertThat(tags).extracting(Tag::name).containsExactly("a/nested/name", "latest", "v1.0", "v1.0.0");
                assertThat(tags).extracting(Tag::annotated).containsExactly(false, true, false, true);
                assertThat(tags).extracting(Tag::peeledId).containsOnly(head);
                assertThat(tags.get(3).objectId()).isEqualTo(git.run("rev-parse", "v1.0.0"));
                assertThat(tags.get(3).ref()).isEqualTo("refs/tags/v1.0.0");
                assertThat(repo.tag("v0.9").map(Tag::peeledId)).contains(git.run("rev-parse", "v0.9^{commit}"));
                assertThat(repo.tag("v7")).isEmpty();
            }
        }
    }

    @Test
    void readsADetachedHead() throws Exception {
        String id = git.run("rev-parse", "HEAD");
        git.run("checkout", "-q", "--detach");
        git.run("tag", "v1");
        try (Repo repo = Repo.open(folder)) {
            assertThat(repo.branch()).isEmpty();
            assertThat(repo.head().id()).isEqualTo(id);
            assertThat(repo.tagsAtHead()).extracting(Tag::name).containsExactly("v1");
        }
    }

    @Test
    void readsALinkedWorkTree() throws Exception {
        git.run("tag", "-a", "-m", "x", "v1");
        git.commit("Second");
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", linked.toString(), "v1");
        try (Repo repo = Repo.open(linked)) {
            assertThat(repo.head().subject()).isEqualTo("First commit");
            assertThat(repo.tagsAtHead()).extracting(Tag::name).containsExactly("v1");
            assertThat(repo.branch()).isEmpty();
            assertThat(repo.dirtyTrackedFiles()).isEmpty();
        }
    }

    @Test
    void readsAShallowClone() throws Exception {
        git.run("tag", "-a", "-m", "old", "v0");
        String head = git.commit("Second");
        git.run("tag", "-a", "-m", "new", "v1");
        new GitCommand(temp).run("clone", "-q", "--depth", "1", "--branch", "v1", "file://" + folder, "shallow");
        try (Repo repo = Repo.open(temp.resolve("shallow"))) {
            assertThat(repo.shallow()).isTrue();
            assertThat(repo.head().id()).isEqualTo(head);
            assertThat(repo.tagsAtHead()).extracting(Tag::name).containsExactly("v1");
            assertThat(repo.remoteUrl("origin")).contains("file://" + folder);
            assertThat(repo.dirtyTrackedFiles()).isEmpty();
        }
    }

    @Test
    void readsAPartialClone() throws Exception {
        git.run("config", "uploadpack.allowFilter", "true");
        git.commit("Second");
        git.run("tag", "v1");
        new GitCommand(temp).run("clone", "-q", "--filter=blob:none", "file://" + folder, "partial");
        Path partial = temp.resolve("partial");
        try (Repo repo = Repo.open(partial)) {
            assertThat(repo.tagsAtHead()).extracting(Tag::name).containsExactly("v1");
            assertThat(repo.dirtyTrackedFiles()).isEmpty();
            Files.writeString(partial.resolve("file.txt"), "changed");
            assertThat(repo.dirtyTrackedFiles()).containsExactly("file.txt");
        }
    }

    @Test
    void listsTrackedFilesThatChanged() throws Exception {
        for (String name : List.of("changed", "removed", "staged", "gone from index")) {
            Files.writeString(folder.resolve(name), "before");
        }
        git.run("add", ".");
        git.run("commit", "-q", "-m", "Files");
        Files.writeString(folder.resolve("changed"), "after!");
        Files.delete(folder.resolve("removed"));
        Files.writeString(folder.resolve("staged"), "after!");
        git.run("add", "staged");
        git.run("rm", "-q", "--cached", "gone from index");
        Files.writeString(folder.resolve("new"), "staged as new");
        git.run("add", "new");
        Files.writeString(folder.resolve("untracked"), "nobody's");
        try (Repo repo = Repo.open(folder)) {
            assertThat(repo.dirtyTrackedFiles())
                    .containsExactly("changed", "gone from index", "new", "removed", "staged");
        }
    }

    @Test
    void masksCredentialsInARemoteUrl() throws Exception {
        git.run("remote", "add", "origin", "https://bob:hunter2secret@example.org/x.git");
        try (Repo repo = Repo.open(folder)) {
            assertThat(repo.remoteUrl("origin").orElseThrow())
                    .doesNotContain("hunter2secret")
                    .endsWith("@example.org/x.git");
        }
    }

    @Test
    void refusesSha256() throws Exception {
        Path other = Files.createDirectory(temp.resolve("sha256"));
        new GitCommand(other).run("init", "-q", "--object-format=sha256");
        assertThatThrownBy(() -> Repo.open(other))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("sha256 object ids")
                .hasMessageContaining(other.toString());
    }

    @Test
    void refusesABareRepository() throws Exception {
        Path bare = Files.createDirectory(temp.resolve("bare.git"));
        new GitCommand(bare).run("init", "-q", "--bare");
        assertThatThrownBy(() -> Repo.open(bare))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is bare")
                .hasMessageContaining("git clone");
    }

    @Test
    void saysThatThereIsNoRepository() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThat(Repo.find(empty)).isEmpty();
        assertThatThrownBy(() -> Repo.open(empty))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no git repository at " + empty);
    }

    @Test
    void saysThatThereIsNoCommit() throws Exception {
        Path unborn = Files.createDirectory(temp.resolve("unborn"));
        new GitCommand(unborn).run("init", "-q", "-b", "trunk");
        try (Repo repo = Repo.open(unborn)) {
            assertThat(repo.branch()).contains("trunk");
            assertThatThrownBy(repo::head).isInstanceOf(ProjectException.class).hasMessageContaining("no commit yet");
            assertThatThrownBy(repo::tagsAtHead).isInstanceOf(ProjectException.class);
        }
    }

    @Test
    void saysThatTheRepositoryIsBroken() throws Exception {
        String id = git.run("rev-parse", "HEAD");
        Files.delete(folder.resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2)));
        try (Repo repo = Repo.open(folder)) {
            assertThatThrownBy(repo::head)
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining(id)
                    .hasMessageContaining("git fsck");
        }
    }

    @Test
    void saysThatAWorkTreeLostItsRepository() throws Exception {
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", linked.toString());
        Files.writeString(linked.resolve(".git"), "gitdir: " + temp.resolve("nowhere") + "\n");
        assertThatThrownBy(() -> Repo.open(linked)).isInstanceOfAny(EnvironmentException.class, ProjectException.class);
    }
}
