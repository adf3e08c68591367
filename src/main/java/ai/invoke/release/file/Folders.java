package ai.invoke.release.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deletes and copies whole folders. */
public final class Folders {

    private Folders() {}

    /**
     * Deletes a folder with all that is in it, whatever modes lie in it; a link is deleted, not followed.
     *
     * @param folder the folder; nothing happens when it is not there
     * @throws IOException when something in it cannot be deleted
     */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new Removal());
    }

    /**
     * All files below a folder.
     *
     * @param top a folder or a file; when it is not there, there are none
     * @return regular files and links to such, sorted
     * @throws IOException when a folder cannot be read
     */
    public static List<Path> files(Path top) throws IOException {
        if (!Files.exists(top)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            // The walk cannot throw what it says that it throws.
            throw e.getCause();
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {

        private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

        private final Set<Path> opened = new HashSet<>();

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
            open(visited);
            return FileVisitResult.CONTINUE;
        }

        /** Build backends and installers leave read-only folders; only the owner can have made them so. */
        private static void open(Path visited) throws IOException {
            if (visited.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                // In another user's folder that a group may write to, changing the mode would be refused.
                if (!Files.getPosixFilePermissions(visited, LinkOption.NOFOLLOW_LINKS)
                        .containsAll(OPEN)) {
                    Files.setPosixFilePermissions(visited, OPEN);
                }
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            LockedFiles.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            if (problem instanceof AccessDeniedException && opened.add(file)) {
                open(file);
                Files.walkFileTree(file, this);
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
