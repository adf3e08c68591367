package ai.invoke.sandbox.github;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The objects of a repository, in a bare clone that borrows those of the project: nothing is copied, and nothing is written into the
 * project. Its refs follow the state before each request; what is pushed is told to the state. The caller holds the lock.
 */
final class GitObjects implements AutoCloseable {

    private static final String WORKFLOWS = ".github/workflows";

    private final GitHubState.Repository repository;
    private final Repository git;

    private GitObjects(GitHubState.Repository repository, Repository git) {
        this.repository = repository;
        this.git = git;
    }

    static GitObjects open(Path folder, GitHubState.Repository repository) throws IOException {
        Path bare = folder.resolve("git")
                .resolve(LetterCase.lower(repository.owner))
                .resolve(LetterCase.lower(repository.name) + ".git");
        Repository git =
                new FileRepositoryBuilder().setGitDir(bare.toFile()).setBare().build();
        if (!Files.exists(bare.resolve(Constants.HEAD))) {
            git.create(true);
            if (!repository.objects.isEmpty()) {
                Path borrowed = bare.resolve("objects").resolve("info").resolve("alternates");
                AtomicFile.write(borrowed, (repository.objects + "\n").getBytes(StandardCharsets.UTF_8));
            }
            git.close();
            // Which other objects there are is read once, at the beginning.
            git = new FileRepositoryBuilder().setGitDir(bare.toFile()).setBare().build();
        }
        return new GitObjects(repository, git);
    }

    Repository git() {
        return git;
    }

    @Override
    public void close() {
        git.close();
    }

    /** Sets the refs to those of the state; one whose object is not here is not shown. */
    void takeRefs() throws IOException {
        Map<String, ObjectId> wanted = new HashMap<>();
        repository.refs.forEach((name, object) -> {
            if (ObjectId.isId(object) && has(ObjectId.fromString(object))) {
                wanted.put(name, ObjectId.fromString(object));
            }
        });
        for (Ref ref : git.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
            if (!wanted.containsKey(ref.getName())) {
                RefUpdate update = git.updateRef(ref.getName());
                update.setForceUpdate(true);
                update.delete();
            }
        }
        for (Map.Entry<String, ObjectId> one : wanted.entrySet()) {
            Ref now = git.exactRef(one.getKey());
            if (now == null || !one.getValue().equals(now.getObjectId())) {
                RefUpdate update = git.updateRef(one.getKey());
                update.setNewObjectId(one.getValue());
                update.forceUpdate();
            }
        }
        git.updateRef(Constants.HEAD).link(Constants.R_HEADS + repository.defaultBranch);
    }

    private boolean has(ObjectId id) {
        try {
            return git.getObjectDatabase().has(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells the state of what was pushed. */
    void told(ReceiveCommand command) {
        if (command.getResult() != ReceiveCommand.Result.OK) {
            return;
        }
        if (command.getType() == ReceiveCommand.Type.DELETE) {
            GitHubRefs.forget(repository, command.getRefName());
            return;
        }
        try (RevWalk walk = new RevWalk(git)) {
            RevObject object = walk.parseAny(command.getNewId());
            if (object instanceof RevTag tag) {
                walk.parseBody(tag);
                RevObject peeled = walk.peel(tag);
                PersonIdent tagger =
                        Optional.ofNullable(tag.getTaggerIdent()).orElseGet(() -> new PersonIdent("unknown", ""));
                repository.tagObjects.put(
                        tag.name(),
                        new GitHubState.TagObject(
                                tag.name(),
                                tag.getTagName(),
                                peeled.name(),
                                tag.getFullMessage().strip(),
                                new GitHubState.Tagger(
                                        tagger.getName(),
                                        tagger.getEmailAddress(),
                                        tagger.getWhenAsInstant().toString())));
                object = peeled;
            }
            if (object instanceof RevCommit commit) {
                walk.parseBody(commit);
                repository.commits.putIfAbsent(commit.name(), commit(commit));
            }
            repository.refs.put(command.getRefName(), command.getNewId().name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SandboxRepository.Commit commit(RevCommit commit) {
        List<String> parents = new ArrayList<>();
        for (RevCommit parent : commit.getParents()) {
            parents.add(parent.name());
        }
        PersonIdent author = commit.getAuthorIdent();
        return new SandboxRepository.Commit(
                commit.name(),
                parents,
                commit.getFullMessage(),
                author.getName(),
                author.getEmailAddress(),
                "",
                author.getWhenAsInstant().toString());
    }

    /**
     * A workflow file that a commit has otherwise than the default branch.
     *
     * @param id a commit or a tag of one
     * @return its path; empty when there is none, or the objects are not here
     */
    Optional<String> changedWorkflow(ObjectId id) throws IOException {
        Map<String, ObjectId> known = new HashMap<>();
        Ref main = git.exactRef(Constants.R_HEADS + repository.defaultBranch);
        if (main != null) {
            known.putAll(workflows(main.getObjectId()));
        }
        return workflows(id).entrySet().stream()
                .filter(file -> !file.getValue().equals(known.get(file.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    private Map<String, ObjectId> workflows(ObjectId id) throws IOException {
        Map<String, ObjectId> files = new HashMap<>();
        if (!has(id)) {
            return files;
        }
        try (RevWalk walk = new RevWalk(git)) {
            if (!(walk.peel(walk.parseAny(id)) instanceof RevCommit commit)) {
                return files;
            }
            try (TreeWalk folder =
                    TreeWalk.forPath(git, WORKFLOWS, walk.parseCommit(commit).getTree())) {
                if (folder == null) {
                    return files;
                }
                try (TreeWalk tree = new TreeWalk(git)) {
                    tree.addTree(folder.getObjectId(0));
                    while (tree.next()) {
                        files.put(WORKFLOWS + "/" + tree.getPathString(), tree.getObjectId(0));
                    }
                }
            }
        }
        return files;
    }

    /** Whether a branch or tag of the state leads to a commit already. */
    boolean reachable(ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(git)) {
            if (!(walk.peel(walk.parseAny(id)) instanceof RevCommit commit)) {
                return false;
            }
            RevCommit wanted = walk.parseCommit(commit);
            for (Ref ref : git.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
                if (walk.isMergedInto(wanted, walk.parseCommit(ref.getObjectId()))) {
                    return true;
                }
            }
            return false;
        }
    }
}
