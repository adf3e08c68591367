package ai.invoke.release.build;

import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a build gets to see: what git tracks, what is new and not ignored, and of what git ignores only what was
 * named (the frontend's output). So a stale {@code build/}, {@code dist/} or {@code *.egg-info}, a virtual environment, a
 * cache or a file with secrets can neither get into an artifact nor change what counts as an input.
 *
 * @param root the top folder: of the work tree, or the project itself where there is no git
 * @param project the project's folder relative to the root, with {@code /}; empty when it is the root
 * @param files relative to the root, with {@code /}
 * @param generated those of them that git does not know and that were named
 * @param tracked those of them that git tracks
 * @param changed what makes the files differ from the commit: tracked files that were edited, new ones, and links that lead
 *     out of the sources to what no commit holds
 * @param leftOut ignored files next to Python modules that are no known residue: perhaps generated and needed
 * @param git what git says about the work tree, where there is one
 */
public record SourceTree(
        Path root,
        String project,
        NavigableSet<String> files,
        NavigableSet<String> generated,
        NavigableSet<String> tracked,
        NavigableSet<String> changed,
        List<String> leftOut,
        Optional<WorkTree> git) {

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

    /**
     * The sources of a project.
     *
     * @param git what git says, where the project is in a work tree
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param generated paths or globs, relative to the project, of files that git ignores and that belong to the sources
     * @param outputs folders that this build itself writes; never sources
     * @return the sources
     * @throws EnvironmentException when a folder cannot be read
     */
    public static SourceTree of(
            Optional<WorkTree> git, Path projectDirectory, List<String> generated, List<Path> outputs) {
        return of(git, projectDirectory, generated, new DeclaredFiles(List.of(), List.of()), outputs);
    }

    /**
     * The sources of a project with what its own files declare.
     *
     * @param git what git says, where the project is in a work tree
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param generated paths or globs, relative to the project, of files that git ignores and that belong to the sources
     * @param declared what the project declares itself; residue and secrets never count among it
     * @param outputs folders that this build itself writes; never sources
     * @return the sources
     * @throws EnvironmentException when a folder cannot be read
     */
    public static SourceTree of(
            Optional<WorkTree> git,
            Path projectDirectory,
            List<String> generated,
            DeclaredFiles declared,
            List<Path> outputs) {
        try {
            return git.isPresent()
                    ? of(git.get(), projectDirectory, generated, declared, outputs)
                    : withoutGit(projectDirectory, generated, declared, outputs);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read the sources in " + projectDirectory + ": " + e), e);
        }
    }

    private static SourceTree of(
            WorkTree git, Path projectDirectory, List<String> generated, DeclaredFiles declared, List<Path> outputs)
            throws IOException {
        Path root = git.root().toRealPath();
        String project = slashed(root.relativize(projectDirectory.toRealPath()));
        Selection selection = new Selection(root, project, generated, declared, outputs);
        NavigableSet<String> tracked = new TreeSet<>();
        git.tracked().stream().filter(file -> !selection.isOutput(file)).forEach(tracked::add);
        NavigableSet<String> files = new TreeSet<>(tracked);
        Set<String> environments = environments(git.untracked());
        git.untracked().stream()
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
        for (String entry : git.ignored()) {
            if (selection.isOutput(entry)) {
                continue;
            }
            if (!entry.endsWith("/")) {
                if (selection.isGenerated(entry)) {
                    files.add(entry);
                } else if (!selection.isResidue(entry)
                        && !selection.isMade(entry)
                        && packages.contains(folderOf(entry))) {
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
        leftOut.addAll(selection.danglingLinks(files));
        NavigableSet<String> named = new TreeSet<>(files);
        named.removeAll(tracked);
        named.removeIf(file -> !selection.isGenerated(file));
        NavigableSet<String> changed = new TreeSet<>(files);
        changed.removeAll(named);
        changed.removeIf(file -> tracked.contains(file) && !selection.leadsOut(file));
        git.head().changed().stream().filter(file -> !selection.isOutput(file)).forEach(changed::add);
        return new SourceTree(
                root,
                project,
                files,
                named,
                tracked,
                changed,
                leftOut.subList(0, Math.min(leftOut.size(), LEFT_OUT_LIMIT)),
                Optional.of(git));
    }

    /** All files but the residue of earlier builds. */
    private static SourceTree withoutGit(
            Path projectDirectory, List<String> generated, DeclaredFiles declared, List<Path> outputs)
            throws IOException {
        Path root = projectDirectory.toRealPath();
        Selection selection = new Selection(root, "", generated, declared, outputs);
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
        return new SourceTree(
                root, "", files, new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), List.of(), Optional.empty());
    }

    /**
     * Why the commit does not say what the files hold.
     *
     * @return for a message; empty when they are those of the commit
     */
    public Optional<String> uncommitted() {
        if (git.flatMap(tree -> tree.head().commit()).isEmpty()) {
            return Optional.of("there is no commit that tells whether anything has changed");
        }
        NavigableSet<String> edited = new TreeSet<>(changed);
        edited.removeIf(
                file -> tracked.contains(file) && !git.get().head().changed().contains(file));
        if (!edited.isEmpty()) {
            return Optional.of("the work tree has changes: " + TreeSnapshot.some(edited));
        }
        return changed.isEmpty()
                ? Optional.empty()
                : Optional.of(TreeSnapshot.some(changed) + " leads out of the repository to what no commit holds");
    }

    /**
     * What identifies these files: the commit, the tags that stand for it, what a commit leaves open, and what the files hold
     * that it does not know.
     *
     * @return the beginning of every key
     */
    public BuildKey key() {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("project", project);
        git.map(WorkTree::head).ifPresent(head -> {
            settings.put("commit", head.commit().orElse("none"));
            settings.put("tags", String.join(" ", head.tags()));
            settings.putAll(head.parts());
        });
        NavigableSet<String> unknown = new TreeSet<>(generated);
        unknown.addAll(changed);
        SortedMap<String, String> contents = new TreeMap<>();
        unknown.forEach(file -> contents.put(file, "gone"));
        contents.putAll(TreeSnapshot.of(root, unknown, executable()).files());
        return new BuildKey(settings, contents);
    }

    /** Whether files are executable, where the disk does not know it. */
    private Map<String, Boolean> executable() {
        return git.<Map<String, Boolean>>map(WorkTree::executable).orElse(Map.of());
    }

    /**
     * Whether git tracks a file.
     *
     * @param file any file
     * @return false also for one that is not there
     */
    public boolean isTracked(Path file) {
        try {
            Path real = file.toRealPath();
            return real.startsWith(root) && tracked.contains(slashed(root.relativize(real)));
        } catch (IOException e) {
            // Gone in this moment.
            return false;
        }
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
        return TreeSnapshot.of(copy, files, executable());
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
        private final List<SourcePattern> declared;
        private final List<SourcePattern> made;
        private final List<String> outputs = new ArrayList<>();

        Selection(Path root, String project, List<String> generated, DeclaredFiles declared, List<Path> outputs)
                throws IOException {
            this.root = root;
            this.prefix = project.isEmpty() ? "" : project + "/";
            this.generated = patterns(project, generated);
            this.declared = patterns(project, declared.patterns());
            this.made = patterns(project, declared.made());
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

        private static List<SourcePattern> patterns(String project, List<String> names) {
            return names.stream().map(name -> new SourcePattern(project, name)).toList();
        }

        boolean isGenerated(String file) {
            return generated.stream().anyMatch(pattern -> pattern.matches(file) && !isBytecode(pattern.unnamed(file)))
                    || declared.stream()
                            .anyMatch(pattern -> pattern.matches(file)
                                    && !isSecret(file)
                                    && !(pattern.isGlob() ? isResidue(file) : isRest(pattern.unnamed(file))));
        }

        /** The backend writes it. */
        boolean isMade(String file) {
            return made.stream().anyMatch(pattern -> pattern.matches(file));
        }

        boolean mayHoldGenerated(String folder) {
            return mayHoldNamed(folder)
                    || (!isResidue(folder + "x")
                            && Stream.concat(generated.stream(), declared.stream())
                                    .anyMatch(SourcePattern::isGlob));
        }

        /** Beside the modules of a package that a build writes into. */
        private static boolean isBytecode(String file) {
            return file.startsWith("__pycache__/") || file.contains("/__pycache__/") || file.endsWith(".pyc");
        }

        boolean isResidue(String file) {
            return file.startsWith(prefix + "build/") || file.startsWith(prefix + "dist/") || isRest(file);
        }

        /** What tools leave anywhere. */
        private static boolean isRest(String file) {
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

        /** What lies there is in no commit of this repository. */
        boolean leadsOut(String file) {
            Path link = root.resolve(file);
            if (!Files.isSymbolicLink(link) || !Files.exists(link)) {
                return false;
            }
            try {
                Path target = link.toRealPath();
                return !target.startsWith(root) && !root.startsWith(target);
            } catch (IOException e) {
                // Gone in this moment, or a way that cannot be read: nobody can tell.
                return true;
            }
        }

        /** What links lead to in this tree and would not lead to in a copy of these files. */
        List<String> danglingLinks(NavigableSet<String> files) throws IOException {
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
            return generated.stream().anyMatch(pattern -> pattern.leadsThrough(folder))
                    || declared.stream()
                            .anyMatch(
                                    pattern -> pattern.leadsThrough(folder) && !isRest(pattern.unnamed(folder) + "x"));
        }
    }
}
