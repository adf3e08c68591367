package ai.invoke.release.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    private static final List<String> TEXTS =
            List.of("", "a", "B", "ä", "\u2028", "\"", "\\", "/", "\n\t\0\u007f", "🙂", "\uffff", "宽", "<&>", "İ");

    private static JsonNode anything(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> JsonNodeFactory.instance.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
            case 1 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case 2 -> JsonNodeFactory.instance.numberNode(random.nextLong());
            case 3 -> JsonNodeFactory.instance.numberNode(new BigInteger(90, random));
            case 4 -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(anything(random, depth - 1));
                }
                yield array;
            }
            default -> object(random, depth - 1);
        };
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = CanonicalJson.object();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.set(TEXTS.get(random.nextInt(TEXTS.size())), anything(random, depth));
        }
        return object;
    }

    /** The same value, its keys put in in another order. */
    private static JsonNode shuffled(JsonNode value, Random random) {
        if (value instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            Collections.shuffle(names, random);
            ObjectNode result = CanonicalJson.object();
            names.forEach(name -> result.set(name, shuffled(object.get(name), random)));
            return result;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> result.add(shuffled(element, random)));
            return result;
        }
        return value;
    }

    @Test
    void equalValuesAreEqualBytesAndComeBackAsTheyWere() throws IOException {
        Random random = new Random(8785);
        ObjectMapper plain = new ObjectMapper();
        for (int round = 0; round < 2000; round++) {
            ObjectNode value = object(random, 4);
            byte[] bytes = CanonicalJson.pretty(value);
            assertThat(CanonicalJson.pretty(shuffled(value, random))).isEqualTo(bytes);
            assertThat(CanonicalJson.line(shuffled(value, random))).isEqualTo(CanonicalJson.line(value));
            JsonNode read = plain.readTree(bytes);
            // Compared as text: whether a number is held as an int or a long is no difference.
            assertThat(CanonicalJson.line(read)).isEqualTo(CanonicalJson.line(value));
            assertThat(CanonicalJson.pretty(read)).isEqualTo(bytes);
            assertThat(plain.readTree(CanonicalJson.line(value))).isEqualTo(read);
            assertThat(CanonicalJson.line(value)).doesNotContain("\n");
            CanonicalJson.read(bytes);
        }
    }

    @Test
    void differentValuesAreDifferentBytes() {
        Random random = new Random(1);
        for (int round = 0; round < 1000; round++) {
            ObjectNode value = object(random, 3);
            byte[] bytes = CanonicalJson.pretty(value);
            value.put("further", random.nextInt());
            assertThat(CanonicalJson.pretty(value)).isNotEqualTo(bytes);
        }
    }

    @Test
    void theFormIsTheDocumentedOne() {
        ObjectNode value = CanonicalJson.object().put("b", 1).put("a", "ä/\"\n").put("B", true);
        value.putArray("empty");
        value.putObject("none");
        value.putArray("list").add(1).addObject().put("x", -1);
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(new String(CanonicalJson.pretty(value), StandardCharsets.UTF_8))
                    .isEqualTo("""
                    {
                      "B": true,
                      "a": "ä/\\"\\n",
                      "b": 1,
                      "empty": [],
                      "list": [
                        1,
                        {
                          "x": -1
                        }
                      ],
                      "none": {}
                    }
                    """);
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void whatHasNoCanonicalFormIsRefused() {
        assertThatThrownBy(() -> CanonicalJson.pretty(CanonicalJson.object().put("x", 0.5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.line(CanonicalJson.object().putNull("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "{",
                "{} {}",
                "{}x",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "// comment\n{}",
                "{\"a\":\"\n\"}"
            })
    void whatIsNotOneStrictObjectIsRefused(String document) {
        assertThatThrownBy(() -> CanonicalJson.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void theLineOfAMistakeIsNamed() {
        assertThatThrownBy(() -> CanonicalJson.read("{\n  \"a\": 1\n  \"b\": 2\n}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("line 3: ");
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"a\":".repeat(100_000);
        assertThatThrownBy(() -> CanonicalJson.read(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
        String allowed = "{\"a\":".repeat(63) + "{}" + "}".repeat(63);
        CanonicalJson.read(allowed.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> CanonicalJson.read("{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(MalformedJsonException.class);
    }
}
