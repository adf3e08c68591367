package ai.invoke.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.git.GitCommand;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git against the sandbox's GitHub. */
class SandboxGitTest {

    @TempDir
    Path temp;

    private final HttpClient client = HttpClient.newHttpClient();
    private GitCommand project;
    private String first;
    private SandboxGitHub github;
    private GitCommand clone;

    @BeforeEach
    void start() throws Exception {
        project = GitCommand.repository(temp.resolve("project"));
        Files.createDirectories(project.folder().resolve(".github/workflows"));
        Files.writeString(project.folder().resolve(".github/workflows/ci.yml"), "on: push\n");
        project.run("add", ".");
        first = project.commit("Second commit");
        project.run("tag", "-a", "-m", "One", "v1.0");
        SandboxRepository repository = SandboxRepository.of(
                        "octo/demo",
                        first,
                        List.of(new SandboxRepository.Tag("v1.0", project.run("rev-parse", "v1.0"), first)))
                .withObjects(project.folder().resolve(".git/objects"));
        github = SandboxGitHub.start(temp.resolve("github"), GitHubOptions.of(repository));
        new GitCommand(temp).run("clone", "-q", url(TokenKind.CLASSIC), "clone");
        clone = new GitCommand(temp.resolve("clone"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    private String url(TokenKind kind) {
        return "http://x-access-token:" + github.token(kind) + "@127.0.0.1:"
                + github.api().getPort() + "/octo/demo.git";
    }

    private JsonNode api(TokenKind kind, int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(github.api().resolve("/repos/octo/demo/" + path))
                        .header("Authorization", "Bearer " + github.token(kind))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode api(int status, String method, String path, String body) throws Exception {
        return api(TokenKind.CLASSIC, status, method, path, body);
    }

    @Test
    void whatIsPushedIsWhatTheApiShows() throws Exception {
        assertThat(clone.run("tag")).isEqualTo("v1.0");
        assertThat(clone.run("log", "--format=%s")).isEqualTo("Second commit\nFirst commit");
        String head = clone.commit("Third commit");
        clone.run("tag", "-a", "-m", "Two", "v2.0");
        clone.run("push", "-q", "origin", "main", "v2.0");
        JsonNode ref = api(200, "GET", "git/ref/tags/v2.0", "");
        String object = clone.run("rev-parse", "v2.0");
        assertThat(ref.path("object").path("sha").asText()).isEqualTo(object);
        JsonNode tag = api(200, "GET", "git/tags/" + object, "");
        assertThat(tag.path("object").path("sha").asText()).isEqualTo(head);
        assertThat(tag.path("message").asText()).isEqualTo("Two");
        assertThat(tag.path("tagger").path("email").asText()).isEqualTo("charles@example.org");
        assertThat(api(200, "GET", "commits/main", "")
                        .path("commit")
                        .path("message")
                        .asText())
                .startsWith("Third commit");

        // A tag that the API takes away is gone for git, and what git takes away for the API.
        api(200, "GET", "git/ref/tags/v1.0", "");
        HttpRequest delete = HttpRequest.newBuilder(github.api().resolve("/repos/octo/demo/git/refs/tags/v1.0"))
                .header("Authorization", "Bearer " + github.token())
                .DELETE()
                .build();
        assertThat(client.send(delete, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(204);
        assertThat(clone.run("ls-remote", "--tags", "origin")).doesNotContain("v1.0");
        api(201, "POST", "releases", "{\"tag_name\":\"v2.0\"}");
        clone.run("push", "-q", "origin", ":refs/tags/v2.0");
        assertThat(github.state()
                        .path("octo/demo")
                        .path("releases")
                        .get(0)
                        .path("draft")
                        .asBoolean())
                .as("a release that loses its tag is a draft again")
                .isTrue();
        assertThat(project.run("for-each-ref", "--format=%(refname)"))
                .as("nothing is written into the project")
                .isEqualTo("refs/heads/main\nrefs/tags/v1.0");
    }

    @Test
    void aSandboxOnTheSameFolderHasWhatWasPushed() throws Exception {
        clone.commit("Third commit");
        clone.run("tag", "v2.0");
        clone.run("push", "-q", "origin", "v2.0");
        github.close();
        github = SandboxGitHub.start(temp.resolve("github"), GitHubOptions.of());
        assertThat(clone.run("ls-remote", url(TokenKind.READ_ONLY), "refs/tags/v2.0"))
                .contains("refs/tags/v2.0");
    }

    @Test
    void whoMayNotPushIsToldAsAtGitHub() throws Exception {
        clone.run("tag", "v2.0");
        assertThatThrownBy(() -> clone.run("push", url(TokenKind.READ_ONLY), "v2.0"))
                .hasMessageContaining("403");
        assertThatThrownBy(() -> clone.run("push", url(TokenKind.EXPIRED), "v2.0"))
                .hasMessageContaining("Authentication failed");
        assertThat(clone.run("ls-remote", "http://127.0.0.1:" + github.api().getPort() + "/octo/demo"))
                .as("a public repository is read without a login")
                .contains(first);
        assertThatThrownBy(() -> clone.run("ls-remote", url(TokenKind.CLASSIC).replace("demo", "other")))
                .hasMessageContaining("not found");
    }

    @Test
    void sealedAndBurnedTagsStayAsTheyAre() throws Exception {
        api(204, "PUT", "immutable-releases", "");
        String id = api(201, "POST", "releases", "{\"tag_name\":\"v1.0\"}")
                .path("id")
                .asText();
        clone.run("tag", "-f", "v1.0", "HEAD~1");
        assertThatThrownBy(() -> clone.run("push", "--force", "origin", "v1.0"))
                .hasMessageContaining("GH013")
                .hasMessageContaining("push declined due to repository rule violations");
        assertThatThrownBy(() -> clone.run("push", "origin", ":refs/tags/v1.0"))
                .hasMessageContaining("immutable release");
        api(204, "DELETE", "releases/" + id, "");
        clone.run("push", "-q", "origin", ":refs/tags/v1.0");
        assertThatThrownBy(() -> clone.run("push", "origin", "v1.0"))
                .hasMessageContaining("Cannot create ref due to creations being restricted");
    }

    /** The right to change workflows is one of its own, and asked for wherever a new commit changes one. */
    @Test
    void workflowFilesNeedARightOfTheirOwn() throws Exception {
        clone.run("tag", "v1.1");
        clone.run("push", "-q", url(TokenKind.INSTALLATION), "v1.1");
        clone.run("checkout", "-q", "-b", "change");
        Files.writeString(clone.folder().resolve(".github/workflows/ci.yml"), "on: pull_request\n");
        clone.run("add", ".");
        String changed = clone.commit("Other workflow");
        clone.run("tag", "v2.0");
        assertThatThrownBy(() -> clone.run("push", url(TokenKind.INSTALLATION), "v2.0"))
                .hasMessageContaining("refusing to allow a GitHub App to create or update workflow"
                        + " `.github/workflows/ci.yml` without `workflows` permission");
        assertThatThrownBy(() -> clone.run("push", url(TokenKind.FINE_GRAINED), "v2.0"))
                .hasMessageContaining("refusing to allow a Personal Access Token")
                .hasMessageContaining("without `workflow` scope");
        clone.run("push", "-q", "origin", "change");
        String ref = "{\"ref\":\"refs/tags/v3.0\",\"sha\":\"" + changed + "\"}";
        assertThat(api(TokenKind.INSTALLATION, 403, "POST", "git/refs", ref)
                        .path("message")
                        .asText())
                .isEqualTo("Resource not accessible by integration");
        String target = "{\"tag_name\":\"v3.0\",\"target_commitish\":\"" + changed + "\"}";
        api(TokenKind.INSTALLATION, 403, "POST", "releases", target);
        api(TokenKind.FINE_GRAINED, 404, "POST", "releases", target);
        api(TokenKind.INSTALLATION, 201, "POST", "releases", "{\"tag_name\":\"v1.1\",\"draft\":true}");
        api(201, "POST", "releases", target);
    }

    @Test
    void fileNamesAreWrittenAsGitHubWritesThem() {
        assertThat(GitHubAssets.rewritten("aðæŋć-é_Łß.zip")).isEqualTo("adaengc-e_Lss.zip");
        assertThat(GitHubAssets.rewritten("a5_ !#$%&'()+,-.0.zip")).isEqualTo("a5_.+.-.0.zip");
        assertThat(GitHubAssets.rewritten("x{}~.txt")).isEqualTo("x.txt");
        assertThat(GitHubAssets.rewritten(".hidden")).isEqualTo("default.hidden");
        assertThat(GitHubAssets.rewritten("1.0~rc1+cu121@x")).isEqualTo("1.0.rc1+cu121@x");
    }
}
