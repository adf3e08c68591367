package ai.invoke.release.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The commit that is checked out and the tags that stand for it. Looks at git's plain files first, which takes a
 * millisecond, and opens the repository only for what they do not say.
 *
 * @param commitId the full id; empty when there is no commit yet
 * @param tags every tag that stands for the commit, sorted by name
 */
public record HeadRefs(Optional<String> commitId, List<Tag> tags) {

    /** Takes an unmodifiable copy. */
    public HeadRefs {
        tags = List.copyOf(tags);
    }

    /**
     * Reads HEAD and the tags that point at it.
     *
     * @param folder any folder
     * @return empty when the folder belongs to no repository
     * @throws ai.invoke.release.problem.ProjectException when the repository has no work tree or uses SHA-256 object ids
     * @throws ai.invoke.release.problem.EnvironmentException when it is there and cannot be read
     */
    public static Optional<HeadRefs> read(Path folder) {
        if (!RefFiles.near(folder)) {
            return Optional.empty();
        }
        return RefFiles.find(folder).flatMap(RefFiles::headRefs).or(() -> withRepository(folder));
    }

    /** The same answer from git's objects. */
    static Optional<HeadRefs> withRepository(Path folder) {
        Optional<Repo> found = Repo.find(folder);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return Optional.of(
                    repo.hasCommit()
                            ? new HeadRefs(Optional.of(repo.headCommitId()), repo.tagsAtHead())
                            : new HeadRefs(Optional.empty(), List.of()));
        }
    }
}
