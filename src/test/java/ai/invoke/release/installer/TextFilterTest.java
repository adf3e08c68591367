package ai.invoke.release.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextFilterTest {

    private final TextFilter filter = new TextFilter(Map.of("version", "5.6.0"), Set.of("wheel"));

    @Test
    void aBackslashEscapesAReferenceAndAnotherBackslash() {
        assertThat(filter.apply("${version} \\${version} \\\\${version} \\\\\\${version}"))
                .isEqualTo("5.6.0 ${version} \\5.6.0 \\${version}");
        assertThat(filter.apply("${version}\\${version}\\n ${HOME} \\${HOME}"))
                .isEqualTo("5.6.0${version}\\n ${HOME} \\${HOME}");
        assertThat(filter.unresolved("\\${wheel} ${version} \\\\${wheel}")).hasValue(23);
    }

    @Test
    void aLongRunOfBackslashesIsReadInOnePass() {
        String text = "\\".repeat(4_000_000);

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(filter.apply(text)).hasSameSizeAs(text);
            assertThat(filter.unresolved(text)).isEmpty();
        });
    }
}
