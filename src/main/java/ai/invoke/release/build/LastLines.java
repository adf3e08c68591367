package ai.invoke.release.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a command printed: as many as may stand between the cause of a failure and the end. */
public final class LastLines {

    private static final int KEPT = 4000;

    private final Deque<String> lines = new ArrayDeque<>();

    /** None yet. */
    public LastLines() {}

    /**
     * Adds a line, and forgets the oldest when there are too many.
     *
     * @param line the line
     */
    public void add(String line) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    /**
     * What was kept.
     *
     * @return the lines in their order
     */
    public List<String> all() {
        return List.copyOf(lines);
    }
}
