package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.goal.publish.DeployStage;
import ai.invoke.release.it.LoadedClasses;
import ai.invoke.release.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every goal is a process of its own, so what it loads is what it costs: who needs neither git nor a network loads neither. */
class LightGoalsTest {

    private static final Path GOOD = Path.of("src/test/resources/corpora/good");
    private static final List<String> TLS = List.of("sun.security.ssl.", "java.net.http.");
    private static final List<String> JSON = List.of("com.fasterxml.jackson.databind.ObjectMapper");

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

    @Test
    void bumpVersionLoadsNeitherGitNorHttp() throws Exception {
        Path project =
                Files.writeString(temp.resolve("pyproject.toml"), "[project]\nname = \"demo\"\nversion = \"1.2.3\"\n");
        assertThat(heavy("bump-version", temp, "1.2.4")).isEmpty();
        assertThat(project).content().contains("1.2.4");
    }

    /** A plan is JSON, so that is loaded. */
    @Test
    void approveByANamedPersonLoadsNeitherGitNorHttp() throws Exception {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            String fingerprint =
                    PlanFile.read(stage.directory.plan()).fingerprint().sha256();
            LoadedClasses loaded = loaded("approve", stage.directory.root(), fingerprint);
            assertThat(loaded.gitAndHttp()).isEmpty();
            assertThat(loaded.in(TLS)).isEmpty();
            assertThat(stage.directory.approvals()).isNotEmptyDirectory();
        }
    }

    private List<String> heavy(String goal, Path folder, String word) throws IOException, InterruptedException {
        LoadedClasses loaded = loaded(goal, folder, word);
        return Stream.of(loaded.gitAndHttp(), loaded.in(TLS), loaded.in(JSON))
                .flatMap(List::stream)
                .toList();
    }

    private LoadedClasses loaded(String goal, Path folder, String word) throws IOException, InterruptedException {
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
                        word)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        LoadedClasses loaded = LoadedClasses.of(log);
        Files.delete(log);
        assertThat(loaded.in(List.of(LightGoals.class.getName()))).isNotEmpty();
        return loaded;
    }
}
