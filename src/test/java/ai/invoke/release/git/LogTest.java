package ai.invoke.release.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {

    @TempDir
    Path temp;

    private Path work;

    @BeforeEach
    void repository() throws Exception {
        work = temp.resolve("wörk tree");
        Files.createDirectories(work);
        git(work, "init", "-q", "-b", "main");
        git(work, "config", "user.name", "Ada Example");
        git(work, "config", "user.email", "ada@example.org");
        commit("one");
        git(work, "tag", "-a", "-m", "v1", "v1");
        commit(
                "two\n\nWith a body.\n\nCo-authored-by: Bob Example <bob@example.org>\nSigned-off-by: X <x@example.org>");
        git(work, "checkout", "-q", "-b", "side");
        commit("side");
        git(work, "checkout", "-q", "main");
        commit("three");
        git(work, "merge", "-q", "--no-ff", "-m", "merge", "side");
        git(work, "tag", "v2");
    }

    @Test
    void agreesWithGitAboutTheRange() throws Exception {
        List<String> expected = git(work, "rev-list", "v1..v2").lines().toList();
        try (Log log = Log.open(work)) {
            List<LogEntry> entries = log.between(Optional.of("v1"), "v2");
            assertThat(entries).extracting(LogEntry::id).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(entries.get(0).isMerge()).isTrue();
            assertThat(entries.get(0).parents()).hasSize(2);
            assertThat(log.between(Optional.empty(), "v2")).hasSize(5);
            assertThat(log.isAncestor("v1", "v2")).isTrue();
            assertThat(log.isAncestor("v2", "v1")).isFalse();
            assertThat(log.resolve("v1").subject()).isEqualTo("one");
        }
    }

    @Test
    void agreesWithGitAboutCherryPicks() throws Exception {
        Files.writeString(work.resolve("text.txt"), "1\n2\n3\n4\n5\n6\n7\n8\n");
        Files.write(work.resolve("binary"), new byte[] {0, 1, 2});
        git(work, "add", ".");
        commit("files");
        git(work, "checkout", "-q", "-b", "release");
        change("fix", "text.txt", "1\n2\n3\n4\n5\n6\n7\nfixed\n".getBytes(StandardCharsets.UTF_8));
        change("picture", "binary", new byte[] {0, 9, 9});
        change("only there", "other.txt", "x\n".getBytes(StandardCharsets.UTF_8));
        commit("empty");
        git(work, "checkout", "-q", "main");
        change("shifted", "text.txt", "0\n1\n2\n3\n4\n5\n6\n7\n8\n".getBytes(StandardCharsets.UTF_8));
        git(work, "cherry-pick", "release~3");
        change("squashed picture (#7)", "binary", new byte[] {0, 9, 9});
        change("another picture", "binary", new byte[] {0, 8, 8});
        change("same path, another text", "other.txt", "y\n".getBytes(StandardCharsets.UTF_8));
        commit("empty");
        Set<String> wanted =
                new HashSet<>(git(work, "rev-list", "release..main").lines().toList());
        git(work, "rev-list", "--cherry-pick", "--right-only", "release...main")
                .lines()
                .forEach(wanted::remove);
        try (Log log = Log.open(work)) {
            assertThat(log.cherryPicked("release", "main"))
                    .hasSize(2)
                    .isSubsetOf(wanted)
                    .contains(git(work, "rev-parse", "main~4").strip());
            assertThat(log.cherryPicked("v1", "main")).isEmpty();
            assertThat(log.mergeBase("release", "main"))
                    .contains(git(work, "merge-base", "release", "main").strip());
        }
        git(work, "checkout", "-q", "--orphan", "unrelated");
        commit("a history of its own");
        try (Log log = Log.open(work)) {
            assertThat(log.mergeBase("unrelated", "main")).isEmpty();
        }
    }

    private void change(String message, String file, byte[] content) throws Exception {
        Files.write(work.resolve(file), content);
        git(work, "add", file);
        commit(message);
    }

    @Test
    void readsPeopleAndTrailers() {
        try (Log log = Log.open(work)) {
            LogEntry two = log.between(Optional.of("v1"), "v2").stream()
                    .filter(e -> e.subject().equals("two"))
                    .findFirst()
                    .orElseThrow();
            assertThat(two.author().orElseThrow().mail()).isEqualTo("ada@example.org");
            assertThat(two.trailers())
                    .containsExactly(
                            new LogEntry.Trailer("Co-authored-by", "Bob Example <bob@example.org>"),
                            new LogEntry.Trailer("Signed-off-by", "X <x@example.org>"));
        }
    }

    @Test
    void trailersAreOnlyThoseOfTheLastParagraph() {
        assertThat(entry("Subject: only").trailers()).isEmpty();
        assertThat(entry("s\n\nKey: early\n\nLast: one\n  continued\nno trailer\n  tail")
                        .trailers())
                .containsExactly(new LogEntry.Trailer("Last", "one continued"));
        assertThat(entry("").trailers()).isEmpty();
        assertThat(entry("").subject()).isEmpty();
    }

    @Test
    void saysThatAShallowCloneIsTooShort() throws Exception {
        Path shallow = temp.resolve("shallow");
        git(temp, "clone", "-q", "--depth", "1", "file://" + work, shallow.toString());
        try (Log log = Log.open(shallow)) {
            assertThat(log.isShallow()).isTrue();
            assertThatThrownBy(() -> log.between(Optional.of("v1"), "HEAD"))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("v1")
                    .hasMessageContaining("fetch-depth: 0");
            assertThatThrownBy(() -> log.between(Optional.empty(), "HEAD"))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("shallow");
            assertThat(log.visit("HEAD", e -> {})).isFalse();
        }
    }

    @Test
    void readsTheMailMapOfTheWorkTreeElseOfTheCommit() throws Exception {
        Files.writeString(work.resolve(".mailmap"), "A <a@example.org>\n");
        git(work, "add", ".mailmap");
        git(work, "commit", "-q", "-m", "mailmap");
        Path bare = temp.resolve("bare.git");
        git(temp, "clone", "-q", "--bare", work.toString(), bare.toString());
        Files.writeString(work.resolve(".mailmap"), "B <b@example.org>\n");
        try (Log log = Log.open(work);
                Log fromBare = Log.open(bare)) {
            assertThat(log.mailmap("HEAD")).contains("B <b@example.org>\n");
            assertThat(fromBare.mailmap("HEAD")).contains("A <a@example.org>\n");
            assertThat(fromBare.mailmap("v1")).isEmpty();
        }
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> Log.open(temp.resolve("nowhere")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no git repository");
        try (Log log = Log.open(work)) {
            for (String ref : List.of("v9", "no such ref", "..", "a..b", "-", "HEAD^{tree}", "@{-9}")) {
                assertThatThrownBy(() -> log.resolve(ref))
                        .as(ref)
                        .isInstanceOf(ProjectException.class)
                        .hasMessageContaining(ref);
            }
        }
    }

    @Test
    void refusesSha256Repositories() throws Exception {
        Path other = temp.resolve("sha256");
        git(temp, "init", "-q", "--object-format=sha256", other.toString());
        assertThatThrownBy(() -> Log.open(other))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("sha256 object ids");
    }

    private static LogEntry entry(String message) {
        return new LogEntry("0".repeat(40), List.of(), Optional.empty(), Optional.empty(), message);
    }

    private void commit(String message) throws Exception {
        git(work, "commit", "-q", "--allow-empty", "-m", message);
    }

    private static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
