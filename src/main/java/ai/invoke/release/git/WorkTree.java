package ai.invoke.release.git;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig.AutoCRLF;
import org.eclipse.jgit.lib.CoreConfig.EOL;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.WorkingTreeOptions;
import org.jspecify.annotations.Nullable;

/**
 * The files of a work tree as git sees them: tracked, new, ignored. Reads only.
 *
 * @param root the top folder of the work tree
 * @param tracked files that git tracks and that are there, also those of submodules; relative to the root, with {@code /}
 * @param untracked files that are there, not tracked and not ignored
 * @param ignored files and, ending with {@code /}, whole folders that git ignores
 * @param executable whether a tracked file is executable, where the bits on the disk mean nothing (core.fileMode=false, as
 *     on Windows); empty where they do
 * @param converted tracked texts with line ends that another clone would not have: this user's configuration asked for
 *     CRLF (core.autocrlf, core.eol), and not the repository's own attributes
 */
public record WorkTree(
        Path root,
        List<String> tracked,
        List<String> untracked,
        List<String> ignored,
        SortedMap<String, Boolean> executable,
        List<String> converted) {

    /** In bytes; git itself looks at 8000. */
    private static final int BEGINNING = 8000;

    private static final Set<EolStreamType> CRLF = Set.of(EolStreamType.AUTO_CRLF, EolStreamType.TEXT_CRLF);

    private static final List<String> CORE = List.of(
            "filemode",
            "autocrlf",
            "eol",
            "ignorecase",
            "symlinks",
            "precomposeunicode",
            "attributesfile",
            "checkroundtripencoding");

    /** Takes unmodifiable copies. */
    public WorkTree {
        tracked = List.copyOf(tracked);
        untracked = List.copyOf(untracked);
        ignored = List.copyOf(ignored);
        executable = Collections.unmodifiableSortedMap(new TreeMap<>(executable));
        converted = List.copyOf(converted);
    }

    /**
     * Looks at the work tree that a folder belongs to.
     *
     * @param folder any folder
     * @return empty when it belongs to none, or when the repository tracks nothing in it, as for a folder that an
     *     enclosing repository ignores
     * @throws EnvironmentException when the repository cannot be read
     */
    public static Optional<WorkTree> of(Path folder) {
        try (Repository repository = open(folder)) {
            if (repository == null || repository.isBare()) {
                return Optional.empty();
            }
            Path root = repository.getWorkTree().toPath().toRealPath();
            Collector collector = new Collector();
            collector.collect(repository, "");
            WorkTree tree = new WorkTree(
                    root,
                    collector.tracked,
                    collector.untracked,
                    collector.ignored,
                    collector.executable,
                    collector.converted);
            String prefix = prefix(root, folder);
            return tree.tracked().stream().anyMatch(file -> file.startsWith(prefix))
                    ? Optional.of(tree)
                    : Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the git repository of " + folder + ": " + e)
                            .next(IndexForm.of(folder).orElse("git status")),
                    e);
        }
    }

    private static String prefix(Path root, Path folder) throws IOException {
        String relative = root.relativize(folder.toRealPath()).toString().replace(File.separatorChar, '/');
        return relative.isEmpty() ? "" : relative + "/";
    }

    private static @Nullable Repository open(Path folder) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(RealFolder.of(folder));
        return builder.getGitDir() == null ? null : builder.setMustExist(true).build();
    }

    /**
     * Makes a repository of its own in a copy of this work tree: the same HEAD, tags and index, the objects shared. Whoever
     * asks git for a version there gets the same answer, and whoever commits or tags there changes nothing here.
     *
     * @param copy the top folder of the copy
     * @throws IOException when it cannot be written
     */
    public void shadow(Path copy) throws IOException {
        try (Repository repository = open(root)) {
            if (repository == null) {
                throw new IOException("the git repository of " + root + " is gone");
            }
            Path git = copy.resolve(Constants.DOT_GIT);
            Files.createDirectories(git.resolve("objects").resolve("info"));
            Files.createDirectories(git.resolve("objects").resolve("pack"));
            Files.createDirectories(git.resolve("refs").resolve("heads"));
            Files.createDirectories(git.resolve("refs").resolve("tags"));
            Path common = repository.getCommonDirectory().toPath().toAbsolutePath();
            write(git.resolve("objects/info/alternates"), common.resolve("objects") + "\n");
            write(git.resolve("config"), config(repository));
            write(git.resolve(Constants.HEAD), head(repository));
            write(git.resolve(Constants.PACKED_REFS), refs(repository));
            Path shallow = common.resolve("shallow");
            if (Files.exists(shallow)) {
                Files.copy(shallow, git.resolve("shallow"));
            }
            Path attributes = common.resolve("info").resolve("attributes");
            if (Files.exists(attributes)) {
                Files.createDirectories(git.resolve("info"));
                Files.copy(attributes, git.resolve("info").resolve("attributes"));
            }
            Path index = repository.getIndexFile().toPath();
            if (Files.exists(index)) {
                Files.copy(index, git.resolve("index"));
            }
        }
    }

    /** Never on a branch: some backends write its name into the sdist, and CI builds a tag from a detached HEAD. */
    private static String head(Repository repository) throws IOException {
        ObjectId commit = repository.resolve(Constants.HEAD);
        return (commit == null ? "ref: refs/heads/main" : ObjectId.toString(commit)) + "\n";
    }

    /**
     * Where HEAD, the branches and the tags are, to see whether somebody moves them.
     *
     * @return names and object ids, for HEAD also the branch it is on
     * @throws EnvironmentException when the repository cannot be read
     */
    public SortedMap<String, String> refs() {
        try (Repository repository = open(root)) {
            TreeMap<String, String> refs = new TreeMap<>();
            if (repository != null) {
                for (Ref ref : repository.getRefDatabase().getRefs()) {
                    String branch = ref.isSymbolic() ? " " + ref.getTarget().getName() : "";
                    refs.put(ref.getName(), ObjectId.toString(ref.getObjectId()) + branch);
                }
            }
            return refs;
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the refs of the git repository " + root + ": " + e)
                            .next("git show-ref"),
                    e);
        }
    }

    /** What git needs to see that a file is what was committed: without its filter each one would count as changed. */
    private static String config(Repository repository) {
        Config there = repository.getConfig();
        Config here = new Config();
        here.setString("core", null, "repositoryformatversion", "0");
        here.setString("core", null, "bare", "false");
        for (String name : CORE) {
            String value = there.getString("core", null, name);
            if (value != null) {
                here.setString("core", null, name, value);
            }
        }
        for (String filter : there.getSubsections("filter")) {
            for (String name : there.getNames("filter", filter)) {
                String value = there.getString("filter", filter, name);
                here.setString("filter", filter, name, value == null ? "" : value);
            }
        }
        return here.toText();
    }

    private static String refs(Repository repository) throws IOException {
        TreeMap<String, String> refs = new TreeMap<>();
        for (Ref ref : repository.getRefDatabase().getRefs()) {
            if (ref.getName().startsWith(Constants.R_REFS) && !ref.isSymbolic() && ref.getObjectId() != null) {
                refs.put(ref.getName(), ObjectId.toString(ref.getObjectId()));
            }
        }
        StringBuilder text = new StringBuilder("# pack-refs with: sorted \n");
        refs.forEach((name, id) -> text.append(id).append(' ').append(name).append('\n'));
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Walks the index and the files side by side. */
    private static final class Collector {

        private final List<String> tracked = new ArrayList<>();
        private final List<String> untracked = new ArrayList<>();
        private final List<String> ignored = new ArrayList<>();
        private final SortedMap<String, Boolean> executable = new TreeMap<>();
        private final List<String> converted = new ArrayList<>();

        void collect(Repository repository, String prefix) throws IOException {
            try (TreeWalk walk = new NameConflictTreeWalk(repository)) {
                walk.addTree(new DirCacheIterator(repository.readDirCache()));
                FileTreeIterator files = new FileTreeIterator(repository);
                files.setDirCacheIterator(walk, 0);
                walk.addTree(files);
                walk.setAttributesNodeProvider(repository.createAttributesNodeProvider());
                WorkingTreeOptions options = repository.getConfig().get(WorkingTreeOptions.KEY);
                while (walk.next()) {
                    WorkingTreeIterator file = walk.getTree(1, WorkingTreeIterator.class);
                    if (file != null) {
                        visit(repository, walk, file, prefix);
                        DirCacheIterator known = walk.getTree(0, DirCacheIterator.class);
                        if (known != null && file.getEntryFileMode().getObjectType() == Constants.OBJ_BLOB) {
                            compare(repository, walk, known, options, prefix);
                        }
                    }
                }
            }
        }

        private void visit(Repository repository, TreeWalk walk, WorkingTreeIterator file, String prefix)
                throws IOException {
            boolean known = walk.getTree(0, DirCacheIterator.class) != null;
            FileMode mode = file.getEntryFileMode();
            String path = prefix + walk.getPathString();
            if (FileMode.GITLINK.equals(mode)) {
                nested(repository, walk, path, known);
            } else if (FileMode.TREE.equals(mode)) {
                if (!known && file.isEntryIgnored()) {
                    ignored.add(path + "/");
                } else {
                    walk.enterSubtree();
                }
            } else if (known) {
                tracked.add(path);
            } else {
                (file.isEntryIgnored() ? ignored : untracked).add(path);
            }
        }

        /** What is on the disk may not be what was committed, although git calls it unchanged. */
        private void compare(
                Repository repository, TreeWalk walk, DirCacheIterator known, WorkingTreeOptions options, String prefix)
                throws IOException {
            String path = prefix + walk.getPathString();
            if (!options.isFileMode()) {
                executable.put(path, FileMode.EXECUTABLE_FILE.equals(known.getEntryFileMode()));
            }
            boolean asked = options.getAutoCRLF() == AutoCRLF.TRUE || options.getEOL() == EOL.CRLF;
            if (asked
                    && walk.getAttributes().getValue("eol") == null
                    && CRLF.contains(walk.getEolStreamType(TreeWalk.OperationType.CHECKOUT_OP))
                    && hasCrlf(repository.getWorkTree().toPath().resolve(walk.getPathString()))) {
                converted.add(path);
            }
        }

        /** Looks at the beginning only, as git does to tell texts from other files. */
        private static boolean hasCrlf(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                String start = new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
                return start.contains("\r\n") && start.indexOf('\0') < 0;
            }
        }

        private void nested(Repository repository, TreeWalk walk, String path, boolean known) throws IOException {
            Path folder = repository.getWorkTree().toPath().resolve(walk.getPathString());
            try (Repository module = known ? open(folder) : null) {
                if (module == null || module.getDirectory().equals(repository.getDirectory())) {
                    // A repository that lies here by chance is none of the project's files.
                    ignored.add(path + "/");
                } else {
                    collect(module, path + "/");
                }
            }
        }
    }
}
