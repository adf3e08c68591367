package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.checks.Check;
import ai.invoke.release.build.checks.ToolSource;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.testing.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checks print, kindly or not, and what is made of it. */
class CheckOutputTest {

    @TempDir
    Path temporary;

    private Check check(String id, String command, Optional<String> unavailable) {
        return new Check(
                id,
                Command.of(temporary, Command.shell(command)).withTimeout(Duration.ofSeconds(30), "invokeai.test"),
                false,
                Optional.empty(),
                unavailable,
                Optional.empty());
    }

    private void run(Console console, int threads, Check... checks) {
        new RunChecks(PythonProject.shell(), console)
                .run(new RunChecks.Request(
                        new Workspace(
                                temporary,
                                new ReleaseDirectory(temporary.resolve("target/release")),
                                List.of(temporary.resolve("target")),
                                List.of(),
                                false),
                        List.of(checks),
                        new RunChecks.Defaults(
                                false,
                                new FrontendPlace(Optional.empty(), List.of()),
                                Optional.empty(),
                                new ToolSource(true, Optional.of(PreparedPython.TOOLS)),
                                Duration.ofSeconds(60),
                                false),
                        threads));
    }

    @Test
    void aBoardHearsOfEachCheckAndIsClosedBeforeTheTable() {
        Board console = new Board();

        run(
                console,
                1,
                check("a", "echo one; echo two >&2", Optional.empty()),
                check("gone", "true", Optional.of("not here")),
                check("b", "echo three; exit 0", Optional.empty()));

        assertThat(console.events.stream().map(event -> event.replaceAll("\\d+\\.\\d s", "0.0 s")))
                .containsSubsequence("board [a, b]", "a started", "a one", "a true passed after 0.0 s")
                .containsSubsequence("a started", "a two", "a true passed after 0.0 s", "b started", "b three")
                .containsSubsequence("b true passed after 0.0 s", "closed", "  a     ok            0.0 s")
                .doesNotContain("gone started");
    }

    @Test
    void aFloodAndGarbageStayApartAndHarmless() throws Exception {
        Heard heard = new Heard();

        assertThatThrownBy(() -> run(
                        heard,
                        2,
                        check(
                                "flood",
                                "head -c 60000000 /dev/zero | tr '\\0' a; yes | head -c 200000; exit 1",
                                Optional.empty()),
                        check(
                                "noise",
                                "head -c 2000000 /dev/urandom; printf '\\033[2J\\033]0;x\\007end\\n'; exit 2",
                                Optional.empty()),
                        check("holder", "echo $$; sleep 300 & echo kept; exit 3", Optional.empty())))
                .isInstanceOfSatisfying(ProjectException.class, e -> {
                    assertThat(e.problems()).hasSize(3);
                    assertThat(e.getMessage())
                            .contains("check flood failed: exit code 1")
                            .contains("check noise failed: exit code 2")
                            .contains("check holder failed: exit code 3")
                            .contains("| kept")
                            .hasSizeLessThan(2_000_000);
                    assertThat(e.getMessage().chars())
                            .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r');
                });

        Path logs = temporary.resolve("target/release/checks");
        assertThat(Files.size(logs.resolve("flood.log"))).isLessThan(1_000_000);
        assertThat(Files.readString(logs.resolve("noise.log")))
                .endsWith("end\n")
                .doesNotContain("\033", "kept");
        assertThat(Files.readAllLines(logs.resolve("holder.log"))).hasSize(2).endsWith("kept");
    }

    /** A console that remembers what a board is told. */
    private static final class Board implements Console {

        private final List<String> events = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void info(String line) {
            events.add(line);
        }

        @Override
        public void detail(String line) {}

        @Override
        public void warn(Problem problem) {}

        @Override
        public Progress progress(String label, long total) {
            return Console.silent().progress(label, total);
        }

        @Override
        public StatusBoard board(List<String> ids) {
            events.add("board " + ids);
            return new StatusBoard() {
                @Override
                public void started(String id) {
                    events.add(id + " started");
                }

                @Override
                public void printed(String id, String line) {
                    events.add(id + " " + line);
                }

                @Override
                public void ended(String id, boolean good, String how) {
                    events.add(id + " " + good + " " + how);
                }

                @Override
                public void close() {
                    events.add("closed");
                }
            };
        }
    }
}
