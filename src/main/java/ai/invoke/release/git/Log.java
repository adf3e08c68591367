package ai.invoke.release.git;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * The history of a repository, read without a network. Works in clones, linked worktrees and bare repositories; a history
 * that a shallow clone has cut off is reported, never taken for the whole.
 */
public final class Log implements AutoCloseable {

    /** A mail map beyond this is not one; it would only fill the memory. */
    private static final int MAILMAP_LIMIT = 4 * 1024 * 1024;

    private final Repository repository;
    private final Set<ObjectId> shallow;

    private Log(Repository repository, Set<ObjectId> shallow) {
        this.repository = repository;
        this.shallow = shallow;
    }

    /**
     * Opens the repository that a folder belongs to.
     *
     * @param directory the work tree, any folder in it, or a bare repository
     * @return to be closed
     * @throws ProjectException when there is no repository, or one that JGit would misread (SHA-256 object names)
     */
    public static Log open(Path directory) {
        try {
            Optional<Repository> found = Repositories.find(directory);
            Repository repository = found.isPresent() ? found.get() : Repositories.open(bareOrMissing(directory));
            return new Log(repository, Set.copyOf(repository.getObjectDatabase().getShallowCommits()));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot open the git repository at " + directory + ": " + e.getMessage()), e);
        }
    }

    private static File bareOrMissing(Path directory) {
        if (Files.isRegularFile(directory.resolve("HEAD")) && Files.isDirectory(directory.resolve("objects"))) {
            return directory.toFile();
        }
        throw new ProjectException(
                Problem.of("there is no git repository at " + directory).next("run this in a clone of the project"));
    }

    /**
     * The commits that are in {@code to} but not in {@code from}, as {@code git log from..to}.
     *
     * @param from a tag, branch or commit id; empty for the whole history of {@code to}
     * @param to a tag, branch or commit id
     * @return the newest first, children before their parents
     * @throws ProjectException when a ref does not exist, or a shallow clone has cut the history between the two
     */
    public List<LogEntry> between(Optional<String> from, String to) {
        List<LogEntry> entries = new ArrayList<>();
        List<String> cut = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.sort(RevSort.TOPO);
            walk.sort(RevSort.COMMIT_TIME_DESC, true);
            walk.markStart(commit(walk, to));
            if (from.isPresent()) {
                walk.markUninteresting(commit(walk, from.get()));
            }
            for (RevCommit commit : walk) {
                if (shallow.contains(commit.getId())) {
                    cut.add(commit.getName());
                }
                entries.add(entry(commit));
            }
        } catch (MissingObjectException e) {
            throw incomplete(
                    from.orElse("the first commit") + ".." + to, e.getObjectId().name());
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (!cut.isEmpty()) {
            throw incomplete(from.orElse("the first commit") + ".." + to, cut.get(0));
        }
        return List.copyOf(entries);
    }

    /**
     * Walks over all commits that a ref holds, newest first, without keeping them.
     *
     * @param to a tag, branch or commit id
     * @param visitor is notified of each commit
     * @return whether this was the whole history; false in a shallow clone that has cut it off
     * @throws ProjectException when the ref does not exist
     */
    public boolean visit(String to, Consumer<LogEntry> visitor) {
        boolean whole = true;
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(commit(walk, to));
            for (RevCommit commit : walk) {
                whole &= !shallow.contains(commit.getId());
                visitor.accept(entry(commit));
                commit.disposeBody();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return whole;
    }

    /**
     * Whether one commit is in the history of another; a commit is in its own history.
     *
     * @param earlier a tag, branch or commit id
     * @param later a tag, branch or commit id
     * @return false also when a shallow clone does not hold the way from one to the other
     * @throws ProjectException when a ref does not exist
     */
    public boolean isAncestor(String earlier, String later) {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(commit(walk, earlier), commit(walk, later));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * What two commits grew from.
     *
     * @param a a tag, branch or commit id
     * @param b a tag, branch or commit id
     * @return the id of the newest commit that is in the history of both; empty when they share none
     * @throws ProjectException when a ref does not exist, or a shallow clone does not hold the history that would tell
     */
    public Optional<String> mergeBase(String a, String b) {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(commit(walk, a));
            walk.markStart(commit(walk, b));
            RevCommit base = walk.next();
            if (base == null && isShallow()) {
                throw incomplete(a + ".." + b, shallow.iterator().next().name());
            }
            return Optional.ofNullable(base).map(RevCommit::getName);
        } catch (MissingObjectException e) {
            throw incomplete(a + ".." + b, e.getObjectId().name());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The commits of {@code from..to} that {@code from} has as well, as commits of its own: cherry-picked or squashed.
     *
     * @param from a tag, branch or commit id
     * @param to a tag, branch or commit id
     * @return full ids
     * @throws ProjectException when a ref does not exist
     */
    public Set<String> cherryPicked(String from, String to) {
        try (RevWalk walk = new RevWalk(repository)) {
            return new CherryPicks(repository).find(commit(walk, from), commit(walk, to));
        } catch (MissingObjectException e) {
            throw incomplete(from + ".." + to, e.getObjectId().name());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The commit that a ref names, tags followed to their commit.
     *
     * @param ref a tag, branch or commit id
     * @return the commit
     * @throws ProjectException when the ref does not exist
     */
    public LogEntry resolve(String ref) {
        try (RevWalk walk = new RevWalk(repository)) {
            return entry(commit(walk, ref));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * All tags, whatever they name.
     *
     * @return short names, sorted
     */
    public List<String> tags() {
        try {
            return repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
                    .map(ref -> ref.getName().substring(Constants.R_TAGS.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Whether the clone has been cut off ({@code git clone --depth}).
     *
     * @return true when some history is missing
     */
    public boolean isShallow() {
        return !shallow.isEmpty();
    }

    /**
     * The text of {@code .mailmap}: of the work tree, else of a commit, as git reads it.
     *
     * @param ref the commit to look at when there is no work tree
     * @return empty when the project has none
     */
    public Optional<String> mailmap(String ref) {
        try (RevWalk walk = new RevWalk(repository)) {
            if (!repository.isBare()) {
                Path file = repository.getWorkTree().toPath().resolve(".mailmap");
                // git does not follow a symbolic link here: it could point outside the repository.
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    if (Files.size(file) > MAILMAP_LIMIT) {
                        throw tooLong(Files.size(file));
                    }
                    return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
            try (TreeWalk tree =
                    TreeWalk.forPath(repository, ".mailmap", commit(walk, ref).getTree())) {
                if (tree == null) {
                    return Optional.empty();
                }
                ObjectLoader loader = repository.open(tree.getObjectId(0));
                if (loader.getSize() > MAILMAP_LIMIT) {
                    throw tooLong(loader.getSize());
                }
                return Optional.of(new String(loader.getCachedBytes(MAILMAP_LIMIT), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }

    private RevCommit commit(RevWalk walk, String ref) throws IOException {
        ObjectId id;
        try {
            // A tag before a branch of the same name, as git does; "^{commit}" peels an annotated tag.
            ObjectId tag = repository.resolve(Constants.R_TAGS + ref + "^{commit}");
            id = tag != null ? tag : repository.resolve(ref + "^{commit}");
        } catch (RevisionSyntaxException | IncorrectObjectTypeException e) {
            throw new ProjectException(
                    Problem.of("'" + ref + "' does not name a commit of the repository: " + e.getMessage()), e);
        } catch (MissingObjectException e) {
            throw incomplete(ref, e.getObjectId().name());
        }
        if (id == null) {
            throw new ProjectException(
                    Problem.of("'" + ref + "' is neither a tag nor a branch nor a commit of this repository")
                            .next(
                                    isShallow()
                                            ? "this clone is shallow: run 'git fetch --unshallow --tags', or check out with"
                                                    + " fetch-depth: 0 in GitHub Actions"
                                            : "run 'git fetch --tags', or correct the name"));
        }
        return walk.parseCommit(id);
    }

    private ProjectException incomplete(String range, String where) {
        return new ProjectException(Problem.of("the history of " + range + " is not complete here: it ends at "
                        + where.substring(0, 12) + " because the clone is shallow")
                .next("run 'git fetch --unshallow --tags', or check out with fetch-depth: 0 in GitHub Actions"
                        + " (GIT_DEPTH: 0 in GitLab CI)"));
    }

    private static ProjectException tooLong(long size) {
        return new ProjectException(
                Problem.of(".mailmap has " + size + " bytes, more than the " + MAILMAP_LIMIT + " that are read")
                        .next("correct the file"));
    }

    private static EnvironmentException unreadable(IOException e) {
        return new EnvironmentException(
                Problem.of("cannot read the git history: " + e.getMessage()).next("run 'git fsck'"), e);
    }

    private static LogEntry entry(RevCommit commit) {
        List<String> parents = new ArrayList<>();
        for (RevCommit parent : commit.getParents()) {
            parents.add(parent.getName());
        }
        String message = commit.getFullMessage().replace("\r\n", "\n");
        return new LogEntry(
                commit.getName(),
                parents,
                person(commit.getAuthorIdent()),
                person(commit.getCommitterIdent()),
                message);
    }

    private static Optional<LogEntry.Person> person(@Nullable PersonIdent ident) {
        return Optional.ofNullable(ident)
                .map(known -> new LogEntry.Person(
                        known.getName().strip(), known.getEmailAddress().strip(), known.getWhenAsInstant()));
    }
}
