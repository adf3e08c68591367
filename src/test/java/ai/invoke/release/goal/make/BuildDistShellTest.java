package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to lie in the user's shell, or what a backend does behind one's back, must not go unseen into a release. */
class BuildDistShellTest {

    @TempDir
    Path temporary;

    @Test
    void aVariableThatTellsABackendWhatToMakeIsHiddenAndSaidSo() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();
        Path settings = Files.writeString(temporary.resolve("x.cfg"), "[bdist_wheel]\nplat_name=win_amd64\n");
        DistRun run = DistRun.of(project)
                .shell("DIST_EXTRA_CONFIG", settings.toString())
                .shell("SETUPTOOLS_SCM_PRETEND_VERSION", "9.9.9");

        assertThat(run.build().files())
                .extracting(file -> String.valueOf(file.path().getFileName()))
                .containsExactly("demo-1.0rc1-py3-none-any.whl", "demo-1.0rc1.tar.gz");
        assertThat(run.heard().warnings)
                .singleElement()
                .asString()
                .contains("DIST_EXTRA_CONFIG, SETUPTOOLS_SCM_PRETEND_VERSION are set in this shell and hidden")
                .contains("<environment>");
    }

    @Test
    void howCompilersAreCalledIsAnInput() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();
        DistRun.of(project).build();

        assertThat(DistRun.of(project).build().rebuilt()).isFalse();
        assertThat(DistRun.of(project)
                        .shell("CFLAGS", "-O3 -march=native")
                        .build()
                        .why())
                .contains("variable CFLAGS")
                .doesNotContain("-march=native");
    }

    @Test
    void withAFrontendThereIsAlwaysAnOutputToLookForInTheWheel() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("frontend/package.json", "{\"scripts\": {\"build\": \"vite build\"}}")
                .committed();

        for (String[] outputs : new String[][] {{""}, {"/"}, {"../../dist/index.html"}}) {
            assertThatThrownBy(
                            () -> DistRun.of(project).frontendOutputs(outputs).build())
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContainingAll("required output", "-Dinvokeai.requiredOutputs=dist/index.html");
        }
    }

    @Test
    void theLogHasBothStreamsInTheOrderInWhichTheyWerePrinted() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("setup.py", """
                        import setuptools, sys
                        for i in range(400):
                            print("line", i, file=sys.stdout if i % 2 else sys.stderr, flush=True)
                        setuptools.setup()
                        """)
                .committed();

        DistRun.of(project).build();

        List<String> numbers =
                Files.readAllLines(project.folder().resolve("target/release/logs/build-dist.log")).stream()
                        .filter(line -> line.startsWith("line "))
                        .limit(400)
                        .toList();
        assertThat(numbers)
                .isEqualTo(IntStream.range(0, 400).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void aGlobThatIsNoneIsRefused() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();

        assertThatThrownBy(() -> DistRun.of(project).generated("demo/made[*.py").build())
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("\"demo/made[*.py\" is not a glob");
    }

    @Test
    void aGeneratedFileThatIsNotThereIsTold() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with(".gitignore", "target/\nmade*.py\n")
                .committed();
        project.with("demo/made.py", "made = True\n");
        DistRun run = DistRun.of(project).generated("demo/made.py", "demo/m*.py", "demo/mad.py", "nothere/**");

        BuildDist.Result result = run.build();

        assertThat(Archives.zip(result.files().get(0).path())).containsKey("demo/made.py");
        assertThat(run.heard().warnings)
                .satisfiesExactly(
                        first -> assertThat(first).contains("no file of the project is demo/mad.py"),
                        second -> assertThat(second).contains("no file of the project is nothere/**"));
    }

    @Test
    void limitsThatWouldKillEverythingAreRefused() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();

        assertThatThrownBy(() ->
                        DistRun.of(project).timeout(Duration.ofSeconds(-5)).build())
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("buildTimeout is -5 seconds");
    }

    @Test
    void aBackendThatCommitsAndTagsInTheUsersRepositoryIsTold() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"));
        project.with("setup.py", """
                        import subprocess
                        from setuptools import setup
                        where = %s
                        git = ["git", "-c", "user.name=E", "-c", "user.email=e@example.org"]
                        subprocess.check_call(git + ["commit", "-q", "--allow-empty", "-m", "mine"], cwd=where)
                        subprocess.check_call(git + ["tag", "-f", "-m", "evil", "evil"], cwd=where)
                        setup()
                        """.formatted("'" + project.folder().toAbsolutePath() + "'"))
                .committed();
        DistRun run = DistRun.of(project);

        run.build();

        assertThat(run.heard().warnings)
                .anyMatch(warning ->
                        warning.contains("git's HEAD, refs/heads/main, refs/tags/evil changed while the build ran")
                                && warning.contains("git reflog"));
    }
}
