package ai.invoke.release.goal.inspect;

import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.http.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What GitHub shows of a release.
 *
 * @param tag the tag at GitHub
 * @param release the public release of the tag
 * @param drafts drafts for the tag; only tokens that may write see any
 * @param latest whether it is the one that GitHub shows as latest
 * @param assets the files of the public release
 */
record GitHubLook(
        Optional<TagRef> tag,
        Optional<Release> release,
        List<Release> drafts,
        boolean latest,
        List<ReleaseAsset> assets) {

    /** Takes unmodifiable copies. */
    GitHubLook {
        drafts = List.copyOf(drafts);
        assets = List.copyOf(assets);
    }

    static GitHubClient client(Http http, GitHubRepository repository, DeployRequest request) {
        return new GitHubClient(
                http,
                repository,
                request.credentials().github() instanceof GitHubCredentials.Found found
                        ? Optional.of(found.token())
                        : Optional.empty(),
                request.timing().clock());
    }

    /** Looks at the release of a tag. */
    static GitHubLook at(GitHubClient client, String tag, boolean withToken) {
        Optional<Release> release = client.releaseByTag(tag);
        List<Release> drafts = new ArrayList<>();
        if (release.isEmpty() && withToken) {
            client.releases(found -> {
                if (found.state().draft() && found.tag().equals(tag)) {
                    drafts.add(found);
                }
            });
        }
        return new GitHubLook(
                client.tag(tag),
                release,
                drafts,
                release.isPresent() && client.latest().map(Release::id).equals(release.map(Release::id)),
                release.map(found -> client.assets(found.id())).orElse(List.of()));
    }
}
