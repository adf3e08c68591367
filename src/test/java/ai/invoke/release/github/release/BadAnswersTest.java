package ai.invoke.release.github.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.ReleaseDraft;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxGitHub;
import ai.invoke.sandbox.github.SandboxRepository;
import ai.invoke.sandbox.server.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are cut, endless or wrong, and files at the limits: a clear end, and nothing left behind without a name. */
@Timeout(60)
class BadAnswersTest {

    private static final String COMMIT = "c".repeat(40);
    private static final List<String> REQUESTS = List.of(
            "GET /repos/acme/demo/git/ref/",
            "GET /repos/acme/demo/releases\\?",
            "POST /repos/acme/demo/releases$",
            "GET /repos/acme/demo/releases/\\d+$",
            "GET /repos/acme/demo/releases/\\d+/assets",
            "POST /repos/acme/demo/releases/\\d+/assets",
            "PATCH /repos/acme/demo/releases/\\d+",
            "GET /repos/acme/demo/releases/tags/");

    @TempDir
    Path temp;

    private final Timing timing = new Timing(Clock.systemUTC(), duration -> {}, () -> 0);
    private SandboxGitHub github;

    @BeforeEach
    void start() {
        github = SandboxGitHub.start(
                temp.resolve("github"),
                GitHubOptions.of(SandboxRepository.of(
                        "acme/demo",
                        COMMIT,
                        IntStream.range(0, 10)
                                .mapToObj(number -> new SandboxRepository.Tag("v1." + number, COMMIT, COMMIT))
                                .toList())));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    /** One bad answer to each kind of request. What it means is found out by looking, never by doing it twice. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"TRUNCATE", "CUT", "GARBAGE", "DROP_BEFORE", "DROP_AFTER"})
    void oneBadAnswerLeavesNothingBehind(Fault.Kind kind) throws Exception {
        for (int i = 0; i < REQUESTS.size(); i++) {
            String[] request = REQUESTS.get(i).split(" ");
            ReleaseSpec spec = spec(github.api(), "v1." + i, assets(List.of("demo.whl", "demo.zip")));
            github.faults().play(Fault.of(kind, request[0], request[1]));
            int runs = 0;
            while (true) {
                try {
                    draft(spec);
                    publish(spec);
                    break;
                } catch (EnvironmentException e) {
                    assertThat(e.problems()).allMatch(problem -> !problem.what().isBlank());
                    assertThat(++runs)
                            .as(kind + " " + REQUESTS.get(i) + ": " + e.getMessage())
                            .isLessThan(2);
                }
            }
            assertThat(github.faults().pending()).as(REQUESTS.get(i)).isEmpty();
            List<JsonNode> all = releases(spec.tag());
            assertThat(all).as(kind + " " + REQUESTS.get(i)).hasSize(1);
            assertThat(all.get(0).path("draft").asBoolean()).isFalse();
            assertThat(all.get(0).path("assets")).hasSize(2);
        }
    }

    private List<JsonNode> releases(String tag) {
        List<JsonNode> found = new ArrayList<>();
        github.state().path("acme/demo").path("releases").forEach(release -> {
            if (release.path("tag").asText().equals(tag)) {
                found.add(release);
            }
        });
        return found;
    }

    /** JSON that is none, of another shape, too deep, or without an end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "42",
                "\"text\"",
                "{}",
                "<html><body>Bad Gateway</body></html>",
                "{\"full_name\":7,\"id\":\"x\",\"ref\":[],\"object\":\"\"}",
                "{\"ref\":\"refs/tags/v1.0\",\"object\":{\"type\":\"tag\",\"sha\":\"../../../user\"}}",
                "DEEP",
                "ENDLESS"
            })
    void wrongAnswersEndInOneSentence(String answer) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange;
                    OutputStream body = exchange.getResponseBody()) {
                exchange.sendResponseHeaders(200, 0);
                body.write((answer.equals("DEEP") ? "[".repeat(200_000) : answer).getBytes(StandardCharsets.UTF_8));
                byte[] more = "[\"more\",".repeat(8192).getBytes(StandardCharsets.UTF_8);
                while (answer.equals("ENDLESS")) {
                    body.write(more);
                }
            }
        });
        server.start();
        try {
            ReleaseSpec spec = spec(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "v1.0", assets(List.of("a.zip")));
            for (Runnable goal : List.<Runnable>of(() -> draft(spec), () -> publish(spec))) {
                assertThatThrownBy(goal::run)
                        .isInstanceOf(ReleaseException.class)
                        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(2000));
            }
            ReleaseInspection.Result seen =
                    new ReleaseInspection(HttpSettings.direct(), timing, Console.silent()).run(spec);
            assertThat(seen.problems()).isNotEmpty();
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** No byte is sent for what GitHub would refuse; each file is named. */
    @Test
    void filesAndNotesBeyondTheLimitsAreNamedBeforeAnythingIsSent() throws Exception {
        Path empty = Files.createFile(temp.resolve("empty.zip"));
        Path big = temp.resolve("big.zip");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(2L << 30);
        }
        String sha256 = "0".repeat(64);
        List<AssetFile> assets = new ArrayList<>();
        assets.add(new AssetFile(empty, "empty.zip", 0, sha256));
        assets.add(new AssetFile(big, "big.zip", 2L << 30, sha256));
        AssetFile good = assets(List.of("file.zip")).get(0);
        for (int i = 0; i < AssetFile.COUNT_LIMIT; i++) {
            assets.add(new AssetFile(good.path(), "file-" + i + ".zip", good.size(), good.sha256()));
        }
        ReleaseSpec plain = spec(github.api(), "v1.0", assets);
        ReleaseSpec spec = new ReleaseSpec(
                plain.repository(),
                plain.credentials(),
                plain.source(),
                new ReleaseSpec.Text("Demo", "x".repeat(125_001), Optional.empty()),
                plain.planDigest(),
                assets,
                plain.temporary());
        assertThatThrownBy(() -> draft(spec))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the release has 1002 files; GitHub takes 1000")
                .hasMessageContaining("empty.zip has 0 B")
                .hasMessageContaining("big.zip has 2 GiB")
                .hasMessageContaining("GitHub takes 125000")
                .satisfies(e -> assertThat(((ReleaseException) e).problems()).hasSize(4));
        assertThat(github.log().entries()).isEmpty();
    }

    @Test
    void notesOfTheGreatestLengthAreTaken() throws Exception {
        ReleaseSpec plain = spec(github.api(), "v1.0", assets(List.of("demo.zip")));
        int mark = DraftMark.append("x", plain.planDigest()).length() - 1;
        ReleaseSpec longest = new ReleaseSpec(
                plain.repository(),
                plain.credentials(),
                plain.source(),
                new ReleaseSpec.Text("Demo", "é".repeat(ReleaseDraft.BODY_LIMIT - mark), Optional.empty()),
                plain.planDigest(),
                plain.assets(),
                plain.temporary());
        draft(longest);
        publish(longest);
        assertThat(releases("v1.0")).hasSize(1);
    }

    /** Several pages of files, none sent twice. {@code src/bench/github} does it with the thousand that GitHub takes. */
    @Test
    void manyFilesAreBroughtAndProven() throws Exception {
        int count = 210;
        AssetFile good = assets(List.of("file.zip")).get(0);
        List<AssetFile> assets = IntStream.range(0, count)
                .mapToObj(i -> new AssetFile(good.path(), "file-" + i + ".zip", good.size(), good.sha256()))
                .toList();
        ReleaseSpec spec = spec(github.api(), "v1.0", assets);
        DraftUpload.Result.Drafted drafted = (DraftUpload.Result.Drafted) draft(spec);
        assertThat(drafted.uploaded()).hasSize(count);
        publish(spec);
        assertThat(releases("v1.0").get(0).path("assets")).hasSize(count);
        assertThat(github.log().entries())
                .filteredOn(
                        entry -> entry.method().equals("POST") && entry.target().contains("/assets"))
                .hasSize(count);
    }

    private DraftUpload.Result draft(ReleaseSpec spec) {
        return new DraftUpload(HttpSettings.direct(), timing, Console.silent()).run(spec, (step, event, details) -> {});
    }

    private void publish(ReleaseSpec spec) {
        new ReleasePublication(HttpSettings.direct(), timing, Console.silent()).run(spec, (step, event, details) -> {});
    }

    private List<AssetFile> assets(List<String> names) throws IOException {
        List<AssetFile> assets = new ArrayList<>();
        for (String name : names) {
            byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
            assets.add(
                    new AssetFile(Files.write(temp.resolve(name), content), name, content.length, Sha256.of(content)));
        }
        return assets;
    }

    private ReleaseSpec spec(URI api, String tag, List<AssetFile> assets) {
        return new ReleaseSpec(
                GitHubRepository.of(api, URI.create("https://github.com"), "acme/demo")
                        .orElseThrow(),
                new GitHubCredentials.Found(new GitHubToken(github.token(), "GITHUB_TOKEN")),
                new ReleaseSpec.Source(new TagRef(tag, COMMIT, COMMIT), tag.substring(1), false),
                new ReleaseSpec.Text("Demo " + tag, "The notes\n", Optional.empty()),
                "ab".repeat(32),
                assets,
                temp.resolve("tmp"));
    }
}
