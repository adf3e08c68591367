package ai.invoke.release.build.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolEnvironmentTest {

    @TempDir
    Path temporary;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());
    private final PipSources local = new PipSources(true, Optional.empty());

    private Python python() {
        return new PythonLocator(runner, temporary, TimeLimit.usual(Duration.ofSeconds(30)), Console.silent())
                .locate(Optional.empty(), new PythonNeeds(Optional.empty(), true)::unfit);
    }

    @Test
    void isMadeOnceEvenByTwoAtTheSameTimeAndLeavesNothingElse() throws Exception {
        Path cache = temporary.resolve("a cache with ümlaut");
        Python python = python();
        Callable<BuildTool> make = () ->
                new ToolEnvironment(runner, cache, Console.silent()).provide(python, PinnedBuild.shipped(), local);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<BuildTool>> made = pool.invokeAll(List.of(make, make));

            assertThat(made.get(0).get()).isEqualTo(made.get(1).get());
            assertThat(made.get(0).get().version()).isEqualTo("1.6.1");
            assertThat(made.get(0).get().own()).isTrue();
        } finally {
            pool.shutdownNow();
        }
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .hasSize(2)
                    .noneMatch(name -> name.startsWith("new-"));
        }
    }

    @Tag("backends")
    @Test
    void aVersionThatDoesNotExistIsSaidSoAndLeavesNothingBehind() throws Exception {
        assertThat(refused("build==99.0 --hash=sha256:" + "0".repeat(64)))
                .contains("cannot install build 99.0")
                .contains("pip finds no build==99.0")
                .contains("-Dinvokeai.buildTool");
    }

    @Test
    void otherBytesThanThePinnedOnesAreNotInstalled() throws Exception {
        String shipped = PinnedBuild.shipped().requirements();
        String digest = shipped.lines()
                .filter(line -> line.startsWith("pyproject-hooks"))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".*--hash=sha256:", "");

        assertThat(refused(shipped.replace(digest, "0".repeat(64))))
                .contains("pyproject-hooks", "the file that pip found is not the one that is pinned");
    }

    @Test
    void aPinWithoutADigestIsRefused() throws Exception {
        assertThat(refused("build==1.6.1\n").replaceAll("\\| +", "| "))
                .contains("| build==1.6.1 --hash=sha256:", "a digest is missing");
    }

    @Test
    void whatIsShippedPinsEverythingThatBuildNeeds() {
        assertThat(PinnedBuild.shipped().withPip().lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
                .allMatch(line -> line.matches("[a-z-]+==[0-9.]+( ; [^;]+)? --hash=sha256:[0-9a-f]{64}"))
                .anyMatch(line -> line.startsWith("pip=="));
    }

    private String refused(String requirements) throws Exception {
        Path cache = temporary.resolve("cache");
        PinnedBuild pinned = PinnedBuild.read(Files.writeString(temporary.resolve("pins.txt"), requirements));
        EnvironmentException refused = assertThrows(
                EnvironmentException.class,
                () -> new ToolEnvironment(runner, cache, Console.silent()).provide(python(), pinned, local));
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries.filter(Files::isDirectory)).isEmpty();
        }
        return refused.getMessage();
    }

    @Test
    void aFileThatDoesNotExistOrPinsNoBuildIsNamed() throws Exception {
        assertThatThrownBy(() -> PinnedBuild.read(temporary.resolve("none.txt")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("none.txt does not exist");
        assertThatThrownBy(() -> PinnedBuild.read(Files.writeString(temporary.resolve("a.txt"), "wheel==1.0\n")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("pins no version of build");
    }

    @Test
    void theCacheIsTheUsers() {
        assertThat(ToolEnvironment.cacheFolder(Map.of("XDG_CACHE_HOME", "/x/cache")))
                .isEqualTo(Path.of("/x/cache/invokeai-release/tools"));
    }

    @Test
    void requirementsThatAreNoTextAreNamed() throws Exception {
        Path file = Files.write(
                temporary.resolve("build.txt"), "# f\u00fcr uns\nbuild==1.6.1\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> PinnedBuild.read(file))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(file + " is not UTF-8", "save it as UTF-8");
    }
}
