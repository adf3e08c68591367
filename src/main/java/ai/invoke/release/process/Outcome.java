package ai.invoke.release.process;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a command ended. */
public sealed interface Outcome {

    /** How many characters of a line a message shows. */
    int SHOWN_LENGTH = 400;

    /**
     * The last lines that the command printed, standard output and error together, for messages.
     *
     * @return at most {@link ProcessRunner#TAIL_LINES} lines
     */
    List<String> tail();

    /**
     * The last of some lines as a message shows them: nobody reads thousands of characters in one line, and the log has
     * them.
     *
     * @param lines what a command printed
     * @param count how many at most
     * @return each with at most {@value #SHOWN_LENGTH} characters
     */
    static List<String> shown(List<String> lines, int count) {
        return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
                .map(line -> line.length() > SHOWN_LENGTH
                        ? line.substring(
                                        0,
                                        SHOWN_LENGTH
                                                - (Character.isHighSurrogate(line.charAt(SHOWN_LENGTH - 1)) ? 1 : 0))
                                + " …"
                        : line)
                .toList();
    }

    /**
     * Whether the command ended by itself with exit code 0.
     *
     * @return true for success
     */
    default boolean succeeded() {
        return this instanceof Exited exited && exited.code() == 0;
    }

    /**
     * The command ended by itself.
     *
     * @param code its exit code
     * @param output what it printed on standard output, up to {@link ProcessRunner#OUTPUT_LIMIT} characters
     * @param tail the last lines of both streams
     * @param duration how long it ran
     */
    record Exited(int code, String output, List<String> tail, Duration duration) implements Outcome {

        /** Takes an unmodifiable copy. */
        public Exited {
            tail = List.copyOf(tail);
        }
    }

    /**
     * The command was still running at its time limit; its whole process tree was killed.
     *
     * @param limit the limit
     * @param tail the last lines of both streams
     * @param more what to set for a longer limit; empty when this thread was interrupted
     */
    record TimedOut(Duration limit, List<String> tail, Optional<String> more) implements Outcome {

        /** Takes an unmodifiable copy. */
        public TimedOut {
            tail = List.copyOf(tail);
        }

        /**
         * What happened, and how to give it longer.
         *
         * @return for a message
         */
        public String why() {
            return "no answer within " + limit.toSeconds() + " s" + longer();
        }

        /**
         * For whoever cannot go on without the answer.
         *
         * @param who was asked
         * @return says what to set
         */
        public EnvironmentException failure(String who) {
            return new EnvironmentException(
                    Problem.of(who + " gave " + why()).next("run it by hand to see what it waits for"));
        }

        /**
         * How to give it longer.
         *
         * @return to be put behind a limit; empty when the limit was not reached
         */
        public String longer() {
            return more.map(setting -> " (to wait longer: " + setting + ")").orElse("");
        }
    }

    /**
     * The program could not be started: not found, or not executable.
     *
     * @param reason the system's words
     */
    record NotStarted(String reason) implements Outcome {

        @Override
        public List<String> tail() {
            return List.of();
        }
    }
}
