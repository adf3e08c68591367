package ai.invoke.release.git;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Redactor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoWorkTreeException;
import org.eclipse.jgit.lib.BranchTrackingStatus;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a git repository without changing it and without a git program: from any folder of a work tree, in linked
 * work trees, with a detached HEAD, in shallow and in partial clones. It never fetches. Not thread-safe.
 */
public final class Repo implements AutoCloseable {

    private static final int MAX_FILE = 16 * 1024 * 1024;

    private final Repository repository;

    private Repo(Repository repository) {
        this.repository = repository;
    }

    /**
     * Opens the repository that a folder belongs to.
     *
     * @param folder any folder inside a work tree
     * @return to be closed
     * @throws ProjectException when there is no repository, or one that has no work tree or uses SHA-256 object ids
     * @throws EnvironmentException when it is there and cannot be read
     */
    public static Repo open(Path folder) {
        return find(folder)
                .orElseThrow(() -> new ProjectException(Problem.of("no git repository at " + folder + " or above it")
                        .next("run this inside a clone of the project, or git init")));
    }

    /**
     * Opens the repository that a folder belongs to, where there is one.
     *
     * @param folder any folder
     * @return to be closed; empty when neither the folder nor one above it is a repository
     * @throws ProjectException when the repository has no work tree or uses SHA-256 object ids
     * @throws EnvironmentException when it is there and cannot be read
     */
    public static Optional<Repo> find(Path folder) {
        Optional<Repository> found;
        try {
            found = Repositories.find(folder);
        } catch (IOException e) {
            throw unreadable(
                    "git repository "
                            + Repositories.gitFolder(folder).map(File::toString).orElse("of " + folder),
                    e);
        }
        return found.map(Repo::withWorkTree);
    }

    private static Repo withWorkTree(Repository repository) {
        if (repository.isBare()) {
            repository.close();
            throw new ProjectException(Problem.of(
                            "git repository " + repository.getDirectory() + " is bare: there are no files to release")
                    .next("git clone " + repository.getDirectory() + " and run this in the clone"));
        }
        return new Repo(repository);
    }

    /**
     * The folder of the work tree.
     *
     * @return absolute
     */
    public Path workTree() {
        try {
            return repository.getWorkTree().toPath();
        } catch (NoWorkTreeException e) {
            throw new IllegalStateException("a bare repository is refused when it is opened", e);
        }
    }

    /**
     * The commit that is checked out.
     *
     * @return never a commit of another branch or tag
     * @throws ProjectException when there is no commit yet
     * @throws EnvironmentException when it cannot be read
     */
    public Commit head() {
        ObjectId id = headId();
        try {
            return commit(id);
        } catch (IOException e) {
            throw unreadable("commit " + id.name() + " at HEAD", e);
        }
    }

    /**
     * Looks a commit up by its id.
     *
     * @param id its full object id
     * @return empty when it is not in this clone, or no commit
     */
    public Optional<Commit> commit(String id) {
        try {
            return Optional.of(commit(ObjectId.fromString(id)));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable("commit " + id, e);
        }
    }

    /**
     * A file as it is tracked at a commit, whatever the work tree holds.
     *
     * @param commit its full object id
     * @param path below the top folder, with {@code /}
     * @return empty when the commit or the file is not in this clone, or the path is no plain file
     */
    public Optional<byte[]> file(String commit, String path) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit at = walk.parseCommit(ObjectId.fromString(commit));
            try (TreeWalk tree = TreeWalk.forPath(repository, path, at.getTree())) {
                if (tree == null || (tree.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
                    return Optional.empty();
                }
                return Optional.of(repository.open(tree.getObjectId(0)).getBytes(MAX_FILE));
            }
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        } catch (IOException | LargeObjectException e) {
            throw unreadable(path + " at commit " + commit, e);
        }
    }

    /**
     * Who commits here, by git's configuration.
     *
     * @return name and mail address; empty when neither is configured
     */
    public Optional<String> identity() {
        String name = repository.getConfig().getString("user", null, "name");
        String mail = repository.getConfig().getString("user", null, "email");
        if (name == null || name.isBlank()) {
            return Optional.ofNullable(mail).filter(text -> !text.isBlank());
        }
        return Optional.of(mail == null || mail.isBlank() ? name.strip() : name.strip() + " <" + mail.strip() + ">");
    }

    /**
     * The SSH key that git signs with here.
     *
     * @return empty when it signs with something else, or nothing says so
     */
    public Optional<String> sshSigningKey() {
        return Optional.ofNullable(repository.getConfig().getString("user", null, "signingkey"))
                .filter(key -> "ssh".equals(repository.getConfig().getString("gpg", null, "format")))
                .filter(key -> !key.isBlank());
    }

    private Commit commit(ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(repository);
                ObjectReader reader = repository.newObjectReader()) {
            RevCommit commit = walk.parseCommit(id);
            PersonIdent author = commit.getAuthorIdent();
            return new Commit(
                    id.name(),
                    reader.abbreviate(id).name(),
                    commit.getShortMessage(),
                    author == null ? "unknown" : author.getName() + " <" + author.getEmailAddress() + ">",
                    commit.getCommitterIdent() == null
                            ? Instant.ofEpochSecond(commit.getCommitTime())
                            : commit.getCommitterIdent().getWhenAsInstant());
        }
    }

    /**
     * Whether a commit is part of the history of another.
     *
     * @param tip the newer one
     * @param commit the older one
     * @return false also when this clone does not hold the history that would tell
     */
    public boolean contains(String tip, String commit) {
        if (tip.equals(commit)) {
            return true;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(
                    walk.parseCommit(ObjectId.fromString(commit)), walk.parseCommit(ObjectId.fromString(tip)));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return false;
        } catch (IOException e) {
            throw unreadable("history of " + tip, e);
        }
    }

    /**
     * Whether anything was committed yet.
     *
     * @return false right after {@code git init}
     */
    public boolean hasCommit() {
        Ref head = headRef();
        return head != null && head.getObjectId() != null;
    }

    /**
     * The commit that is checked out, without a look at the commit itself.
     *
     * @return the full object id
     * @throws ProjectException when there is no commit yet
     */
    public String headCommitId() {
        return headId().name();
    }

    /**
     * The branch that is checked out.
     *
     * @return without {@code refs/heads/}; empty when HEAD is detached, as it is in a CI job that was started by a tag
     */
    public Optional<String> branch() {
        Ref head = headRef();
        if (head == null || !head.isSymbolic()) {
            return Optional.empty();
        }
        return Optional.of(Repository.shortenRefName(head.getTarget().getName()));
    }

    /**
     * Every tag that stands for the commit at HEAD, annotated or not.
     *
     * @return sorted by name. A tag whose object is not in this clone is left out; in a sound repository it cannot stand
     *     for HEAD.
     */
    public List<Tag> tagsAtHead() {
        String head = headId().name();
        return tags(head);
    }

    private List<Tag> tags(String peeled) {
        List<Tag> found = new ArrayList<>();
        try {
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
                tag(ref).filter(tag -> tag.peeledId().equals(peeled)).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw unreadable("tags of " + repository.getDirectory(), e);
        }
        found.sort(Comparator.comparing(Tag::name));
        return List.copyOf(found);
    }

    /**
     * Where the objects lie, for a repository that borrows them.
     *
     * @return a folder; of a linked work tree that of the main one
     */
    public Path objects() {
        return repository.getCommonDirectory().toPath().resolve("objects");
    }

    /**
     * One tag of this repository, which may differ from the one that the remote has.
     *
     * @param name without {@code refs/tags/}
     * @return the tag, or empty when there is none of that name
     */
    public Optional<Tag> tag(String name) {
        try {
            Ref ref = repository.getRefDatabase().exactRef(Constants.R_TAGS + name);
            return ref == null ? Optional.empty() : tag(ref);
        } catch (IOException e) {
            throw unreadable("tag " + name, e);
        }
    }

    private Optional<Tag> tag(Ref ref) throws IOException {
        ObjectId id = ref.getObjectId();
        if (id == null) {
            return Optional.empty();
        }
        try {
            ObjectId peeled = repository.getRefDatabase().peel(ref).getPeeledObjectId();
            return Optional.of(new Tag(
                    ref.getName().substring(Constants.R_TAGS.length()),
                    id.name(),
                    (peeled == null ? id : peeled).name()));
        } catch (MissingObjectException e) {
            // A shallow or partial clone need not hold what every ref names; such a ref is none of HEAD's.
            return Optional.empty();
        }
    }

    /**
     * Whether the history was cut off ({@code git clone --depth}), so that older commits and tags are not here.
     *
     * @return true in what {@code actions/checkout} makes unless told otherwise
     */
    public boolean shallow() {
        try {
            return !repository.getObjectDatabase().getShallowCommits().isEmpty();
        } catch (IOException e) {
            throw unreadable("list of shallow commits", e);
        }
    }

    /**
     * Where a remote is.
     *
     * @param name for instance {@code origin}
     * @return the URL that is fetched from, with any user name or password in it masked; empty when there is no such
     *     remote
     */
    public Optional<String> remoteUrl(String name) {
        return Optional.ofNullable(repository.getConfig().getString("remote", name, "url"))
                .map(Redactor.byShape()::redact);
    }

    /**
     * The tracked files that differ from HEAD, in the index or in the work tree. Files that git does not track do not
     * count.
     *
     * @return paths relative to the work tree, with {@code /}, sorted
     */
    public List<String> dirtyTrackedFiles() {
        try (Git git = new Git(repository)) {
            Status status = git.status().call();
            NavigableSet<String> dirty = new TreeSet<>();
            Consumer<Iterable<String>> add = paths -> paths.forEach(dirty::add);
            add.accept(status.getAdded());
            add.accept(status.getChanged());
            add.accept(status.getRemoved());
            add.accept(status.getMissing());
            add.accept(status.getModified());
            add.accept(status.getConflicting());
            return List.copyOf(dirty);
        } catch (GitAPIException | JGitInternalException e) {
            throw unreadable("state of the work tree " + workTree(), e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }

    private ObjectId headId() {
        Ref head = headRef();
        ObjectId id = head == null ? null : head.getObjectId();
        if (id == null) {
            throw new ProjectException(Problem.of("git repository " + repository.getDirectory() + " has no commit yet")
                    .next("git commit"));
        }
        return id;
    }

    private @Nullable Ref headRef() {
        try {
            return repository.exactRef(Constants.HEAD);
        } catch (IOException e) {
            throw unreadable("HEAD of " + repository.getDirectory(), e);
        }
    }

    /**
     * How far the branch that is checked out is from the branch it follows, as of the last fetch.
     *
     * @return empty when HEAD is detached or the branch follows none that was fetched
     */
    public Optional<Upstream> upstream() {
        Optional<String> branch = branch();
        if (branch.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(BranchTrackingStatus.of(repository, branch.get()))
                    .map(status -> new Upstream(
                            Repository.shortenRefName(status.getRemoteTrackingBranch()),
                            status.getAheadCount(),
                            status.getBehindCount()));
        } catch (MissingObjectException e) {
            // The history was cut off before the two branches meet.
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable("branch " + branch.get(), e);
        }
    }

    /**
     * JGit's own view of the same repository, for the other classes of this package; closed with this one.
     *
     * @return the open repository
     */
    public Repository jgit() {
        return repository;
    }

    /**
     * The repository could not be read.
     *
     * @param what could not be read, for instance {@code tags}
     * @param cause of JGit
     * @return to be thrown
     */
    public static EnvironmentException unreadable(String what, Exception cause) {
        String reason = Redactor.byShape().redact(String.valueOf(cause.getMessage()));
        return new EnvironmentException(
                Problem.of("cannot read the " + what + ": " + reason)
                        .next("git fsck shows whether the repository is damaged; if it is, clone it again"),
                cause);
    }
}
