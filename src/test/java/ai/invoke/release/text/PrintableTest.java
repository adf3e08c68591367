package ai.invoke.release.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    private static final String OVERRIDE = "\u202e";

    /** What somebody would put into a name to trouble whoever reads it, between ordinary text. */
    private static final List<String> PIECES = List.of(
            "a",
            "Z",
            "0",
            " ",
            "\t",
            "\n",
            "\r\n",
            "é",
            "宽",
            "🙂",
            "\\",
            "\"",
            "\033[31m",
            "\033]0;title\007",
            "\033",
            "\u009b2J",
            "\0",
            "\b",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u00ad",
            "\u061c",
            "\u200b",
            "\u200d",
            "\u200f",
            "\u2028",
            "\u2029",
            "\u202a",
            OVERRIDE,
            "\u2066",
            "\u2069",
            "\ue0b0",
            "\ufeff",
            "\ufff9",
            "\uffff",
            "\ud800",
            "\udc00",
            "\u2065",
            "\udb40\udc41",
            "\udbff\udffd");

    private static String anything(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(
                    random.nextInt(4) > 0
                            ? PIECES.get(random.nextInt(PIECES.size()))
                            : Character.toString(random.nextInt(0x110000)));
        }
        return text.toString();
    }

    private static List<Integer> notPlain(String text) {
        return text.codePoints()
                .filter(point -> !Printable.isPlain(point))
                .boxed()
                .toList();
    }

    @Test
    void whateverComesInIsPlainAndShortWhenItComesOut() {
        Random random = new Random(11);
        for (int round = 0; round < 5000; round++) {
            String text = anything(random);
            int limit = 1 + random.nextInt(40);
            String shown = Printable.of(text, limit);
            assertThat(notPlain(shown)).as(shown).isEmpty();
            assertThat(shown.codePointCount(0, shown.length())).isLessThanOrEqualTo(10 * limit + 1);
            assertThat(Printable.of(shown, 1000)).as("what is plain stays").isEqualTo(shown);
            assertThat(notPlain(Printable.output(text)).stream()
                            .filter(point -> point != '\t')
                            .toList())
                    .isEmpty();
            assertThat(Printable.output(Printable.output(text))).isEqualTo(Printable.output(text));
            String prose = Printable.prose(text);
            assertThat(prose).as("one line").isEqualTo(prose.strip()).doesNotContain("  ", "\n", "\t");
            // What is only not assigned yet stays in prose, as a newer Java would show it.
            assertThat(notPlain(prose).stream().map(Character::getType))
                    .containsOnly(IntStream.of(
                                    notPlain(prose).stream().mapToInt(i -> i).toArray())
                            .mapToObj(point -> (int) Character.UNASSIGNED)
                            .toArray(Integer[]::new));
            assertThat(Printable.prose(prose)).isEqualTo(prose);
            String cut = Printable.prose(text, limit);
            assertThat(cut.codePointCount(0, cut.length())).isLessThanOrEqualTo(limit + 1);
        }
    }

    /** The same rule everywhere: nothing that turns the direction of reading, or hides, gets through any of the ways. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x061c, 0x200b, 0x200e, 0x200f, 0x202a, 0x202b, 0x202d, 0x202e, 0x2060, 0x2066, 0x2068, 0x2069, 0xfeff,
                0xe0b0, 0xf0000, 0xe0041, 0x1d173
            })
    void nothingInvisibleGetsThrough(int point) {
        String text = "a" + Character.toString(point) + "b";
        assertThat(Printable.isPlain(point)).isFalse();
        assertThat(Printable.of(text)).matches("a\\\\(u[0-9a-f]{4}|U[0-9a-f]{8})b");
        assertThat(Printable.prose(text)).isEqualTo("ab");
        assertThat(Printable.output(text)).isEqualTo("a\ufffdb");
    }

    @Test
    void ordinaryTextStays() {
        for (String text :
                List.of("", "v5.6.0", "a b  c", "Jürgen Müller", "宽字符", "🙂🇩🇪", "e\u0301", "C:\\x \\u202e")) {
            assertThat(Printable.of(text)).isEqualTo(text);
            assertThat(Printable.output(text)).isEqualTo(text);
            assertThat(Printable.prose(text)).isEqualTo(text.replace("  ", " "));
        }
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        assertThat(Printable.of("🙂".repeat(161))).isEqualTo("🙂".repeat(160) + "…");
        assertThat(Printable.of("🙂".repeat(160))).isEqualTo("🙂".repeat(160));
        assertThat(Printable.prose("🙂 ".repeat(9), 3)).isEqualTo("🙂 🙂…");
    }

    /** Unicode promises that nothing visible will ever stand here; what is beside them may become a character. */
    @ParameterizedTest
    @ValueSource(ints = {0x2065, 0xfff0, 0xfff8, 0xe0000, 0xe0002, 0xe0fff})
    void whatWillAlwaysBeInvisibleIsLeftOut(int point) {
        assertThat(Printable.prose("a" + Character.toString(point) + "b")).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2072, 0xffef, 0xdffff, 0xe1000})
    void whatIsNotAssignedYetStays(int point) {
        String text = "a" + Character.toString(point) + "b";
        assertThat(Printable.prose(text)).isEqualTo(text);
    }

    @Test
    void proseIsOneLine() {
        assertThat(Printable.prose("line one\r\n line two")).isEqualTo("line one line two");
        assertThat(Printable.prose(" \t padded \n\n ")).isEqualTo("padded");
        assertThat(Printable.prose("a\u0085b\u2028c\u2029d\0e")).isEqualTo("a b c d e");
        assertThat(Printable.prose("soft\u00adhyphen")).isEqualTo("softhyphen");
    }

    @ParameterizedTest
    @CsvSource({
        "'\033[1;31mred\033[0m', red",
        "'\033]0;a title\007text', text",
        "'\u009b31mred', red",
        "'half\033[', half",
        "'a\bb', 'a\ufffdb'"
    })
    void whatATerminalWouldObeyIsTakenOut(String printed, String shown) {
        assertThat(Printable.output(printed)).isEqualTo(shown);
    }

    @Tag("sweep")
    @Test
    void longSequencesTakeNoLongTime() {
        assertThat(Printable.output("\033]".repeat(8000))).isEmpty();
        assertThat(Printable.output("\033[" + "0".repeat(16000))).hasSize(16000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a <!-- b --> c <!----> d | a  c  d",
                "a <!--\\n<!-- b\\n--> c | a  c",
                "a <!-- b | a <!-- b",
                "a <!--> b | a <!--> b",
                "a --> b | a --> b",
            })
    void commentsAreTakenOutWhereTheyEnd(String markup, String rest) {
        assertThat(Printable.withoutComments(markup.translateEscapes())).isEqualTo(rest);
    }
}
