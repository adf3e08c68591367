package ai.invoke.release.notes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PreviousTagTest {

    private final PreviousTag previous = new PreviousTag("v");

    @Test
    void findsTheReleaseBeforeInTheRealTags() throws IOException {
        List<String> tags = realTags();
        assertThat(find(tags, "5.4.0")).contains("v5.3.1");
        assertThat(find(tags, "5.1.0")).contains("v5.0.2");
        assertThat(find(tags, "5.0.0")).contains("v4.2.9");
        assertThat(find(tags, "3.0.0")).contains("v2.3.5.post2");
        assertThat(find(tags, "5.4.1rc2")).contains("v5.4.1rc1");
        assertThat(find(tags, "0.0.1")).isEmpty();
    }

    @Test
    void decidesAlikeWhateverTheOrder() throws IOException {
        List<String> tags = new ArrayList<>(realTags());
        Optional<String> expected = find(tags, "2.3.3rc8");
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(tags, random);
            assertThat(find(tags, "2.3.3rc8")).isEqualTo(expected);
        }
    }

    @Test
    void wantsAncestryAndLeavesLocalAndUnreadableTagsOut() {
        List<String> tags = List.of("v1.0", "1.1", "v1.2", "v1.3+a1", "v1.3-latest", "v1.3rc1", "v1.3", "latest");
        assertThat(previous.find(tags, PyVersion.parse("1.3"), tag -> !tag.equals("v1.2")))
                .contains("1.1");
        assertThat(previous.find(tags, PyVersion.parse("1.3.post1"), tag -> true))
                .contains("v1.3");
        assertThat(previous.find(tags, PyVersion.parse("1.3"), tag -> true)).contains("v1.2");
        assertThat(previous.find(tags, PyVersion.parse("1.3rc2"), tag -> true)).contains("v1.3rc1");
        assertThat(previous.find(tags, PyVersion.parse("1.3"), tag -> false)).isEmpty();
    }

    @Test
    void findsTheNewestReleaseForWorkWithoutAVersion() {
        List<String> tags = List.of("v1.0", "v1.1rc1", "v1.1+local", "v0.9", "rubbish");
        assertThat(previous.newest(tags, tag -> true)).contains("v1.0");
        assertThat(previous.newest(tags, tag -> !tag.equals("v1.0"))).contains("v0.9");
        assertThat(previous.newest(List.of("v1.1rc1", "x"), tag -> true)).contains("v1.1rc1");
        assertThat(previous.newest(List.of("x"), tag -> true)).isEmpty();
        assertThat(previous.version("v1.1rc1")).contains(PyVersion.parse("1.1rc1"));
        assertThat(previous.version("x")).isEmpty();
    }

    private Optional<String> find(List<String> tags, String current) {
        return previous.find(tags, PyVersion.parse(current), tag -> true);
    }

    private static List<String> realTags() throws IOException {
        try (InputStream stream = PreviousTagTest.class.getResourceAsStream("/corpora/invokeai-tags.tsv")) {
            assertThat(stream).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.indexOf('\t')))
                    .toList();
        }
    }
}
