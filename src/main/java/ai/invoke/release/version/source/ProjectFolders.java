package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The Python projects of a repository with several. */
final class ProjectFolders {

    private static final int DEPTH = 5;
    private static final Set<String> OTHERS =
            Set.of("node_modules", "target", "build", "dist", "venv", "docs", "tests", "test", "examples", "vendor");

    private ProjectFolders() {}

    /**
     * Those below a folder that is none itself.
     *
     * @param folder any
     * @return relative to it, with {@code /}, sorted; empty when it is a project itself
     * @throws EnvironmentException when it cannot be read
     */
    static List<String> below(Path folder) {
        List<String> found = new ArrayList<>();
        if (isProject(folder)) {
            return found;
        }
        try {
            Files.walkFileTree(folder, Set.of(), DEPTH, new SimpleFileVisitor<>() {

                @Override
                public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
                    String name = String.valueOf(at.getFileName());
                    if (at.equals(folder)) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (name.startsWith(".") || OTHERS.contains(name)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (isProject(at)) {
                        found.add(folder.relativize(at).toString().replace('\\', '/'));
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) {
                    // A folder that cannot be read is none that anybody would release from.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot list " + folder + ": " + e), e);
        }
        found.sort(null);
        return found;
    }

    private static boolean isProject(Path folder) {
        return Files.isRegularFile(folder.resolve(BackendVersion.PYPROJECT))
                || Files.isRegularFile(folder.resolve("setup.py"))
                || Files.isRegularFile(folder.resolve("setup.cfg"));
    }
}
