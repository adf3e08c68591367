package ai.invoke.release.github.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubClientTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final byte[] CONTENT = "the wheel\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path temp;

    private final List<Duration> waits = new ArrayList<>();
    private FakeGitHub github;
    private Http http;
    private GitHubClient client;

    @BeforeEach
    void start() throws Exception {
        github = new FakeGitHub();
        http = new Http(
                HttpSettings.direct(),
                Console.silent(),
                new Timing(Clock.fixed(NOW, ZoneOffset.UTC), waits::add, () -> 0.5));
        client = client(Optional.of(new GitHubToken(FakeGitHub.TOKEN, "GITHUB_TOKEN")));
    }

    @AfterEach
    void stop() {
        http.close();
        github.close();
    }

    @Test
    void readsRepositoryTagAndSetting() {
        assertThat(client.info().push()).isTrue();
        assertThat(client(Optional.empty()).info().push()).isFalse();
        github.tags.put("light/one", new String[] {"commit", FakeGitHub.COMMIT});
        assertThat(client.tag("v1.0")).contains(new TagRef("v1.0", "7a67", FakeGitHub.COMMIT));
        assertThat(client.tag("v1.0").orElseThrow().annotated()).isTrue();
        assertThat(client.tag("light/one").orElseThrow().annotated()).isFalse();
        assertThat(client.tag("v1")).isEmpty();
        assertThat(client.tag("v1 %/?#\u00e4")).isEmpty();
        assertThat(client.immutability()).isEqualTo(Immutability.ON);
        github.answer("GET .*immutable-releases", 403, "{\"message\":\"Resource not accessible\"}");
        assertThat(client.immutability()).isEqualTo(Immutability.OFF_OR_UNKNOWN);
    }

    @Test
    void aTagThatPointsNowhereIsAnUnreadableAnswer() {
        github.answer("GET .*/git/tags/.*", 200, "{}");
        assertThatThrownBy(() -> client.tag("v1.0"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot read GitHub's answer to read the tag v1.0")
                .hasMessageContaining("the field 'sha' is missing");
        github.answer("GET .*/git/ref/tags/.*", 200, "{\"ref\":\"refs/tags/v1.0\"}");
        assertThatThrownBy(() -> client.tag("v1.0")).isInstanceOf(EnvironmentException.class);
    }

    @Test
    void readsAllPagesOfReleasesAssetsAndCommits() {
        github.pageSize = 3;
        for (int i = 0; i < 10; i++) {
            github.addRelease("v" + i, i == 9, false, "");
        }
        List<String> tags = new ArrayList<>();
        client.releases(release -> tags.add(release.tag()));
        assertThat(tags).hasSize(10).doesNotHaveDuplicates().startsWith("v9");
        long id = github.addRelease("v20", true, false, "").path("id").asLong();
        for (int i = 0; i < 7; i++) {
            github.addAsset(id, "a" + i, CONTENT);
        }
        assertThat(client.assets(id)).extracting(ReleaseAsset::name).hasSize(7).doesNotHaveDuplicates();
        github.commits = 8;
        Comparison comparison = client.compare("v0", "v1");
        assertThat(comparison.commits()).hasSize(8);
        assertThat(comparison.commits().get(0).login()).contains("user0");
        assertThat(comparison.commits().get(1).login()).isEmpty();
        github.commits = 1;
        assertThat(client.compare("v0", "v1").commits()).hasSize(1);
        assertThat(client.generateNotes("v1", "v0").body()).isEqualTo("since v0");
    }

    @Test
    void followsNoPageToAnotherServerAndNoEndlessOnes() {
        github.fault("GET .*/releases.*", true, r -> r.headers.put("Link", "<https://evil.example/x>; rel=\"next\""));
        assertThatThrownBy(() -> client.releases(r -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("https://evil.example");
        github.fault(
                "GET .*/releases.*",
                true,
                r -> r.headers.put("Link", "</repos/acme/demo/releases?per_page=100>; rel=next"));
        assertThatThrownBy(() -> client.releases(r -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("do not end");
    }

    @Test
    void uploadsAndProvesByDigestOrDownload() throws Exception {
        AssetFile file = file("demo-1.0+cu1 x.whl");
        Release draft =
                client.createDraft(new ReleaseDraft("v1.0", "t", "b", false)).orThrow();
        assertThat(draft.state().draft()).isTrue();
        ReleaseAsset asset = client.upload(draft, file, true).orThrow();
        assertThat(asset.name()).isEqualTo(file.name());
        assertThat(asset.sha256()).contains(file.sha256());
        assertThat(github.log()).anyMatch(line -> line.contains("?name=demo-1.0%2Bcu1%20x.whl"));
        assertThat(client.sha256(asset, temp.resolve("tmp"))).isEqualTo(file.sha256());
        assertThat(temp.resolve("tmp")).isEmptyDirectory();
        assertThat(client.upload(draft, file, true))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        r -> assertThat(r.error().alreadyExists()).isTrue());
        client.deleteAsset(asset).orThrow();
        client.deleteAsset(asset).orThrow();
        assertThat(client.assets(draft.id())).isEmpty();
    }

    @Test
    void sendsTheTokenToNoOtherHost() throws Exception {
        Release draft =
                client.createDraft(new ReleaseDraft("v1.0", "t", "b", false)).orThrow();
        Release elsewhere = new Release(
                1,
                "v1.0",
                "",
                "",
                draft.state(),
                new Release.Links("https://evil.example/upload", draft.links().page(), Optional.empty()),
                List.of());
        AssetFile file = file("a.whl");
        assertThatThrownBy(() -> client.upload(elsewhere, file, false))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("evil.example");
    }

    @Test
    void aLostAnswerIsNotAnError() {
        github.loseAnswer("POST .*/releases");
        assertThat(client.createDraft(new ReleaseDraft("v1.0", "t", "b", false)))
                .isInstanceOf(Reply.Unsure.class);
        assertThat(github.count("POST .*/releases")).isEqualTo(1);
        github.answer("POST .*/releases", 500, "oops");
        assertThat(client.createDraft(new ReleaseDraft("v1.0", "t", "b", false)))
                .isInstanceOf(Reply.Unsure.class);
        assertThat(github.count("POST .*/releases")).isEqualTo(2);
    }

    @Test
    void waitsForRateLimitsAlsoWhenWriting() {
        github.answer(
                "POST .*/releases",
                403,
                "{\"message\":\"You have exceeded a secondary rate limit\"}",
                "Retry-After",
                "7");
        github.answer("POST .*/releases", 429, "{\"message\":\"slow down\"}");
        github.answer(
                "POST .*/releases",
                403,
                "{\"message\":\"API rate limit exceeded\"}",
                "X-RateLimit-Remaining",
                "0",
                "X-RateLimit-Reset",
                Long.toString(NOW.getEpochSecond() + 30));
        client.createDraft(new ReleaseDraft("v1.0", "t", "b", false)).orThrow();
        assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(60), Duration.ofSeconds(31));
        assertThat(github.releases).hasSize(1);
    }

    @Test
    void doesNotWaitForAnHour() {
        github.answer(
                "GET /repos/acme/demo",
                403,
                "{\"message\":\"API rate limit exceeded for user\"}",
                "X-RateLimit-Remaining",
                "0",
                "X-RateLimit-Reset",
                Long.toString(NOW.getEpochSecond() + 3000));
        assertThatThrownBy(client::info)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("API rate limit exceeded for user")
                .hasMessageContaining("in 51 minutes")
                .hasMessageContaining("AB12:34CD");
        assertThat(waits).isEmpty();
    }

    @Test
    void saysWhatGitHubSaidAndWhatToDo() {
        refuse(
                401,
                "{\"message\":\"Bad credentials\"}",
                ProjectException.class,
                "Bad credentials",
                "from GITHUB_TOKEN is wrong");
        refuse(
                403,
                "{\"message\":\"Resource not accessible by integration\"}",
                ProjectException.class,
                "Resource not accessible by integration",
                "contents: write");
        refuse(404, "{\"message\":\"Not Found\"}", ProjectException.class, "404 Not Found", "may not see");
        refuse(
                422,
                "{\"message\":\"Validation Failed\",\"errors\":[{\"resource\":\"Release\",\"code\":\"custom\",\"field\":\"pre_receive\",\"message\":\"Repository rule violations found\"}]}",
                ProjectException.class,
                "Release pre_receive custom Repository rule violations found",
                "ruleset");
        refuse(
                422,
                "{\"message\":\"Cannot upload assets to an immutable release.\"}",
                ProjectException.class,
                "immutable release",
                "raise the version");
        refuse(
                422,
                "{\"message\":\"x\",\"errors\":[\"plain words\"]}",
                ProjectException.class,
                "plain words",
                "correct");
        refuse(400, "<html><b>proxy</b></html>", ProjectException.class, "proxy", "githubstatus");
        for (int i = 0; i < 3; i++) {
            github.answer("GET /repos/acme/demo", 503, "");
        }
        refuse(503, "unavailable", EnvironmentException.class, "503 unavailable", "githubstatus");
    }

    @Test
    void tellsNobodyTheToken() {
        github.answer("GET /repos/acme/demo", 403, "{\"message\":\"your token " + FakeGitHub.TOKEN + " is bad\"}");
        assertThatThrownBy(client::info).isInstanceOf(ProjectException.class).satisfies(e -> {
            assertThat(e.getMessage()).contains("your token").doesNotContain(FakeGitHub.TOKEN);
            assertThat(String.valueOf(e.getCause())).doesNotContain(FakeGitHub.TOKEN);
        });
        assertThat(new GitHubToken(FakeGitHub.TOKEN, "X").toString()).doesNotContain(FakeGitHub.TOKEN);
    }

    @Test
    void survivesNonsense() {
        for (String body : List.of("", "null", "[]", "{\"full_name\":3}", "\"x\"")) {
            github.answer("GET /repos/acme/demo", 200, body);
            assertThatThrownBy(client::info)
                    .as(body)
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("cannot read GitHub's answer");
        }
        for (String cut : List.of("{", "[".repeat(2000))) {
            for (int i = 0; i < 3; i++) {
                github.answer("GET /repos/acme/demo", 200, cut);
            }
            assertThatThrownBy(client::info)
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("cannot read GitHub's answer");
        }
        github.answer("GET .*/releases.*", 200, "{}");
        assertThatThrownBy(() -> client.releases(r -> {})).isInstanceOf(EnvironmentException.class);
        github.answer("GET .*/git/ref.*", 200, "[{\"ref\":\"refs/tags/v1.0.1\"}]");
        assertThat(client.tag("v1.0")).isEmpty();
    }

    @Test
    void readsPastTroubleByTryingAgain() {
        github.answer("GET /repos/acme/demo", 200, "{\"full_name\":\"ac");
        assertThat(client.info().push()).isTrue();
        github.answer("GET /repos/acme/demo", 502, "").drop("GET /repos/acme/demo");
        assertThat(client.info().push()).isTrue();
        assertThat(waits)
                .as("a connection that ends when it is used again is replaced at once")
                .hasSize(1);
    }

    private void refuse(int status, String body, Class<? extends Throwable> type, String said, String advice) {
        github.answer("GET /repos/acme/demo", status, body);
        assertThatThrownBy(client::info)
                .isInstanceOf(type)
                .hasMessageContaining(said)
                .hasMessageContaining(advice)
                .hasMessageContaining("AB12:34CD");
    }

    private GitHubClient client(Optional<GitHubToken> token) {
        return new GitHubClient(http, github.repository(), token, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private AssetFile file(String name) throws Exception {
        Path path = Files.write(temp.resolve(name), CONTENT);
        return new AssetFile(path, name, CONTENT.length, FakeGitHub.sha256(CONTENT));
    }
}
