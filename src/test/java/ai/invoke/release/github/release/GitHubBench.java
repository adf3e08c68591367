package ai.invoke.release.github.release;

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
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One great file, or many small ones, from draft to public release, against the sandbox: for {@code src/bench/github}. */
final class GitHubBench {

    private static final String COMMIT = "c".repeat(40);

    private GitHubBench() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long bytes = Long.parseLong(arguments[1]);
        int files = Integer.parseInt(arguments[2]);
        List<AssetFile> assets = new ArrayList<>();
        Path file = folder.resolve("demo.bin");
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
            random.setLength(bytes);
        }
        String sha256 = Sha256.of(file);
        for (int i = 0; i < files; i++) {
            assets.add(new AssetFile(file, "demo-" + i + ".bin", bytes, sha256));
        }
        SandboxRepository repository =
                SandboxRepository.of("acme/demo", COMMIT, List.of(new SandboxRepository.Tag("v1.0", COMMIT, COMMIT)));
        try (SandboxGitHub github =
                SandboxGitHub.start(Files.createDirectories(folder.resolve("github")), GitHubOptions.of(repository))) {
            ReleaseSpec spec = new ReleaseSpec(
                    GitHubRepository.of(github.api(), URI.create("https://github.com"), "acme/demo")
                            .orElseThrow(),
                    new GitHubCredentials.Found(new GitHubToken(github.token(), "GITHUB_TOKEN")),
                    new ReleaseSpec.Source(new TagRef("v1.0", COMMIT, COMMIT), "1.0", false),
                    new ReleaseSpec.Text("Demo", "Notes", Optional.empty()),
                    "ab".repeat(32),
                    assets,
                    folder.resolve("tmp"));
            long start = System.nanoTime();
            new DraftUpload(HttpSettings.direct(), Timing.real(), Console.silent())
                    .run(spec, (step, event, details) -> {});
            new ReleasePublication(HttpSettings.direct(), Timing.real(), Console.silent())
                    .run(spec, (step, event, details) -> {});
            System.out.printf(
                    Locale.ROOT,
                    "seconds\t%.3f%nrequests\t%d%n",
                    (System.nanoTime() - start) / 1e9,
                    github.log().entries().size());
        }
    }
}
