package ai.invoke.release.file;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a small file so that a reader, or a power cut, sees either the old content or the whole new one. */
public final class AtomicFile {

    private AtomicFile() {}

    public static void write(Path file, byte[] bytes) {
        try {
            Path folder = Files.createDirectories(folder(file));
            Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            try {
                fill(draft, bytes);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Fails when the file exists, even when another process makes it at the same moment. */
    public static void create(Path file, byte[] bytes) throws java.nio.file.FileAlreadyExistsException {
        try {
            Path folder = Files.createDirectories(folder(file));
            Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            try {
                fill(draft, bytes);
                // A link fails where a move would replace.
                Files.createLink(file, draft);
            } catch (java.nio.file.FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Some disks know no links: a network share, a memory stick. The name is still taken by one only.
                Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    public static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    private static void fill(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    public static EnvironmentException cannotWrite(Path file, IOException cause) {
        return new EnvironmentException(Problem.of("cannot write: " + cause).at(Location.of(file.toString())), cause);
    }
}
