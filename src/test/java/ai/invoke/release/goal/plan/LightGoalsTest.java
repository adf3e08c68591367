package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every goal is a process of its own, so what it loads is what it costs: who needs neither git nor a network loads neither. */
class LightGoalsTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final List<String> HEAVY = List.of(
            "org.eclipse.jgit.", "org.apache.hc.", "sun.security.ssl.", "com.fasterxml.jackson.databind.ObjectMapper");

    @TempDir
    private Path temp;

    @Test
    void checkVersionWithATagLoadsNeitherGitNorHttp() throws Exception {
        Files.writeString(temp.resolve("pyproject.toml"), "[project]\nname = \"demo\"\nversion = \"1.2.3\"\n");
        assertThat(heavy("check-version", temp, "v1.2.3")).isEmpty();
    }

    @Test
    void verifyDistLoadsNeitherGitNorHttp() throws Exception {
        for (String name : List.of("demo_setuptools-1.2.3-py3-none-any.whl", "demo_setuptools-1.2.3.tar.gz")) {
            Files.copy(GOOD.resolve(name), temp.resolve(name));
        }
        assertThat(heavy("verify-dist", temp, "v1.2.3")).isEmpty();
    }

    private List<String> heavy(String goal, Path folder, String ref) throws IOException, InterruptedException {
        Path log = temp.resolveSibling(temp.getFileName() + "-" + goal + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-Xlog:class+load:file=" + log.toAbsolutePath() + "::filecount=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LightGoals.class.getName(),
                        goal,
                        folder.toString(),
                        ref)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        List<String> loaded = Files.readAllLines(log);
        Files.delete(log);
        assertThat(loaded).anyMatch(line -> line.contains(LightGoals.class.getName()));
        return loaded.stream()
                .filter(line -> HEAVY.stream().anyMatch(line::contains))
                .toList();
    }
}
