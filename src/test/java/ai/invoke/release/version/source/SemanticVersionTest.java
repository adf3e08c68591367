package ai.invoke.release.version.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticVersionTest {

    /** What maturin 1.15 makes of them. */
    @ParameterizedTest
    @CsvSource({
        "1.2.3, 1.2.3",
        "1.2.3-rc.1, 1.2.3rc1",
        "1.2.3-rc1, 1.2.3rc1",
        "1.2.3-pre.1, 1.2.3rc1",
        "1.2.3-alpha, 1.2.3a0",
        "1.2.3-alpha.2, 1.2.3a2",
        "1.2.3-beta3, 1.2.3b3",
        "1.2.3-b.1, 1.2.3b1",
        "1.2.3-dev.4, 1.2.3.dev4",
        "1.2.3-post.1, 1.2.3.post1",
        "1.2.3-1, 1.2.3.post1",
        "1.2.3+build.5, 1.2.3+build.5",
        "1.2.3-nightly.1, ''",
        "1.2, ''"
    })
    void cargo(String semantic, String python) {
        assertThat(SemanticVersion.maturin(semantic).orElse("")).isEqualTo(python);
    }

    @ParameterizedTest
    @CsvSource({"1.2.3, 1.2.3", "1.2.3-rc.1, 1.2.3rc1", "1.2.3-preview.2, 1.2.3rc2", "1.2.3-1, ''", "1.2.3-dev.4, ''"})
    void npm(String semantic, String python) {
        assertThat(SemanticVersion.npm(semantic).orElse("")).isEqualTo(python);
    }
}
