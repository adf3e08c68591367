package ai.invoke.release.plan;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Only one deploy at a time works on a release directory. The system frees the lock when the process dies. */
public final class ReleaseLock implements AutoCloseable {

    private final FileChannel channel;

    private ReleaseLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock or fails at once.
     *
     * @param directory the release directory
     * @return to be closed when the step is done
     * @throws ProjectException when another process has it
     */
    public static ReleaseLock take(ReleaseDirectory directory) {
        Path file = directory.root().resolve(".lock");
        try {
            Files.createDirectories(directory.root());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new ProjectException(Problem.of("another release is running in this folder")
                        .at(Location.of(directory.root().toString()))
                        .next("wait until it has ended, then run the same command again"));
            }
            return new ReleaseLock(channel);
        } catch (IOException e) {
            throw AtomicFile.cannotWrite(file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw AtomicFile.cannotWrite(Path.of(".lock"), e);
        }
    }
}
