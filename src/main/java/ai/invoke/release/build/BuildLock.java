package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Keeps two builds from making the same thing at the same time, also when they are two threads of one Maven. */
public final class BuildLock implements AutoCloseable {

    private static final long POLL_NANOS = 100_000_000L;

    private final FileChannel channel;

    private BuildLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits with the file open: on Unix a process that closes a file gives up all its locks on it, also those of another
     * thread.
     *
     * @param file made when missing, and never removed: who removed it might remove one that somebody holds
     * @param patience how long to wait
     * @param console hears that somebody else is waited for, and why nothing can be locked
     * @return to be closed; empty when the patience or this thread is at its end, or the file cannot be written
     * @throws IOException when the disk fails
     */
    public static Optional<BuildLock> hold(Path file, Duration patience, Console console) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            console.detail("cannot lock " + file + ": " + e);
            return Optional.empty();
        }
        boolean held = false;
        try {
            held = waitFor(channel, file, patience, console);
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? Optional.of(new BuildLock(channel)) : Optional.empty();
    }

    private static boolean waitFor(FileChannel channel, Path file, Duration patience, Console console)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (!locked(channel)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            if (!told) {
                console.info("another build holds " + file + "; waiting for it");
                told = true;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another thread of this Maven holds it.
            return false;
        }
    }

    /** Gives it back. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
