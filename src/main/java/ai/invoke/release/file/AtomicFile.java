package ai.invoke.release.file;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.platform.rules.OperatingSystem;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files that are there as a whole or not at all: written beside their place under another name, then moved. A reader, or
 * whoever looks after a kill, sees the old content or the new one. Their mode is what the umask says.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * What writes the content of a file.
     *
     * @param <T> what is known about it afterwards
     */
    @FunctionalInterface
    public interface Maker<T> {

        /**
         * Writes the file.
         *
         * @param draft where; nothing is there yet
         * @return what is known about it
         * @throws IOException when it cannot be written; then the old file stays
         */
        T make(Path draft) throws IOException;
    }

    /**
     * Writes a small file. After a power cut, too, there is the old content or the new one.
     *
     * @param file the file; its folder is made when it is missing
     * @param bytes the content
     * @throws EnvironmentException when it cannot be written
     */
    public static void write(Path file, byte[] bytes) {
        write(file, bytes, new FileAttribute<?>[0]);
    }

    /**
     * Writes a small file that only its owner may read, for secrets.
     *
     * @param file the file; its folder is made when it is missing
     * @param bytes the content
     * @throws EnvironmentException when it cannot be written
     */
    public static void writePrivate(Path file, byte[] bytes) {
        writePrivate(file, bytes, Platform.current());
    }

    static void writePrivate(Path file, byte[] bytes, OperatingSystem system) {
        try {
            Path folder = Files.createDirectories(folder(file));
            FileAttribute<?> attribute = system.ownerOnly(folder.getFileSystem());
            String view = attribute.name().substring(0, attribute.name().indexOf(':'));
            boolean known = folder.getFileSystem().supportedFileAttributeViews().contains(view);
            write(file, bytes, known ? new FileAttribute<?>[] {attribute} : new FileAttribute<?>[0]);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static void write(Path file, byte[] bytes, FileAttribute<?>... attributes) {
        try {
            make(file, draft -> fill(draft, bytes, attributes));
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /**
     * Writes a small new file.
     *
     * @param file the file; its folder is made when it is missing
     * @param bytes the content
     * @throws FileAlreadyExistsException when the file exists, even when another process makes it at the same moment
     * @throws EnvironmentException when it cannot be written
     */
    public static void create(Path file, byte[] bytes) throws FileAlreadyExistsException {
        try {
            Files.createDirectories(folder(file));
            Path draft = draft(file);
            try {
                fill(draft, bytes);
                // A link fails where a move would replace.
                Files.createLink(file, draft);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Some disks know no links: a network share, a memory stick. The name is still taken by one only.
                Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /**
     * Makes a file of any size.
     *
     * @param file the file; its folder is made when it is missing
     * @param maker writes the content
     * @param <T> what is known about it afterwards
     * @return what the maker returned
     * @throws IOException when it cannot be written; then the old file, if any, stays
     */
    public static <T> T make(Path file, Maker<T> maker) throws IOException {
        Files.createDirectories(folder(file));
        Path draft = draft(file);
        try {
            T result = maker.make(draft);
            place(draft, file);
            return result;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * A name for a file that is not finished.
     *
     * @param file the place of the finished file
     * @return in the same folder, hidden, used by nobody else
     */
    public static Path draft(Path file) {
        String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
        return folder(file).resolve("." + unique + ".tmp");
    }

    /**
     * Moves a finished file, or a finished folder, to its place in one step.
     *
     * @param draft on the same disk as the place
     * @param place a file there is replaced; a folder must not be there unless it is empty
     * @throws IOException when it cannot be moved
     */
    public static void place(Path draft, Path place) throws IOException {
        LockedFiles.insist(
                () -> Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /**
     * The folder that a file is in.
     *
     * @param file any path
     * @return absolute
     */
    public static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    private static Path fill(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        return file;
    }

    /**
     * The error of a file that cannot be written.
     *
     * @param file the file
     * @param cause why
     * @return to be thrown
     */
    public static EnvironmentException cannotWrite(Path file, IOException cause) {
        return new EnvironmentException(Problem.of("cannot write: " + cause).at(Location.of(file.toString())), cause);
    }
}
