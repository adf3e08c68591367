package ai.invoke.release.http;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Listens for an answer while a request is still being sent: a server that refuses an upload says so before the last byte, and
 * may neither read on nor close. The thread that sends then waits for room in the connection and cannot look itself.
 */
final class EarlyAnswer implements AutoCloseable {

    /** How long an answer may lie there unheard. */
    private static final long PACE_MILLIS = 50;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread listener;

    /** Whether the server has begun to answer. */
    @FunctionalInterface
    interface Look {
        boolean answered() throws IOException;
    }

    /** Ends the sending, so that the thread that waits for room goes on. */
    @FunctionalInterface
    interface Stop {
        void sending() throws IOException;
    }

    /**
     * Creates a listener.
     *
     * @param look asked again and again, on a thread of its own
     * @param stop what is done once when there is an answer
     */
    EarlyAnswer(Look look, Stop stop) {
        listener = new Thread(() -> listen(look, stop), "invokeai-release-early-answer");
        listener.setDaemon(true);
    }

    /** Listens from now on. */
    void start() {
        listener.start();
    }

    private void listen(Look look, Stop stop) {
        try {
            while (!closing.await(PACE_MILLIS, TimeUnit.MILLISECONDS)) {
                if (look.answered()) {
                    stop.sending();
                    return;
                }
            }
        } catch (IOException e) {
            // A broken connection: whoever sends, or reads the answer, meets it as well and says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when nobody looks any more, so that the answer can be read. */
    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (listener.isAlive()) {
            try {
                listener.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
