package ai.invoke.release.build.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.ProcessRunner;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolEnvironmentTest {

    @TempDir
    Path temporary;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());
    private final PipSources local = new PipSources(true, Optional.empty());

    private Python python() {
        return new PythonLocator(runner, temporary, Duration.ofSeconds(30), Console.silent())
                .locate(Optional.empty(), new PythonNeeds(Optional.empty(), true)::unfit);
    }

    @Test
    void isMadeOnceEvenByTwoAtTheSameTimeAndLeavesNothingElse() throws Exception {
        Path cache = temporary.resolve("a cache with ümlaut");
        Python python = python();
        Callable<BuildTool> make =
                () -> new ToolEnvironment(runner, cache, Console.silent()).provide(python, "build==1.6.1", local);
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

    @Test
    void aVersionThatDoesNotExistIsSaidSoAndLeavesNothingBehind() throws Exception {
        Path cache = temporary.resolve("cache");

        assertThatThrownBy(() ->
                        new ToolEnvironment(runner, cache, Console.silent()).provide(python(), "build==99.0", local))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot install build==99.0")
                .hasMessageContaining("pip finds no build==99.0");
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void theCacheIsTheUsers() {
        assertThat(ToolEnvironment.cacheFolder(Map.of("XDG_CACHE_HOME", "/x/cache")))
                .isEqualTo(Path.of("/x/cache/invokeai-release/tools"));
    }
}
