package ai.invoke.release.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkTreeTest {

    @TempDir
    Path temporary;

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
        return output.strip();
    }

    private void write(Path folder, String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void tellsTrackedNewAndIgnoredFilesAsGitDoes() throws Exception {
        Path module = Files.createDirectories(temporary.resolve("module"));
        git(module, "init", "-q");
        write(module, "in-module.txt", "1");
        git(module, "add", "-A");
        git(module, "commit", "-qm", "m");
        Path repo = Files.createDirectories(temporary.resolve("repo with ümlaut"));
        git(repo, "init", "-q");
        write(repo, ".gitignore", "*.log\nout/\n!keep.log\n");
        write(repo, "a.txt", "1");
        write(repo, "gone.txt", "1");
        write(repo, "sub/keep.log", "1");
        write(repo, "out/tracked.txt", "1");
        git(repo, "add", "-A", "-f");
        git(repo, "submodule", "add", "-q", module.toString(), "vendored");
        git(repo, "commit", "-qm", "c");
        Files.delete(repo.resolve("gone.txt"));
        write(repo, "new file.txt", "1");
        write(repo, "sub/x.log", "1");
        write(repo, "deep/out/y.txt", "1");

        WorkTree tree = WorkTree.of(repo.resolve("sub")).orElseThrow();

        assertThat(tree.root()).isEqualTo(repo.toRealPath());
        assertThat(tree.tracked())
                .containsExactlyInAnyOrder(
                        ".gitignore",
                        ".gitmodules",
                        "a.txt",
                        "sub/keep.log",
                        "out/tracked.txt",
                        "vendored/in-module.txt");
        assertThat(tree.untracked()).containsExactly("new file.txt");
        assertThat(tree.ignored()).containsExactlyInAnyOrder("sub/x.log", "deep/out/");
        Files.createDirectories(repo.resolve("deep/out/project"));
        assertThat(WorkTree.of(repo.resolve("deep/out/project"))).isEmpty();
    }

    @Test
    void tellsWhatTheDiskDoesNotSayOfWhatWasCommitted() throws Exception {
        Path origin = Files.createDirectories(temporary.resolve("origin"));
        git(origin, "init", "-q");
        write(origin, ".gitattributes", "*.bat eol=crlf\n*.raw -text\n");
        write(origin, "run.sh", "one\ntwo\n");
        write(origin, "run.bat", "one\ntwo\n");
        write(origin, "x.raw", "one\ntwo\n");
        write(origin, "sub/image.bin", "\0\r\n\n");
        git(origin, "add", "-A");
        git(origin, "update-index", "--chmod=+x", "run.sh");
        git(origin, "commit", "-qm", "c");
        git(temporary, "clone", "-q", "origin", "plain");
        git(temporary, "clone", "-q", "-c", "core.autocrlf=true", "-c", "core.fileMode=false", "origin", "windows");
        Path script = temporary.resolve("windows/run.sh");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(
                temporary.resolve("windows/run.bat"), PosixFilePermissions.fromString("rwxr-xr-x"));

        WorkTree plain = WorkTree.of(temporary.resolve("plain")).orElseThrow();
        WorkTree windows = WorkTree.of(temporary.resolve("windows")).orElseThrow();

        assertThat(plain.executable()).isEmpty();
        assertThat(plain.converted()).isEmpty();
        assertThat(windows.executable()).containsEntry("run.sh", true).containsEntry("run.bat", false);
        assertThat(windows.converted()).containsExactly(".gitattributes", "run.sh");
    }

    @Test
    void aShadowAnswersLikeTheRepositoryAndCannotChangeIt() throws Exception {
        Path repo = Files.createDirectories(temporary.resolve("repo"));
        git(repo, "init", "-q", "-b", "main");
        write(repo, "a.txt", "1");
        git(repo, "add", "-A");
        git(repo, "commit", "-qm", "c");
        git(repo, "tag", "-a", "v1.2", "-m", "v1.2");
        git(repo, "tag", "light");
        Path copy = Files.createDirectories(temporary.resolve("copy"));
        Files.copy(repo.resolve("a.txt"), copy.resolve("a.txt"));

        WorkTree.of(repo).orElseThrow().shadow(copy, Optional.empty());

        assertThat(git(copy, "describe", "--dirty")).isEqualTo("v1.2");
        assertThat(git(copy, "status", "--porcelain")).isEmpty();
        assertThat(git(copy, "rev-parse", "HEAD")).isEqualTo(git(repo, "rev-parse", "HEAD"));
        assertThat(git(copy, "rev-parse", "--abbrev-ref", "HEAD"))
                .as("never on a branch")
                .isEqualTo("HEAD");
        write(copy, "a.txt", "2");
        git(copy, "commit", "-qam", "by a backend");
        git(copy, "tag", "v9");
        assertThat(git(repo, "tag", "--list")).isEqualTo("light\nv1.2");
        assertThat(git(repo, "status", "--porcelain")).isEmpty();
        assertThat(git(repo, "rev-list", "--count", "--all")).isEqualTo("1");
    }

    @Test
    void inAShadowFiltersThatOnlyTheRepositoryKnowsAreKnown() throws Exception {
        Path repo = Files.createDirectories(temporary.resolve("repo"));
        git(repo, "init", "-q", "-b", "main");
        git(repo, "config", "filter.upper.clean", "tr a-z \"A-Z\"");
        git(repo, "config", "filter.upper.smudge", "tr A-Z a-z");
        write(repo, ".git/info/attributes", "*.txt filter=upper\n");
        write(repo, "a.txt", "abc");
        git(repo, "add", "-A");
        git(repo, "commit", "-qm", "c");
        git(repo, "tag", "v1");
        Path copy = Files.createDirectories(temporary.resolve("copy"));
        write(copy, "a.txt", "abc");

        WorkTree.of(repo).orElseThrow().shadow(copy, Optional.empty());

        assertThat(git(repo, "cat-file", "-p", "HEAD:a.txt")).isEqualTo("ABC");
        assertThat(git(copy, "describe", "--tags", "--dirty")).isEqualTo("v1");
    }

    @Test
    void aFolderBehindALinkBelongsToTheRepositoryItIsIn() throws Exception {
        Path repo = Files.createDirectories(temporary.resolve("repo"));
        git(repo, "init", "-q");
        write(repo, "sub/a.txt", "1");
        git(repo, "add", "-A");
        git(repo, "commit", "-qm", "c");
        Path other = Files.createDirectories(temporary.resolve("other"));
        git(other, "init", "-q");
        Path link = Files.createSymbolicLink(other.resolve("link"), repo.resolve("sub"));

        assertThat(WorkTree.of(link).orElseThrow().tracked()).containsExactly("sub/a.txt");
        try (Repo found = Repo.open(link)) {
            assertThat(found.head().id()).isEqualTo(git(repo, "rev-parse", "HEAD"));
        }
    }

    @Test
    void anIndexThatOnlyGitCanReadIsToldWithTheWayOut() throws Exception {
        Path repo = Files.createDirectories(temporary.resolve("repo"));
        git(repo, "init", "-q");
        write(repo, "pkg/a.txt", "1");
        write(repo, "docs/b.txt", "1");
        git(repo, "add", "-A");
        git(repo, "commit", "-qm", "c");
        git(repo, "update-index", "--split-index");
        assertThatThrownBy(() -> WorkTree.of(repo))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("git update-index --no-split-index");
        git(repo, "update-index", "--no-split-index");
        assertThat(WorkTree.of(repo)).isPresent();

        git(repo, "sparse-checkout", "set", "--cone", "--sparse-index", "pkg");
        assertThatThrownBy(() -> WorkTree.of(repo))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("git sparse-checkout reapply --no-sparse-index");
        git(repo, "sparse-checkout", "reapply", "--no-sparse-index");
        assertThat(WorkTree.of(repo).orElseThrow().tracked()).containsExactly("pkg/a.txt");
    }
}
