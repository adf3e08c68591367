package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The temporary folder of one build. Its name is made from the inputs and not by chance: compilers and SBOMs write the
 * folder they ran in into what they make (maturin's {@code bom-ref}, DWARF's {@code DW_AT_comp_dir}), so equal inputs must
 * be built at an equal place to give equal bytes. A lock inside keeps two builds of the same inputs apart; what a killed
 * build left there is removed.
 */
final class BuildFolder implements AutoCloseable {

    private static final String PREFIX = "invokeai-dist-";
    private static final String LOCK = "lock";
    private static final int KEY_LENGTH = 12;
    private static final long POLL_NANOS = 100_000_000L;

    private final Path path;
    private final Optional<FileChannel> lock;

    private BuildFolder(Path path, Optional<FileChannel> lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder, empty but for the lock, readable for nobody else.
     *
     * @param base where temporary folders are
     * @param digest of the inputs, lower-case hex, 12 digits or more
     * @param patience how long to wait for another build of the same inputs
     * @param console hears when another place must be taken
     * @return the folder; to be closed
     * @throws IOException when no folder can be made
     */
    static BuildFolder open(Path base, String digest, Duration patience, Console console) throws IOException {
        // Tools write the real path, which on macOS is not the one that java.io.tmpdir gives.
        Path place = base.toRealPath().resolve(PREFIX + digest.substring(0, KEY_LENGTH));
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        do {
            try {
                Files.createDirectory(place, ownersOnly(base));
            } catch (FileAlreadyExistsException e) {
                if (!isOurs(place, base)) {
                    return elsewhere(base, place + " belongs to somebody else", console);
                }
            }
            Optional<FileChannel> held = hold(place);
            if (held.isPresent()) {
                clear(place);
                return new BuildFolder(place, held);
            }
            if (!told && Files.exists(place)) {
                console.detail("another build of the same inputs runs in " + place + "; waiting for it");
                told = true;
            }
            LockSupport.parkNanos(POLL_NANOS);
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        return elsewhere(base, "another build has been running in " + place + " for too long", console);
    }

    /**
     * The folder.
     *
     * @return absolute
     */
    Path path() {
        return path;
    }

    private static BuildFolder elsewhere(Path base, String why, Console console) throws IOException {
        Path place = Files.createTempDirectory(base, PREFIX);
        console.info(why + "; building in " + place
                + " (a backend that writes the build's folder into its files gives other bytes there)");
        return new BuildFolder(place, Optional.empty());
    }

    private static FileAttribute<?>[] ownersOnly(Path base) throws IOException {
        FileStore store = Files.getFileStore(base);
        return store.supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** In a folder that all may write to, anybody can have made a folder or a link of that name. */
    private static boolean isOurs(Path place, Path base) throws IOException {
        Path mine = Files.createTempFile(base, PREFIX, ".owner");
        try {
            return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine));
        } catch (NoSuchFileException e) {
            // Removed by the build that made it; the next attempt makes it anew.
            return true;
        } finally {
            Files.delete(mine);
        }
    }

    private static Optional<FileChannel> hold(Path place) throws IOException {
        Path file = place.resolve(LOCK);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean kept = false;
        try {
            FileLock lock = channel.tryLock();
            kept = lock != null && isStillThere(channel, file);
        } catch (OverlappingFileLockException e) {
            // Another thread of this Maven builds the same.
            kept = false;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
        return kept ? Optional.of(channel) : Optional.empty();
    }

    /** The build before may have deleted the file between our opening and our locking it. */
    private static boolean isStillThere(FileChannel channel, Path file) throws IOException {
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(mark), 0);
        try {
            return Files.readString(file, StandardCharsets.US_ASCII)
                    .equals(new String(mark, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void clear(Path place) throws IOException {
        try (Stream<Path> left = Files.list(place)) {
            for (Path entry : left.filter(entry -> !entry.endsWith(LOCK)).toList()) {
                Folders.delete(entry);
            }
        }
    }

    /** Removes the folder with all that is in it. */
    @Override
    public void close() throws IOException {
        clear(path);
        if (lock.isPresent()) {
            Files.deleteIfExists(path.resolve(LOCK));
            lock.get().close();
        }
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // The next build of the same inputs has moved in.
            return;
        }
    }
}
