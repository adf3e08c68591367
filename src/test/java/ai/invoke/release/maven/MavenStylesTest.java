package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MavenStylesTest {

    private static Styles with(Map<String, String> properties) {
        return new MavenStyles(name -> Optional.ofNullable(properties.get(name)));
    }

    @Test
    void coloursAreMavensOwn() {
        Styles styles = with(Map.of());

        assertThat(styles.strong("a1b2")).isEqualTo("\033[1ma1b2\033[m");
        assertThat(styles.in(Style.SUCCESS, "ok")).isEqualTo("\033[1;32mok\033[m");
        assertThat(styles.in(Style.WARNING, "skipped")).isEqualTo("\033[1;33mskipped\033[m");
        assertThat(styles.in(Style.FAILURE, "FAILED")).isEqualTo("\033[1;31mFAILED\033[m");
    }

    @Test
    void coloursOfTheUserCount() {
        Styles styles =
                with(Map.of("style.success", "Blue,bgBrightWhite", "style.failure", "brightred", "style.strong", ""));

        assertThat(styles.in(Style.SUCCESS, "ok")).isEqualTo("\033[34;107mok\033[m");
        assertThat(styles.in(Style.FAILURE, "no")).isEqualTo("\033[91mno\033[m");
        assertThat(styles.strong("a1b2")).as("no style at all").isEqualTo("a1b2");
    }

    @Test
    void stylesOfMaven4CountToo() {
        Styles styles = with(Map.of("style.success", "f:magenta,b:bright-cyan", "style.failure", "bold,fg:!red"));

        assertThat(styles.in(Style.SUCCESS, "ok")).isEqualTo("\033[35;106mok\033[m");
        assertThat(styles.in(Style.FAILURE, "no")).isEqualTo("\033[1;91mno\033[m");
    }

    @Test
    void wordsThatAreNoColourAreNoStyle() {
        assertThat(with(Map.of("style.warning", "bold,pink")).in(Style.WARNING, "look"))
                .isEqualTo("\033[1mlook\033[m");
    }

    @Test
    void nothingIsAddedWhereMavenWritesWithoutColours() {
        assertThat(Styles.NONE.in(Style.FAILURE, "FAILED")).isEqualTo("FAILED");
    }
}
