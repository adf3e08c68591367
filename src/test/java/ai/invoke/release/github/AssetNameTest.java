package ai.invoke.release.github;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "demo-1.0+cu121-py3-none-any.whl", "x_y@z.tar.gz", "SHA256SUMS"})
    void keepsPlainNames(String name) {
        assertThat(AssetName.problem(name)).isEmpty();
    }

    @Test
    void tellsWhatGitHubWouldReplace() {
        assertThat(AssetName.problem("a b.zip")).contains("GitHub replaces the character U+0020");
        assertThat(AssetName.problem("1.0~rc1.zip")).contains("GitHub replaces '~'");
        assertThat(AssetName.problem("caf\u00e9.zip")).contains("GitHub replaces the character U+00E9");
        assertThat(AssetName.problem("\ud83d\ude00")).contains("GitHub replaces the character U+1F600");
        assertThat(AssetName.problem("a..b")).contains("GitHub makes one dot of several");
        for (String name : new String[] {".a", "a.", "-a", "a-", "_a", "+"}) {
            assertThat(AssetName.problem(name).orElseThrow()).as(name).contains("begins and ends with");
        }
        assertThat(AssetName.problem("")).isPresent();
        assertThat(AssetName.problem("x".repeat(256))).isPresent();
    }
}
