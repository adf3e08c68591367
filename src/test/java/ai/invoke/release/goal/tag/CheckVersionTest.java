package ai.invoke.release.goal.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.git.GitCommand;
import ai.invoke.release.goal.tag.CheckVersion.RefSource;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import ai.invoke.release.version.TagName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckVersionTest {

    @TempDir
    Path temp;

    private final Heard heard = new Heard();
    private final Map<String, String> environment = new HashMap<>();
    private Optional<String> ref = Optional.empty();
    private Optional<Path> versionFile = Optional.empty();
    private Optional<String> versionPattern = Optional.empty();
    private boolean withCommit;

    private CheckVersion.Result check() {
        CheckVersion goal = new CheckVersion(heard);
        CheckVersion.Request request = request();
        CheckVersion.Result result = goal.run(request);
        goal.report(request, result);
        return result;
    }

    private CheckVersion.Request request() {
        return new CheckVersion.Request(temp, ref, "v", versionFile, versionPattern, environment, withCommit);
    }

    private void file(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void version(String text) throws IOException {
        file("invokeai/version/invokeai_version.py", "__version__ = \"" + text + "\"\n");
    }

    private String failure() {
        try {
            check();
        } catch (ProjectException e) {
            return e.getMessage();
        }
        throw new AssertionError("must have been refused");
    }

    @Test
    void theTagThatIsGivenMatches() throws IOException {
        version("5.6.0rc1");
        ref = Optional.of("refs/tags/v5.6.0rc1");
        CheckVersion.Result result = check();
        assertThat(result.rawVersion()).isEqualTo("5.6.0rc1");
        assertThat(result.tag()).contains(new TagName("v5.6.0rc1", "v"));
        assertThat(result.source()).isEqualTo(RefSource.PROPERTY);
        assertThat(result.versionFile()).isEqualTo(new Location("invokeai/version/invokeai_version.py", 1));
        assertThat(result.outputs())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "VERSION", "5.6.0rc1",
                        "VERSION_NORMALIZED", "5.6.0rc1",
                        "VERSION_MAJOR_MINOR", "5.6",
                        "IS_PRERELEASE", "true"));
        assertThat(heard.lines)
                .containsExactly(
                        "version  5.6.0rc1, a pre-release",
                        "file     invokeai/version/invokeai_version.py:1",
                        "tag      v5.6.0rc1 (from -Dinvokeai.ref)");
        assertThat(heard.problems).isEmpty();
    }

    @Test
    void equalButSpeltDifferentlyPassesAndIsSaidAloud() throws IOException {
        version("5.0.0a1");
        ref = Optional.of("v5.0.0.a1");
        CheckVersion.Result result = check();
        assertThat(result.displayVersion()).isEqualTo("5.0.0.a1");
        assertThat(heard.lines.get(0))
                .contains("v5.0.0.a1")
                .contains("spelled differently")
                .contains("5.0.0a1");
        assertThat(heard.lines).contains("normal   5.0.0a1 (in file names)");
    }

    @Test
    void anotherVersionIsRefusedWithBothAndThePlace() throws IOException {
        version("3.6.0rc5");
        ref = Optional.of("v3.5.0rc5");
        assertThat(failure())
                .contains("invokeai/version/invokeai_version.py:1: ")
                .contains("v3.5.0rc5")
                .contains("the file says 3.6.0rc5")
                .contains("-> commit the version 3.5.0rc5");
    }

    @Test
    void aLocalVersionMatchesAndIsRefused() throws IOException {
        version("3.0.0+a7");
        ref = Optional.of("v3.0.0+a7");
        assertThat(failure()).contains("local part +a7").contains("PyPI").doesNotContain("but the file says");
    }

    @Test
    void textThatIsEqualButNoVersionIsRefusedTwice() throws IOException {
        version("4.2.4-mgpu");
        ref = Optional.of("v4.2.4-mgpu");
        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::toString)
                                .satisfiesExactly(
                                        file -> assertThat(file)
                                                .contains("invokeai_version.py:1")
                                                .contains("write 4.2.4"),
                                        tag -> assertThat(tag)
                                                .contains("the tag v4.2.4-mgpu")
                                                .contains("spell it v4.2.4")));
    }

    @ParameterizedTest
    @CsvSource({
        "refs/heads/main, not a tag",
        "v1 .0, a space",
        "v1..0, it holds ..",
        "v3-latest, -latest",
        "v2.2.5p2, v2.2.5.post2",
    })
    void aRefThatIsNoReleaseIsRefused(String given, String reason) throws IOException {
        version("1.0");
        ref = Optional.of(given);
        assertThat(failure()).contains(reason);
    }

    @Test
    void takesTheTagOfTheCiService() throws IOException {
        version("1.0");
        environment.putAll(Map.of("GITHUB_ACTIONS", "true", "GITHUB_REF", "refs/tags/v1.0", "GITHUB_SHA", "c0ffee"));
        Path output = Files.createFile(temp.resolve("output"));
        Path summary = Files.createFile(temp.resolve("summary"));
        environment.put("GITHUB_OUTPUT", output.toString());
        environment.put("GITHUB_STEP_SUMMARY", summary.toString());
        CheckVersion.Result result = check();
        assertThat(result.source()).isEqualTo(RefSource.CI);
        assertThat(result.commitId()).contains("c0ffee");
        assertThat(Files.readString(output)).contains("VERSION<<").contains("VERSION_MAJOR_MINOR<<");
        assertThat(Files.readString(summary)).contains("### Version `1.0`").contains("| Tag | `v1.0` |");
        environment.put("GITHUB_REF", "refs/heads/main");
        assertThat(failure()).contains("the branch main").contains("not for a tag");
        ref = Optional.of("v1.0");
        assertThat(check().source()).isEqualTo(RefSource.PROPERTY);
    }

    @Test
    void takesTheTagAtHeadThatMatches() throws Exception {
        version("3.4.0post2");
        GitCommand git = GitCommand.repository(temp);
        git.run("tag", "v3-latest");
        git.run("tag", "-a", "-m", "x", "v3.4.0post2");
        git.run("tag", "-a", "-m", "x", "v3.4.0.post2");
        git.run("tag", "a-test");
        withCommit = true;
        CheckVersion.Result result = check();
        assertThat(result.tag().orElseThrow().name()).isEqualTo("v3.4.0post2");
        assertThat(result.source()).isEqualTo(RefSource.HEAD);
        assertThat(result.commitId()).contains(git.run("rev-parse", "HEAD"));
        assertThat(result.head().orElseThrow().epochSeconds()).isEqualTo(1700000123L);
        assertThat(heard.problems).isEmpty();
    }

    @Test
    void listsEveryTagAtHeadWhenNoneMatches() throws Exception {
        version("9.9");
        GitCommand git = GitCommand.repository(temp);
        git.run("tag", "v3-latest");
        git.run("tag", "v3.4.0post2");
        assertThat(failure())
                .contains("none of the 2 tags at HEAD is version 9.9: v3-latest, v3.4.0post2")
                .contains("invokeai_version.py:1");
    }

    @Test
    void passesWithAWarningWithoutATag() throws Exception {
        version("1.0");
        CheckVersion.Result result = check();
        assertThat(result.tag()).isEmpty();
        assertThat(result.source()).isEqualTo(RefSource.NONE);
        assertThat(heard.problems).singleElement().asString().contains("no tag at HEAD, nor a git repository");
        GitCommand.repository(temp);
        assertThat(check().commitId()).isPresent();
        assertThat(heard.problems).hasSize(2).last().asString().contains("tag-release");
    }

    @Test
    void findsTheVersionWhereSetuptoolsDoes() throws IOException {
        file(
                "pyproject.toml",
                "[project]\nname = 'InvokeAI'\n[tool.setuptools.dynamic]\nversion = { attr = \"pkg.ver.__version__\" }\n");
        file("pkg/ver/__init__.py", "from pkg.ver.literal import version as __version__\n");
        file("pkg/ver/literal.py", "\nversion = '2.0'\n");
        CheckVersion.Result result = check();
        assertThat(result.versionFile()).isEqualTo(new Location("pkg/ver/literal.py", 2));
        assertThat(result.projectName()).contains("InvokeAI");
        file("pkg/ver/literal.py", "from pkg.other import version\n");
        file("pkg/other.py", "version = '2.0'\n");
        assertThat(check().versionFile()).isEqualTo(new Location("pkg/other.py", 1));
        file("pkg/other.py", "from elsewhere import version\n");
        assertThat(failure()).contains("pkg/other.py:1").contains("-Dinvokeai.versionFile");
        file("pyproject.toml", "[tool.setuptools.dynamic]\nversion = { attr = \"no.such.module\" }\n");
        assertThat(failure()).contains("no such module").contains("no.such.module");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[project]~version = '2.0'                                                   | x          | pyproject.toml:2",
                "[tool.poetry]~version = \"2.0\" # c                                         | x          | pyproject.toml:2",
                "[tool.hatch.version]~path = 'src/p.py'                                      | src/p.py   | src/p.py:1",
                "[tool.setuptools.dynamic]~version = { attr = 'p.__version__' }              | src/p.py   | src/p.py:1",
                "[tool.setuptools.dynamic.version]~attr = 'p.__version__'                    | p.py       | p.py:1",
                "[project]~name = 'a-b'~[build-system]~build-backend='flit_core.buildapi'    | a_b/__init__.py | a_b/__init__.py:1",
                "[project]~description = \"\"\"~x\"\"\"~version = '2.0'                      | x          | pyproject.toml:4",
                "[project]~keywords = [~'[', # ]~\"x\"~]~version = '2.0'                     | x          | pyproject.toml:6",
            })
    void findsTheVersionWherePyprojectSays(String toml, String name, String where) throws IOException {
        file("pyproject.toml", toml.strip().replace("~", "\n") + "\n");
        file(name, "__version__ = '2.0'\n");
        CheckVersion.Result result = check();
        assertThat(result.rawVersion()).isEqualTo("2.0");
        assertThat(result.versionFile()).hasToString(where);
    }

    @Test
    void readsTheFileThatIsGiven() throws IOException {
        file("VERSION", " 3.0 \n");
        versionFile = Optional.of(Path.of("VERSION"));
        assertThat(check().rawVersion()).isEqualTo("3.0");
        file("package.json", "{\n \"version\": \"4.0\"\n}");
        versionFile = Optional.of(temp.resolve("package.json"));
        versionPattern = Optional.of("^ *\"version\": \"(.*)\"");
        assertThat(check().versionFile()).isEqualTo(new Location("package.json", 2));
    }

    @Test
    void saysWhenThereIsNoVersionFile() throws IOException {
        assertThat(failure()).contains("cannot find the version").contains("-Dinvokeai.versionFile");
        file("pyproject.toml", "[tool.hatch.version]\nsource = 'vcs'\n");
        assertThat(failure()).contains("comes from the git tag (hatch-vcs)");
        versionFile = Optional.of(Path.of("nothing.py"));
        assertThat(failure()).contains("there is no version file").contains("nothing.py");
    }

    @Test
    void namesTheLineOfAVersionThatIsNotStatic() throws IOException {
        file("invokeai/version/invokeai_version.py", "\n__version__ = get()\n");
        assertThat(failure())
                .contains("invokeai/version/invokeai_version.py:2: ")
                .contains("__version__ = get()");
    }

    @Test
    void neverShowsTheEnvironment() {
        environment.put("GITHUB_TOKEN", "secret");
        assertThat(request().toString()).doesNotContain("secret");
    }
}
