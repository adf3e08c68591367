package ai.invoke.release.github.api;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A release or a draft of one, as {@code /repos/{owner}/{repo}/releases} describes it.
 *
 * @param id GitHub's number for it; stays the same when a draft becomes public
 * @param tag its tag; of a draft the tag it is meant for
 * @param title its title, empty when it has none
 * @param body its notes in Markdown
 * @param state what has become of it
 * @param links its addresses
 * @param assets its files as far as this answer lists them; ask for the list of assets to be sure
 */
public record Release(
        long id, String tag, String title, String body, State state, Links links, List<ReleaseAsset> assets) {

    /**
     * What has become of a release.
     *
     * @param draft whether only people with push access see it
     * @param prerelease whether it is marked as a pre-release
     * @param immutable whether it can never be changed again; false also where GitHub does not say
     * @param published when it became public
     */
    public record State(boolean draft, boolean prerelease, boolean immutable, Optional<Instant> published) {}

    /**
     * The addresses of a release.
     *
     * @param upload where assets are sent, without the template part
     * @param page its web page; of a draft only temporary and never to be shown
     * @param discussion the linked discussion, where there is one
     */
    public record Links(String upload, URI page, Optional<URI> discussion) {}

    /** Takes an unmodifiable copy. */
    public Release {
        assets = List.copyOf(assets);
    }
}
