package ai.invoke.release.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Files and folders that a command line or a variable names by their absolute paths.
 */
public final class NamedFiles {

    private NamedFiles() {}

    /**
     * Finds the existing files that words name.
     *
     * @param words arguments, or values of variables; {@code --option=path} counts, too
     * @return those that are there now
     */
    public static Set<Path> in(Iterable<String> words) {
        Set<Path> found = new LinkedHashSet<>();
        for (String word : words) {
            add(word, found);
            add(word.substring(word.indexOf('=') + 1), found);
        }
        return found;
    }

    private static void add(String text, Set<Path> found) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && path.getNameCount() > 0 && Files.exists(path)) {
                found.add(path.normalize());
            }
        } catch (InvalidPathException e) {
            // No path at all, which is what most words are.
            return;
        }
    }
}
