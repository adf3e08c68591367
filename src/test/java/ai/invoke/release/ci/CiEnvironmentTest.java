package ai.invoke.release.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiEnvironmentTest {

    @TempDir
    Path temp;

    @Test
    void readsTheTagOfGitHubActions() {
        assertThat(github("GITHUB_REF", "refs/tags/v1.0/x", "GITHUB_REF_TYPE", "tag")
                        .ref())
                .isEqualTo(new CiRef.Tag("v1.0/x"));
        assertThat(github("GITHUB_REF", "refs/tags/v1", "GITHUB_EVENT_NAME", "workflow_dispatch")
                        .ref())
                .isEqualTo(new CiRef.Tag("v1"));
        assertThat(github().ref()).isEqualTo(new CiRef.Unknown());
        assertThat(github("GITHUB_SHA", "abc").commit()).contains("abc");
    }

    @Test
    void saysHowToStartFromATag() {
        CiRef.NotATag dispatched = (CiRef.NotATag) github(
                        "GITHUB_REF",
                        "refs/heads/main",
                        "GITHUB_REF_TYPE",
                        "branch",
                        "GITHUB_EVENT_NAME",
                        "workflow_dispatch")
                .ref();
        assertThat(dispatched.described()).isEqualTo("the branch main");
        assertThat(dispatched.advice()).contains("Use workflow from");
        CiRef.NotATag pushed = (CiRef.NotATag) github("GITHUB_REF", "refs/heads/main", "GITHUB_EVENT_NAME", "push")
                .ref();
        assertThat(pushed.advice()).contains("on: push: tags");
        CiRef.NotATag pull =
                (CiRef.NotATag) github("GITHUB_REF", "refs/pull/7/merge").ref();
        assertThat(pull.described()).isEqualTo("the pull request 7/merge");
    }

    @Test
    void aBranchThatIsNamedLikeATagIsNone() {
        assertThat(github("GITHUB_REF", "refs/heads/refs/tags/v1", "GITHUB_REF_TYPE", "branch")
                        .ref())
                .isInstanceOf(CiRef.NotATag.class);
    }

    @Test
    void readsGitLab() {
        CiEnvironment tag =
                CiEnvironment.detect(Map.of("GITLAB_CI", "true", "CI_COMMIT_TAG", "v1", "CI_COMMIT_SHA", "c"));
        assertThat(tag.ref()).isEqualTo(new CiRef.Tag("v1"));
        assertThat(tag.commit()).contains("c");
        CiEnvironment branch = CiEnvironment.detect(Map.of("GITLAB_CI", "true", "CI_COMMIT_BRANCH", "main"));
        assertThat(branch.ref()).isInstanceOf(CiRef.NotATag.class);
        assertThat(branch).hasToString("GitLab CI");
    }

    @Test
    void knowsNothingElsewhere() {
        CiEnvironment none = CiEnvironment.detect(Map.of("CI", "true", "GITHUB_REF", "refs/tags/v1"));
        assertThat(none.ref()).isEqualTo(new CiRef.Unknown());
        none.outputs(Map.of("A", "b"));
        none.summary("x");
        assertThat(printed(none, annotations -> annotations.error(Problem.of("x"))))
                .isEmpty();
    }

    @Test
    void handsOutputsOnWithoutAnyWayOut() throws Exception {
        Path file = Files.writeString(temp.resolve("output"), "before=1\n");
        Map<String, String> values = new LinkedHashMap<>();
        values.put("VERSION", "5.0.0");
        values.put("HOSTILE", "a\nVERSION=evil\nEOF\n");
        github("GITHUB_OUTPUT", file.toString()).outputs(values);
        assertThat(Files.readString(file))
                .matches("before=1\nVERSION<<(ghadelimiter_\\S+)\n5\\.0\\.0\n\\1\n"
                        + "HOSTILE<<(ghadelimiter_\\S+)\na\nVERSION=evil\nEOF\n\n\\2\n");
    }

    @Test
    void takesAnotherDelimiterWhenTheValueHoldsIt() {
        Iterator<String> delimiters = List.of("one", "two", "three").iterator();
        assertThat(GitHubActions.output("two", "has one in it", delimiters::next))
                .isEqualTo("two<<three\nhas one in it\nthree\n");
    }

    @Test
    void doesNotCreateTheFilesOfTheRunner() {
        Path missing = temp.resolve("missing");
        assertThatThrownBy(() -> github("GITHUB_OUTPUT", missing.toString()).outputs(Map.of("A", "b")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("GITHUB_OUTPUT")
                .hasMessageContaining(missing.toString());
        assertThat(missing).doesNotExist();
        github().outputs(Map.of("A", "b"));
        github("GITHUB_STEP_SUMMARY", "").summary("x");
    }

    @Test
    void appendsToTheSummaryWhatGitHubTakes() throws Exception {
        Path file = Files.writeString(temp.resolve("summary"), "before\n");
        CiEnvironment github = github("GITHUB_STEP_SUMMARY", file.toString());
        github.summary("## ünï");
        github.summary("x".repeat((1 << 20) + 1));
        assertThat(Files.readString(file))
                .startsWith("before\n## ünï\n")
                .endsWith("see the log.\n")
                .hasSizeLessThan(500);
    }

    @Test
    void annotatesWithEscapes() {
        Problem problem = Problem.of("100% wrong\r\n::error::fake")
                .at(new Location("a,b:c.py", 3))
                .next("do that");
        assertThat(printed(github(), annotations -> annotations.error(problem)))
                .isEqualTo("::error file=a%2Cb%3Ac.py,line=3::100%25 wrong%0D%0A::error::fake%0A-> do that\n");
        assertThat(printed(
                        github(),
                        annotations -> annotations.warning(Problem.of("x").at(Location.of("f")))))
                .isEqualTo("::warning file=f::x\n");
        assertThat(printed(github(), annotations -> annotations.warning(Problem.of("x"))))
                .isEqualTo("::warning::x\n");
        assertThat(printed(github(), annotations -> annotations.mask("one\n\ntwo%")))
                .isEqualTo("::add-mask::one\n::add-mask::two%25\n");
        assertThat(printed(github(), annotations -> annotations.mask(""))).isEmpty();
    }

    @Test
    void neverShowsTheEnvironment() {
        assertThat(github("GITHUB_TOKEN", "secret").toString()).isEqualTo("GitHub Actions");
    }

    private static String printed(CiEnvironment ci, Consumer<Annotations> action) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        action.accept(ci.annotations(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static CiEnvironment github(String... variables) {
        Map<String, String> environment = new LinkedHashMap<>(Map.of("GITHUB_ACTIONS", "true"));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return CiEnvironment.detect(environment);
    }
}
