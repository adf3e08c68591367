package ai.invoke.release.plan;

import java.net.URI;
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
 */
public record GitHubTarget(
        URI api,
        URI web,
        String repository,
        String title,
        String notesSha256,
        Optional<String> discussionCategory,
        Optional<String> previousTag) {}
