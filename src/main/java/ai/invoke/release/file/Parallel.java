package ai.invoke.release.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** Several files, or several parts of one, at the same time: unpacking and hashing keep more than one processor busy. */
public final class Parallel {

    /** More would only make a disk seek, and each worker has buffers of its own. */
    private static final int MOST = 4;

    private Parallel() {}

    /**
     * Work that was started beside the caller's own.
     *
     * @param <R> what it gives
     */
    public interface Started<R> extends AutoCloseable {

        /**
         * Waits for the work.
         *
         * @return its result
         */
        R result();

        /** Gives up work that nobody waits for any more; does nothing when it has ended. */
        @Override
        void close();
    }

    /**
     * How many pieces of work are worth doing at the same time.
     *
     * @param pieces how many there are
     * @return 1 to 4, at most one for each processor
     */
    public static int threads(int pieces) {
        return Math.max(1, Math.min(pieces, Math.min(MOST, Runtime.getRuntime().availableProcessors())));
    }

    /**
     * Applies a function to each element, in whatever order and on several threads.
     *
     * @param elements what to work on
     * @param work what it throws is thrown from here, for the first element that it failed for
     * @return the results in the order of the elements
     * @param <T> of an element
     * @param <R> of a result
     */
    public static <T, R> List<R> map(List<T> elements, Function<T, R> work) {
        int threads = threads(elements.size());
        if (threads == 1) {
            return elements.stream().map(work).toList();
        }
        ExecutorService pool = pool(threads);
        try {
            List<Future<R>> running = new ArrayList<>();
            elements.forEach(element -> running.add(pool.submit(() -> work.apply(element))));
            List<R> results = new ArrayList<>();
            running.forEach(each -> results.add(result(each)));
            return List.copyOf(results);
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * Starts work beside the caller's own.
     *
     * @param work what it throws is thrown where its result is asked for
     * @return to be closed
     * @param <R> of the result
     */
    public static <R> Started<R> start(Supplier<R> work) {
        ExecutorService pool = pool(1);
        Future<R> running = pool.submit(work::get);
        pool.shutdown();
        return new Started<>() {
            @Override
            public R result() {
                return Parallel.result(running);
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        };
    }

    /**
     * Work that is not worth a thread: it is done when its result is asked for.
     *
     * @param work what to do
     * @return to be closed
     * @param <R> of the result
     */
    public static <R> Started<R> later(Supplier<R> work) {
        return new Started<>() {
            @Override
            public R result() {
                return work.get();
            }

            @Override
            public void close() {}
        };
    }

    private static ExecutorService pool(int threads) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "invokeai-release-files");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static <R> R result(Future<R> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while files were read", e);
        }
    }
}
