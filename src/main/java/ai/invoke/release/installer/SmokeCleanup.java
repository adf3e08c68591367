package ai.invoke.release.installer;

import ai.invoke.release.process.MarkedProcesses;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends every process that was started in a folder, then removes the folder, whatever modes lie in it. */
final class SmokeCleanup {

    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(10);

    private final Path root;
    private final String variable;

    /**
     * A cleanup.
     *
     * @param root the folder
     * @param variable has the folder's path as its value in the environment of what was started there
     */
    SmokeCleanup(Path root, String variable) {
        this.root = root;
        this.variable = variable;
    }

    /**
     * Does it.
     *
     * @throws IOException when something cannot be removed
     */
    void run() throws IOException {
        long deadline = System.nanoTime() + REMOVAL_LIMIT.toNanos();
        while (true) {
            end();
            try {
                Files.walkFileTree(root, new Removal());
                return;
            } catch (IOException e) {
                // A process that was killed a moment ago may have made one more file.
                if (System.nanoTime() > deadline || !(e instanceof DirectoryNotEmptyException)) {
                    throw e;
                }
            }
        }
    }

    private void end() {
        MarkedProcesses marked = new MarkedProcesses(variable, root.toString());
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> marked.contains(process)
                        || process.info().commandLine().orElse("").contains(root + File.separator))
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : left) {
            process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {

        private final Set<Path> opened = new HashSet<>();

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            open(folder);
            return FileVisitResult.CONTINUE;
        }

        /** What was installed may be read-only; only the owner can have made it so. */
        private static void open(Path folder) throws IOException {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (problem instanceof AccessDeniedException && opened.add(file)) {
                open(file);
                Files.walkFileTree(file, this);
                return FileVisitResult.CONTINUE;
            }
            if (problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
