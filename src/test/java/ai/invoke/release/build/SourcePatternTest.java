package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.invoke.release.problem.ProjectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SourcePatternTest {

    @Test
    void aNameIsAFileOrAFolderWithAllThatIsInIt() {
        SourcePattern pattern = new SourcePattern("", "web/dist/");

        assertThat(pattern.matches("web/dist")).isTrue();
        assertThat(pattern.matches("web/dist/a/b.js")).isTrue();
        assertThat(pattern.matches("web/dist2/b.js")).isFalse();
        assertThat(pattern.leadsThrough("web/")).isTrue();
        assertThat(pattern.leadsThrough("web/dist/a/")).isTrue();
        assertThat(pattern.leadsThrough("web/src/")).isFalse();
    }

    @Test
    void aStarOrAQuestionMarkMakesAGlob() {
        assertThat(new SourcePattern("", "demo/*.so").matches("demo/fast.so")).isTrue();
        assertThat(new SourcePattern("", "demo/*.so").matches("demo/x/fast.so")).isFalse();
        assertThat(new SourcePattern("", "**/_version.py").matches("a/b/_version.py"))
                .isTrue();
        assertThat(new SourcePattern("", "demo/part?.py").matches("demo/part1.py"))
                .isTrue();
        assertThat(new SourcePattern("", "demo/part?.py").isGlob()).isTrue();
    }

    @Test
    void bracketsInANameAreItsOwn() {
        assertThat(new SourcePattern("", "pages/[slug].js").matches("pages/[slug].js"))
                .isTrue();
        assertThat(new SourcePattern("", "pages/[slug].js").isGlob()).isFalse();
        SourcePattern below = new SourcePattern("apps/[one]", "demo/*.so");
        assertThat(below.matches("apps/[one]/demo/fast.so")).isTrue();
        assertThat(below.matches("apps/o/demo/fast.so")).isFalse();
    }

    @Test
    void whatIsNoGlobIsTheUsersToMend() {
        assertThatThrownBy(() -> new SourcePattern("", "demo/{a,b*.py"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("\"demo/{a,b*.py\" is not a glob");
    }

    @Test
    void manyStarsTakeNoTime() {
        SourcePattern pattern = new SourcePattern("", "*a".repeat(20) + "b");
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> pattern.matches("a".repeat(120))))
                .isFalse();
    }
}
