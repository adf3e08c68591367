package ai.invoke.release.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final List<String> lines = new ArrayList<>();

    private final Console console = new Console() {
        @Override
        public void info(String line) {
            lines.add(line);
        }

        @Override
        public void detail(String line) {
            lines.add("detail " + line);
        }

        @Override
        public void warn(Problem problem) {
            lines.add("warning " + problem);
        }

        @Override
        public Progress progress(String label, long total) {
            return Console.silent().progress(label, total);
        }
    };

    /** Where no terminal listens, a thing that runs is silent, and says one line when it has ended. */
    @Test
    void aBoardWithoutATerminalIsALineForEachThatEnded() {
        try (StatusBoard board = console.board(List.of("ruff", "pytest"))) {
            board.started("ruff");
            board.printed("ruff", "a line of output");
            board.started("pytest");
            assertThat(lines).isEmpty();
            board.ended("pytest", false, "FAILED exit code 1");
            board.ended("unknown", true, "passed");
            board.ended("ruff", true, "passed after 1.2 s");
        }
        assertThat(lines).containsExactly("  pytest FAILED exit code 1", "  ruff passed after 1.2 s");
    }

    @Test
    void theSilentConsoleTakesEverything() {
        Console silent = Console.silent();
        silent.info("x");
        silent.detail("x");
        silent.warn(Problem.of("x"));
        try (Progress progress = silent.progress("x", 0);
                StatusBoard board = silent.board(List.of("x"))) {
            progress.advance(1);
            board.ended("x", true, "passed");
        }
        assertThat(lines).isEmpty();
    }
}
