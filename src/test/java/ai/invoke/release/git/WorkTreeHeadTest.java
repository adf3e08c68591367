package ai.invoke.release.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the files are those of the commit, with git itself as the judge where git looks. */
class WorkTreeHeadTest {

    @TempDir
    Path temporary;

    private Path repo;

    private String git(Path folder, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command()
                .addAll(List.of(
                        "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"));
        builder.command().addAll(List.of(arguments));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.stripTrailing();
    }

    private void write(String name, String text) throws Exception {
        Path file = repo.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private WorkTree.Head head() {
        return WorkTree.of(repo).orElseThrow().head();
    }

    @BeforeEach
    void aRepository() throws Exception {
        repo = Files.createDirectories(temporary.resolve("repo"));
        git(repo, "init", "-q");
        for (String name : List.of(
                "a.txt",
                "b.txt",
                "c.txt",
                "d/e.txt",
                "d/f.txt",
                "gone/x.txt",
                "gone/deep/y.txt",
                "unstaged/z.txt",
                "i/k")) {
            write(name, "one\n");
        }
        Files.createSymbolicLink(repo.resolve("link"), Path.of("a.txt"));
        write(".gitignore", "ignored/\nunstaged/\n");
        git(repo, "add", "-A", "-f");
        git(repo, "commit", "-qm", "first");
    }

    @Test
    void aCleanTreeHasTheCommitItsTagsAndNoChanges() throws Exception {
        git(repo, "tag", "v1");
        git(repo, "tag", "-a", "v2", "-m", "v2");
        git(repo, "commit", "-q", "--allow-empty", "-m", "second");
        git(repo, "tag", "-a", "v3", "-m", "v3");
        git(repo, "tag", "latest");
        // Read again by git, and as it was.
        Files.setLastModifiedTime(repo.resolve("a.txt"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(head().commit()).contains(git(repo, "rev-parse", "HEAD"));
        assertThat(head().tags()).containsExactly("latest", "v3");
        assertThat(head().changed()).isEmpty();
        assertThat(head().parts()).isEmpty();
    }

    @Test
    void everyWayToDifferFromTheCommitIsSeenAsGitSeesIt() throws Exception {
        write("a.txt", "two\n");
        write("b.txt", "two\n");
        git(repo, "add", "b.txt");
        write("b.txt", "one\n");
        assertThat(repo.resolve("d/f.txt").toFile().setExecutable(true)).isTrue();
        Files.delete(repo.resolve("d/e.txt"));
        git(repo, "rm", "-qr", "gone");
        git(repo, "rm", "-qr", "--cached", "unstaged");
        Files.delete(repo.resolve("i/k"));
        Files.delete(repo.resolve("i"));
        write("i", "a file now\n");
        Files.delete(repo.resolve("c.txt"));
        write("c.txt/inside", "a folder now\n");
        Files.delete(repo.resolve("link"));
        Files.createSymbolicLink(repo.resolve("link"), Path.of("b.txt"));
        write("staged.txt", "new\n");
        git(repo, "add", "staged.txt");

        TreeSet<String> expected = new TreeSet<>();
        git(repo, "status", "--porcelain", "--no-renames", "--untracked-files=no")
                .lines()
                .forEach(line -> expected.add(line.substring(3)));

        assertThat(expected).hasSize(11);
        assertThat(head().changed()).isEqualTo(expected);
    }

    @Test
    void whatGitWasToldNotToLookAtIsLookedAt() throws Exception {
        git(repo, "update-index", "--assume-unchanged", "a.txt", "link");
        git(repo, "update-index", "--skip-worktree", "b.txt", "c.txt");
        assertThat(head().changed()).isEmpty();
        write("a.txt", "two\n");
        write("b.txt", "two\n");
        Files.delete(repo.resolve("c.txt"));

        assertThat(git(repo, "status", "--porcelain")).isEmpty();
        assertThat(head().changed()).containsExactly("a.txt", "b.txt");
        assertThat(head().parts()).containsOnlyKeys("sparse checkout: left out");
    }

    @Test
    void aSubmoduleIsItsCommitOrNotHereAndAFileOfLfsMayBeAPointer() throws Exception {
        Path module = Files.createDirectories(temporary.resolve("module"));
        git(module, "init", "-q");
        Files.writeString(module.resolve("m.txt"), "one\n");
        git(module, "add", "-A");
        git(module, "commit", "-qm", "m");
        git(repo, "submodule", "add", "-q", module.toString(), "vendored");
        write(".gitattributes", "*.bin filter=lfs -text\n");
        write("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n");
        write("small.bin", "content");
        git(repo, "add", "-A");
        git(repo, "commit", "-qm", "second");
        String commit = git(module, "rev-parse", "HEAD");

        assertThat(head().changed()).isEmpty();
        assertThat(head().parts())
                .containsEntry("submodule vendored", commit)
                .hasEntrySatisfying(
                        "git LFS: not fetched", state -> assertThat(state).startsWith("1 files "));

        Files.writeString(repo.resolve("vendored/m.txt"), "two\n");
        assertThat(head().changed()).containsExactly("vendored/m.txt");
        git(repo.resolve("vendored"), "commit", "-qam", "elsewhere");
        assertThat(head().changed()).containsExactly("vendored");
        git(repo, "submodule", "update", "-q");
        assertThat(head().changed()).isEmpty();
        git(repo, "submodule", "deinit", "-q", "--all");
        assertThat(head().parts()).containsEntry("submodule vendored", "not here");
        assertThat(head().changed()).isEmpty();
    }

    @Test
    void beforeTheFirstCommitAllThatIsStagedDiffers() throws Exception {
        repo = Files.createDirectories(temporary.resolve("fresh"));
        git(repo, "init", "-q");
        write("a.txt", "1");
        git(repo, "add", "-A");

        assertThat(head().commit()).isEmpty();
        assertThat(head().changed()).containsExactly("a.txt");
    }
}
