package ai.invoke.release.console;

/** One thing that moves. Not thread-safe: one thread advances it. */
public interface Progress extends AutoCloseable {

    /**
     * Some more is done.
     *
     * @param bytes how much more, not in total; at least 0
     */
    void advance(long bytes);

    /** Ends the display; called also when the work failed. */
    @Override
    void close();
}
