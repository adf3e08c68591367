package ai.invoke.release.build;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files that a build gets to see: what git tracks, what is new and not ignored, and of what git ignores only what was
 * named (the frontend's output). So a stale {@code build/}, {@code dist/} or {@code *.egg-info}, a virtual environment, a
 * cache or a file with secrets can neither get into an artifact nor change what counts as an input.
 *
 * @param root the top folder: of the work tree, or the project itself where there is no git
 * @param project the project's folder relative to the root, with {@code /}; empty when it is the root
 * @param files relative to the root, with {@code /}
 * @param tracked those of them that git tracks
 * @param leftOut ignored files next to Python modules that are no known residue: perhaps generated and needed
 * @param ignored all files and, ending with {@code /}, folders that git ignores and that are neither output nor residue
 * @param executable whether a file is executable, for those of which the disk does not know it
 * @param repository makes a copy of the git repository beside a copy of the files, where there is one
 */
public record SourceTree(
        Path root,
        String project,
        NavigableSet<String> files,
        NavigableSet<String> tracked,
        List<String> leftOut,
        List<String> ignored,
        Map<String, Boolean> executable,
        Optional<RepositoryCopy> repository) {

    private static final Set<String> RESIDUE_FOLDERS = Set.of(
            "__pycache__",
            "node_modules",
            ".git",
            ".hg",
            ".svn",
            ".tox",
            ".nox",
            ".mypy_cache",
            ".pytest_cache",
            ".ruff_cache",
            ".venv",
            "venv",
            ".eggs",
            ".idea",
            ".vscode",
            ".pnpm-store");

    private static final Set<String> SECRETS = Set.of(".env", ".pypirc", ".netrc");

    private static final String ENVIRONMENT_MARK = "pyvenv.cfg";

    private static final int LEFT_OUT_LIMIT = 1000;

    /** Gives a copy of the files the git repository that some backends ask for a version. */
    @FunctionalInterface
    public interface RepositoryCopy {

        /**
         * Makes the repository.
         *
         * @param folder the top folder of the copied files
         * @throws IOException when it cannot be written
         */
        void into(Path folder) throws IOException;
    }

    /**
     * What git says about a work tree.
     *
     * @param root its top folder
     * @param tracked files git tracks
     * @param untracked new files
     * @param ignored ignored files and, ending with {@code /}, folders
     * @param executable whether a tracked file is executable, for those of which the disk does not know it
     * @param repository copies the repository
     */
    public record Listing(
            Path root,
            List<String> tracked,
            List<String> untracked,
            List<String> ignored,
            Map<String, Boolean> executable,
            RepositoryCopy repository) {}

    /**
     * The sources of a project under git.
     *
     * @param listing what git says
     * @param projectDirectory the folder with {@code pyproject.toml}, inside the work tree
     * @param generated paths or globs, relative to the project, of ignored files that belong to the sources
     * @param outputs folders that this build itself writes; never sources
     * @return the sources
     * @throws IOException when a folder cannot be read
     */
    public static SourceTree of(Listing listing, Path projectDirectory, List<String> generated, List<Path> outputs)
            throws IOException {
        Path root = listing.root().toRealPath();
        String project = slashed(root.relativize(projectDirectory.toRealPath()));
        Selection selection = new Selection(root, project, generated, outputs);
        NavigableSet<String> tracked = new TreeSet<>();
        listing.tracked().stream().filter(file -> !selection.isOutput(file)).forEach(tracked::add);
        NavigableSet<String> files = new TreeSet<>(tracked);
        Set<String> environments = environments(listing.untracked());
        listing.untracked().stream()
                .filter(file -> !selection.isOutput(file)
                        && !selection.isResidue(file)
                        && !selection.isResidueLink(file)
                        && environments.stream().noneMatch(file::startsWith)
                        && (!isSecret(file) || selection.isGenerated(file)))
                .forEach(files::add);
        Set<String> packages = new TreeSet<>();
        for (String file : tracked) {
            // A package of another project in the same repository may miss what it likes.
            if (file.endsWith(".py") && (project.isEmpty() || file.startsWith(project + "/"))) {
                packages.add(folderOf(file));
            }
        }
        List<String> leftOut = new ArrayList<>();
        for (String entry : listing.ignored()) {
            if (selection.isOutput(entry)) {
                continue;
            }
            if (!entry.endsWith("/")) {
                if (selection.isGenerated(entry)) {
                    files.add(entry);
                } else if (!selection.isResidue(entry) && packages.contains(folderOf(entry))) {
                    leftOut.add(entry);
                }
            } else if (selection.mayHoldGenerated(entry)) {
                selection.walk(entry, file -> {
                    if (selection.isGenerated(file)) {
                        files.add(file);
                    }
                });
            } else if (!selection.isResidue(entry + "x")
                    && packages.contains(folderOf(entry.substring(0, entry.length() - 1)))) {
                leftOut.add(entry);
            }
        }
        leftOut.addAll(selection.leadingNowhere(files));
        return new SourceTree(
                root,
                project,
                files,
                tracked,
                leftOut.subList(0, Math.min(leftOut.size(), LEFT_OUT_LIMIT)),
                listing.ignored().stream()
                        .filter(entry -> !selection.isOutput(entry)
                                && !selection.isResidue(entry.endsWith("/") ? entry + "x" : entry))
                        .toList(),
                listing.executable(),
                Optional.of(listing.repository()));
    }

    /**
     * The sources of a project without git: all files but the residue of earlier builds.
     *
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param generated paths or globs, relative to the project, of files that would count as residue and do not
     * @param outputs folders that this build itself writes; never sources
     * @return the sources
     * @throws IOException when a folder cannot be read
     */
    public static SourceTree withoutGit(Path projectDirectory, List<String> generated, List<Path> outputs)
            throws IOException {
        Path root = projectDirectory.toRealPath();
        Selection selection = new Selection(root, "", generated, outputs);
        NavigableSet<String> files = new TreeSet<>();
        selection.walk("", file -> {
            boolean unwanted = selection.isResidue(file)
                    || selection.isResidueLink(file)
                    // Deeper ones may have come with the sources, as those of a frontend do.
                    || (isSecret(file) && file.indexOf('/') < 0);
            if (!selection.isOutput(file) && (!unwanted || selection.isGenerated(file))) {
                files.add(file);
            }
        });
        return new SourceTree(root, "", files, new TreeSet<>(), List.of(), List.of(), Map.of(), Optional.empty());
    }

    /**
     * What the files hold now.
     *
     * @return the files that are there
     */
    public TreeSnapshot snapshot() {
        return snapshotOf(root);
    }

    /**
     * What they hold in a copy of this tree.
     *
     * @param copy its top folder
     * @return the files that are there
     */
    public TreeSnapshot snapshotOf(Path copy) {
        return TreeSnapshot.of(copy, files, executable);
    }

    /**
     * The project's folder in a copy of this tree.
     *
     * @param copy the top folder of the copy
     * @return the folder with {@code pyproject.toml}
     */
    public Path projectIn(Path copy) {
        return project.isEmpty() ? copy : copy.resolve(project);
    }

    /** Virtual environments that nobody has told git to ignore. */
    private static Set<String> environments(List<String> untracked) {
        Set<String> folders = new TreeSet<>();
        for (String file : untracked) {
            if (file.endsWith("/" + ENVIRONMENT_MARK)) {
                folders.add(folderOf(file) + "/");
            }
        }
        return folders;
    }

    /** Files that hold passwords by custom. Some backends put every file that git does not ignore into the sdist. */
    private static boolean isSecret(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return SECRETS.contains(name) || (name.startsWith(".env.") && name.endsWith(".local"));
    }

    private static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }

    private static String folderOf(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "" : file.substring(0, slash);
    }

    /** Hears of each file. */
    private interface Found {
        void file(String path);
    }

    /** Which files count. */
    private static final class Selection {

        private final Path root;
        private final String prefix;
        private final List<SourcePattern> generated;
        private final List<String> outputs = new ArrayList<>();

        Selection(Path root, String project, List<String> generated, List<Path> outputs) throws IOException {
            this.root = root;
            this.prefix = project.isEmpty() ? "" : project + "/";
            this.generated = generated.stream()
                    .map(name -> new SourcePattern(project, name))
                    .toList();
            for (Path output : outputs) {
                Path real = Files.exists(output)
                        ? output.toRealPath()
                        : output.toAbsolutePath().normalize();
                if (real.startsWith(root) && !real.equals(root)) {
                    this.outputs.add(slashed(root.relativize(real)) + "/");
                }
            }
        }

        boolean isOutput(String file) {
            return outputs.stream().anyMatch(file::startsWith);
        }

        boolean isGenerated(String file) {
            return generated.stream().anyMatch(pattern -> pattern.matches(file));
        }

        boolean mayHoldGenerated(String folder) {
            return mayHoldNamed(folder)
                    || (!isResidue(folder + "x") && generated.stream().anyMatch(SourcePattern::isGlob));
        }

        boolean isResidue(String file) {
            if (file.startsWith(prefix + "build/") || file.startsWith(prefix + "dist/")) {
                return true;
            }
            String[] parts = file.split("/", -1);
            for (int i = 0; i < parts.length - 1; i++) {
                if (RESIDUE_FOLDERS.contains(parts[i]) || parts[i].endsWith(".egg-info")) {
                    return true;
                }
            }
            String name = parts[parts.length - 1];
            return name.endsWith(".pyc")
                    || name.endsWith(".pyo")
                    || name.endsWith(".egg-info")
                    || name.equals(".DS_Store")
                    || name.equals(".git")
                    || name.equals(".coverage");
        }

        /** {@code .venv/} in a .gitignore does not match a link of that name. */
        boolean isResidueLink(String file) {
            Path link = root.resolve(file);
            return Files.isSymbolicLink(link)
                    && (RESIDUE_FOLDERS.contains(file.substring(file.lastIndexOf('/') + 1))
                            || Files.exists(link.resolve(ENVIRONMENT_MARK)));
        }

        /** What links lead to in this tree and would not lead to in a copy of these files. */
        List<String> leadingNowhere(NavigableSet<String> files) throws IOException {
            List<String> found = new ArrayList<>();
            for (String file : files) {
                Path link = root.resolve(file);
                if (Files.isSymbolicLink(link) && Files.exists(link)) {
                    Path target = link.toRealPath();
                    String path = target.startsWith(root) ? slashed(root.relativize(target)) : "";
                    String below = files.ceiling(path + "/");
                    if (!path.isEmpty() && !files.contains(path) && (below == null || !below.startsWith(path + "/"))) {
                        found.add(path + (Files.isDirectory(target) ? "/" : ""));
                    }
                }
            }
            return found;
        }

        void walk(String folder, Found found) throws IOException {
            Files.walkFileTree(root.resolve(folder), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    String path = slashed(root.relativize(visited));
                    boolean environment = Files.exists(visited.resolve(ENVIRONMENT_MARK));
                    boolean skipped = !path.isEmpty()
                            && (environment || isOutput(path + "/") || isResidue(path + "/x"))
                            && !mayHoldNamed(path + "/");
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                        found.file(slashed(root.relativize(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }

        private boolean mayHoldNamed(String folder) {
            return generated.stream().anyMatch(pattern -> pattern.leadsThrough(folder));
        }
    }
}
