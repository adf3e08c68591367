package ai.invoke.release.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a child when this virtual machine ends. Ctrl-C reaches all of a terminal, but the SIGTERM of a CI that cancels a job
 * reaches one process only.
 */
final class Lifeline implements AutoCloseable {

    private final Thread hook = new Thread(this::end, "process-end");
    private @Nullable ProcessTree tree;
    private boolean ended;

    Lifeline() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun.
            ended = true;
        }
    }

    /** What was started, and everything that it starts. */
    record Started(Process process, ProcessTree tree) {}

    /**
     * Starts a child that will not outlive us.
     *
     * @param builder says what
     * @param mark the value of {@link ProcessMark#VARIABLE} in its environment
     * @param patience how long what is told to end may take
     * @return the child
     * @throws IOException when it cannot be started, also because this virtual machine is about to end
     */
    synchronized Started start(ProcessBuilder builder, String mark, Patience patience) throws IOException {
        if (ended) {
            throw new IOException("not started: everything is about to end");
        }
        Process process = builder.start();
        ProcessTree started = new ProcessTree(process.toHandle(), mark, patience);
        tree = started;
        return new Started(process, started);
    }

    private void end() {
        ProcessTree started;
        synchronized (this) {
            ended = true;
            started = tree;
        }
        if (started != null) {
            started.kill();
        }
    }

    /** The child has ended. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work already.
            return;
        }
    }
}
