package ai.invoke.release.maven;

import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lines at the bottom of a terminal that are drawn over and over. The cursor always rests below them, and each drawing is
 * one write that leaves the terminal as it was: whoever is killed between two of them leaves nothing to repair.
 *
 * <p>Uses four sequences that every terminal has since the VT102: up (CUU), erase to the end of the line (EL) and of the
 * screen (ED), and wrap off and on (DECAWM). The last keeps a line in its row whatever its characters' real width.
 */
final class LiveBoard implements StatusBoard {

    private static final String ERASE_LINE = "\033[K";
    private static final String ERASE_BELOW = "\033[J";
    private static final String WRAP_OFF = "\033[?7l";
    private static final String WRAP_ON = "\033[?7h";

    /** What is kept when not all fit; also the order of importance. */
    private enum Phase {
        RUNNING,
        FAILED,
        WAITING,
        PASSED
    }

    /**
     * How one of them is getting on.
     *
     * @param phase where it stands
     * @param since when it started, in nanoseconds
     * @param text its last line, or how it ended
     */
    private record State(Phase phase, long since, String text) {}

    private record Entry(String id, State state) {}

    private final Consumer<String> terminal;
    private final Supplier<ScreenSize> size;
    private final LongSupplier nanoTime;
    private final List<String> ids;
    private final int idWidth;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Object screen = new Object();
    private int drawn;
    private int hidden;
    private boolean closed;

    /**
     * A board that is not drawn yet.
     *
     * @param ids what it is about, in order
     * @param terminal writes to the terminal and flushes
     * @param size asked before each drawing
     * @param nanoTime the clock
     */
    LiveBoard(List<String> ids, Consumer<String> terminal, Supplier<ScreenSize> size, LongSupplier nanoTime) {
        this.ids = List.copyOf(ids);
        this.terminal = terminal;
        this.size = size;
        this.nanoTime = nanoTime;
        this.idWidth = ids.stream().mapToInt(String::length).max().orElse(0);
        ids.forEach(id -> states.put(id, new State(Phase.WAITING, 0, "")));
    }

    @Override
    public void started(String id) {
        states.computeIfPresent(id, (key, before) -> new State(Phase.RUNNING, nanoTime.getAsLong(), ""));
    }

    @Override
    public void printed(String id, String line) {
        if (!line.isBlank()) {
            states.computeIfPresent(
                    id,
                    (key, before) ->
                            before.phase() == Phase.RUNNING ? new State(before.phase(), before.since(), line) : before);
        }
    }

    @Override
    public void ended(String id, boolean good, String how) {
        states.computeIfPresent(
                id, (key, before) -> new State(good ? Phase.PASSED : Phase.FAILED, before.since(), how));
    }

    /** Draws all anew, unless hidden. */
    void draw() {
        ScreenSize now = size.get();
        synchronized (screen) {
            if (hidden > 0 || closed) {
                return;
            }
            List<String> lines = lines(now);
            StringBuilder text = new StringBuilder(home()).append(WRAP_OFF);
            lines.forEach(line -> text.append(line).append(ERASE_LINE).append('\n'));
            terminal.accept(text.append(WRAP_ON).append(ERASE_BELOW).toString());
            drawn = lines.size();
        }
    }

    /** Makes room for somebody else's lines until {@link #show()}; may be nested. */
    void hide() {
        synchronized (screen) {
            hidden++;
            erase();
        }
    }

    /** Ends {@link #hide()}; the next drawing shows the lines again. */
    void show() {
        synchronized (screen) {
            hidden--;
        }
    }

    /** Takes the lines away for good. */
    @Override
    public void close() {
        synchronized (screen) {
            erase();
            closed = true;
        }
    }

    /** Leaves the lines as they are for good: for a user who has just ended everything and wants to see how far it came. */
    void freeze() {
        draw();
        synchronized (screen) {
            closed = true;
        }
    }

    private void erase() {
        if (drawn > 0 && !closed) {
            terminal.accept(home() + ERASE_BELOW);
            drawn = 0;
        }
    }

    private String home() {
        return drawn > 0 ? "\r\033[" + drawn + "A" : "\r";
    }

    private List<String> lines(ScreenSize now) {
        List<Entry> all = ids.stream()
                .map(id -> new Entry(id, Objects.requireNonNull(states.get(id))))
                .toList();
        // The cursor's own row is below; a line that has scrolled away could not be drawn again.
        int room = Math.max(1, now.rows() - 1);
        List<Entry> kept = all.size() <= room
                ? all
                : all.stream()
                        .sorted(Comparator.comparing(entry -> entry.state().phase()))
                        .limit(room - 1L)
                        .toList();
        List<String> lines = new ArrayList<>();
        Map<Phase, Integer> others = new EnumMap<>(Phase.class);
        for (Entry entry : all) {
            if (kept.contains(entry)) {
                lines.add(cut(line(entry.id(), entry.state()), now.columns()));
            } else {
                others.merge(entry.state().phase(), 1, Integer::sum);
            }
        }
        if (!others.isEmpty()) {
            List<String> words = new ArrayList<>();
            others.forEach((phase, count) -> words.add(count + " " + LetterCase.lower(phase.name())));
            lines.add(cut("  and " + String.join(", ", words), now.columns()));
        }
        return lines;
    }

    private String line(String id, State state) {
        String head = "  " + id + " ".repeat(idWidth - id.length()) + "  ";
        return switch (state.phase()) {
            case WAITING -> head + "waiting";
            case RUNNING -> {
                long seconds = Math.max(0, nanoTime.getAsLong() - state.since()) / 1_000_000_000L;
                yield head
                        + String.format(Locale.ROOT, "running %4d s", seconds)
                        + (state.text().isEmpty() ? "" : "  " + state.text().strip());
            }
            case PASSED, FAILED -> head + state.text();
        };
    }

    /** The last column stays free: some terminals wrap after it in spite of all. */
    private static String cut(String text, int columns) {
        String line = text.codePoints()
                .map(c -> Printable.isPlain(c) ? c : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int room = Math.max(1, columns - 1);
        return line.codePointCount(0, line.length()) <= room
                ? line
                : line.substring(0, line.offsetByCodePoints(0, room - 1)) + "…";
    }
}
