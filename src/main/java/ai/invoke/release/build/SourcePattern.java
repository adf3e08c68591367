package ai.invoke.release.build;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Glob;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Names sources of a project as a user does: a file, a folder with all that is in it, or a glob. */
public final class SourcePattern {

    private final String base;
    private final String name;
    private final Optional<Glob> glob;

    /**
     * Parses a pattern.
     *
     * @param project the project's folder in the tree, with {@code /}; empty when it is the top
     * @param text relative to the project; with {@code *} or {@code ?} in it a glob as {@link Glob#path} reads it
     * @throws ProjectException when it is no such glob
     */
    public SourcePattern(String project, String text) {
        this.base = project.isEmpty() ? "" : project + "/";
        this.name = named(base + withoutSlash(text));
        this.glob = text.contains("*") || text.contains("?") ? Optional.of(glob(text)) : Optional.empty();
    }

    /** A project in a folder of the repository may get something from beside it. */
    private static String named(String path) {
        return path.contains("../") ? Path.of(path).normalize().toString().replace(File.separatorChar, '/') : path;
    }

    /**
     * A folder may be written with slashes at its end.
     *
     * @param text a path or a pattern
     * @return without them
     */
    static String withoutSlash(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }

    private static Glob glob(String text) {
        try {
            return Glob.path(text);
        } catch (PatternSyntaxException e) {
            throw new ProjectException(
                    Problem.of("\"" + text + "\" is not a glob: " + e.getDescription())
                            .next("correct it; a \\ before one of []{} takes that character literally"),
                    e);
        }
    }

    /**
     * Whether a file is meant.
     *
     * @param file relative to the top of the tree, with {@code /}
     * @return true for the file itself, what lies in the folder, or what the glob matches
     */
    public boolean matches(String file) {
        return file.equals(name)
                || file.startsWith(name + "/")
                || (file.startsWith(base)
                        && glob.filter(found -> found.matches(file.substring(base.length())))
                                .isPresent());
    }

    /**
     * The part of a file's path that was not written down: below a folder that is named, all of it for a glob.
     *
     * @param file that is meant, or a folder on the way
     */
    String unnamed(String file) {
        return !isGlob() && file.startsWith(name + "/") ? file.substring(name.length() + 1) : isGlob() ? file : "";
    }

    /** Whether it is a glob, which may match in any folder. */
    boolean isGlob() {
        return glob.isPresent();
    }

    /**
     * Whether the way to what is named leads through a folder, or into it.
     *
     * @param folder with a slash at its end
     */
    boolean leadsThrough(String folder) {
        return (name + "/").startsWith(folder) || folder.startsWith(name + "/");
    }
}
