package ai.invoke.release.installer;

import ai.invoke.release.file.FileNames;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the files of a file set. Follows symbolic links only as long as they stay within the folder, because a link
 * that leaves it would ship whatever lies there on the machine of the day.
 */
final class FileSetScanner {

    /** What Python, editors, git and operating systems leave behind. */
    private static final List<PathPattern> NEVER = List.of(
                    "**/__pycache__/**",
                    "**/*.pyc",
                    "**/*.pyo",
                    "**/.git*",
                    "**/.DS_Store",
                    "**/._*",
                    "**/Thumbs.db",
                    "**/desktop.ini",
                    "**/*~",
                    "**/.*.swp")
            .stream()
            .map(PathPattern::new)
            .toList();

    /** Deeper than any installer; ends a walk through hostile nesting before the stack does. */
    private static final int MAX_DEPTH = 64;

    private final AssemblyContext context;
    private final List<Problem> problems;

    /**
     * Creates a scanner.
     *
     * @param context for paths in messages
     * @param problems where problems are added
     */
    FileSetScanner(AssemblyContext context, List<Problem> problems) {
        this.context = context;
        this.problems = problems;
    }

    /**
     * A file that was found.
     *
     * @param path where it is
     * @param segments its path relative to the file set's folder
     */
    record Found(Path path, List<String> segments) {

        /** Takes an unmodifiable copy. */
        Found {
            segments = List.copyOf(segments);
        }
    }

    /**
     * Finds the files of one set, in no particular order.
     *
     * @param set what to look for
     * @return what fits; problems are reported aside
     */
    List<Found> scan(FileSet set) {
        Path root = set.directory().toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            problems.add(Problem.of("the folder " + context.display(root)
                            + (Files.exists(root)
                                    ? " is a file, not a folder"
                                    : " of an installer file set is missing"))
                    .next("create it, or correct <directory> of the file set"));
            return List.of();
        }
        List<PathPattern> includes = (set.includes().isEmpty() ? List.of("**") : set.includes())
                .stream().map(PathPattern::new).toList();
        List<PathPattern> excludes =
                set.excludes().stream().map(PathPattern::new).toList();
        try {
            Path real = root.toRealPath();
            Walk walk = new Walk(real, includes, excludes);
            int before = problems.size();
            walk.enter(root, List.of(), Set.of(real));
            if (walk.found.isEmpty() && !set.optional() && problems.size() == before) {
                problems.add(Problem.of("no file in " + context.display(root) + " matches "
                                + (set.includes().isEmpty() ? "the file set" : String.join(", ", set.includes())))
                        .next("add the file, or correct <includes> of the file set"));
            }
            return walk.found;
        } catch (IOException e) {
            problems.add(Problem.of("cannot read the folder " + context.display(root) + ": " + e));
            return List.of();
        }
    }

    /** One walk through one folder. */
    private final class Walk {

        private final Path realRoot;
        private final List<PathPattern> includes;
        private final List<PathPattern> excludes;
        private final List<Found> found = new ArrayList<>();

        Walk(Path realRoot, List<PathPattern> includes, List<PathPattern> excludes) {
            this.realRoot = realRoot;
            this.includes = includes;
            this.excludes = excludes;
        }

        void enter(Path folder, List<String> segments, Set<Path> entered) throws IOException {
            if (segments.size() > MAX_DEPTH) {
                problems.add(Problem.of(context.display(folder) + " lies more than " + MAX_DEPTH + " folders deep"));
                return;
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    List<String> below = new ArrayList<>(segments);
                    below.add(FileNames.of(child));
                    visit(child, below, entered);
                }
            }
        }

        private void visit(Path child, List<String> segments, Set<Path> entered) throws IOException {
            boolean file = includes.stream().anyMatch(pattern -> pattern.matches(segments));
            boolean below = includes.stream().anyMatch(pattern -> pattern.couldMatchBelow(segments));
            if (excluded(segments) || !(file || below)) {
                return;
            }
            if (Files.isSymbolicLink(child) && !staysInside(child)) {
                return;
            }
            if (Files.isDirectory(child)) {
                if (below) {
                    Path real = child.toRealPath();
                    Set<Path> more = new HashSet<>(entered);
                    if (!more.add(real)) {
                        problems.add(Problem.of("the symbolic link leads back to a folder above it")
                                .at(Location.of(context.display(child))));
                        return;
                    }
                    enter(child, segments, more);
                }
            } else if (file && Files.isRegularFile(child)) {
                found.add(new Found(child, segments));
            } else if (file) {
                problems.add(Problem.of("is neither a file nor a folder (a pipe, a socket or a device)")
                        .at(Location.of(context.display(child))));
            }
        }

        private boolean excluded(List<String> segments) {
            return NEVER.stream().anyMatch(pattern -> pattern.matches(segments))
                    || excludes.stream().anyMatch(pattern -> pattern.matches(segments));
        }

        private boolean staysInside(Path link) throws IOException {
            Path aim = Files.readSymbolicLink(link);
            if (!Files.exists(link)) {
                problems.add(Problem.of("the symbolic link leads to nothing (" + aim + ")")
                        .at(Location.of(context.display(link))));
                return false;
            }
            if (!link.toRealPath().startsWith(realRoot)) {
                problems.add(Problem.of("the symbolic link leaves the folder (" + aim + ")")
                        .at(Location.of(context.display(link)))
                        .next("put the file itself there, or exclude the link"));
                return false;
            }
            return true;
        }
    }
}
