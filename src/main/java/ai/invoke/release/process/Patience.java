package ai.invoke.release.process;

import java.time.Duration;

/**
 * How long the plugin waits where a limit has no parameter of its own: for a program that is asked a question, for what it
 * installs for itself, for a lock, for a process that was told to end. All usual limits grow together.
 *
 * @param times how many times the usual limit, 1 or more
 */
public record Patience(int times) {

    /** The parameter's property. */
    public static final String PROPERTY = "invokeai.patience";

    private static final int MOST = 1000;

    /** Keeps it within bounds: a limit is never shorter than usual, and never so long that it overflows. */
    public Patience {
        times = Math.max(1, Math.min(MOST, times));
    }

    /**
     * The usual limits.
     *
     * @return one time
     */
    public static Patience usual() {
        return new Patience(1);
    }

    /**
     * What {@code -Dinvokeai.patience} says, for what is asked before any goal has read its parameters.
     *
     * @return the usual one where it says nothing
     */
    public static Patience ofCommandLine() {
        return new Patience(Integer.getInteger(PROPERTY, 1));
    }

    /**
     * A limit under this patience.
     *
     * @param usual positive
     * @return as long or longer
     */
    public Duration of(Duration usual) {
        return usual.multipliedBy(times);
    }

    /**
     * What to set so that the limits are longer.
     *
     * @return for a command line
     */
    public String more() {
        return "-D" + PROPERTY + "=" + Math.min(MOST, 3 * times);
    }
}
