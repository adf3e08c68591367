package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.console.Console;
import ai.invoke.release.dist.result.Verification;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyDistTest {

    private static final Path CORPORA = Path.of("src/test/resources/corpora");
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "demo_setuptools-1.2.3.tar.gz";
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private static final VerifyDist.WheelPaths DEFAULT_PATHS = new VerifyDist.WheelPaths(
            Optional.empty(), Optional.empty(), Optional.of(new FrontendPlace(Optional.empty(), List.of())));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Verification run(VerifyDist.Request request, Map<String, String> environment) {
        return new VerifyDist(
                        Console.silent(),
                        new ProcessRunner(environment),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(request);
    }

    private VerifyDist.Request release(Optional<String> ref, VerifyDist.Severities severities) {
        ReleaseDirectory release = new ReleaseDirectory(folder.resolve("release"));
        return new VerifyDist.Request(
                release.dist(),
                Optional.of(release),
                Optional.of(release.root()),
                Optional.of(folder),
                new CheckVersion.Request(folder, ref, "v", Optional.empty(), Optional.empty(), Map.of(), false),
                DEFAULT_PATHS,
                severities,
                Optional.empty(),
                TODAY);
    }

    private static VerifyDist.Severities defaultSeverities() {
        return new VerifyDist.Severities(List.of(), Map.of(), false, true);
    }

    private VerifyDist.Request only(Path file) {
        return new VerifyDist.Request(
                file,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new CheckVersion.Request(
                        folder, Optional.empty(), "v", Optional.empty(), Optional.empty(), Map.of(), false),
                DEFAULT_PATHS,
                defaultSeverities(),
                Optional.empty(),
                TODAY);
    }

    private Path dist(String... corpusFiles) throws Exception {
        Path dist = Files.createDirectories(folder.resolve("release/dist"));
        for (String file : corpusFiles) {
            Path source = CORPORA.resolve(file);
            Files.copy(source, dist.resolve(source.getFileName()));
        }
        return dist;
    }

    @Test
    void aSoundReleasePassesAndItsFindingsAreKept() throws Exception {
        dist("good/" + WHEEL, "good/" + SDIST);

        Verification result = run(release(Optional.of("v1.2.3"), defaultSeverities()), Map.of());

        assertThat(result.count(Severity.ERROR)).isZero();
        assertThat(result.files()).extracting(file -> file.name()).containsExactly(WHEEL, SDIST);
        assertThat(folder.resolve("release/findings.json")).exists();
        assertThat(folder.resolve("release/findings.sarif")).exists();
    }

    @Test
    void allErrorsAreNamedAtOnceWithPypisWordsAndTheNextStep() throws Exception {
        dist("good/" + WHEEL, "broken/m_unknown_classifier-1.0-py3-none-any.whl");

        assertThatThrownBy(() -> run(release(Optional.of("refs/tags/v1.2.4"), defaultSeverities()), Map.of()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(
                        "MD-12",
                        "PyPI would answer: 'Programming Language :: Klingon' is not a valid classifier.",
                        "PR-03",
                        "PR-06",
                        "-> choose one from https://pypi.org/classifiers/");
        assertThat(folder.resolve("release/findings.json")).content().contains("MD-12", "PR-06");
    }

    @Test
    void theSourcesTheTagAndTheFilesNameOneVersion() throws Exception {
        dist("good/" + WHEEL, "good/" + SDIST);
        Path pyproject = folder.resolve("pyproject.toml");
        Files.writeString(pyproject, "[project]\nname = \"demo-setuptools\"\nversion = \"1.2.3\"\n");

        assertThat(run(release(Optional.of("v1.2.3"), defaultSeverities()), Map.of())
                        .errors())
                .isEmpty();

        Files.writeString(pyproject, "[project]\nname = \"demo-setuptools\"\nversion = \"1.2.4\"\n");
        assertThatThrownBy(() -> run(release(Optional.of("v1.2.3"), defaultSeverities()), Map.of()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("PR-06", "1.2.4", "v1.2.3");
        assertThatThrownBy(() -> run(release(Optional.of("v1.2.4"), defaultSeverities()), Map.of()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(WHEEL + ": PR-06", SDIST + ": PR-06");

        Files.delete(pyproject);
        Files.writeString(folder.resolve("setup.py"), "from setuptools import setup\nsetup(version='1.2.4')\n");
        assertThatThrownBy(() -> run(release(Optional.of("v1.2.4"), defaultSeverities()), Map.of()))
                .as("a project without pyproject.toml")
                .hasMessageContainingAll(WHEEL + ": PR-06", SDIST + ": PR-06");
    }

    @Test
    void theInstallersWheelIsComparedWithDist() throws Exception {
        dist("good/" + WHEEL);
        try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(folder.resolve("release/InvokeAI-installer-v1.2.3.zip")))) {
            zip.putNextEntry(new ZipEntry("InvokeAI-Installer/lib/" + WHEEL));
            zip.write(1);
        }

        assertThatThrownBy(() -> run(release(Optional.empty(), defaultSeverities()), Map.of()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("PR-05");
    }

    @Test
    void aProjectWithAFrontendNeedsWhatItMakesInAPackageInTheWheel() throws Exception {
        dist("good/" + WHEEL);
        Files.writeString(folder.resolve("pyproject.toml"), "[project]\nname = 'demo'\nversion = '1.2.3'\n");
        Path web = Files.createDirectories(folder.resolve("src/acme/web"));
        Files.writeString(web.resolve("package.json"), "{\"scripts\": {\"build\": \"vite build\"}}");

        run(release(Optional.empty(), defaultSeverities()), Map.of());

        Files.writeString(folder.resolve("src/acme/__init__.py"), "");
        assertThatThrownBy(() -> run(release(Optional.empty(), defaultSeverities()), Map.of()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the wheel lacks acme/web/dist/index.html");
    }

    @Test
    void anyFileCanBeLookedAtWithoutLeavingATrace() throws Exception {
        Path file = Files.copy(CORPORA.resolve("good/" + WHEEL), folder.resolve(WHEEL));

        assertThat(run(only(file), Map.of()).errors()).isEmpty();

        try (var list = Files.list(folder)) {
            assertThat(list).containsExactly(file);
        }
    }

    @Test
    void githubShowsAnnotations() throws Exception {
        Path file = CORPORA.resolve("broken/m_unknown_header-1.0-py3-none-any.whl");

        run(only(file), Map.of("GITHUB_ACTIONS", "true"));

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("::warning").contains("MD-28");
    }

    @Test
    void warningsStopTheReleaseWhenAsked() {
        VerifyDist.Request request = only(CORPORA.resolve("broken/m_unknown_header-1.0-py3-none-any.whl"));
        VerifyDist.Request strict = new VerifyDist.Request(
                request.dist(),
                request.release(),
                request.output(),
                request.projectDirectory(),
                request.expected(),
                request.paths(),
                new VerifyDist.Severities(List.of(), Map.of(), true, true),
                request.python(),
                request.today());

        assertThatThrownBy(() -> run(strict, Map.of())).isInstanceOf(ProjectException.class);
    }

    @Test
    void anEmptyFolderIsAnErrorWithTheNextStep() {
        assertThatThrownBy(() -> run(only(folder), Map.of()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("no wheel and no sdist", "build-dist");
    }
}
