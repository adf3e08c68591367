package ai.invoke.release.console;

import ai.invoke.release.problem.Problem;
import java.util.List;
import java.util.Set;

/** Where a goal tells the user what it does. One fact a line; the next step last. Never given a secret. */
public interface Console {

    /**
     * A line that every user sees.
     *
     * @param line the text, without a line break
     */
    void info(String line);

    /**
     * A line for those who ask for details ({@code mvn -X}).
     *
     * @param line the text
     */
    void detail(String line);

    /**
     * Something that a person should look at although the goal goes on.
     *
     * @param problem what, where, what to do
     */
    void warn(Problem problem);

    /**
     * Starts showing that a long transfer or computation moves. Silent where no terminal listens.
     *
     * @param label what moves, for instance a file name
     * @param total the bytes to come; 0 or less when unknown
     * @return to be advanced, and closed at the end
     */
    Progress progress(String label, long total);

    /**
     * Starts telling how several things that run at the same time are getting on.
     *
     * @param ids what they are called, in the order in which they are shown; different from each other
     * @return a board that writes a line for each that has ended, or a better one where a person watches; to be closed
     */
    default StatusBoard board(List<String> ids) {
        return new LineBoard(this, Set.copyOf(ids));
    }

    /**
     * How parts of lines are shown.
     *
     * @return as plain text by default
     */
    default Styles styles() {
        return Styles.NONE;
    }

    /**
     * A console that says nothing, for callers that only want the result.
     *
     * @return the silent console
     */
    static Console silent() {
        return SilentConsole.INSTANCE;
    }
}
