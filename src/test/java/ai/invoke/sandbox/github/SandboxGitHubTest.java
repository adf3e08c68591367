package ai.invoke.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.digest.Sha256;
import ai.invoke.sandbox.server.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxGitHubTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SandboxGitHub github;

    @BeforeEach
    void begin() {
        github = SandboxGitHub.start(folder, GitHubOptions.of());
    }

    @AfterEach
    void stop() {
        github.close();
    }

    private static String sha(int number) {
        return "%040x".formatted(number);
    }

    static SandboxRepository repository(int commits) {
        List<SandboxRepository.Commit> history = new ArrayList<>();
        for (int i = 1; i <= commits; i++) {
            history.add(new SandboxRepository.Commit(
                    sha(i),
                    i == 1 ? List.of() : List.of(sha(i - 1)),
                    i % 2 == 0 ? "Mend number " + i + " (#" + i + ")\n\nMore." : "Step " + i,
                    "Ada",
                    "ada@example.org",
                    i % 3 == 0 ? "" : "ada",
                    "2026-01-%02dT00:00:%02dZ".formatted(1 + i / 60 % 28, i % 60)));
        }
        return SandboxRepository.of(
                "octo/demo",
                history,
                List.of(
                        new SandboxRepository.Tag("v1.0", "a".repeat(40), sha(commits)),
                        new SandboxRepository.Tag("v0.9", sha(1), sha(1))));
    }

    private void start(SandboxRepository repository) {
        github.close();
        github = SandboxGitHub.start(folder, GitHubOptions.of(repository));
    }

    private HttpRequest.Builder request(String path) {
        URI uri = path.startsWith("http") ? URI.create(path) : github.api().resolve(path);
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + github.token());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(response.body(), e);
        }
    }

    private HttpResponse<String> get(String path) {
        return send(request(path));
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode create(String body) {
        HttpResponse<String> response = call("POST", "/repos/octo/demo/releases", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response);
    }

    private HttpResponse<String> upload(JsonNode release, String name, String content) {
        String url = release.path("upload_url").asText().replace("{?name,label}", "?name=" + name);
        return send(request(url)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofString(content)));
    }

    @Test
    void fromDraftToLatestRelease() {
        start(repository(3));
        JsonNode draft = create("{\"tag_name\":\"v1.0\",\"name\":\"One\",\"body\":\"notes\",\"draft\":true}");
        assertThat(draft.path("draft").asBoolean()).isTrue();
        assertThat(draft.path("html_url").asText()).contains("/releases/tag/untagged-");
        assertThat(get("/repos/octo/demo/releases/tags/v1.0").statusCode())
                .as("a draft is not found by its tag")
                .isEqualTo(404);
        assertThat(get("/repos/octo/demo/releases/latest").statusCode()).isEqualTo(404);
        assertThat(json(get("/repos/octo/demo/releases"))).hasSize(1);

        HttpResponse<String> uploaded = upload(draft, "a%20b.zip", "hello");
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
        JsonNode asset = json(uploaded);
        assertThat(asset.path("name").asText()).as("blanks become dots").isEqualTo("a.b.zip");
        assertThat(asset.path("state").asText()).isEqualTo("uploaded");
        assertThat(asset.path("size").asInt()).isEqualTo(5);
        assertThat(asset.path("digest").asText()).isEqualTo("sha256:" + Sha256.of("hello"));

        String url = "/repos/octo/demo/releases/" + draft.path("id").asText();
        HttpResponse<String> published = call("PATCH", url, "{\"draft\":false,\"make_latest\":\"true\"}");
        assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
        assertThat(json(published).path("html_url").asText()).endsWith("/octo/demo/releases/tag/v1.0");
        assertThat(json(get("/repos/octo/demo/releases/tags/v1.0")).path("id")).isEqualTo(draft.path("id"));
        assertThat(json(get("/repos/octo/demo/releases/latest")).path("id")).isEqualTo(draft.path("id"));
        assertThat(json(get("/repos/octo/demo/releases/latest"))
                        .path("created_at")
                        .asText())
                .as("the date of the commit")
                .isEqualTo("2026-01-01T00:00:03Z");

        HttpResponse<String> redirect = send(
                request("/repos/octo/demo/releases/assets/" + asset.path("id").asText())
                        .header("Accept", "application/octet-stream"));
        assertThat(redirect.statusCode()).isEqualTo(302);
        String storage = redirect.headers().firstValue("location").orElseThrow();
        assertThat(URI.create(storage).getHost()).isNotEqualTo(github.api().getHost());
        assertThat(send(HttpRequest.newBuilder(URI.create(storage))).body()).isEqualTo("hello");
        HttpResponse<String> leaked = send(request(storage));
        assertThat(leaked.statusCode()).as("the token must stay behind").isEqualTo(400);
        assertThat(leaked.body()).contains("Only one auth mechanism allowed");
        String download = json(get("/repos/octo/demo/releases/latest"))
                .path("assets")
                .get(0)
                .path("browser_download_url")
                .asText();
        assertThat(send(HttpRequest.newBuilder(URI.create(download))).statusCode())
                .isEqualTo(302);
    }

    @Test
    void publishingMakesTheTagAndDeletingTheTagMakesADraft() {
        start(repository(3));
        JsonNode release = create("{\"tag_name\":\"v2.0\",\"target_commitish\":\"main\"}");
        JsonNode ref = json(get("/repos/octo/demo/git/ref/tags/v2.0"));
        assertThat(ref.path("object").path("sha").asText()).isEqualTo(sha(3));
        assertThat(call("DELETE", "/repos/octo/demo/git/refs/tags/v2.0", "").statusCode())
                .isEqualTo(204);
        assertThat(json(get("/repos/octo/demo/releases/" + release.path("id").asText()))
                        .path("draft")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 422 | Invalid request.\\n\\n\\\"tag_name\\\" wasn't supplied.",
                "{\"tag_name\":5} | 422 | For 'properties/tag_name', 5 is not a string.",
                "{\"tag_name\":\"v9\",\"draft\":\"yes\"} | 422 | For 'properties/draft', \\\"yes\\\" is not a boolean.",
                "{\"tag_name\":\"v9\",\"make_latest\":true} | 422 | For 'properties/make_latest', true is not a member of",
                "[] | 400 | Body should be a JSON object",
                "{oops | 400 | Problems parsing JSON",
                "{\"tag_name\":\"v1 0\"} | 422 | tag_name is not a valid tag",
                "{\"tag_name\":\"v9\",\"target_commitish\":\"nowhere\"} | 422 | \"code\":\"invalid\",\"field\":\"target_commitish\"",
                "{\"tag_name\":\"v1.0\",\"discussion_category_name\":\"News\"} | 404 | Discussions are not enabled on this repository.",
                "{\"tag_name\":\"v1.0\",\"prerelease\":true,\"make_latest\":\"true\"} | 422 | Latest release cannot be draft or prerelease"
            })
    void refusesWrongReleases(String body, int status, String text) {
        start(repository(1));
        HttpResponse<String> response = call("POST", "/repos/octo/demo/releases", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(text);
        assertThat(json(response).path("documentation_url").asText()).startsWith("https://docs.github.com/");
        assertThat(json(get("/repos/octo/demo/releases"))).isEmpty();
    }

    @Test
    void refusesTooLongNotesAndASecondRelease() {
        start(repository(1));
        String body = "{\"tag_name\":\"v1.0\",\"body\":\"" + "x".repeat(125_001) + "\"}";
        assertThat(call("POST", "/repos/octo/demo/releases", body).body())
                .contains("body is too long (maximum is 125000 characters)");
        create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        create("{\"tag_name\":\"v1.0\"}");
        JsonNode refused = json(call("POST", "/repos/octo/demo/releases", "{\"tag_name\":\"v1.0\"}"));
        assertThat(refused.path("message").asText()).isEqualTo("Validation Failed");
        assertThat(refused.path("errors").get(0).toString())
                .isEqualTo("{\"resource\":\"Release\",\"code\":\"already_exists\",\"field\":\"tag_name\"}");
    }

    @Test
    void discussionsNeedAKnownCategory() {
        start(repository(1).withCategories(List.of("Announcements")));
        JsonNode draft = create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        String url = "/repos/octo/demo/releases/" + draft.path("id").asText();
        HttpResponse<String> wrong = call("PATCH", url, "{\"draft\":false,\"discussion_category_name\":\"Nonsense\"}");
        assertThat(wrong.statusCode()).isEqualTo(404);
        assertThat(wrong.body())
                .contains("Discussion could not be created. Make sure you passed a valid category name.");
        assertThat(json(get(url)).path("draft").asBoolean()).isTrue();
        HttpResponse<String> right =
                call("PATCH", url, "{\"draft\":false,\"discussion_category_name\":\"Announcements\"}");
        assertThat(json(right).path("discussion_url").asText()).contains("/octo/demo/discussions/");
    }

    @Test
    void immutableReleasesAreSealedAndTheirTagsBurnt() {
        start(repository(1).withImmutableReleases(true));
        assertThat(json(get("/repos/octo/demo/immutable-releases"))
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        JsonNode release = create("{\"tag_name\":\"v1.0\"}");
        assertThat(release.path("immutable").asBoolean()).isTrue();
        HttpResponse<String> late = upload(release, "late.zip", "x");
        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(late.body()).contains("Cannot upload assets to an immutable release.");
        String url = "/repos/octo/demo/releases/" + release.path("id").asText();
        assertThat(call("PATCH", url, "{\"draft\":true}").body())
                .contains("state cannot be changed when release is immutable");
        assertThat(json(call("PATCH", url, "{\"body\":\"better words\"}"))
                        .path("body")
                        .asText())
                .isEqualTo("better words");
        assertThat(call("DELETE", "/repos/octo/demo/git/refs/tags/v1.0", "").statusCode())
                .isEqualTo(422);
        assertThat(call("DELETE", url, "").statusCode()).isEqualTo(204);
        assertThat(call("POST", "/repos/octo/demo/releases", "{\"tag_name\":\"v1.0\"}")
                        .body())
                .contains("tag_name was used by an immutable release");
    }

    @Test
    void rulesCanForbidNewTags() {
        start(repository(1).withTagCreation(false));
        HttpResponse<String> response = call("POST", "/repos/octo/demo/releases", "{\"tag_name\":\"v3\"}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("pre_receive").contains("creations being restricted");
        create("{\"tag_name\":\"v1.0\"}");
    }

    @Test
    void refusesWhoeverMayNot() throws IOException, InterruptedException {
        start(repository(1));
        HttpRequest.Builder releases = HttpRequest.newBuilder(github.api().resolve("/repos/octo/demo/releases"));
        HttpResponse<String> bad = send(releases.copy().header("Authorization", "Bearer wrong"));
        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(json(bad).path("message").asText()).isEqualTo("Bad credentials");
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{\"tag_name\":\"v1.0\"}");
        assertThat(send(releases.copy().POST(body)).statusCode()).isEqualTo(401);
        HttpResponse<String> reader = send(releases.copy()
                .header("Authorization", "token " + github.readToken())
                .POST(body));
        assertThat(reader.statusCode()).isEqualTo(403);
        assertThat(json(reader).path("message").asText()).isEqualTo("Resource not accessible by personal access token");
        JsonNode draft = create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        assertThat(json(send(releases.copy().header("Authorization", "token " + github.readToken()))))
                .as("drafts are for writers")
                .isEmpty();
        assertThat(send(HttpRequest.newBuilder(URI.create(draft.path("url").asText())))
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/repos/octo/secret").statusCode()).isEqualTo(404);
        assertThat(json(get("/repos/octo/demo"))
                        .path("permissions")
                        .path("push")
                        .asBoolean())
                .isTrue();
        assertThat(send(request("/repos/octo/demo").header("X-GitHub-Api-Version", "2020-01-01"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(raw("GET /repos/octo/demo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("User-Agent");
    }

    private String raw(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", github.api().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void assetsAreRefusedAsGitHubDoes() throws IOException {
        start(repository(1));
        JsonNode draft = create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        upload(draft, "a.zip", "one");
        JsonNode twice = json(upload(draft, "a.zip", "two"));
        assertThat(twice.path("errors").get(0).toString())
                .isEqualTo("{\"resource\":\"ReleaseAsset\",\"code\":\"already_exists\",\"field\":\"name\"}");
        assertThat(upload(draft, "b.zip", "").body()).contains("Bad Content-Length");
        assertThat(upload(draft, "", "x").body()).contains("\"code\":\"missing_field\",\"field\":\"name\"");
        String url = draft.path("upload_url").asText().replace("{?name,label}", "?name=c.zip");
        HttpResponse<String> chunked = send(request(url)
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[] {1, 2}))));
        assertThat(chunked.statusCode()).as("no Content-Length").isEqualTo(400);
        assertThat(send(request(url).POST(HttpRequest.BodyPublishers.ofString("x")))
                        .body())
                .contains("content_type");
        HttpResponse<String> wrongHost = send(request(url.replace(
                        String.valueOf(github.uploads().getPort()),
                        String.valueOf(github.api().getPort())))
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(wrongHost.statusCode()).as("the API's host takes no uploads").isEqualTo(404);
        HttpResponse<String> elsewhere = upload(draft, "%2Bx%2B%C3%A9~.whl", "x");
        assertThat(json(elsewhere).path("name").asText()).isEqualTo("+x+e.whl");
        assertThat(json(upload(draft, ".env", "x")).path("name").asText()).isEqualTo("default.env");
        long id = json(get("/repos/octo/demo/releases/" + draft.path("id").asText() + "/assets"))
                .get(0)
                .path("id")
                .asLong();
        assertThat(json(call("PATCH", "/repos/octo/demo/releases/assets/" + id, "{\"name\":\"z.zip\"}"))
                        .path("name")
                        .asText())
                .isEqualTo("z.zip");
        assertThat(call("DELETE", "/repos/octo/demo/releases/assets/" + id, "").statusCode())
                .isEqualTo(204);
    }

    @Test
    void aFailingUploadLeavesAStarter() {
        start(repository(1));
        JsonNode draft = create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        github.faults().play(Fault.of(Fault.Kind.STARTER, "POST", "/assets"));
        assertThat(upload(draft, "a.zip", "hello").statusCode()).isEqualTo(502);
        JsonNode assets =
                json(get("/repos/octo/demo/releases/" + draft.path("id").asText() + "/assets"));
        assertThat(assets.get(0).path("state").asText()).isEqualTo("starter");
        assertThat(assets.get(0).path("digest").isNull()).isTrue();
        assertThat(upload(draft, "a.zip", "hello").statusCode()).isEqualTo(422);
    }

    @Test
    void limitsHaveTheirHeaders() {
        start(repository(1));
        HttpResponse<String> usual = get("/repos/octo/demo");
        assertThat(usual.headers().map())
                .containsKeys(
                        "x-github-request-id",
                        "x-ratelimit-remaining",
                        "x-ratelimit-reset",
                        "x-github-api-version-selected");
        github.faults().play(Fault.of(Fault.Kind.RATE_LIMIT, 60, "GET", "."));
        HttpResponse<String> primary = get("/repos/octo/demo");
        assertThat(primary.statusCode()).isEqualTo(403);
        assertThat(primary.headers().firstValue("x-ratelimit-remaining")).hasValue("0");
        assertThat(primary.body()).contains("API rate limit exceeded");
        github.faults().play(Fault.of(Fault.Kind.SECONDARY_LIMIT, "GET", ".").retryAfter(1));
        HttpResponse<String> secondary = get("/repos/octo/demo");
        assertThat(secondary.headers().firstValue("retry-after")).hasValue("1");
        assertThat(secondary.body()).contains("secondary rate limit");
        assertThat(json(get("/rate_limit")).path("rate").path("limit").asInt()).isEqualTo(5000);
    }

    @Test
    void listsComeInPagesWithNumericLinks() {
        start(repository(1));
        for (int i = 0; i < 5; i++) {
            create("{\"tag_name\":\"d" + i + "\",\"draft\":true}");
        }
        HttpResponse<String> first = get("/repos/octo/demo/releases?per_page=2");
        assertThat(json(first)).hasSize(2);
        assertThat(json(first).get(0).path("tag_name").asText())
                .as("the newest first")
                .isEqualTo("d4");
        String link = first.headers().firstValue("link").orElseThrow();
        assertThat(link)
                .containsPattern(
                        "<http://127.0.0.1:\\d+/repositories/\\d+/releases\\?per_page=2&page=2>; rel=\"next\"");
        String next = link.replaceAll(".*<([^>]+)>; rel=\"last\".*", "$1");
        HttpResponse<String> last = get(next);
        assertThat(json(last)).hasSize(1);
        assertThat(last.headers().firstValue("link").orElseThrow())
                .contains("rel=\"prev\"")
                .doesNotContain("rel=\"next\"");
        assertThat(get("/repos/octo/demo/releases").headers().firstValue("link"))
                .isEmpty();
    }

    @Test
    void comparesWithAndWithoutPages() {
        start(repository(284));
        JsonNode all = json(get("/repos/octo/demo/compare/v0.9...v1.0"));
        assertThat(all.path("status").asText()).isEqualTo("ahead");
        assertThat(all.path("total_commits").asInt()).isEqualTo(283);
        assertThat(all.path("commits")).hasSize(250);
        assertThat(all.path("commits").get(249).path("sha").asText()).isEqualTo(sha(284));
        assertThat(all.path("commits").get(248).path("sha").asText()).isEqualTo(sha(250));
        HttpResponse<String> page = get("/repos/octo/demo/compare/v0.9...v1.0?per_page=100&page=3");
        assertThat(json(page).path("commits")).hasSize(83);
        assertThat(json(page).has("files"))
                .as("files are on the first page only")
                .isFalse();
        assertThat(json(get("/repos/octo/demo/compare/v1.0...v0.9"))
                        .path("status")
                        .asText())
                .isEqualTo("behind");
        assertThat(json(get("/repos/octo/demo/compare/main...v1.0"))
                        .path("status")
                        .asText())
                .isEqualTo("identical");
        assertThat(get("/repos/octo/demo/compare/v0.9...nowhere").statusCode()).isEqualTo(404);
        assertThat(json(get("/repos/octo/demo/commits/" + sha(4) + "/pulls"))
                        .get(0)
                        .path("number")
                        .asInt())
                .isEqualTo(4);
    }

    private JsonNode graphql(String query, String variables) {
        HttpResponse<String> answer = call(
                "POST",
                "/graphql",
                "{\"query\":\"" + query.replace("\"", "\\\"") + "\",\"variables\":" + variables + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** The questions of newer versions of gh than the one that the tests find, and what GitHub says to wrong ones. */
    @Test
    void graphqlAnswersWhatClientsAskAboutReleases() {
        start(repository(3).withCategories(List.of("Show and tell")));
        long id = create("{\"tag_name\":\"v1.0\",\"name\":\"One\",\"draft\":true}")
                .path("id")
                .asLong();
        create("{\"tag_name\":\"v0.9\"}");
        String names = "{\"owner\":\"octo\",\"name\":\"demo\",\"tagName\":\"v1.0\",\"perPage\":1,\"endCursor\":null}";
        JsonNode byTag = graphql(
                "query RepositoryReleaseByTag($owner:String!$name:String!$tagName:String!)"
                        + "{repository(owner: $owner, name: $name){release(tagName: $tagName){databaseId,isDraft}}}",
                names);
        assertThat(byTag.path("data")
                        .path("repository")
                        .path("release")
                        .path("databaseId")
                        .asLong())
                .isEqualTo(id);
        JsonNode fields = graphql(
                "query Release_fields{Release: __type(name: \"Release\"){fields(includeDeprecated: true){name}}}",
                "{}");
        assertThat(fields.path("data").path("Release").path("fields").findValuesAsText("name"))
                .contains("isLatest", "isDraft", "tagName");
        JsonNode page = graphql(
                "query List($owner: String!, $name: String!, $perPage: Int!, $endCursor: String, $direction: OrderDirection = DESC)"
                        + " { repository(owner: $owner, name: $name) { releases(first: $perPage, after: $endCursor,"
                        + " orderBy: {field: CREATED_AT, direction: $direction}) { totalCount nodes { tag: tagName isLatest"
                        + " ... on Release { name } } pageInfo { hasNextPage endCursor } }"
                        + " discussionCategories(first: 25) { nodes { slug } } } viewer { login } }",
                names);
        JsonNode releases = page.path("data").path("repository").path("releases");
        assertThat(releases.path("totalCount").asInt()).isEqualTo(2);
        assertThat(releases.path("nodes").get(0).path("tag").asText()).isEqualTo("v0.9");
        assertThat(releases.path("nodes").get(0).path("isLatest").asBoolean()).isTrue();
        assertThat(releases.path("pageInfo").path("hasNextPage").asBoolean()).isTrue();
        assertThat(page.toString()).contains("show-and-tell", "\"login\":\"sandbox\"");

        assertThat(graphql("{repository(owner: \"a\", name: \"b\"){id}}", "{}").toString())
                .contains("NOT_FOUND", "Could not resolve to a Repository with the name 'a/b'.");
        assertThat(graphql("{viewer{email}}", "{}").toString()).contains("Field 'email' doesn't exist on type 'User'");
        for (String wrong : List.of("", "{", "mutation{x}", "{a(b:", "{a(b: \"", "}", "{a".repeat(2000))) {
            assertThat(graphql(wrong, "{}")
                            .path("errors")
                            .get(0)
                            .path("message")
                            .asText())
                    .as(wrong)
                    .startsWith("Parse error");
        }
    }

    @Test
    void notesListThePullRequests() {
        start(repository(5));
        JsonNode notes = json(call(
                "POST",
                "/repos/octo/demo/releases/generate-notes",
                "{\"tag_name\":\"v1.0\",\"previous_tag_name\":\"v0.9\"}"));
        assertThat(notes.path("name").asText()).isEqualTo("v1.0");
        assertThat(notes.path("body").asText())
                .startsWith("## What's Changed\n* Mend number 2 by @ada in ")
                .contains("/octo/demo/pull/4\n")
                .endsWith("**Full Changelog**: " + github.api() + "/octo/demo/compare/v0.9...v1.0");
        assertThat(json(get("/repos/octo/demo/releases")))
                .as("nothing is stored")
                .isEmpty();
    }

    @Test
    void refsAndTagObjects() {
        start(repository(3));
        JsonNode annotated = json(get("/repos/octo/demo/git/ref/tags/v1.0")).path("object");
        assertThat(annotated.path("type").asText()).isEqualTo("tag");
        assertThat(json(get("/repos/octo/demo/git/tags/" + annotated.path("sha").asText()))
                        .path("object")
                        .path("sha")
                        .asText())
                .isEqualTo(sha(3));
        assertThat(json(get("/repos/octo/demo/git/matching-refs/tags/v"))).hasSize(2);
        assertThat(get("/repos/octo/demo/git/ref/tags/nothing").statusCode()).isEqualTo(404);
        String refs = "/repos/octo/demo/git/refs";
        String body = "{\"ref\":\"refs/tags/x\",\"sha\":\"" + sha(2) + "\"}";
        assertThat(call("POST", refs, body).statusCode()).isEqualTo(201);
        assertThat(call("POST", refs, body).body()).contains("Reference already exists");
        assertThat(call("PATCH", refs + "/tags/x", "{\"sha\":\"" + sha(1) + "\"}")
                        .body())
                .contains("Update is not a fast forward");
        assertThat(call("PATCH", refs + "/tags/x", "{\"sha\":\"" + sha(1) + "\",\"force\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("POST", refs, "{\"ref\":\"refs/tags/y\",\"sha\":\"" + "f".repeat(40) + "\"}")
                        .body())
                .contains("Object does not exist");
    }

    @Test
    void aServerOnTheSameFolderHasTheSameState() {
        start(repository(1));
        JsonNode draft = create("{\"tag_name\":\"v1.0\",\"draft\":true}");
        upload(draft, "a.zip", "hello");
        JsonNode before = github.state();
        start(repository(1));
        assertThat(github.state()).isEqualTo(before);
        assertThat(json(get("/repos/octo/demo/releases")).get(0).path("assets")).hasSize(1);
    }
}
