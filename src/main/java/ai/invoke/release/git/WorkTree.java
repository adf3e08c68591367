package ai.invoke.release.git;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig.AutoCRLF;
import org.eclipse.jgit.lib.CoreConfig.EOL;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
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
 * @param head what is checked out, and where the files differ from it
 */
public record WorkTree(
        Path root,
        List<String> tracked,
        List<String> untracked,
        List<String> ignored,
        SortedMap<String, Boolean> executable,
        List<String> converted,
        Head head) {

    /**
     * What is checked out.
     *
     * @param commit the full id; empty before the first commit
     * @param tags the names of the tags that stand for the commit, sorted
     * @param changed tracked files that are not what the commit holds, whether staged, edited or deleted, and submodules at
     *     another commit; relative to the root. A file that git was told to take for unchanged is compared, too
     * @param parts what one commit leaves open: which submodules and which files of git LFS are here, and what a sparse
     *     checkout leaves out; name and state
     */
    public record Head(
            Optional<String> commit, List<String> tags, SortedSet<String> changed, SortedMap<String, String> parts) {

        /** Takes unmodifiable copies. */
        public Head {
            tags = List.copyOf(tags);
            changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
            parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        }
    }

    /** Where a file of git LFS stands for content that was not fetched (git-lfs, docs/spec.md). */
    private static final String POINTER = "version https://git-lfs.github.com/spec/";

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
            HeadRefs refs = HeadRefs.read(root).orElse(new HeadRefs(Optional.empty(), List.of()));
            WorkTree tree = new WorkTree(
                    root,
                    collector.tracked,
                    collector.untracked,
                    collector.ignored,
                    collector.executable,
                    collector.converted,
                    new Head(
                            refs.commitId(),
                            refs.tags().stream().map(Tag::name).toList(),
                            collector.changed,
                            collector.parts()));
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
        return Repositories.find(folder).orElse(null);
    }

    /**
     * Makes a repository of its own in a copy of this work tree: the same HEAD, tags and index, the objects shared. Whoever
     * asks git for a version there gets the same answer, and whoever commits or tags there changes nothing here.
     *
     * <p>Several tags at HEAD are a question that each tool answers in its own way, mostly with the newest one: beside {@code v1}
     * the tag {@code v1.2.3} gives version 1. So a tag that is released is the only one there.
     *
     * @param copy the top folder of the copy
     * @param released the name of the tag that is released; empty keeps every tag
     * @throws IOException when it cannot be written
     */
    public void shadow(Path copy, Optional<String> released) throws IOException {
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
            write(git.resolve(Constants.PACKED_REFS), refs(repository, released));
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

    private static String refs(Repository repository, Optional<String> released) throws IOException {
        ObjectId head = repository.resolve(Constants.HEAD);
        String kept = Constants.R_TAGS + released.orElse("");
        TreeMap<String, String> refs = new TreeMap<>();
        for (Ref ref : repository.getRefDatabase().getRefs()) {
            boolean other = released.isPresent()
                    && ref.getName().startsWith(Constants.R_TAGS)
                    && !ref.getName().equals(kept)
                    && ref.getObjectId() != null
                    && commit(repository, ref).equals(head);
            if (ref.getName().startsWith(Constants.R_REFS)
                    && !ref.isSymbolic()
                    && ref.getObjectId() != null
                    && !other) {
                refs.put(ref.getName(), ObjectId.toString(ref.getObjectId()));
            }
        }
        StringBuilder text = new StringBuilder("# pack-refs with: sorted \n");
        refs.forEach((name, id) -> text.append(id).append(' ').append(name).append('\n'));
        return text.toString();
    }

    /** What a tag stands for in the end. */
    private static ObjectId commit(Repository repository, Ref tag) throws IOException {
        ObjectId peeled = repository.getRefDatabase().peel(tag).getPeeledObjectId();
        return peeled == null ? tag.getObjectId() : peeled;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Walks the index, the files and the commit side by side. */
    private static final class Collector {

        private static final int INDEX = 0;
        private static final int FILES = 1;
        private static final int COMMIT = 2;

        private final List<String> tracked = new ArrayList<>();
        private final List<String> untracked = new ArrayList<>();
        private final List<String> ignored = new ArrayList<>();
        private final SortedMap<String, Boolean> executable = new TreeMap<>();
        private final List<String> converted = new ArrayList<>();
        private final SortedSet<String> changed = new TreeSet<>();
        private final SortedMap<String, String> modules = new TreeMap<>();
        private final List<String> pointers = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();

        SortedMap<String, String> parts() {
            SortedMap<String, String> parts = new TreeMap<>(modules);
            put(parts, "git LFS: not fetched", pointers);
            put(parts, "sparse checkout: left out", leftOut);
            return parts;
        }

        private static void put(SortedMap<String, String> parts, String name, Collection<String> files) {
            if (!files.isEmpty()) {
                parts.put(name, files.size() + " files " + Sha256.of(String.join("\n", files)));
            }
        }

        void collect(Repository repository, String prefix) throws IOException {
            try (TreeWalk walk = new NameConflictTreeWalk(repository);
                    ObjectReader reader = repository.newObjectReader()) {
                walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
                walk.addTree(new DirCacheIterator(repository.readDirCache()));
                FileTreeIterator files = new FileTreeIterator(repository);
                files.setDirCacheIterator(walk, INDEX);
                walk.addTree(files);
                walk.addTree(committed(repository, reader));
                walk.setAttributesNodeProvider(repository.createAttributesNodeProvider());
                WorkingTreeOptions options = repository.getConfig().get(WorkingTreeOptions.KEY);
                while (walk.next()) {
                    DirCacheIterator known = walk.getTree(INDEX, DirCacheIterator.class);
                    WorkingTreeIterator file = walk.getTree(FILES, WorkingTreeIterator.class);
                    String path = prefix + walk.getPathString();
                    if (known != null && FileMode.GITLINK.equals(known.getEntryFileMode())) {
                        module(repository, walk, known.getDirCacheEntry(), path);
                    } else {
                        visit(walk, known, file, path);
                        if (known != null && file != null && isBlob(file)) {
                            compare(repository, walk, known, options, path);
                        }
                    }
                    if (isChanged(repository, walk, known, file, reader, path)) {
                        changed.add(path);
                    }
                }
            }
        }

        private static AbstractTreeIterator committed(Repository repository, ObjectReader reader) throws IOException {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null) {
                return new EmptyTreeIterator();
            }
            try (RevWalk walk = new RevWalk(reader)) {
                return new CanonicalTreeParser(null, reader, walk.parseTree(head));
            }
        }

        private static boolean isBlob(WorkingTreeIterator file) {
            return file.getEntryFileMode().getObjectType() == Constants.OBJ_BLOB;
        }

        private void visit(
                TreeWalk walk, @Nullable DirCacheIterator known, @Nullable WorkingTreeIterator file, String path)
                throws IOException {
            boolean folder = FileMode.TREE.equals(walk.getFileMode(COMMIT))
                    || (known != null && FileMode.TREE.equals(known.getEntryFileMode()));
            if (file == null || (folder && isBlob(file))) {
                if (file != null) {
                    untracked.add(path);
                }
                if (folder) {
                    walk.enterSubtree();
                }
                return;
            }
            FileMode mode = file.getEntryFileMode();
            if (FileMode.GITLINK.equals(mode)) {
                // A repository that lies here by chance is none of the project's files.
                ignored.add(path + "/");
            } else if (FileMode.TREE.equals(mode)) {
                if (!folder && known == null && file.isEntryIgnored()) {
                    ignored.add(path + "/");
                } else {
                    walk.enterSubtree();
                }
            } else if (known != null) {
                tracked.add(path);
            } else {
                (file.isEntryIgnored() ? ignored : untracked).add(path);
            }
        }

        private boolean isChanged(
                Repository repository,
                TreeWalk walk,
                @Nullable DirCacheIterator known,
                @Nullable WorkingTreeIterator file,
                ObjectReader reader,
                String path)
                throws IOException {
            boolean staged = known != null && known.getEntryFileMode() != FileMode.TREE;
            boolean committed =
                    walk.getFileMode(COMMIT) != FileMode.MISSING && walk.getFileMode(COMMIT) != FileMode.TREE;
            if (known == null || !staged || !committed) {
                return staged || committed;
            }
            DirCacheEntry entry = known.getDirCacheEntry();
            if (walk.getRawMode(INDEX) != walk.getRawMode(COMMIT)
                    || !walk.idEqual(INDEX, COMMIT)
                    || entry.getStage() != 0) {
                return true;
            }
            if (FileMode.GITLINK.equals(known.getEntryFileMode())) {
                return false;
            }
            if (file == null) {
                if (entry.isSkipWorkTree()) {
                    leftOut.add(path);
                }
                return !entry.isSkipWorkTree();
            }
            if ("lfs".equals(walk.getAttributes().getValue("filter")) && isPointer(at(repository, walk))) {
                pointers.add(path);
            }
            // What git was told not to look at is looked at here: a build reads it.
            return (entry.isAssumeValid() || entry.isSkipWorkTree())
                    ? !isBlob(file) || !holds(at(repository, walk), entry)
                    : file.isModified(entry, true, reader);
        }

        private static Path at(Repository repository, TreeWalk walk) {
            return repository.getWorkTree().toPath().resolve(walk.getPathString());
        }

        private static boolean holds(Path file, DirCacheEntry entry) throws IOException {
            if (Files.isSymbolicLink(file)) {
                byte[] target = Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8);
                return new ObjectInserter.Formatter()
                        .idFor(Constants.OBJ_BLOB, target)
                        .equals(entry.getObjectId());
            }
            try (InputStream in = Files.newInputStream(file)) {
                return new ObjectInserter.Formatter()
                        .idFor(Constants.OBJ_BLOB, Files.size(file), in)
                        .equals(entry.getObjectId());
            }
        }

        private static boolean isPointer(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(POINTER.length()), StandardCharsets.ISO_8859_1).equals(POINTER);
            }
        }

        /** What is on the disk may not be what was committed, although git calls it unchanged. */
        private void compare(
                Repository repository, TreeWalk walk, DirCacheIterator known, WorkingTreeOptions options, String path)
                throws IOException {
            if (!options.isFileMode()) {
                executable.put(path, FileMode.EXECUTABLE_FILE.equals(known.getEntryFileMode()));
            }
            boolean asked = options.getAutoCRLF() == AutoCRLF.TRUE || options.getEOL() == EOL.CRLF;
            if (asked
                    && walk.getAttributes().getValue("eol") == null
                    && CRLF.contains(walk.getEolStreamType(TreeWalk.OperationType.CHECKOUT_OP))
                    && hasCrlf(at(repository, walk))) {
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

        private void module(Repository repository, TreeWalk walk, DirCacheEntry entry, String path) throws IOException {
            try (Repository module = open(at(repository, walk))) {
                ObjectId commit = module == null || module.getDirectory().equals(repository.getDirectory())
                        ? null
                        : module.resolve(Constants.HEAD);
                modules.put("submodule " + path, commit == null ? "not here" : commit.name());
                if (module != null && commit != null) {
                    if (!commit.equals(entry.getObjectId())) {
                        changed.add(path);
                    }
                    collect(module, path + "/");
                }
            }
        }
    }
}
