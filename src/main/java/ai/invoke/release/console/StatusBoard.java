package ai.invoke.release.console;

/**
 * Tells how several things that run at the same time are getting on. Where a person watches a terminal each has a line that
 * is written anew while it runs; elsewhere each gets one line when it has ended. Safe for several threads.
 */
public interface StatusBoard extends AutoCloseable {

    /**
     * One of them has started.
     *
     * @param id which; one that the board does not have is passed over
     */
    void started(String id);

    /**
     * One of them has said something. Never waits for the screen: what prints is not held up by who watches.
     *
     * @param id which
     * @param line the latest of its output, without a line break
     */
    void printed(String id, String line);

    /**
     * One of them has ended.
     *
     * @param id which
     * @param good whether as hoped
     * @param how in words, for instance {@code passed after 1.2 s}
     */
    void ended(String id, boolean good, String how);

    /** Takes the moving lines away, so that a result can be shown in their place. */
    @Override
    void close();
}
