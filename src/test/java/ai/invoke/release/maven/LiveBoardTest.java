package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveBoardTest {

    private static final List<String> IDS = List.of("ruff-check", "pytest", "tsc");

    private final AtomicLong clock = new AtomicLong();
    private final AtomicReference<ScreenSize> size = new AtomicReference<>(new ScreenSize(60, 24));
    private final ScreenModel screen = new ScreenModel(60, 24);

    private LiveBoard board(List<String> ids) {
        return new LiveBoard(ids, screen::write, size::get, clock::get);
    }

    private void pass(int seconds) {
        clock.addAndGet(seconds * 1_000_000_000L);
    }

    @Test
    void eachHasALineThatIsWrittenAnewAndAllAreGoneInTheEnd() {
        screen.write("[INFO] running 3 checks\n");
        LiveBoard board = board(IDS);
        board.draw();
        assertThat(screen.text())
                .containsExactly(
                        "[INFO] running 3 checks",
                        "  ruff-check  waiting",
                        "  pytest      waiting",
                        "  tsc         waiting");

        board.started("ruff-check");
        board.started("pytest");
        pass(12);
        board.printed("pytest", "tests/test_a.py ....");
        board.printed("pytest", " ");
        board.ended("ruff-check", false, "FAILED (exit code 1) after 0.3 s");
        board.draw();
        board.draw();
        assertThat(screen.text())
                .containsExactly(
                        "[INFO] running 3 checks",
                        "  ruff-check  FAILED (exit code 1) after 0.3 s",
                        "  pytest      running   12 s  tests/test_a.py ....",
                        "  tsc         waiting");
        assertThat(screen.cursorLine()).isEqualTo(4);
        assertThat(screen.wraps()).isTrue();

        board.printed("ruff-check", "too late");
        board.ended("pytest", true, "passed after 12.5 s");
        board.ended("nobody", true, "passed");
        board.draw();
        assertThat(screen.text())
                .contains("  pytest      passed after 12.5 s")
                .noneMatch(line -> line.contains("late"));

        board.close();
        board.draw();
        board.close();
        screen.write("[INFO] the table\n");
        assertThat(screen.text()).containsExactly("[INFO] running 3 checks", "[INFO] the table");
    }

    @Test
    void aLineNeverLeavesItsRowWhateverTheCheckPrintsAndHoweverNarrowTheScreenIs() {
        for (int columns : new int[] {1, 2, 10, 37, 60}) {
            ScreenModel narrow = new ScreenModel(columns, 24);
            LiveBoard board = new LiveBoard(IDS, narrow::write, () -> new ScreenSize(columns, 24), clock::get);
            board.started("tsc");
            board.printed("tsc", "\033[2J\007\t\u009b31m\u202e" + "宽🙂".repeat(100) + "\r\b");
            board.draw();
            board.draw();
            assertThat(narrow.text()).as("%s columns", columns).hasSizeLessThanOrEqualTo(3);
            assertThat(narrow.cursorLine()).isEqualTo(3);
            board.close();
            assertThat(narrow.text()).isEmpty();
        }
        // A terminal that is smaller than it says cuts the line, too.
        ScreenModel liar = new ScreenModel(20, 24);
        LiveBoard board = new LiveBoard(IDS, liar::write, () -> new ScreenSize(200, 24), clock::get);
        board.started("tsc");
        board.printed("tsc", "x".repeat(500));
        board.draw();
        board.draw();
        assertThat(liar.cursorLine()).isEqualTo(3);
        board.close();
        assertThat(liar.text()).isEmpty();
    }

    @Test
    void moreThanFitAreCountedAndWhatMattersIsKept() {
        size.set(new ScreenSize(60, 6));
        ScreenModel low = new ScreenModel(60, 6);
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "c" + i).toList();
        LiveBoard board = new LiveBoard(ids, low::write, size::get, clock::get);
        low.write("above\n");
        for (int i = 0; i < 10; i++) {
            board.started("c" + i);
            board.ended("c" + i, i != 3, (i == 3 ? "FAILED" : "passed") + " after 1.0 s");
        }
        board.started("c15");
        board.started("c17");
        board.draw();
        board.draw();
        assertThat(low.text())
                .containsExactly(
                        "above",
                        "  c3   FAILED after 1.0 s",
                        "  c10  waiting",
                        "  c15  running    0 s",
                        "  c17  running    0 s",
                        "  and 7 waiting, 9 passed");

        // The window grows, shrinks, grows: nothing of an old drawing stays.
        for (int rows : new int[] {5, 2, 1, 6}) {
            size.set(new ScreenSize(60, rows));
            board.draw();
        }
        board.close();
        assertThat(low.text()).containsExactly("above");
    }

    @Test
    void whatOthersPrintAppearsAboveAndHalfALineIsNotOverwritten() {
        LiveBoard board = board(IDS);
        PrintStream out = new PrintStream(
                new OutputAboveBoard(new PrintStream(new ToScreen(), true, StandardCharsets.UTF_8), board),
                true,
                StandardCharsets.UTF_8);
        board.draw();
        out.println("[WARNING] grüße");
        assertThat(screen.text()).containsExactly("[WARNING] grüße");
        board.draw();
        assertThat(screen.text()).hasSize(4).startsWith("[WARNING] grüße").endsWith("  tsc         waiting");

        out.print("Password: ");
        board.draw();
        board.draw();
        assertThat(screen.text()).containsExactly("[WARNING] grüße", "Password:");
        out.print("***");
        out.println();
        board.draw();
        assertThat(screen.text()).hasSize(5).startsWith("[WARNING] grüße", "Password: ***", "  ruff-check  waiting");

        board.hide();
        board.hide();
        board.show();
        board.draw();
        assertThat(screen.text()).hasSize(2);
        board.show();
        board.draw();
        assertThat(screen.text()).hasSize(5);
    }

    @Test
    void whoIsInterruptedSeesHowFarItCame() {
        LiveBoard board = board(IDS);
        board.started("tsc");
        board.freeze();
        board.close();
        board.draw();
        assertThat(screen.text()).endsWith("  tsc         running    0 s").hasSize(3);
        assertThat(screen.wraps()).isTrue();
        assertThat(screen.cursorLine()).isEqualTo(3);
    }

    @Test
    void noOrderOfEventsLosesALineOfOthers() {
        Random random = new Random(20261122);
        for (int round = 0; round < 200; round++) {
            int rows = 2 + random.nextInt(8);
            ScreenModel model = new ScreenModel(40, rows);
            List<String> ids = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(i -> "c" + i)
                    .toList();
            LiveBoard board = new LiveBoard(ids, model::write, () -> new ScreenSize(40, rows), clock::get);
            PrintStream out = new PrintStream(
                    new OutputAboveBoard(new PrintStream(new ToScreen(model), true, StandardCharsets.UTF_8), board),
                    true,
                    StandardCharsets.UTF_8);
            List<String> others = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                String id = ids.get(random.nextInt(ids.size()));
                switch (random.nextInt(6)) {
                    case 0 -> board.started(id);
                    case 1 -> board.printed(id, "line ".repeat(random.nextInt(30)));
                    case 2 -> board.ended(id, random.nextBoolean(), "ended");
                    case 3 -> {
                        others.add("other " + step);
                        out.println("other " + step);
                    }
                    default -> board.draw();
                }
                clock.addAndGet(random.nextInt(1_000_000_000));
            }
            board.close();
            assertThat(model.text()).as("round %s", round).isEqualTo(others);
        }
    }

    @Test
    void theSizeIsWhatTheUserOrTheTerminalSays() {
        assertThat(ScreenSize.of(Map.of("COLUMNS", "40", "LINES", "7"))).isEqualTo(new ScreenSize(40, 7));
        assertThat(ScreenSize.parse("50 132\n")).contains(new ScreenSize(132, 50));
        for (String nonsense : List.of("", "0 0", "50", "x y", "-1 4", "50 132 1", "999999 1")) {
            assertThat(ScreenSize.parse(nonsense)).as(nonsense).isEmpty();
        }
        assertThat(ScreenSize.of(Map.of("COLUMNS", "wide", "LINES", "0")).columns())
                .isPositive();
    }

    @Test
    void whatMayBeDrawnIsToldByMavensListenerAndThreads() {
        assertThat(Terminal.silent("QuietMavenTransferListener")).isTrue();
        assertThat(Terminal.silent("BatchModeMavenTransferListener")).isFalse();
        assertThat(Terminal.watched("ConsoleMavenTransferListener")).isTrue();
        assertThat(Terminal.watched("QuietMavenTransferListener")).isFalse();
        assertThat(Terminal.watched("Slf4jMavenTransferListener")).isFalse();
        assertThat(Terminal.alone(4, 1)).isTrue();
        assertThat(Terminal.alone(1, 4)).isTrue();
        assertThat(Terminal.alone(2, 2)).isFalse();
    }

    /** Bytes to the model, a whole character at a time. */
    private final class ToScreen extends java.io.ByteArrayOutputStream {

        private final ScreenModel model;

        ToScreen() {
            this(screen);
        }

        ToScreen(ScreenModel model) {
            this.model = model;
        }

        @Override
        public synchronized void flush() {
            model.write(toString(StandardCharsets.UTF_8));
            reset();
        }
    }
}
