package ai.invoke.release.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    private static JsonFields of(String document) {
        return CanonicalJson.read(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fieldsComeByType() {
        JsonFields fields = of("""
                {"text": "x", "empty": "", "yes": true, "n": 9223372036854775807, "in": {"k": "v"},
                 "list": [{"a": "1"}, {"a": "2"}], "map": {"z": "1", "y": "2"}}""");
        assertThat(fields.text("text")).isEqualTo("x");
        assertThat(fields.text("empty")).isEmpty();
        assertThat(fields.optionalText("none")).isEmpty();
        assertThat(fields.bool("yes")).isTrue();
        assertThat(fields.integer("n", 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(fields.object("in").text("k")).isEqualTo("v");
        assertThat(fields.optionalObject("none")).isEmpty();
        assertThat(fields.objects("list", each -> each.text("a"))).containsExactly("1", "2");
        assertThat(fields.texts("map")).isEqualTo(Map.of("y", "2", "z", "1"));
        fields.complete();
    }

    @Test
    void whatPeopleCountFitsAnInt() {
        JsonFields fields = of("{\"n\": 2147483647, \"more\": 2147483648}");

        assertThat(fields.count("n", 1)).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> fields.count("more", 1)).hasMessageContaining("at most 2147483647");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("{}", fields -> fields.text("a"), "a is missing"),
                mistake("{\"a\":1}", fields -> fields.text("a"), "a: a text is expected"),
                mistake("{\"a\":null}", fields -> fields.text("a"), "a: a text is expected"),
                mistake("{\"a\":null}", fields -> fields.optionalText("a"), "a: a text is expected"),
                mistake(
                        "{\"a\":\"x\"}",
                        fields -> fields.text("a", Pattern.compile("[0-9]"), "a digit"),
                        "a: a digit is expected"),
                mistake(
                        "{\"a\":\"12\"}",
                        fields -> fields.text("a", Pattern.compile("[0-9]"), "a digit"),
                        "a: a digit is expected"),
                mistake("{\"a\":\"true\"}", fields -> fields.bool("a"), "a: true or false is expected"),
                mistake("{\"a\":1.0}", fields -> fields.integer("a", 0), "a: an integer of at least 0 is expected"),
                mistake("{\"a\":\"1\"}", fields -> fields.integer("a", 0), "a: an integer of at least 0 is expected"),
                mistake("{\"a\":1}", fields -> fields.integer("a", 2), "a: an integer of at least 2 is expected"),
                mistake(
                        "{\"a\":9223372036854775808}",
                        fields -> fields.integer("a", 0),
                        "a: an integer of at least 0 is expected"),
                mistake("{\"a\":[]}", fields -> fields.object("a"), "a: an object is expected"),
                mistake("{\"a\":{}}", fields -> fields.objects("a", each -> each), "a: a list is expected"),
                mistake("{}", fields -> fields.objects("a", each -> each), "a is missing"),
                mistake("{\"a\":[{},1]}", fields -> fields.objects("a", each -> each), "a[1]: an object is expected"),
                mistake(
                        "{\"a\":[{},{\"b\":{\"c\":1}}]}",
                        fields -> fields.objects(
                                "a", each -> each.optionalObject("b").map(in -> in.text("c"))),
                        "a[1].b.c: a text is expected"),
                mistake("{\"a\":[{\"b\":1}]}", fields -> fields.objects("a", each -> each), "unknown: a[0].b"),
                mistake("{\"a\":{\"b\":1}}", fields -> fields.texts("a"), "a.b: a text is expected"));
    }

    private static Arguments mistake(String document, Consumer<JsonFields> question, String message) {
        return Arguments.of(document, question, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsWholePath(String document, Consumer<JsonFields> question, String message) {
        JsonFields fields = of(document);
        assertThatThrownBy(() -> question.accept(fields))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage(message);
    }

    /** A document that says more than its reader understands is not understood. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\",\"b\":1}", "{\"a\":\"\",\"b\":null,\"c\":[]}"})
    void whatNobodyAskedForIsRefused(String document) {
        JsonFields fields = of(document);
        assertThat(fields.text("a")).isEmpty();
        assertThatThrownBy(fields::complete)
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("unknown: b");
    }

    @Test
    void listsCannotBeChanged() {
        List<String> list = of("{\"a\":[{\"b\":\"1\"}]}").objects("a", each -> each.text("b"));
        assertThatThrownBy(() -> list.add("2")).isInstanceOf(UnsupportedOperationException.class);
    }
}
