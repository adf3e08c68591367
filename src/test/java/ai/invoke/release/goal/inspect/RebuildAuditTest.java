package ai.invoke.release.goal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.git.GitCommand;
import ai.invoke.release.testing.DistMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tag is built again from a clone that has nothing but the commit; the backend is played. */
class RebuildAuditTest {

    private static final String WHEEL = "demo-1.0-py3-none-any.whl";

    @TempDir
    Path temp;

    private Path work;
    private String commit = "";

    @BeforeEach
    void tag() throws Exception {
        work = Files.createDirectories(temp.resolve("work/python")).getParent();
        GitCommand git = GitCommand.repository(work);
        Files.writeString(work.resolve("python/main.py"), "print(1)\n");
        git.run("add", "-A");
        git.run("commit", "-m", "one");
        git.run("tag", "v1.0");
        commit = git.run("rev-parse", "HEAD").strip();
        Files.writeString(work.resolve("python/main.py"), "print(2)\n");
        git.run("commit", "-am", "two");
        Files.writeString(work.resolve("python/main.py"), "not committed\n");
    }

    private List<Fact> rebuild(Path published, Optional<Path> constraints) throws IOException {
        Path folder = Files.createDirectories(temp.resolve("audit"));
        return new RebuildAudit((clone, output, pins) -> {
                    try {
                        Files.createDirectories(output);
                        assertThat(pins).isEqualTo(constraints);
                        return List.of(DistMaker.of("demo", "1.0")
                                .file("demo/main.py", Files.readString(clone.resolve("main.py")))
                                .wheel(output));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .facts(work.resolve("python"), Optional.of(commit), Map.of(WHEEL, published), constraints, folder);
    }

    private Path published(String text) throws IOException {
        return DistMaker.of("demo", "1.0")
                .file("demo/main.py", text)
                .wheel(Files.createDirectories(temp.resolve("published")));
    }

    @Test
    void theTagsSourcesGiveTheSameBytes() throws IOException {
        List<Fact> facts = rebuild(published("print(1)\n"), Optional.of(temp.resolve("pins.txt")));
        assertThat(facts).containsExactly(Fact.ok("rebuild " + WHEEL, "the same bytes"));
        assertThat(Files.readString(work.resolve("python/main.py"))).isEqualTo("not committed\n");
    }

    @Test
    void everyMemberThatDiffersIsNamed() throws IOException {
        List<Fact> facts = rebuild(published("print(2)\n"), Optional.empty());
        assertThat(facts).hasSize(2);
        assertThat(facts.get(0).state()).isEqualTo(Fact.State.UNKNOWN);
        assertThat(facts.get(1).state()).isEqualTo(Fact.State.WRONG);
        assertThat(facts.get(1).text()).contains("demo/main.py: content (9 and 9 bytes)", "demo-1.0.dist-info/RECORD");
    }

    @Test
    void whatCannotBeBuiltIsNotProven() throws IOException {
        commit = "0".repeat(40);
        assertThat(rebuild(published("print(1)\n"), Optional.empty()))
                .containsExactly(Fact.unknown("rebuild", "this clone does not have the commit " + commit));
        assertThat(new RebuildAudit((clone, output, pins) -> List.of())
                        .facts(work, Optional.of(commit), Map.of(), Optional.empty(), temp))
                .singleElement()
                .satisfies(fact -> assertThat(fact.state()).isEqualTo(Fact.State.UNKNOWN));
    }
}
