package ai.invoke.release.github.api;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Body;
import ai.invoke.release.http.FileBody;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.RedirectPolicy;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.SavedFile;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The part of GitHub's REST API that a release needs, for one repository. Reading is repeated on trouble and ends in a value or
 * an exception with GitHub's own words; what changes something is sent once and ends in a {@link Reply}, which can also say
 * that nobody knows. Thread-safe.
 *
 * @see <a href="https://docs.github.com/rest/releases">REST API endpoints for releases</a>
 */
public final class GitHubClient {

    private static final String CATEGORIES = """
            query($owner: String!, $name: String!) {
              repository(owner: $owner, name: $name) { discussionCategories(first: 25) { nodes { name } } }
            }""";

    /** Far beyond the pull requests of any one release. */
    private static final int PULL_PAGES = 30;

    private static final Duration SILENCE = Duration.ofMinutes(3);

    /** GitHub answers 500 to whoever asks for more than its newest 1,000 releases. */
    private static final int RELEASE_PAGES = 10;

    /** An upload slower than this (bytes a second) is taken for stuck. */
    private static final long SLOWEST = 32 * 1024;

    private final Http http;
    private final Api api;
    private final GitHubRepository repository;

    /**
     * Creates a client.
     *
     * @param http sends
     * @param repository the repository
     * @param token who asks; without one only public things can be read
     * @param clock tells how far away the end of a rate limit is
     */
    public GitHubClient(Http http, GitHubRepository repository, Optional<GitHubToken> token, Clock clock) {
        this.http = http;
        this.repository = repository;
        this.api = new Api(http, repository, token, clock);
    }

    /**
     * Whom this client asks.
     *
     * @return the repository
     */
    public GitHubRepository repository() {
        return repository;
    }

    /**
     * The repository and what the token may do there; {@code GET /repos/{owner}/{repo}}.
     *
     * @return what GitHub says
     */
    public RepositoryInfo info() {
        // GitHub answers for a renamed repository with the address of its number: followed, it tells the new name.
        return api.get(
                "read the repository",
                api.reading(api.uri("")).withRedirects(RedirectPolicy.SAME_ORIGIN),
                Json::repository);
    }

    /**
     * Whether the token belongs to an installation of an app, as the {@code GITHUB_TOKEN} of GitHub Actions does; {@code HEAD
     * /installation/repositories}. What such a token may do is told by nothing but trying.
     *
     * @return false for tokens of users, and without a token
     */
    public boolean installationToken() {
        String operation = "find out the kind of the token";
        Answer answer = http.send(api.asking("HEAD", api.root("/installation/repositories?per_page=1")))
                .orThrow();
        ApiError error = api.error(operation, answer);
        if (error.limited() || error.serverTrouble()) {
            throw error.exception();
        }
        return answer.successful() || answer.status() == 304;
    }

    /**
     * The names of the discussion categories; GraphQL {@code discussionCategories}. The REST API does not list them.
     *
     * @return empty when the token may not ask (it needs {@code discussions: read})
     */
    public Optional<List<String>> discussionCategories() {
        String operation = "list the discussion categories";
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("query", CATEGORIES)
                .putObject("variables")
                .put("owner", repository.owner())
                .put("name", repository.name());
        Answer answer = http.send(api.asking("POST", api.graphql()).withBody(Body.json(JsonTree.text(body))))
                .orThrow();
        if (!answer.successful()) {
            ApiError error = api.error(operation, answer);
            if (error.limited() || error.serverTrouble()) {
                throw error.exception();
            }
            return Optional.empty();
        }
        // GraphQL tells its errors with 200 and without the data.
        return api.read(operation, answer, node -> {
            JsonNode nodes = node.path("data")
                    .path("repository")
                    .path("discussionCategories")
                    .path("nodes");
            if (!nodes.isArray()) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            nodes.forEach(category -> names.add(Json.text(category, "name")));
            return Optional.of(List.copyOf(names));
        });
    }

    /**
     * Whether GitHub has attested a release of a tag, which it does for immutable releases only and for ever; {@code GET
     * …/attestations/{digest}}, the question that {@code gh release verify} asks.
     *
     * @param tag the tag
     * @return false also where GitHub does not say
     */
    public boolean releaseAttested(TagRef tag) {
        String operation = "ask for a release attestation of " + tag.name();
        Answer answer = http.send(api.reading(
                        api.uri("/attestations/sha1:" + Api.segment(tag.object()) + "?predicate_type=release")))
                .orThrow();
        if (!answer.successful()) {
            ApiError error = api.error(operation, answer);
            if (error.limited() || error.serverTrouble()) {
                throw error.exception();
            }
            return false;
        }
        return api.read(
                operation,
                answer,
                node -> node.path("attestations").isArray()
                        && !node.path("attestations").isEmpty());
    }

    /**
     * Deletes a draft; {@code DELETE …/releases/{id}}. One that is not there any more is as good as deleted.
     *
     * @param draft the draft
     * @return whether it is gone
     */
    public Reply<Release> deleteDraft(Release draft) {
        Reply<Release> reply = api.change(
                "delete the draft " + draft.id(),
                api.writing("DELETE", api.uri("/releases/" + draft.id())),
                node -> draft);
        return reply instanceof Reply.Refused<Release> refused
                        && refused.error().status() == 404
                ? new Reply.Done<>(draft)
                : reply;
    }

    /** What a reference or an annotated tag points at. */
    private record Pointed(boolean tag, String sha) {

        static Pointed by(JsonNode node) {
            JsonNode object = node.path("object");
            return new Pointed("tag".equals(object.path("type").asText()), Json.text(object, "sha"));
        }
    }

    /**
     * Who reviewed the deployments of a workflow run; {@code GET …/actions/runs/{run_id}/approvals}. GitHub tells neither when nor of which
     * attempt or commit.
     *
     * @param run the run's number
     * @return empty when nobody did, as when an administrator let the run pass
     */
    public List<RunReview> reviews(long run) {
        return api.get(
                "read the reviews of the run " + run,
                api.reading(api.uri("/actions/runs/" + run + "/approvals")),
                Json::reviews);
    }

    /**
     * A tag of the remote, annotated ones followed to their commit; {@code GET …/git/ref/tags/{tag}} and {@code …/git/tags}.
     *
     * @param tag its short name
     * @return empty when the remote has no such tag
     */
    public Optional<TagRef> tag(String tag) {
        String operation = "read the tag " + tag;
        Optional<Pointed> first = api.find(
                        operation,
                        api.reading(api.uri("/git/ref/tags/" + Api.segment(tag))),
                        node -> ("refs/tags/" + tag).equals(node.path("ref").asText())
                                ? Optional.of(Pointed.by(node))
                                : Optional.<Pointed>empty())
                .flatMap(found -> found);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Pointed at = first.get();
        // A tag may name a tag; nobody nests them deeply.
        for (int depth = 0; depth < 8; depth++) {
            if (!at.tag()) {
                return Optional.of(new TagRef(tag, first.get().sha(), at.sha()));
            }
            at = api.get(operation, api.reading(api.uri("/git/tags/" + Api.segment(at.sha()))), Pointed::by);
        }
        throw new EnvironmentException(Problem.of("the tag " + tag + " of " + repository + " names no commit"));
    }

    /**
     * The published release of a tag; {@code GET …/releases/tags/{tag}}. Drafts are not found this way.
     *
     * @param tag the tag
     * @return empty when there is none, or none yet: GitHub may need a moment after publishing
     */
    public Optional<Release> releaseByTag(String tag) {
        return api.find(
                "read the release of " + tag,
                api.reading(api.uri("/releases/tags/" + Api.segment(tag))),
                Json::release);
    }

    /**
     * The release that GitHub shows as latest; {@code GET …/releases/latest}.
     *
     * @return empty when no final release is public
     */
    public Optional<Release> latest() {
        return api.find("read the latest release", api.reading(api.uri("/releases/latest")), Json::release);
    }

    /**
     * A release or draft by its number; {@code GET …/releases/{id}}.
     *
     * @param id its number
     * @return empty when there is none
     */
    public Optional<Release> release(long id) {
        return api.find("read the release " + id, api.reading(api.uri("/releases/" + id)), Json::release);
    }

    /**
     * Visits all releases, and with push access all drafts, newest first; {@code GET …/releases}, all pages
     * up to the 1,000 releases that GitHub lists.
     *
     * @param visitor is notified of each; only what it keeps stays in memory
     */
    public void releases(Consumer<Release> visitor) {
        api.pages(
                "list the releases",
                api.uri("/releases?per_page=100"),
                RELEASE_PAGES,
                Api.items("list the releases"),
                node -> visitor.accept(Json.release(node)));
    }

    /**
     * Makes a draft; {@code POST …/releases} with {@code draft: true}. The target commit is left out on purpose: the tag is
     * there, and naming a commit makes GitHub ask for the right to change workflows.
     *
     * @param draft what it is made of
     * @return the draft
     */
    public Reply<Release> createDraft(ReleaseDraft draft) {
        ObjectNode body = json(draft);
        body.put("tag_name", draft.tag()).put("draft", true).put("generate_release_notes", false);
        return api.change(
                "make a draft release for " + draft.tag(),
                api.writing("POST", api.uri("/releases"), body),
                Json::release);
    }

    /**
     * Changes title, notes and pre-release mark of a draft; {@code PATCH …/releases/{id}}. Says nothing of {@code draft}: one that
     * another machine has made public meanwhile must not become a draft again.
     *
     * @param id its number
     * @param draft what it shall be
     * @return the draft
     */
    public Reply<Release> updateDraft(long id, ReleaseDraft draft) {
        ObjectNode body = json(draft);
        body.put("tag_name", draft.tag());
        return api.change(
                "change the draft release " + id,
                api.writing("PATCH", api.uri("/releases/" + id), body),
                Json::release);
    }

    /**
     * Makes a draft public; {@code PATCH …/releases/{id}} with {@code draft: false}. Cannot be taken back where releases are
     * immutable.
     *
     * @param id its number
     * @param draft what it shall be
     * @param latest whether it is shown as latest
     * @param discussionCategory the category in which a discussion is opened
     * @return the release
     */
    public Reply<Release> publish(long id, ReleaseDraft draft, MakeLatest latest, Optional<String> discussionCategory) {
        ObjectNode body = json(draft);
        body.put("tag_name", draft.tag()).put("draft", false).put("make_latest", latest.text());
        discussionCategory.ifPresent(category -> body.put("discussion_category_name", category));
        return api.change(
                "publish the release " + draft.tag(),
                api.writing("PATCH", api.uri("/releases/" + id), body),
                Json::release);
    }

    /**
     * All assets of a release or draft; {@code GET …/releases/{id}/assets}, all pages.
     *
     * @param id the release's number
     * @return in GitHub's order
     */
    public List<ReleaseAsset> assets(long id) {
        List<ReleaseAsset> assets = new ArrayList<>();
        api.pages(
                "list the assets of the release " + id,
                api.uri("/releases/" + id + "/assets?per_page=100"),
                Integer.MAX_VALUE,
                Api.items("list the assets"),
                node -> assets.add(Json.asset(node)));
        return List.copyOf(assets);
    }

    /**
     * Sends a file, streaming and with its exact length. While it is read, length and digest are compared with what was
     * promised, and a file that changed never arrives whole.
     *
     * @param release the draft, as GitHub described it
     * @param file the file
     * @param progress whether to show how it gets on; of several at a time only one can
     * @return the asset as GitHub took it; the caller compares name, size and digest
     * @throws EnvironmentException when the draft's upload address belongs to somebody else
     */
    public Reply<ReleaseAsset> upload(Release release, AssetFile file, boolean progress) {
        URI uri = uploadUri(release, file);
        Duration attempt = Duration.ofMinutes(5).plusSeconds(file.size() / SLOWEST);
        Request request = api.writing("POST", uri)
                .withBody(new FileBody(file.path(), file.contentType(), file.size(), Optional.of(file.sha256())))
                .withTimeouts(attempt, SILENCE);
        return api.change("upload " + file.name(), progress ? request.withProgress(file.name()) : request, Json::asset);
    }

    /**
     * Deletes an asset; {@code DELETE …/releases/assets/{id}}. One that is not there any more is as good as deleted.
     *
     * @param asset the asset
     * @return whether it is gone
     */
    public Reply<ReleaseAsset> deleteAsset(ReleaseAsset asset) {
        Reply<ReleaseAsset> reply = api.change(
                "delete the asset " + asset.name(),
                api.writing("DELETE", api.uri("/releases/assets/" + asset.id())),
                node -> asset);
        return reply instanceof Reply.Refused<ReleaseAsset> refused
                        && refused.error().status() == 404
                ? new Reply.Done<>(asset)
                : reply;
    }

    /**
     * Downloads an asset; {@code GET …/releases/assets/{id}}. The token stays behind when GitHub redirects to its storage.
     *
     * @param asset the asset
     * @param file where it shall lie; its folder is made
     * @return what came, with its digest
     * @throws ai.invoke.release.problem.ReleaseException when GitHub does not give it, or more than it announced
     */
    public SavedFile download(ReleaseAsset asset, Path file) {
        String operation = "download the asset " + asset.name();
        try {
            Files.createDirectories(AtomicFile.folder(file));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write: " + e).at(Location.of(file.toString())), e);
        }
        Duration attempt = Duration.ofMinutes(5).plusSeconds(asset.size() / SLOWEST);
        return api.answer(
                        operation,
                        api.downloading(api.uri("/releases/assets/" + asset.id()))
                                .withRedirects(RedirectPolicy.DROP_CREDENTIALS)
                                .withTimeouts(attempt, SILENCE)
                                .withSaveTo(file, asset.size() + 1)
                                .withProgress(asset.name()))
                .saved()
                .orElseThrow(() -> new EnvironmentException(Problem.of("could not " + operation + ": no content")));
    }

    /**
     * Downloads an asset only to compute its digest, for servers that do not name one.
     *
     * @param asset the asset
     * @param folder where the file may lie for the moment
     * @return lower-case hex sha256
     */
    public String sha256(ReleaseAsset asset, Path folder) {
        Path file = folder.resolve("asset-" + asset.id() + ".download");
        try {
            return download(asset, file).sha256();
        } finally {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    /**
     * Notes that GitHub writes; {@code POST …/releases/generate-notes}. Stores nothing.
     *
     * @param tag the release's tag
     * @param previousTag what to compare with; always given, because GitHub's own choice is often wrong
     * @return the notes
     */
    public GeneratedNotes generateNotes(String tag, String previousTag) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("tag_name", tag).put("previous_tag_name", previousTag);
        return api.change(
                        "generate notes for " + tag,
                        api.writing("POST", api.uri("/releases/generate-notes"), body),
                        Json::notes)
                .orThrow();
    }

    /**
     * Some closed pull requests; {@code GET …/pulls}, newest first, until all are found or only older ones can follow.
     *
     * @param numbers which
     * @return those that were found among the newest 3,000
     */
    public List<PullRequest> pullRequests(Set<Integer> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        int oldest = Collections.min(numbers);
        List<PullRequest> found = new ArrayList<>();
        boolean[] done = new boolean[1];
        api.pages(
                "list the pull requests",
                api.uri("/pulls?state=closed&sort=created&direction=desc&per_page=100"),
                PULL_PAGES,
                Api.items("list the pull requests"),
                node -> {
                    PullRequest pull = Json.pullRequest(node);
                    done[0] |= pull.number() <= oldest;
                    if (numbers.contains(pull.number())) {
                        found.add(pull);
                    }
                },
                () -> done[0]);
        return List.copyOf(found);
    }

    /**
     * The members of an organisation that the token may see; {@code GET /orgs/{org}/members}.
     *
     * @param organisation its login
     * @return their logins
     */
    public List<String> members(String organisation) {
        String operation = "list the members of " + organisation;
        List<String> logins = new ArrayList<>();
        api.pages(
                operation,
                api.root("/orgs/" + Api.segment(organisation) + "/members?per_page=100"),
                Integer.MAX_VALUE,
                Api.items(operation),
                node -> logins.add(Json.text(node, "login")));
        return List.copyOf(logins);
    }

    /**
     * Compares two refs; {@code GET …/compare/{base}...{head}}, all pages, counted against {@code total_commits}.
     *
     * @param base the older ref
     * @param head the newer ref
     * @return all commits
     */
    public Comparison compare(String base, String head) {
        String operation = "compare " + base + " with " + head;
        List<Comparison.Commit> commits = new ArrayList<>();
        List<String> status = new ArrayList<>();
        long[] total = new long[1];
        api.pages(
                operation,
                api.uri("/compare/" + Api.segment(base) + "..." + Api.segment(head) + "?per_page=100&page=1"),
                Integer.MAX_VALUE,
                node -> {
                    status.add(Json.text(node, "status"));
                    total[0] = Json.number(node, "total_commits");
                    return node.path("commits");
                },
                node -> commits.add(Json.commit(node)));
        if (commits.size() != total[0]) {
            throw new EnvironmentException(Problem.of("GitHub counts " + total[0] + " commits between " + base + " and "
                            + head + " but gave " + commits.size())
                    .next("run the same command again"));
        }
        return new Comparison(status.get(0), commits);
    }

    /**
     * Whether published releases are fixed for ever; {@code GET …/immutable-releases}.
     *
     * @return off or unknown also when the token may not ask
     */
    public Immutability immutability() {
        Answer answer = http.send(api.reading(api.uri("/immutable-releases"))).orThrow();
        // 404: off, or an older server, or a token that may not look. 401 and 403: may not look.
        if (answer.status() == 404 || answer.status() == 401 || answer.status() == 403) {
            return Immutability.OFF_OR_UNKNOWN;
        }
        if (!answer.successful()) {
            throw api.error("read whether releases are immutable", answer).exception();
        }
        return api.read(
                "read whether releases are immutable",
                answer,
                node -> node.path("enabled").asBoolean(false) ? Immutability.ON : Immutability.OFF_OR_UNKNOWN);
    }

    private URI uploadUri(Release release, AssetFile file) {
        URI upload;
        try {
            upload = URI.create(release.links().upload() + "?name="
                    + Api.segment(file.name()).replace("/", "%2F")
                    + file.label()
                            .map(label -> "&label=" + Api.segment(label).replace("/", "%2F"))
                            .orElse(""));
        } catch (IllegalArgumentException e) {
            throw new EnvironmentException(
                    Problem.of("GitHub's upload address is not a URL: "
                            + release.links().upload()),
                    e);
        }
        if (!UploadHosts.belong(repository.api(), upload)) {
            throw new EnvironmentException(Problem.of("the release " + release.id() + " wants its files sent to "
                            + upload.getScheme() + "://" + upload.getAuthority() + ", which does not belong to "
                            + repository.api())
                    .next("check the API address and the proxy in between; the token was not sent there"));
        }
        return upload;
    }

    private static ObjectNode json(ReleaseDraft draft) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", draft.title())
                .put("body", draft.body())
                .put("prerelease", draft.prerelease());
    }
}
