package ai.invoke.release.goal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.git.GitCommand;
import ai.invoke.release.github.api.FakeGitHub;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseHistory;
import ai.invoke.release.plan.ReleaseInputs;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.testing.Heard;
import ai.invoke.release.version.PyVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectTest {

    @TempDir
    Path temp;

    private final Heard heard = new Heard();
    private FakeGitHub github;
    private Path work;
    private ReleaseDirectory release;
    private Optional<PreviousWheels.Source> previous = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        github = new FakeGitHub();
        work = Files.createDirectories(temp.resolve("work"));
        release = new ReleaseDirectory(work.resolve("target/release"));
        GitCommand git = GitCommand.repository(work);
        git.run("commit", "--allow-empty", "-m", "start");
        git.run("tag", "v1.0");
        git.run("commit", "--allow-empty", "-m", "a feature (#12)");
        git.run("commit", "--allow-empty", "-m", "another (#14)");
    }

    @AfterEach
    void stop() {
        github.close();
        assertThat(heard.lines.toString() + heard.warnings).doesNotContain(FakeGitHub.TOKEN);
    }

    @Test
    void fetchesOnceAndReadsBackTheSame() throws Exception {
        github.commits = 4;
        long id = github.addRelease("v1.0", false, false, "Hello\n\n## Changes")
                .path("id")
                .asLong();
        github.releases.get(id).put("name", "Demo 1.0");
        github.addAsset(id, "demo-1.0.whl", "wheel".getBytes(StandardCharsets.UTF_8));
        github.answer(
                "GET .*/pulls\\?.*",
                200,
                "[{\"number\":99,\"title\":\"open\",\"user\":null},"
                        + "{\"number\":14,\"title\":\"another\",\"user\":{\"login\":\"octocat\"},\"labels\":[{\"name\":\"bug\"}]},"
                        + "{\"number\":12,\"title\":\"a feature\",\"user\":null}]",
                "Link",
                "<" + github.api() + "/repositories/1/pulls?page=2>; rel=\"next\"");
        github.answer("GET /orgs/acme/members.*", 200, "[{\"login\":\"ann\"}]");
        ReleaseInputs inputs = collect(Optional.of("acme"), true);
        assertThat(inputs.accounts()).hasSize(2).containsEntry("%040x".formatted(0), "user0");
        assertThat(inputs.members()).containsExactly("ann");
        assertThat(inputs.pullRequests())
                .extracting(ReleaseInputs.PullRequest::number)
                .containsExactly(14, 12);
        assertThat(inputs.pullRequests().get(0).labels()).containsExactly("bug");
        assertThat(inputs.lastRelease().orElseThrow().files()).hasSize(1);
        assertThat(inputs.generatedNotes()).contains("since v1.0");
        assertThat(ReleaseInputs.read(release.inputs())).isEqualTo(inputs);
        assertThat(ReleaseInputs.digests(release.inputs()))
                .containsOnlyKeys("people.json", "pull-requests.json", "release.json");
        // No page is asked for behind the oldest pull request that is wanted.
        assertThat(github.count("GET .*/pulls.*")).isEqualTo(1);
        assertThat(github.count("(POST|PATCH|DELETE|PUT) .*")).isEqualTo(1);
        assertThat(heard.warnings).isEmpty();
    }

    @Test
    void leavesOutWhatGitHubDoesNotTell() {
        github.answer("GET .*/compare/.*", 404, "{\"message\":\"Not Found\"}");
        github.answer("GET .*/pulls\\?.*", 403, "{\"message\":\"Resource not accessible by integration\"}");
        assertThat(collect(Optional.of("acme"), false)).isEqualTo(ReleaseInputs.NONE);
        assertThat(heard.warnings).hasSize(3).allMatch(line -> line.contains("it is left out"));
        github.answer("GET .*/compare/.*", 200, "<html>");
        github.answer("GET .*/compare/.*", 200, "<html>");
        github.answer("GET .*/compare/.*", 200, "<html>");
        assertThatThrownBy(() -> collect(Optional.empty(), false)).isInstanceOf(EnvironmentException.class);
    }

    @Test
    void twelveHundredCommitsTakeTwelveRequests() {
        github.commits = 1200;
        github.answer("GET .*/pulls\\?.*", 200, "[]");
        assertThat(collect(Optional.empty(), false).accounts()).hasSize(400);
        assertThat(github.count("GET .*/compare/.*")).isLessThanOrEqualTo(13);
    }

    @Test
    void refusesFilesThatItDidNotWrite() throws Exception {
        Files.createDirectories(release.inputs());
        Files.writeString(release.inputs().resolve("people.json"), "{\"accounts\": [1]}");
        assertThatThrownBy(() -> ReleaseInputs.read(release.inputs()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("not what collect wrote", "mvn invokeai-release:collect");
        assertThat(ReleaseInputs.read(temp.resolve("nowhere"))).isEqualTo(ReleaseInputs.NONE);
    }

    /** A page with three releases, of which the newest was yanked; the one before has a wheel and its digest. */
    private static FaultServer index(byte[] wheel, String sha256) throws Exception {
        return new FaultServer(connection -> {
            String target = connection.request().target();
            if (target.endsWith(".whl")) {
                connection.answer(200, new String(wheel, StandardCharsets.ISO_8859_1));
                return;
            }
            connection.answer(
                    200,
                    "{\"meta\":{\"api-version\":\"1.1\"},\"files\":["
                            + file("0.8", wheel.length, sha256, "false") + ","
                            + file("0.9", wheel.length, sha256, "false") + ","
                            + file("1.0", wheel.length, sha256, "true") + ","
                            + file("1.1", wheel.length, sha256, "false") + "]}");
        });
    }

    private static String file(String version, int size, String sha256, String yanked) {
        String name = "demo-" + version + "-py3-none-any.whl";
        return "{\"filename\":\"" + name + "\",\"url\":\"/files/" + name + "\",\"size\":" + size + ",\"yanked\":"
                + yanked + ",\"hashes\":{\"sha256\":\"" + sha256 + "\"}}";
    }

    private PreviousWheels.Source source(FaultServer index, long limit) {
        return new PreviousWheels.Source(
                "demo", PackageIndex.custom("company", index.uri("/legacy/"), index.uri("/simple/")), limit);
    }

    @Test
    void storesTheWheelsOfTheLastPublishedRelease() throws Exception {
        byte[] wheel = "a wheel".getBytes(StandardCharsets.UTF_8);
        try (FaultServer index = index(wheel, Sha256.of(wheel))) {
            previous = Optional.of(source(index, 1000));
            collect(Optional.empty(), false);
            ReleaseHistory history = ReleaseHistory.read(release.inputs()).orElseThrow();
            assertThat(history.previous()).contains("0.9");
            assertThat(history.earlier())
                    .extracting(ReleaseHistory.Earlier::version)
                    .containsExactly("0.8", "0.9");
            Path stored = ReleaseHistory.wheels(release.inputs()).resolve("demo-0.9-py3-none-any.whl");
            assertThat(stored).hasBinaryContent(wheel);
            assertThat(ReleaseInputs.digests(release.inputs()))
                    .containsEntry("previous/demo-0.9-py3-none-any.whl", Sha256.of(wheel))
                    .containsKey("releases.json");

            previous = Optional.of(source(index, 3));
            collect(Optional.empty(), false);
            assertThat(stored).doesNotExist();
            assertThat(heard.lines.toString()).contains("is not fetched: 7 B");
        }
        try (FaultServer index = index(wheel, "0".repeat(64))) {
            previous = Optional.of(source(index, 1000));
            assertThatThrownBy(() -> collect(Optional.empty(), false))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("but the index names 0000");
        }
        try (FaultServer index = new FaultServer(connection -> connection.answer(500, "down"))) {
            previous = Optional.of(source(index, 1000));
            collect(Optional.empty(), false);
            assertThat(heard.warnings).anyMatch(line -> line.contains("the comparison is left out"));
            // What an earlier run stored is no comparison with the last release any more.
            assertThat(ReleaseHistory.read(release.inputs())).isEmpty();
        }
        try (FaultServer index = new FaultServer(connection -> connection.answer(404, "not found"))) {
            previous = Optional.of(source(index, 1000));
            collect(Optional.empty(), false);
            assertThat(ReleaseHistory.read(release.inputs()).orElseThrow().previous())
                    .isEmpty();
        }
    }

    private ReleaseInputs collect(Optional<String> organisation, boolean generated) {
        return new Collect(HttpSettings.direct(), new Timing(Clock.systemUTC(), duration -> {}, () -> 0), heard)
                .run(new Collect.Request(
                        work,
                        release,
                        "v1.1",
                        "v",
                        PyVersion.parse("1.1"),
                        Optional.empty(),
                        github.repository(),
                        new GitHubCredentials.Found(new GitHubToken(FakeGitHub.TOKEN, "GITHUB_TOKEN")),
                        organisation,
                        generated,
                        previous));
    }
}
