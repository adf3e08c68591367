package ai.invoke.sandbox.github;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * GitHub's JSON. Its URLs lead back to where the request came from: to the sandbox's own ports, or to the {@code
 * github.localhost} names for a client that uses the sandbox as its proxy.
 *
 * @param api the API's root
 * @param uploads the uploads host's root
 * @param html the web pages' root
 * @param objects the storage host's root, to which asset downloads are redirected
 */
record GitHubView(String api, String uploads, String html, String objects) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    String repositoryUrl(GitHubState.Repository repository) {
        return api + "/repos/" + repository.slug();
    }

    ObjectNode user(String login) {
        String url = api + "/users/" + encode(login);
        ObjectNode node = NODES.objectNode();
        node.put("login", login);
        node.put("id", Math.abs((long) login.hashCode()));
        node.put("node_id", "U_" + Math.abs((long) login.hashCode()));
        node.put("avatar_url", html + "/" + encode(login) + ".png");
        node.put("gravatar_id", "");
        node.put("url", url);
        node.put("html_url", html + "/" + encode(login));
        node.put("followers_url", url + "/followers");
        node.put("following_url", url + "/following{/other_user}");
        node.put("gists_url", url + "/gists{/gist_id}");
        node.put("starred_url", url + "/starred{/owner}{/repo}");
        node.put("subscriptions_url", url + "/subscriptions");
        node.put("organizations_url", url + "/orgs");
        node.put("repos_url", url + "/repos");
        node.put("events_url", url + "/events{/privacy}");
        node.put("received_events_url", url + "/received_events");
        node.put("type", login.endsWith("[bot]") ? "Bot" : "User");
        node.put("site_admin", false);
        return node;
    }

    ObjectNode release(GitHubState.Repository repository, GitHubState.Release release) {
        String url = repositoryUrl(repository) + "/releases/" + release.id();
        String page = html + "/" + repository.slug();
        ObjectNode node = NODES.objectNode();
        node.put("url", url);
        node.put("assets_url", url + "/assets");
        node.put(
                "upload_url",
                uploads + "/repos/" + repository.slug() + "/releases/" + release.id() + "/assets{?name,label}");
        node.put("html_url", page + "/releases/tag/" + encode(release.urlTag()));
        node.put("id", release.id());
        node.set("author", user("sandbox"));
        node.put("node_id", "RE_" + release.id());
        node.put("tag_name", release.tagName());
        node.put("target_commitish", release.target());
        node.put("name", release.name().orElse(null));
        node.put("draft", release.draft());
        node.put("immutable", release.immutable());
        node.put("prerelease", release.prerelease());
        node.put("created_at", release.createdAt());
        node.put("updated_at", release.publishedAt().orElse(release.createdAt()));
        node.put("published_at", release.publishedAt().orElse(null));
        ArrayNode assets = node.putArray("assets");
        release.assets().forEach(asset -> assets.add(asset(repository, release, asset)));
        String ref = encode(release.tagName());
        node.put("tarball_url", release.draft() ? null : repositoryUrl(repository) + "/tarball/" + ref);
        node.put("zipball_url", release.draft() ? null : repositoryUrl(repository) + "/zipball/" + ref);
        node.put("body", release.body().orElse(null));
        release.discussion().ifPresent(category -> node.put("discussion_url", page + "/discussions/" + release.id()));
        return node;
    }

    ObjectNode asset(GitHubState.Repository repository, GitHubState.Release release, GitHubState.Asset asset) {
        ObjectNode node = NODES.objectNode();
        node.put("url", repositoryUrl(repository) + "/releases/assets/" + asset.id());
        node.put("id", asset.id());
        node.put("node_id", "RA_" + asset.id());
        node.put("name", asset.name());
        node.put("label", asset.label().orElse(""));
        node.set("uploader", user("sandbox"));
        node.put("content_type", asset.contentType());
        node.put("state", asset.state());
        node.put("size", asset.size());
        node.put(
                "digest",
                repository.digests && asset.sha256().isPresent()
                        ? "sha256:" + asset.sha256().get()
                        : null);
        node.put("download_count", asset.downloads());
        node.put("created_at", asset.createdAt());
        node.put("updated_at", asset.createdAt());
        node.put(
                "browser_download_url",
                html + "/" + repository.slug() + "/releases/download/" + encode(release.urlTag()) + "/"
                        + encode(asset.name()));
        return node;
    }

    ObjectNode ref(GitHubState.Repository repository, String ref, String object) {
        boolean tag = repository.tagObjects.containsKey(object);
        ObjectNode node = NODES.objectNode();
        node.put("ref", ref);
        node.put("node_id", "REF_" + ref);
        node.put("url", repositoryUrl(repository) + "/git/" + ref);
        node.putObject("object")
                .put("sha", object)
                .put("type", tag ? "tag" : "commit")
                .put("url", repositoryUrl(repository) + "/git/" + (tag ? "tags/" : "commits/") + object);
        return node;
    }

    ObjectNode tagObject(GitHubState.Repository repository, GitHubState.TagObject tag) {
        ObjectNode node = NODES.objectNode();
        node.put("node_id", "TA_" + tag.sha());
        node.put("tag", tag.tag());
        node.put("sha", tag.sha());
        node.put("url", repositoryUrl(repository) + "/git/tags/" + tag.sha());
        node.put("message", tag.message());
        node.putObject("tagger")
                .put("name", tag.tagger().name())
                .put("email", tag.tagger().email())
                .put("date", tag.tagger().date());
        node.putObject("object")
                .put("sha", tag.commit())
                .put("type", "commit")
                .put("url", repositoryUrl(repository) + "/git/commits/" + tag.commit());
        node.set("verification", unsigned());
        return node;
    }

    /** What GitHub says of the signature of an object that has none. */
    static ObjectNode unsigned() {
        ObjectNode node = NODES.objectNode();
        node.put("verified", false).put("reason", "unsigned");
        node.putNull("signature").putNull("payload").putNull("verified_at");
        return node;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
