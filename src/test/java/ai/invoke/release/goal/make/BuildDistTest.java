package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.dist.BackendOptions;
import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.build.dist.DistOptions;
import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real builds with real backends. */
class BuildDistTest {

    private static String prepared = "";

    @TempDir
    Path temporary;

    private final Heard heard = new Heard();

    @BeforeAll
    static void anInterpreterWithAllBackends() {
        prepared = PreparedPython.executable();
    }

    /** With the prepared interpreter, without isolation. */
    private static BuildDist.Request quick(Path project) {
        return with(
                request(project),
                Optional.of(prepared),
                false,
                new PipSources(true, Optional.empty()),
                false,
                List.of());
    }

    private static BuildDist.Request withoutFrontend(BuildDist.Request plain) {
        return new BuildDist.Request(
                plain.workspace(),
                plain.python(),
                plain.backend(),
                plain.options(),
                plain.outputTimestamp(),
                plain.frontend(),
                false);
    }

    private static BuildDist.Request with(
            BuildDist.Request plain,
            Optional<String> python,
            boolean isolation,
            PipSources pip,
            boolean verifyReproducible,
            List<Path> additional) {
        return new BuildDist.Request(
                plain.workspace(),
                new PythonOptions(
                        python,
                        plain.python().probeTimeout(),
                        plain.python().pinnedBuild(),
                        plain.python().toolCache()),
                new BackendOptions(
                        isolation,
                        Optional.empty(),
                        pip,
                        Map.of(),
                        Map.of(),
                        plain.backend().timeout()),
                new DistOptions(true, verifyReproducible, additional, Optional.empty()),
                plain.outputTimestamp(),
                plain.frontend(),
                plain.frontendInWheel());
    }

    private static BuildDist.Request request(Path project) {
        return new BuildDist.Request(
                new Workspace(
                        project,
                        new ReleaseDirectory(project.resolve("target/release")),
                        List.of(project.resolve("target")),
                        List.of(),
                        false),
                new PythonOptions(
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        PinnedBuild.shipped(),
                        Optional.of(PreparedPython.TOOLS)),
                new BackendOptions(
                        true,
                        Optional.empty(),
                        new PipSources(true, Optional.empty()),
                        Map.of(),
                        Map.of(),
                        Duration.ofMinutes(5)),
                new DistOptions(true, false, List.of(), Optional.empty()),
                Optional.empty(),
                new FrontendPlace(Optional.empty(), List.of("dist/index.html")),
                true);
    }

    private BuildDist.Result build(BuildDist.Request request) {
        return new BuildDist(System.getenv(), heard).run(request);
    }

    @Test
    void aNewFileThatGitNeitherTracksNorIgnoresIsNamed() throws Exception {
        Path folder = temporary.resolve("writes");
        PythonProject project = PythonProject.setuptools(folder)
                .with(
                        "setup.py",
                        "from setuptools import setup\nopen('" + folder.resolve("stats.html")
                                + "', 'w').close()\nsetup()\n")
                .committed();
        DistRun run = DistRun.of(project);

        run.build();

        assertThat(run.heard().warnings)
                .singleElement()
                .asString()
                .contains("stats.html is new since the build began, and git neither tracks nor ignores it");
    }

    @Test
    void buildsSetuptoolsKeepsWhatIsUnchangedAndSaysWhatChanged() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("it's a \"demö\" $HOME"))
                .with("demo/old.py", "stale = True\n")
                .committed();
        project.git("rm", "-q", "demo/old.py");
        project.git("commit", "-q", "-m", "second");
        // What an earlier build of an earlier version left behind.
        project.with("build/lib/demo/old.py", "stale = True\n")
                .with("build/lib/stale_package/__init__.py", "stale = True\n")
                .with("dist/demo-0.9-py3-none-any.whl", "stale")
                .with("demo.egg-info/SOURCES.txt", "README.md\ntests/secret.txt\nstale.txt\n")
                .with("demo.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 0.9\n")
                .with("stale.txt", "stale")
                .with("target/release/journal.jsonl", "{}\n");
        project.with(".git/info/exclude", "stale.txt\n");

        BuildDist.Result first = build(request(project.folder()));

        assertThat(first.rebuilt()).isTrue();
        assertThat(first.files())
                .extracting(file -> file.path().getFileName().toString())
                .containsExactly("demo-1.0rc1-py3-none-any.whl", "demo-1.0rc1.tar.gz");
        assertThat(Archives.zip(first.files().get(0).path()).keySet())
                .contains("demo/__init__.py", "demo/core.py")
                .noneMatch(name -> name.contains("stale") || name.contains("old") || name.startsWith("build"));
        assertThat(Archives.tar(first.files().get(1).path()).keySet())
                .contains("demo-1.0rc1/demo/core.py", "demo-1.0rc1/PKG-INFO")
                .noneMatch(name -> name.contains("stale") || name.contains("old") || name.contains("secret"));
        assertThat(project.git("status", "--porcelain")).isEmpty();
        assertThat(project.folder().resolve("demo.egg-info/SOURCES.txt"))
                .content()
                .contains("stale.txt");
        assertThat(project.folder().resolve("target/release/logs/build-dist.log"))
                .content()
                .contains("Successfully built");
        assertThat(heard.warnings).isEmpty();

        BuildDist.Result second = build(request(project.folder()));

        assertThat(second.rebuilt()).isFalse();
        assertThat(second.files()).isEqualTo(first.files());
        assertThat(heard.lines).anyMatch(line -> line.contains("build-dist: unchanged, kept 2 files"));

        project.with("demo/core.py", "def run():\n    return 'other'\n");
        BuildDist.Result third = build(request(project.folder()));

        assertThat(third.rebuilt()).isTrue();
        assertThat(third.why()).contains("demo/core.py");
        assertThat(third.files()).isNotEqualTo(first.files());

        project.git("commit", "-qam", "third");
        third = build(request(project.folder()));
        Files.writeString(third.files().get(0).path(), "tampered");
        BuildDist.Result fourth = build(request(project.folder()));

        assertThat(fourth.why()).contains("demo-1.0rc1-py3-none-any.whl").contains("same bytes");
        assertThat(fourth.files()).isEqualTo(third.files());
    }

    @Tag("backends")
    @ParameterizedTest
    @ValueSource(strings = {"setuptools", "hatchling", "flit-core", "poetry-core"})
    void twoClonesGiveTheSameBytes(String backend) throws Exception {
        PythonProject origin =
                PythonProject.of(backend, temporary.resolve("origin")).committed();
        Path one = temporary.resolve("one");
        Path two =
                Files.createDirectories(temporary.resolve("a much longer way")).resolve("to the two's clone");
        PythonProject.git(temporary, "clone", "-q", origin.folder().toString(), one.toString());
        PythonProject.git(temporary, "clone", "-q", origin.folder().toString(), two.toString());
        // As under umask 077, checked out at another time.
        for (Path file : List.of(two.resolve("demo/core.py"), two.resolve("README.md"))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-02-02T02:02:02.5Z")));
        }
        Map<String, String> elsewhere = new HashMap<>(System.getenv());
        elsewhere.put("TZ", "America/New_York");
        elsewhere.put("LC_ALL", "C");
        elsewhere.put("VIRTUAL_ENV", "/nowhere");
        elsewhere.put("PYTHONPATH", two.toString());
        elsewhere.put("PIP_TARGET", two.resolve("lost").toString());
        elsewhere.put("PIP_USER", "1");
        elsewhere.put("PIP_REQUIRE_VIRTUALENV", "1");

        BuildDist.Result first = build(quick(one));
        BuildDist.Result second = new BuildDist(elsewhere, heard).run(quick(two));

        assertThat(first.files()).hasSize(2);
        assertThat(digests(second)).isEqualTo(digests(first));
        assertThat(Archives.tar(first.files().get(1).path()).values()).allSatisfy(entry -> {
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
            assertThat(entry.getMode() & 0777).isIn(0644, 0755);
            assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
        });
        assertThat(two.resolve("lost")).doesNotExist();
    }

    @Tag("backends")
    @Test
    void theFrontendIsInTheWheelThoughGitIgnoresItAndItsAbsenceIsAnError() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("invokeai/__init__.py", "")
                .with("invokeai/frontend/__init__.py", "")
                .with("invokeai/frontend/web/__init__.py", "")
                .with("invokeai/frontend/web/package.json", "{\"scripts\": {\"build\": \"vite build\"}}")
                .with("invokeai/_generated.py", "generated = True\n");
        project.with(".gitignore", "dist/\nnode_modules/\ntarget/\n_generated.py\n")
                .committed();
        project.with("invokeai/frontend/web/node_modules/x/index.js", "x");

        assertThatThrownBy(() -> build(quick(project.folder())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the frontend is not built")
                .hasMessageContaining("build-frontend");

        project.with("invokeai/frontend/web/dist/index.html", "<title>demo</title>\n")
                .with("invokeai/frontend/web/dist/assets/a.js", "1\n");
        BuildDist.Result result = build(quick(project.folder()));

        assertThat(Archives.zip(result.files().get(0).path()).keySet())
                .contains("invokeai/frontend/web/dist/index.html", "invokeai/frontend/web/dist/assets/a.js")
                .noneMatch(name -> name.contains("node_modules"));
        assertThat(heard.warnings).singleElement().asString().contains("invokeai/_generated.py");

        Path matrix = Files.createDirectories(temporary.resolve("matrix"));
        ai.invoke.release.testing.DistMaker.of("demo", "1.0rc1")
                .tag("cp311-cp311-win_amd64")
                .wheel(matrix);
        assertThatThrownBy(() -> build(withAdditional(quick(project.folder()), matrix)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is not in demo-1.0rc1-cp311-cp311-win_amd64.whl")
                .hasMessageContaining("the same frontend");

        project.with(
                "pyproject.toml",
                Files.readString(project.folder().resolve("pyproject.toml"))
                        .replace("\"*\" = [\"dist/**/*\"]", "include-package-data = false"));
        project.with(
                "pyproject.toml",
                Files.readString(project.folder().resolve("pyproject.toml"))
                        .replace("[tool.setuptools.package-data]\ninclude-package-data = false", ""));
        project.with(
                "pyproject.toml",
                Files.readString(project.folder().resolve("pyproject.toml"))
                        .replace(
                                "exclude = [\"tests*\"]",
                                "exclude = [\"tests*\"]\n[tool.setuptools]\ninclude-package-data = false"));

        assertThatThrownBy(() -> build(quick(project.folder())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is not in demo-1.0rc1-py3-none-any.whl")
                .hasMessageContaining("frontendInWheel");
        assertThat(result.files()).allSatisfy(file -> assertThat(file.path()).exists());

        assertThat(build(withoutFrontend(quick(project.folder()))).rebuilt()).isTrue();
        assertThatThrownBy(() -> build(quick(project.folder())))
                .as("a wheel that was made without it is not kept for a release with it")
                .hasMessageContaining("is not in demo-1.0rc1-py3-none-any.whl");
    }

    @Test
    void aBackendThatIsNotReproducibleIsShownMemberByMemberAndOneThatRewritesSourcesIsNamed() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("setup.py", """
                        import os, uuid
                        from setuptools import setup
                        open("demo/stamp.py", "w").write("stamp = %r\\n" % uuid.uuid4().hex)
                        open("demo/core.py", "a").write("# touched\\n")
                        setup()
                        """)
                .committed();
        BuildDist.Request twice = with(
                request(project.folder()),
                Optional.of(prepared),
                false,
                new PipSources(true, Optional.empty()),
                true,
                List.of());

        assertThatThrownBy(() -> build(twice))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("not reproducible")
                .hasMessageContaining("demo-1.0rc1-py3-none-any.whl:")
                .hasMessageContaining("demo/stamp.py: content");
        assertThat(heard.warnings).anyMatch(line -> line.contains("changed demo/core.py in its copy"));
        assertThat(project.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void aFailingBackendIsShownWithItsLastLinesAndTheOldFilesStay() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("setup.py", "raise SystemExit('the flux capacitor is missing')\n")
                .committed();
        project.with("target/release/dist/old.whl", "old");

        assertThatThrownBy(() -> build(quick(project.folder())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("python -m build failed with exit code 1")
                .hasMessageContaining("the flux capacitor is missing")
                .hasMessageContaining("build-dist.log");
        assertThat(heard.lines).anyMatch(line -> line.contains("the flux capacitor is missing"));
        assertThat(project.folder().resolve("target/release/dist/old.whl")).hasContent("old");
    }

    @Tag("backends")
    @Test
    void withOnlyAnEmptyWheelhouseItSaysWhatIsMissing() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();
        Path wheelhouse = Files.createDirectories(temporary.resolve("wheels and more"));
        BuildDist.Request offline = with(
                request(project.folder()),
                Optional.of(prepared),
                true,
                new PipSources(true, Optional.of(wheelhouse)),
                false,
                List.of());

        assertThatThrownBy(() -> build(offline))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("pip finds no setuptools>=77");
    }

    @Test
    void wheelsOfOtherPlatformsJoinWhenTheyAreOfTheSameVersion() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();
        Path matrix = Files.createDirectories(temporary.resolve("matrix/linux"));
        ai.invoke.release.testing.DistMaker.of("demo", "1.0rc1")
                .tag("cp311-cp311-linux_x86_64")
                .wheel(matrix);
        BuildDist.Request plain = quick(project.folder());
        BuildDist.Request joined = withAdditional(plain, temporary.resolve("matrix"));

        BuildDist.Result result = build(joined);

        assertThat(result.files())
                .extracting(file -> file.path().getFileName().toString())
                .containsExactly(
                        "demo-1.0rc1-cp311-cp311-linux_x86_64.whl",
                        "demo-1.0rc1-py3-none-any.whl",
                        "demo-1.0rc1.tar.gz");
        assertThat(build(joined).rebuilt()).isFalse();

        ai.invoke.release.testing.DistMaker.of("demo", "0.9")
                .tag("cp311-cp311-linux_x86_64")
                .wheel(matrix);
        assertThatThrownBy(() -> build(joined))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("demo-0.9-cp311-cp311-linux_x86_64.whl is not of demo 1.0rc1");
        assertThatThrownBy(() -> build(withAdditional(plain, temporary.resolve("nowhere"))))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is not a folder");
    }

    private static BuildDist.Request withAdditional(BuildDist.Request plain, Path folder) {
        return with(
                plain,
                plain.python().named(),
                plain.backend().isolation(),
                plain.backend().pip(),
                false,
                List.of(folder));
    }

    @Tag("backends")
    @Test
    void aProjectThatForbidsEveryPythonHereSaysSo() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"));
        project.with(
                "pyproject.toml",
                Files.readString(project.folder().resolve("pyproject.toml")).replace(">=3.10", ">=3.99"));

        assertThatThrownBy(() -> build(request(project.folder())))
                .hasMessageContaining("no suitable Python found")
                .hasMessageContaining("is not allowed by the project's requires-python")
                .hasMessageContaining("-Dinvokeai.python");
    }

    @Test
    void brokenSettingsAreToldWithTheirLine() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).with("pyproject.toml", "a = 1\n[b\n");

        assertThatThrownBy(() -> build(request(project.folder())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("pyproject.toml:2");
        project.without("pyproject.toml");
        assertThatThrownBy(() -> build(request(project.folder())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("neither pyproject.toml nor setup.py")
                .hasMessageContaining("-Dinvokeai.projectDirectory");
        project.with("setup.cfg", "[metadata]\nname = demo\nversion = 1.0\n");
        assertThatThrownBy(() -> build(request(project.folder())))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("want one beside setup.cfg");
    }

    private static List<String> digests(BuildDist.Result result) {
        return result.files().stream().map(DistBuilder.BuiltFile::sha256).toList();
    }
}
