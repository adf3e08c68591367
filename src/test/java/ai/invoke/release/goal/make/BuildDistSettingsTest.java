package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.dist.DistBuilder;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each setting does to real builds, and that a change of each is noticed and named. */
class BuildDistSettingsTest {

    /** Writes what a backend gets to see into the wheel. */
    private static final String SHOW = """
            import os, sys
            from setuptools import setup
            if not os.path.exists("PKG-INFO"):
                names = sorted(name for name in os.environ if not name.startswith("SETUPTOOLS"))
                mask = os.umask(0)
                os.umask(mask)
                with open("demo/seen.txt", "w") as out:
                    print(*names, sep="\\n", file=out)
                    print("umask=%03o" % mask, "TZ=" + os.environ["TZ"], "hash=" + os.environ["PYTHONHASHSEED"], file=out)
                    print("cwd=" + os.getcwd(), "tmp=" + os.environ["TMPDIR"], file=out)
                    print("GREETING=" + os.environ.get("GREETING", ""), "path=%s" % sys.path, file=out)
            setup(package_data={"demo": ["seen.txt"]})
            """;

    @TempDir
    Path temporary;

    private static List<String> names(BuildDist.Result result) {
        return result.files().stream()
                .map(file -> String.valueOf(file.path().getFileName()))
                .toList();
    }

    private static List<String> digests(BuildDist.Result result) {
        return result.files().stream().map(DistBuilder.BuiltFile::sha256).toList();
    }

    private static String log(PythonProject project) throws IOException {
        return Files.readString(project.folder().resolve("target/release/logs/build-dist.log"));
    }

    private static LocalDateTime timeOf(BuildDist.Result result, String member) throws IOException {
        try (ZipFile wheel = new ZipFile(result.files().get(0).path().toFile())) {
            return wheel.getEntry(member).getTimeLocal();
        }
    }

    private PythonProject showing() throws Exception {
        return PythonProject.setuptools(temporary.resolve("it's a \"demö\" $HOME"))
                .with("setup.py", SHOW)
                .with("MANIFEST.in", "include demo/seen.txt\n")
                .committed();
    }

    @Test
    void constraintsPinTheBackendAndAnotherPinIsAnotherInput() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Path pins =
                Files.createDirectories(temporary.resolve("it's ümlaut #1 50%")).resolve("pins.txt");
        Files.writeString(pins, "flit-core==4.1.0\n");
        // The user's own settings, which are not read when a file is named, and a server.
        String users = PreparedPython.must(PreparedPython.executable(), "-I", "-m", "pip", "config", "list")
                .lines()
                .filter(line -> line.startsWith("global."))
                .map(line -> line.substring("global.".length()).replace("'", "").replace("\\n", " "))
                .collect(Collectors.joining("\n"));
        Path settings = Files.writeString(
                temporary.resolve("pip.conf"),
                "[global]\n" + users + "\n[install]\nfind-links = http://far.example/links\n");
        DistRun run = DistRun.of(project)
                .isolated()
                .constraints(pins)
                // Offline.
                .shell("PIP_CONFIG_FILE", settings.toString())
                .shell("PIP_FIND_LINKS", "");

        BuildDist.Result first = run.build();

        assertThat(log(project)).contains("flit-core==4.1.0");
        assertThat(run.build().rebuilt()).isFalse();

        Files.writeString(pins, "flit-core==98.0\n");
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("python -m build failed")
                .hasMessageContaining("| < ERROR: Cannot install flit_core>=3.9")
                .hasMessageContaining("the constraints ask for flit-core==98.0")
                .hasMessageNotContaining("Traceback")
                .hasMessageNotContaining("TIP");
        assertThat(log(project)).contains("Looking in links: ").doesNotContain("far.example");
        assertThat(run.heard().lines)
                .anyMatch(line -> line.contains("changed since the last run: constraints ") && line.contains("->"));
        assertThat(first.files()).allSatisfy(file -> assertThat(file.path()).exists());
        assertThatThrownBy(() -> DistRun.of(project)
                        .constraints(temporary.resolve("none.txt"))
                        .build())
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("none.txt does not exist")
                .hasMessageContaining("-Dinvokeai.constraints");
    }

    @Test
    void constraintsWithDigestsLetNothingElseIn() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        String found = PreparedPython.must(
                PreparedPython.executable(),
                "-I",
                "-m",
                "pip",
                "install",
                "--dry-run",
                "-q",
                "--ignore-installed",
                "--report",
                "-",
                "flit-core==4.1.0");
        String digest = new ObjectMapper()
                .readTree(found)
                .at("/install/0/download_info/archive_info/hashes/sha256")
                .asText();
        Path pins = project.folder().resolve("build-constraints.txt");
        Files.writeString(pins, "flit-core==4.1.0 \\\n    --hash=sha256:" + digest + "\n");
        DistRun run = DistRun.of(project).isolated();

        run.build();

        assertThat(project.folder().resolve("target/release/logs/build-requirements.txt"))
                .hasContent("flit-core==4.1.0");

        Files.writeString(pins, "flit-core==4.1.0 --hash=sha256:" + "0".repeat(64) + "\n");
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("cannot fetch the build requirements that " + pins + " locks")
                .hasMessageContaining("Got        " + digest)
                .hasMessageContaining("the file that pip found is not the one that is pinned");

        Files.writeString(
                pins,
                "packaging==26.3 --hash=sha256:d7193f7c8e4e93f444fde0262bf90af30e16fa0ad0ad44cb553c87339b23cd1c\n");
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("the build needs flit_core>=3.9")
                .hasMessageContaining(pins + " does not lock");
    }

    @Tag("backends")
    @Test
    void aWheelhouseIsAllThatIsNeededEvenByAPythonWithoutBuildAndEnsurepip() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Path wheelhouse = Files.createDirectories(temporary.resolve("it's a \"wheel\" höuse #1"));
        PreparedPython.must(
                PreparedPython.executable(),
                "-I",
                "-m",
                "pip",
                "-q",
                "download",
                "--dest",
                wheelhouse.toString(),
                "build==1.6.1",
                "flit-core>=3.9",
                "pip==26.2.1");
        // As Debian's is without python3-venv, but with python3-pip.
        Path python = new Interpreter(temporary.resolve("a dëbian"))
                .with("pip")
                .without("ensurepip")
                .executable();
        DistRun run = DistRun.of(project)
                .python(python)
                .isolated()
                .wheelhouse(wheelhouse)
                .toolCache(temporary.resolve("it's a \"cäche\""))
                // What would lead pip elsewhere, or make it wait for a network.
                .shell("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
                .shell("PIP_EXTRA_INDEX_URL", "http://127.0.0.1:9/simple");

        assertThat(names(run.build())).hasSize(2);
        assertThat(run.heard().lines).anyMatch(line -> line.contains("making a private environment"));
        assertThat(run.build().rebuilt()).isFalse();

        try (Stream<Path> wheels = Files.list(wheelhouse)) {
            Files.delete(wheels.filter(file -> file.getFileName().toString().startsWith("flit_core"))
                    .findFirst()
                    .orElseThrow());
        }
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("pip finds no flit_core>=3.9");
        assertThat(run.heard().lines).anyMatch(line -> line.contains("changed since the last run: wheelhouse"));
    }

    @Tag("backends")
    @Test
    void withoutIsolationTheInterpretersOwnPackagesAreUsedEvenWhenItHasNoBuild() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Interpreter own = new Interpreter(temporary.resolve("an öwn"));
        DistRun run = DistRun.of(project).python(own.with("flit_core").executable());

        assertThat(names(run.build())).hasSize(2);
        assertThat(run.build().rebuilt()).isFalse();

        own.rename("flit_core-", "flit_core-99.0");
        BuildDist.Result second = run.build();

        assertThat(second.why()).contains("installed flit-core 4.1.0 -> 99.0").contains("same bytes as before");

        project.with(
                "pyproject.toml",
                Files.readString(project.folder().resolve("pyproject.toml"))
                        .replace("\"flit_core>=3.9\"", "\"flit_core>=3.9\", \"no-such-backend\""));
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no-such-backend")
                .hasMessageContaining("isolation is off and this Python lacks")
                .hasMessageContaining("-Dinvokeai.isolation=false");
    }

    @Tag("backends")
    @Test
    void aPythonWithoutVenvIsNotTakenWhereOneIsNeeded() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Interpreter bare = new Interpreter(temporary.resolve("it's \"bare\""))
                .with("flit_core")
                .with("build")
                .with("pyproject_hooks")
                .with("packaging")
                .without("venv")
                .without("ensurepip");
        String path = bare.executable().getParent().toString();

        assertThatThrownBy(() -> DistRun.of(project)
                        .anyPython()
                        .shell("PATH", path)
                        .isolated()
                        .build())
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no suitable Python found")
                .hasMessageContaining("cannot make virtual environments (no venv module");
        assertThat(names(DistRun.of(project).anyPython().shell("PATH", path).build()))
                .hasSize(2);
    }

    @Test
    void theBackendSeesNothingOfTheShellThatBendsTheResult() throws Exception {
        PythonProject project = showing();
        DistRun run = DistRun.of(project)
                .shell("VIRTUAL_ENV", "/nowhere")
                .shell("CONDA_PREFIX", "/nowhere")
                .shell("PYTHONPATH", temporary.toString())
                .shell("PYTHONHOME", "/nowhere")
                .shell("PYTHONHASHSEED", "7")
                .shell("PYTHONDONTWRITEBYTECODE", "1")
                .shell("PIP_TARGET", temporary.resolve("lost").toString())
                .shell("PIP_USER", "1")
                .shell("PIP_REQUIRE_HASHES", "1")
                .shell("PIP_NO_DEPS", "1")
                .shell("TZ", "Asia/Tokyo")
                .shell("SOURCE_DATE_EPOCH", "7")
                .shell("GIT_DIR", "/nowhere")
                .shell("TWINE_PASSWORD", "secret")
                .shell("PYPI_TOKEN", "secret")
                .shell("GITHUB_TOKEN", "secret")
                .shell("GITLAB_TOKEN", "secret")
                .environment("GREETING", "hello");

        BuildDist.Result first = run.build();
        String seen = Archives.zip(first.files().get(0).path()).get("demo/seen.txt");

        assertThat(seen.lines().filter(name -> name.startsWith("PYTHON") || name.startsWith("PIP_TARGET")))
                .containsExactly("PYTHONHASHSEED", "PYTHONNOUSERSITE", "PYTHONUNBUFFERED", "PYTHONUTF8");
        assertThat(seen.lines())
                .doesNotContain(
                        "VIRTUAL_ENV",
                        "CONDA_PREFIX",
                        "PIP_TARGET",
                        "PIP_USER",
                        "PIP_NO_DEPS",
                        "GIT_DIR",
                        "TWINE_PASSWORD",
                        "PYPI_TOKEN",
                        "GITHUB_TOKEN",
                        "GITLAB_TOKEN")
                .contains("umask=022 TZ=UTC hash=0")
                .anyMatch(line -> line.startsWith("GREETING=hello "));
        assertThat(timeOf(first, "demo/core.py")).isEqualTo(LocalDateTime.parse("2026-01-02T03:04:04"));
        String record = Files.readString(project.folder().resolve("target/release/state/build-dist.json"));
        assertThat(record).doesNotContain("hello").doesNotContain(temporary.toString());

        assertThat(run.environment("GREETING", "good evening").build().why())
                .isEqualTo("changed since the last run: variable GREETING");
    }

    @Tag("backends")
    @Test
    void anUmaskATimeZoneAndATemporaryFolderOfTheCallerChangeNothing() throws Exception {
        PythonProject classic =
                PythonProject.setuptools(temporary.resolve("classic")).committed();
        PythonProject plain = PythonProject.flit(temporary.resolve("plain")).committed();
        List<String> here = Stream.of(classic, plain)
                .flatMap(project -> digests(DistRun.of(project).build()).stream())
                .toList();

        Path strange = Files.createDirectories(temporary.resolve("a \"TMP\" it's ümlaut $HOME"));
        PythonProject.git(
                temporary,
                "clone",
                "-q",
                classic.folder().toString(),
                strange.resolve("one").toString());
        PythonProject.git(
                temporary,
                "clone",
                "-q",
                plain.folder().toString(),
                strange.resolve("two").toString());
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask 077 && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + strange,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DistRunElsewhere.class.getName(),
                        strange.resolve("one").toString(),
                        strange.resolve("two").toString())
                .redirectError(temporary.resolve("errors.txt").toFile());
        builder.environment().put("TZ", "Pacific/Kiritimati");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        List<String> there = process.inputReader().lines().toList();

        assertThat(process.waitFor())
                .as(Files.readString(temporary.resolve("errors.txt")))
                .isZero();
        assertThat(there).isEqualTo(here);
        try (Stream<Path> left = Files.list(strange)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("invokeai-"))
                            .filter(Files::isDirectory))
                    .isEmpty();
        }
    }

    @Tag("backends")
    @Test
    void aSettingOfTheBackendAndTheTimeOfThePomCountAndAreNamed() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();
        DistRun run = DistRun.of(project).configSetting("--build-option", "--python-tag=py311");

        BuildDist.Result first = run.build();

        assertThat(names(first)).contains("demo-1.0rc1-py311-none-any.whl");

        BuildDist.Result second = run.configSetting("--build-option", "--python-tag=py312")
                .outputTimestamp("2027-03-04T05:06:08Z")
                .build();

        assertThat(names(second)).containsExactly("demo-1.0rc1-py312-none-any.whl", "demo-1.0rc1.tar.gz");
        assertThat(second.why())
                .contains("SOURCE_DATE_EPOCH 1767323045 -> 1804136768")
                .contains("config setting --build-option --python-tag=py311 -> --python-tag=py312");
        assertThat(timeOf(second, "demo/core.py")).isEqualTo(LocalDateTime.parse("2027-03-04T05:06:08"));
        assertThatThrownBy(() -> run.outputTimestamp("yesterday").build())
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("project.build.outputTimestamp is yesterday");
    }

    @Test
    void aSecondBuildElsewhereProvesTheFirstAndAnSdistThatIsLeftAsItIsDoesNotPass() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p")).committed();
        DistRun run = DistRun.of(project);
        BuildDist.Result first = run.build();

        BuildDist.Result proven = run.verifyReproducible(true).build();

        assertThat(proven.why())
                .isEqualTo(
                        "it is to be verified that the build is reproducible; the result has the same bytes as before");
        assertThat(digests(proven)).isEqualTo(digests(first));
        assertThat(run.heard().lines).contains("reproducible: a second build elsewhere gave the same bytes");
        assertThat(project.folder().resolve("target/release/logs/build-dist-again.log"))
                .content()
                .contains("somewhere-else", "Successfully built");

        assertThatThrownBy(() -> run.normalizeSdist(false).build())
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("demo-1.0rc1.tar.gz:")
                .hasMessageContaining("demo-1.0rc1/PKG-INFO: time (")
                .hasMessageNotContaining(".whl:")
                .hasMessageContaining("-Dinvokeai.normalizeSdist");
        assertThat(digests(run.normalizeSdist(true).verifyReproducible(false).build()))
                .isEqualTo(digests(first));
    }

    @Test
    void aBackendThatReachesIntoTheWorkTreeIsTold() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("it's a demö"));
        String here = project.folder().toString();
        project.with("setup.py", """
                        import subprocess
                        from setuptools import setup
                        there = %s
                        open(there + "/README.md", "a").write("changed\\n")
                        git = ["git", "-C", there, "-c", "user.name=x", "-c", "user.email=x@example.org"]
                        subprocess.run(git + ["commit", "-q", "-m", "by the backend", "--allow-empty"], check=True)
                        subprocess.run(git + ["tag", "-f", "v9"], check=True)
                        setup()
                        """.formatted("\"" + here + "\"")).committed();
        DistRun run = DistRun.of(project);

        assertThat(run.build().rebuilt()).isTrue();

        assertThat(run.heard().warnings)
                .anyMatch(line -> line.contains("README.md changed while the build ran"))
                .anyMatch(line -> line.contains("refs/tags/v9") && line.contains("changed while the build ran"));
        // What the build saw of it nobody knows, so it is no state to go on from.
        assertThat(run.build().rebuilt()).isTrue();
    }

    @Tag("backends")
    @Test
    void aBackendThatHangsIsEnded() throws Exception {
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("setup.py", "import time\nprint('waiting for a licence server', flush=True)\ntime.sleep(600)\n")
                .committed();

        assertThatThrownBy(
                        () -> DistRun.of(project).timeout(Duration.ofSeconds(8)).build())
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("took longer than 8 s")
                .hasMessageContaining("waiting for a licence server")
                .hasMessageContaining("-Dinvokeai.buildTimeout");
        assertThat(project.folder().resolve("target/release/dist")).doesNotExist();
    }

    @Tag("backends")
    @Test
    void aFolderNamedBuildIsNotTakenForPypaBuildAndAnEmptyPathIsNoHindrance() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p"))
                .with("build/__init__.py", "")
                .with("build/__main__.py", "raise SystemExit('this is not pypa/build')\n")
                .with("build-9.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: build\nVersion: 9.0\n")
                .committed();
        DistRun run = DistRun.of(project)
                .python(new Interpreter(temporary.resolve("own"))
                        .with("flit_core")
                        .executable())
                .shell("PYTHONPATH", project.folder().toString())
                .shell("PATH", "");

        assertThat(names(run.build())).hasSize(2);
        assertThat(log(project)).doesNotContain("this is not pypa/build").contains("Successfully built");
    }

    @Test
    void wheelsFromElsewhereMustBeWholeAndWhatTheirNamesSay() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Path one = Files.createDirectories(temporary.resolve("it's matrix \"ö\"/one"));
        Path two = Files.createDirectories(temporary.resolve("it's matrix \"ö\"/two"));
        Path good = ai.invoke.release.testing.DistMaker.of("demo", "1.0rc1")
                .tag("cp311-cp311-win_amd64")
                .wheel(one);
        byte[] bytes = Files.readAllBytes(good);
        Files.write(
                one.resolve("demo-1.0rc1-cp312-cp312-win_amd64.whl"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Files.copy(good, one.resolve("demo-1.0rc2-cp311-cp311-win_amd64.whl"));
        Files.writeString(one.resolve("demo.whl"), "no wheel");
        DistRun run = DistRun.of(project).additional(one, two);

        assertThatThrownBy(run::build).isInstanceOf(ProjectException.class).hasMessageContaining("two holds no wheel");

        ai.invoke.release.testing.DistMaker.of("demo", "1.0rc1")
                .tag("cp311-cp311-win_amd64")
                .file("demo/other.py", "other = True\n")
                .wheel(two);
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("cp312-cp312-win_amd64.whl is not a whole wheel")
                .hasMessageContaining("has no demo-1.0rc2.dist-info/METADATA")
                .hasMessageContaining("demo.whl is not named as a wheel is");
        assertThat(run.heard().lines).noneMatch(line -> line.startsWith("building "));

        for (String broken :
                List.of("demo-1.0rc1-cp312-cp312-win_amd64.whl", "demo-1.0rc2-cp311-cp311-win_amd64.whl", "demo.whl")) {
            Files.delete(one.resolve(broken));
        }
        Path stranger =
                ai.invoke.release.testing.DistMaker.of("stranger", "1.0rc1").wheel(one);
        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("stranger-1.0rc1-py3-none-any.whl is not of demo 1.0rc1")
                .hasMessageContaining("has the name of " + good + " but other bytes");

        Files.delete(stranger);
        Files.copy(good, two.resolve(good.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        assertThat(names(run.build()))
                .contains("demo-1.0rc1-cp311-cp311-win_amd64.whl")
                .hasSize(3);
        assertThat(run.build().rebuilt()).isFalse();

        ai.invoke.release.testing.DistMaker.of("demo", "1.0rc1")
                .tag("cp313-cp313-win_amd64")
                .wheel(one);
        assertThat(run.build().why())
                .contains("changed since the last run: additional demo-1.0rc1-cp313-cp313-win_amd64.whl none -> ");
    }

    @Test
    void whatLiesInTheFolderAndIsNoDistributionStopsTheBuildBeforeItBegins() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        project.with("target/release/dist/notes of mine.txt", "mine");
        DistRun run = DistRun.of(project);

        assertThatThrownBy(run::build)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("notes of mine.txt")
                .hasMessageContaining("-Dinvokeai.releaseDirectory");
        assertThat(run.heard().lines).isEmpty();
        assertThat(project.folder().resolve("target/release/dist/notes of mine.txt"))
                .hasContent("mine");
    }
}
