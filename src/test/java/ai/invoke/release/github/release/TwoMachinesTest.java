package ai.invoke.release.github.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxGitHub;
import ai.invoke.sandbox.github.SandboxRepository;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several machines release the same plan at the same moment, against the sandbox's GitHub. */
class TwoMachinesTest {

    private static final String COMMIT = "c".repeat(40);
    private static final String PLAN = "ab".repeat(32);
    private static final ReleaseJournal NOTED_NOWHERE = (step, event, details) -> {};

    @TempDir
    Path temp;

    /** Each pause of a client lets the other threads go on; nobody waits. */
    private final Timing timing = new Timing(Clock.systemUTC(), duration -> Thread.yield(), () -> 0);

    /** The runs themselves: nobody starts one again, and nobody is told to. The lag is that of GitHub's lists, in requests. */
    @ParameterizedTest
    @CsvSource({"0, 50", "1, 10", "3, 10", "5, 10"})
    void endInOneRelease(int lag, int rounds) throws Exception {
        List<SandboxRepository.Tag> tags = IntStream.range(0, rounds)
                .mapToObj(round -> new SandboxRepository.Tag(tag(round), COMMIT, COMMIT))
                .toList();
        SandboxRepository repository = SandboxRepository.of("acme/demo", COMMIT, tags);
        try (SandboxGitHub github = SandboxGitHub.start(
                temp.resolve("github"), GitHubOptions.of(repository).withLag(lag))) {
            for (int round = 0; round < rounds; round++) {
                ReleaseSpec spec = spec(github, tag(round));
                race(2, () -> {
                    new DraftUpload(HttpSettings.direct(), timing, Console.silent()).run(spec, NOTED_NOWHERE);
                    new ReleasePublication(HttpSettings.direct(), timing, Console.silent()).run(spec, NOTED_NOWHERE);
                });
                assertOneRelease(github, spec);
            }
        }
    }

    private static String tag(int round) {
        return "v1." + round;
    }

    private static void race(int machines, Runnable run) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(machines);
        CyclicBarrier together = new CyclicBarrier(machines);
        List<Future<?>> runs = new ArrayList<>();
        for (int machine = 0; machine < machines; machine++) {
            runs.add(threads.submit(() -> {
                together.await();
                run.run();
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> one : runs) {
            one.get();
        }
    }

    private static void assertOneRelease(SandboxGitHub github, ReleaseSpec spec) {
        List<JsonNode> found = new ArrayList<>();
        github.state().path("acme/demo").path("releases").forEach(release -> {
            if (release.path("tag").asText().equals(spec.tag())) {
                found.add(release);
            }
        });
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("draft").asBoolean()).isFalse();
        for (AssetFile file : spec.assets()) {
            assertThat(found.get(0)
                            .path("assets")
                            .path(file.name())
                            .path("sha256")
                            .asText())
                    .isEqualTo(file.sha256());
        }
        assertThat(found.get(0).path("assets")).hasSize(spec.assets().size());
    }

    private ReleaseSpec spec(SandboxGitHub github, String tag) throws IOException {
        List<AssetFile> assets = new ArrayList<>();
        for (String name : List.of("demo.whl", "demo.tar.gz", "demo.zip")) {
            byte[] content = (name + " of " + tag).getBytes(StandardCharsets.UTF_8);
            assets.add(
                    new AssetFile(Files.write(temp.resolve(name), content), name, content.length, Sha256.of(content)));
        }
        return new ReleaseSpec(
                GitHubRepository.of(github.api(), URI.create("https://github.com"), "acme/demo")
                        .orElseThrow(),
                new GitHubCredentials.Found(new GitHubToken(github.token(), "GITHUB_TOKEN")),
                new ReleaseSpec.Source(new TagRef(tag, COMMIT, COMMIT), tag.substring(1), false),
                new ReleaseSpec.Text("Demo " + tag, "The notes\n", Optional.empty()),
                PLAN,
                assets,
                temp.resolve("tmp"));
    }
}
