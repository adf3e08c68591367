package ai.invoke.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.github.release.DraftUpload;
import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.github.release.ReleasePublication;
import ai.invoke.release.github.release.ReleaseSpec;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sandbox answers and what the client asks, held against GitHub's own description of its REST API. */
class GitHubDescriptionTest {

    private static final String REPOSITORY = "/repos/octo/demo";

    @TempDir
    Path temp;

    private final OpenApi description = new OpenApi();
    private final HttpClient plain =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SandboxGitHub github;
    private RecordingProxy proxy;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(
                temp.resolve("github"),
                GitHubOptions.of(SandboxGitHubTest.repository(300).withCategories(List.of("Announcements"))));
        proxy = new RecordingProxy(github);
    }

    @AfterEach
    void stop() {
        proxy.close();
        github.close();
    }

    /** Every operation of the cut once, also refused, so that no answer is left unchecked. */
    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        call(200, "GET", REPOSITORY, "");
        JsonNode draft = call(201, "POST", REPOSITORY + "/releases", "{\"tag_name\":\"v1.0\",\"draft\":true}");
        call(422, "POST", REPOSITORY + "/releases", "{\"tag_name\":\"a b\"}");
        call(404, "GET", REPOSITORY + "/releases/tags/v1.0", "");
        String release = REPOSITORY + "/releases/" + draft.path("id").asText();
        String upload = draft.path("upload_url").asText().replace("{?name,label}", "?name=a.zip&label=A");
        JsonNode asset = call(201, "POST", URI.create(upload).getRawPath() + "?name=a.zip&label=A", "bytes");
        call(422, "POST", URI.create(upload).getRawPath() + "?name=a.zip", "bytes");
        String file = REPOSITORY + "/releases/assets/" + asset.path("id").asText();
        call(200, "GET", file, "");
        call(200, "PATCH", file, "{\"name\":\"b.zip\",\"label\":\"B\"}");
        call(200, "GET", release + "/assets?per_page=10&page=1", "");
        call(200, "GET", release, "");
        call(
                200,
                "PATCH",
                release,
                "{\"draft\":false,\"make_latest\":\"true\",\"discussion_category_name\":\"announcements\"}");
        call(200, "GET", REPOSITORY + "/releases?per_page=1&page=1", "");
        call(200, "GET", REPOSITORY + "/releases/latest", "");
        call(200, "GET", REPOSITORY + "/releases/tags/v1.0", "");
        call(
                200,
                "POST",
                REPOSITORY + "/releases/generate-notes",
                "{\"tag_name\":\"v1.0\",\"previous_tag_name\":\"v0.9\"}");
        call(204, "DELETE", file, "");
        call(200, "GET", REPOSITORY + "/git/ref/tags/v1.0", "");
        call(404, "GET", REPOSITORY + "/git/ref/tags/none", "");
        call(200, "GET", REPOSITORY + "/git/matching-refs/tags/v", "");
        call(200, "GET", REPOSITORY + "/git/tags/" + "a".repeat(40), "");
        String commit = "%040x".formatted(300);
        JsonNode tag = call(
                201,
                "POST",
                REPOSITORY + "/git/tags",
                "{\"tag\":\"v2\",\"message\":\"two\",\"object\":\"" + commit + "\",\"type\":\"commit\"}");
        String object = tag.path("sha").asText();
        call(201, "POST", REPOSITORY + "/git/refs", "{\"ref\":\"refs/tags/v2\",\"sha\":\"" + object + "\"}");
        call(422, "POST", REPOSITORY + "/git/refs", "{\"ref\":\"refs/tags/v2\",\"sha\":\"" + object + "\"}");
        call(200, "PATCH", REPOSITORY + "/git/refs/tags/v2", "{\"sha\":\"" + commit + "\",\"force\":true}");
        call(204, "DELETE", REPOSITORY + "/git/refs/tags/v2", "");
        call(200, "GET", REPOSITORY + "/commits/" + commit, "");
        call(422, "GET", REPOSITORY + "/commits/nothing", "");
        call(200, "GET", REPOSITORY + "/commits/" + commit + "/pulls", "");
        call(200, "GET", REPOSITORY + "/pulls?state=closed&per_page=2", "");
        call(200, "GET", REPOSITORY + "/compare/v0.9...v1.0?per_page=100&page=1", "");
        call(404, "GET", REPOSITORY + "/compare/v0.9...none", "");
        call(404, "GET", REPOSITORY + "/immutable-releases", "");
        call(204, "PUT", REPOSITORY + "/immutable-releases", "");
        call(200, "GET", REPOSITORY + "/immutable-releases", "");
        String sealed = REPOSITORY
                + "/releases/"
                + call(201, "POST", REPOSITORY + "/releases", "{\"tag_name\":\"v0.9\"}")
                        .path("id")
                        .asText();
        call(200, "GET", REPOSITORY + "/attestations/sha1:" + "%040x".formatted(1) + "?predicate_type=release", "");
        call(204, "DELETE", sealed, "");
        call(204, "DELETE", REPOSITORY + "/immutable-releases", "");
        call(200, "GET", "/rate_limit", "");
        call(403, "GET", "/installation/repositories?per_page=1", "");
        call(200, "GET", "/orgs/sandbox/members?per_page=100", "");

        List<String> differences = new ArrayList<>();
        proxy.exchanges().forEach(exchange -> differences.addAll(description.differences(exchange)));
        assertThat(differences).isEmpty();
        assertThat(description.seen()).isEqualTo(description.described());
    }

    private JsonNode call(int status, String method, String path, String body) throws Exception {
        boolean upload = path.startsWith("/uploads/");
        HttpRequest.Builder request = HttpRequest.newBuilder(proxy.api().resolve(path))
                .header("Authorization", "Bearer " + github.token())
                .header("Content-Type", upload ? "application/octet-stream" : "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer = plain.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(status);
        return new ObjectMapper().readTree(answer.body().isEmpty() ? "null" : answer.body());
    }

    /** A whole release, and everything that collect asks. */
    @Test
    void everyRequestOfTheClientIsAsDescribed() throws Exception {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        AssetFile file = new AssetFile(
                Files.write(temp.resolve("demo.zip"), content),
                "demo.zip",
                content.length,
                Sha256.of(content),
                Optional.of("The zip"),
                false);
        GitHubRepository repository = GitHubRepository.of(proxy.api(), URI.create("https://github.com"), "octo/demo")
                .orElseThrow();
        GitHubToken token = new GitHubToken(github.token(), "GITHUB_TOKEN");
        ReleaseSpec spec = new ReleaseSpec(
                repository,
                new GitHubCredentials.Found(token),
                new ReleaseSpec.Source(new TagRef("v1.0", "a".repeat(40), "%040x".formatted(300)), "1.0", false),
                new ReleaseSpec.Text("Demo", "Notes", Optional.of("Announcements")),
                "ab".repeat(32),
                List.of(file),
                temp.resolve("tmp"));
        Timing timing = new Timing(Clock.systemUTC(), duration -> {}, () -> 0);
        HttpSettings settings = HttpSettings.direct();
        assertThat(new ReleaseInspection(settings, timing, Console.silent())
                        .run(spec)
                        .problems())
                .isEmpty();
        new DraftUpload(settings, timing, Console.silent()).run(spec, (step, event, details) -> {});
        ReleaseSpec edited = new ReleaseSpec(
                repository,
                spec.credentials(),
                spec.source(),
                new ReleaseSpec.Text("Demo 1", "Notes", Optional.of("Announcements")),
                spec.planDigest(),
                spec.assets(),
                spec.temporary());
        new DraftUpload(settings, timing, Console.silent()).run(edited, (step, event, details) -> {});
        new ReleasePublication(settings, timing, Console.silent()).run(edited, (step, event, details) -> {});
        try (Http http = new Http(settings, Console.silent(), timing)) {
            GitHubClient client = new GitHubClient(http, repository, Optional.of(token), timing.clock());
            client.generateNotes("v1.0", "v0.9");
            client.pullRequests(Set.of(2, 200));
            assertThat(client.compare("v0.9", "v1.0").commits()).hasSize(299);
            client.members("sandbox");
            client.installationToken();
        }
        List<String> differences = new ArrayList<>();
        proxy.exchanges().stream()
                .filter(exchange -> !exchange.target().equals("/graphql"))
                .forEach(exchange -> differences.addAll(description.differences(exchange)));
        assertThat(differences).isEmpty();
        assertThat(description.seen()).hasSizeGreaterThan(15);
    }

    /** The check itself must see what is wrong. */
    @Test
    void aMissingFieldAndAWrongTypeAreFound() {
        assertThat(description.differences(new OpenApi.Exchange(
                        "GET", "/repos/o/r/git/ref/tags/v1", "", 200, "{\"ref\":1,\"object\":{}}")))
                .anyMatch(line -> line.endsWith("answer.url is missing"))
                .anyMatch(line -> line.endsWith("answer.ref is NUMBER, not string"))
                .anyMatch(line -> line.endsWith("answer.object.sha is missing"));
        assertThat(description.differences(new OpenApi.Exchange(
                        "POST", "/repos/o/r/releases", "{\"make_latest\":true,\"latest\":1}", 201, "{}")))
                .anyMatch(line -> line.endsWith("request.tag_name is missing"))
                .anyMatch(line -> line.endsWith("request.make_latest is BOOLEAN, not string"))
                .anyMatch(line -> line.endsWith("request.latest is not described"))
                .anyMatch(line -> line.endsWith("answer.upload_url is missing"));
        assertThat(description.differences(new OpenApi.Exchange("GET", "/repos/o/r/releases?pages=2", "", 200, "[]")))
                .anyMatch(line -> line.endsWith("the parameter pages is not described"));
    }
}
