package ai.invoke.release.plan;

import ai.invoke.release.github.GitHubRepository;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The GitHub release that will be made.
 *
 * @param api base of the REST API, {@code https://api.github.com} unless it is an Enterprise server
 * @param web base of the web pages, {@code https://github.com} unless it is an Enterprise server
 * @param repository {@code owner/name}
 * @param title the release's title
 * @param notesSha256 digest of the notes file, whose text is approved with the plan
 * @param discussionCategory the category of the discussion to start; empty for none
 * @param previousTag the tag the notes count from; empty for a first release
 * @param tagObject the id of the tag object, 40 hex digits; of a lightweight tag the commit's. Empty without a tag
 * @param files which files it gets
 * @param inputs sha256 of each file in {@code inputs/} that the notes were made with, by name
 */
public record GitHubTarget(
        URI api,
        URI web,
        String repository,
        String title,
        String notesSha256,
        Optional<String> discussionCategory,
        Optional<String> previousTag,
        Optional<String> tagObject,
        ReleaseFiles files,
        Map<String, String> inputs) {

    /** Refuses a repository that is not {@code owner/name}. */
    public GitHubTarget {
        inputs = Map.copyOf(inputs);
        if (!GitHubRepository.parse(repository).map(GitHubRepository::slug).equals(Optional.of(repository))) {
            throw new IllegalArgumentException("'" + repository + "' is not a GitHub repository, owner/name");
        }
    }

    /**
     * Whether the API is the one that belongs to the web address; another one is shown to whoever approves, because it gets the
     * token and the files.
     *
     * @return false for an API of its own
     */
    public boolean usualApi() {
        return GitHubRepository.parse(web + "/" + repository)
                .filter(usual -> usual.api().equals(api))
                .isPresent();
    }
}
