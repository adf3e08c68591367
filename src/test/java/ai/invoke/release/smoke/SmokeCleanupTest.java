package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.DeepFolder;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SmokeCleanupTest extends SmokeHarness {

    @Test
    void whateverTheFailureItIsTriedAgainUntilTheLimit()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path root = Files.createDirectories(temporary.resolve("root"));
        Path deep = root.resolve("deep");
        DeepFolder.make(deep);
        assertThatThrownBy(() -> new SmokeCleanup(root, "MARK", Duration.ZERO).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("xxx");
        DeepFolder.remove(deep);

        DeepFolder.make(deep);
        CompletableFuture<Throwable> ended =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> new SmokeCleanup(root, "MARK", ENOUGH).run()));
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        while (!DeepFolder.tried(deep)) {
            assertThat(System.nanoTime()).as("it was never tried").isLessThan(deadline);
        }
        DeepFolder.remove(deep);
        assertThat(ended.get(ENOUGH.toSeconds(), TimeUnit.SECONDS)).isNull();
        assertThat(root).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeRemovedDoesNotHideWhatFailed() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("deep.py"), DeepFolder.SCRIPT);
        Path fake = executable(folder.resolve("fake/python3"), """
                #!/bin/sh
                case "$*" in *' venv '*) exec '%s' '%s' "$TMPDIR/deep";; esac
                echo 'the disk is on fire' >&2
                exit 1
                """.formatted(realPython(), script));
        Heard console = new Heard();
        Path zip = installer(new HandmadeWheel("1.0").file("hand/__init__.py", ""));

        SmokeReport report = new SmokeRun(new ProcessRunner(environment), console, temporary, Duration.ZERO)
                .run(zip, SmokeOptions.quick(fake, "1.0"), logs);

        try (Stream<Path> left = Files.list(temporary)) {
            DeepFolder.remove(left.findFirst().orElseThrow());
        }
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("pip cannot install", "the disk is on fire"));
        assertThat(console.problems).singleElement().satisfies(problem -> {
            assertThat(problem.what())
                    .startsWith("the smoke test could not remove its folder " + temporary.toRealPath());
            assertThat(problem.next().orElseThrow()).contains("remove it by hand");
        });
    }

    @Test
    void controlCDuringTheCleanupWaitsForIt() throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeepWorkspace.class.getName(),
                        temporary.toString(),
                        logs.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path deep = Path.of(java.inputReader().readLine());
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        while (!DeepFolder.tried(deep)) {
            assertThat(System.nanoTime()).as("it was never tried").isLessThan(deadline);
        }
        output("kill", "-s", "INT", String.valueOf(java.pid()));
        assertThat(java.waitFor(1, TimeUnit.SECONDS))
                .as("ended without a cleanup")
                .isFalse();
        DeepFolder.remove(deep);
        assertThat(java.waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Makes a workspace that cannot be removed, says where, and closes it. */
    static final class DeepWorkspace {

        private DeepWorkspace() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            try (SmokeWorkspace workspace = new SmokeWorkspace(
                    Path.of(arguments[0]),
                    Path.of(arguments[1]),
                    new ProcessRunner(System.getenv()),
                    Console.silent(),
                    ENOUGH)) {
                Path deep = workspace.folder("deep");
                DeepFolder.make(deep);
                System.out.println(deep);
            }
        }
    }
}
