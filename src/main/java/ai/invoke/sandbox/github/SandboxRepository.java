package ai.invoke.sandbox.github;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A repository that the sandbox's GitHub starts with. Immutable; the {@code with…} methods give changed copies.
 *
 * @param owner the owner's login
 * @param name the repository's name
 * @param defaultBranch the branch that releases without a target belong to; it points at the last commit
 * @param commits the history, parents before children; at least one
 * @param tags the tags that the remote has
 * @param categories the discussion categories; empty when discussions are switched off
 * @param immutableReleases whether published releases are sealed
 * @param tagCreation whether publishing may create tags; false plays a ruleset that forbids it
 * @param digests whether assets have a digest; false plays older servers
 * @param objects a folder of git objects, with which the commits and tags can be fetched; empty when only their ids are known
 */
public record SandboxRepository(
        String owner,
        String name,
        String defaultBranch,
        List<Commit> commits,
        List<Tag> tags,
        List<String> categories,
        boolean immutableReleases,
        boolean tagCreation,
        boolean digests,
        Optional<Path> objects) {

    /**
     * A commit of the repository.
     *
     * @param sha 40 hex digits
     * @param parents their ids
     * @param message the whole message
     * @param authorName the author as git knows it
     * @param authorEmail the author's mail
     * @param login the author's GitHub login; empty when GitHub knows nobody with that mail
     * @param date ISO 8601, UTC
     */
    public record Commit(
            String sha,
            List<String> parents,
            String message,
            String authorName,
            String authorEmail,
            String login,
            String date) {

        /** Takes an unmodifiable copy. */
        public Commit {
            parents = List.copyOf(parents);
        }
    }

    /**
     * A tag of the repository.
     *
     * @param name without {@code refs/tags/}
     * @param object the id of the tag object; the commit's own for a lightweight tag
     * @param commit the commit it leads to
     */
    public record Tag(String name, String object, String commit) {}

    /** Takes unmodifiable copies and checks that there is a commit. */
    public SandboxRepository {
        commits = List.copyOf(commits);
        tags = List.copyOf(tags);
        categories = List.copyOf(categories);
        if (commits.isEmpty()) {
            throw new IllegalArgumentException("a repository needs a commit");
        }
    }

    /**
     * A public repository with the branch {@code main}, without discussions, rules or sealed releases.
     *
     * @param slug {@code owner/name}
     * @param commits the history, parents before children
     * @param tags the tags
     * @return the repository
     */
    public static SandboxRepository of(String slug, List<Commit> commits, List<Tag> tags) {
        int slash = slug.indexOf('/');
        if (slash < 1 || slash == slug.length() - 1) {
            throw new IllegalArgumentException("'" + slug + "' is not owner/name");
        }
        return new SandboxRepository(
                slug.substring(0, slash),
                slug.substring(slash + 1),
                "main",
                commits,
                tags,
                List.of(),
                false,
                true,
                true,
                Optional.empty());
    }

    /**
     * A public repository of which only one commit is known.
     *
     * @param slug {@code owner/name}
     * @param commit 40 hex digits
     * @param tags the tags
     * @return the repository
     */
    public static SandboxRepository of(String slug, String commit, List<Tag> tags) {
        return of(
                slug,
                List.of(new Commit(
                        commit, List.of(), "Release", "Sandbox", "sandbox@example.org", "", "2026-01-01T00:00:00Z")),
                tags);
    }

    /**
     * A copy with discussions switched on.
     *
     * @param names the categories
     * @return the copy
     */
    public SandboxRepository withCategories(List<String> names) {
        return new SandboxRepository(
                owner, name, defaultBranch, commits, tags, names, immutableReleases, tagCreation, digests, objects);
    }

    /**
     * A copy that seals published releases.
     *
     * @param immutable whether to
     * @return the copy
     */
    public SandboxRepository withImmutableReleases(boolean immutable) {
        return new SandboxRepository(
                owner, name, defaultBranch, commits, tags, categories, immutable, tagCreation, digests, objects);
    }

    /**
     * A copy whose rules do or do not allow new tags.
     *
     * @param allowed whether they do
     * @return the copy
     */
    public SandboxRepository withTagCreation(boolean allowed) {
        return new SandboxRepository(
                owner, name, defaultBranch, commits, tags, categories, immutableReleases, allowed, digests, objects);
    }

    /**
     * A copy whose assets do or do not have digests.
     *
     * @param present whether they have
     * @return the copy
     */
    public SandboxRepository withDigests(boolean present) {
        return new SandboxRepository(
                owner,
                name,
                defaultBranch,
                commits,
                tags,
                categories,
                immutableReleases,
                tagCreation,
                present,
                objects);
    }

    /**
     * A copy whose commits and tags can be fetched with git.
     *
     * @param folder of git objects, for instance {@code .git/objects}; only read
     * @return the copy
     */
    public SandboxRepository withObjects(Path folder) {
        return new SandboxRepository(
                owner,
                name,
                defaultBranch,
                commits,
                tags,
                categories,
                immutableReleases,
                tagCreation,
                digests,
                Optional.of(folder.toAbsolutePath()));
    }
}
