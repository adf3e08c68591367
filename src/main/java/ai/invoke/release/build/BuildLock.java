package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps two builds from making the same thing at the same time, also when they are two threads of one Maven. What is locked
 * is one byte of a file for each thing, so that builds of different things never wait for each other and one file is enough.
 */
public final class BuildLock implements AutoCloseable {

    private static final long POLL_NANOS = 100_000_000L;

    /** A position that each file system can lock. */
    private static final int DIGITS = 12;

    /**
     * The files that this process has open. On Unix a process that closes a file gives up all its locks on it, also those of
     * other threads, so all threads share one channel for each file and the last one closes it.
     */
    private static final Map<Path, Shared> OPEN = new HashMap<>();

    private static final class Shared {
        private final FileChannel channel;
        private int users;

        Shared(FileChannel channel) {
            this.channel = channel;
        }
    }

    private final Path file;
    private final FileLock lock;
    private final LockHolder holder;

    private BuildLock(Path file, FileLock lock, LockHolder holder) {
        this.file = file;
        this.lock = lock;
        this.holder = holder;
    }

    /**
     * Waits until nobody else makes the same thing.
     *
     * @param file made when missing, and never removed: who removed it might remove one that somebody holds
     * @param digest of what is made, lower-case hex, 12 digits or more, of which the first 12 count
     * @param limit how long to wait
     * @param console is told who is waited for, that the limit is reached and what to do then, and why nothing can be locked
     * @return to be closed; empty when the limit or this thread is at its end, or the file cannot be written
     * @throws IOException when the disk fails
     */
    public static Optional<BuildLock> hold(Path file, String digest, TimeLimit limit, Console console)
            throws IOException {
        FileChannel channel;
        try {
            channel = open(file);
        } catch (FileSystemException e) {
            console.detail("cannot lock " + file + ": " + e);
            return Optional.empty();
        }
        Optional<FileLock> held = Optional.empty();
        try {
            long position = Long.parseLong(digest.substring(0, DIGITS), 16);
            held = waitFor(channel, position, new LockHolder(file, digest.substring(0, DIGITS)), limit, console);
        } finally {
            if (held.isEmpty()) {
                leave(file);
            }
        }
        if (held.isEmpty()) {
            return Optional.empty();
        }
        LockHolder holder = new LockHolder(file, digest.substring(0, DIGITS));
        holder.write(console);
        return Optional.of(new BuildLock(file, held.get(), holder));
    }

    private static FileChannel open(Path file) throws IOException {
        synchronized (OPEN) {
            Shared shared = OPEN.get(file);
            if (shared == null) {
                shared = new Shared(FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
                OPEN.put(file, shared);
            }
            shared.users++;
            return shared.channel;
        }
    }

    private static void leave(Path file) throws IOException {
        synchronized (OPEN) {
            Shared shared = OPEN.get(file);
            if (shared != null && --shared.users == 0) {
                OPEN.remove(file);
                shared.channel.close();
            }
        }
    }

    private static Optional<FileLock> waitFor(
            FileChannel channel, long position, LockHolder holder, TimeLimit limit, Console console)
            throws IOException {
        long deadline = System.nanoTime() + limit.time().toNanos();
        boolean told = false;
        Optional<FileLock> lock = locked(channel, position);
        while (lock.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            if (System.nanoTime() > deadline) {
                console.warn(Problem.of("another build that makes the same did not give " + holder.file()
                                + " back within " + limit.words() + ": " + holder.read())
                        .next("end that process; when it or its machine is gone, delete that file"));
                return Optional.empty();
            }
            if (!told) {
                console.info("another build makes the same and holds " + holder.file() + ": " + holder.read()
                        + "; waiting for it, at most " + limit.time().toSeconds() + " s");
                told = true;
            }
            LockSupport.parkNanos(POLL_NANOS);
            lock = locked(channel, position);
        }
        return lock;
    }

    private static Optional<FileLock> locked(FileChannel channel, long position) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock(position, 1, false));
        } catch (OverlappingFileLockException e) {
            // Another thread of this Maven holds it.
            return Optional.empty();
        }
    }

    /** Gives it back. */
    @Override
    public void close() throws IOException {
        try {
            holder.forget();
            lock.release();
        } finally {
            leave(file);
        }
    }
}
