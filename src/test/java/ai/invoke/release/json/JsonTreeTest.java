package ai.invoke.release.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jackson's own object mapper is the judge of what is read and written. */
class JsonTreeTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":{\"b\":[1,[2,{}],{\"c\":[]}],\"d\":null},\"e\":true,\"f\":false}",
                "\"a \\u00e9 \\ud83d\\ude00 \\\" \\\\ / \\n \\u0001 é\"",
                "[0,-1,2147483647,2147483648,-9223372036854775808,9223372036854775808,123456789012345678901234567890]",
                "[0.1,-2.5e10,1e400,1.0]",
                "{\"a\":1,\"b\":2,\"a\":3}",
                " \n null ",
                "7 8",
                "{\"a\":1} and more",
                "",
                "  ",
                "{",
                "[1,",
                "[1,]",
                "{\"a\"}",
                "{a:1}",
                "nul",
                "// no\n1",
                "\u0000",
                "[1 2]",
                "NaN"
            })
    void readsAndWritesWhatTheMapperDoes(String text) throws Exception {
        String expected = outcome(() -> MAPPER.readTree(text));
        assertThat(outcome(() -> JsonTree.read(text))).isEqualTo(expected);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(outcome(() -> JsonTree.read(bytes))).isEqualTo(outcome(() -> MAPPER.readTree(bytes)));
    }

    @Test
    void readsAtMostAThousandLevels() throws Exception {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        assertThat(JsonTree.text(JsonTree.read(deep))).isEqualTo(deep);
        assertThatThrownBy(() -> JsonTree.read("[" + deep + "]")).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void bytesOfNoCharactersAreNoJson() {
        for (byte[] bytes : List.of(
                new byte[] {0, 0, 0, '{', 0x7F, -1, -1, -1}, new byte[] {0, 0, -1, -2, 1, 1, 1, 1}, new byte[] {-23})) {
            assertThatThrownBy(() -> JsonTree.read(bytes)).isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void readsFilesAndWithCommentsOnlyWhereAsked(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("tsconfig.json"), "{\"a\": [1, 2,], /* why */ \"b\": 2} // end");
        assertThat(JsonTree.readWithComments(file).path("a")).hasSize(2);
        assertThatThrownBy(() -> JsonTree.read(file)).isInstanceOf(JsonProcessingException.class);
        assertThat(JsonTree.read(Files.writeString(folder.resolve("plain.json"), "{\"a\": 1}"))
                        .path("a")
                        .asInt())
                .isEqualTo(1);
        assertThat(JsonTree.read(Files.createFile(folder.resolve("empty.json"))).isMissingNode())
                .isTrue();
    }

    private interface Reading {
        JsonNode node() throws JsonProcessingException, java.io.IOException;
    }

    /** The type of every value and how it is written, or why it is no JSON. */
    private static String outcome(Reading reading) throws java.io.IOException {
        try {
            JsonNode node = reading.node();
            StringBuilder types = new StringBuilder(
                    node.getClass().getSimpleName() + " " + (node.isMissingNode() ? "" : JsonTree.text(node)));
            node.findParents("a").forEach(each -> types.append(each.getClass().getSimpleName()));
            node.forEach(each -> types.append(' ').append(each.getClass().getSimpleName()));
            assertThat(node.isMissingNode() || JsonTree.text(node).equals(node.toString()))
                    .isTrue();
            return types.toString();
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage() + " in line " + e.getLocation().getLineNr();
        }
    }
}
