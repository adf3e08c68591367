package ai.invoke.release.file;

import ai.invoke.release.platform.Platform;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Files that another program has open, on systems where that keeps them from being moved and deleted. */
final class LockedFiles {

    private static final long BETWEEN_NANOS = 50_000_000L;

    private LockedFiles() {}

    /** What may fail for a moment. */
    @FunctionalInterface
    interface Attempt {
        void run() throws IOException;
    }

    /** Tries it as long as this system asks for. */
    static void insist(Attempt attempt) throws IOException {
        insist(attempt, Platform.current().lockPatience());
    }

    /**
     * Tries until it works or the patience is at its end.
     *
     * @param attempt what to do
     * @param patience how long; zero for one attempt
     * @throws IOException what the last attempt said; everything at once that no lock explains
     */
    static void insist(Attempt attempt, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (FileSystemException e) {
                // A sharing violation has no class of its own.
                boolean locked = e instanceof AccessDeniedException || e.getClass() == FileSystemException.class;
                if (!locked
                        || System.nanoTime() - deadline >= 0
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
        }
    }

    /** Deletes a file also when it is marked as read-only, as git marks its objects, which Windows minds. */
    static void delete(Path file) throws IOException {
        try {
            insist(() -> Files.deleteIfExists(file), Duration.ZERO);
        } catch (AccessDeniedException e) {
            if (!file.getFileSystem().supportedFileAttributeViews().contains("dos") || !writable(file)) {
                throw e;
            }
            insist(() -> Files.deleteIfExists(file));
        }
    }

    private static boolean writable(Path file) {
        try {
            Files.setAttribute(file, "dos:readonly", false, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without the mark: it was something else that kept it.
            return false;
        }
    }
}
