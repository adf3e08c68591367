package ai.invoke.release.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.testing.Growth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterCaseTest {

    /** Letters that become longer, that depend on their neighbours or take two characters, and what stands between letters. */
    private static final List<String> INTERESTING = List.of(
            "a",
            "A",
            "i",
            "I",
            "\u0130",
            "\u0131",
            "\u0307",
            "\u0300",
            "\u00DF",
            "\u1E9E",
            "\u0149",
            "\uFB03",
            "\u0390",
            "\u01C5",
            "\u2160",
            "\u24B6",
            "\uD801\uDC00",
            "\uD801\uDC28",
            "\uD801",
            "\uDC00",
            "\u0394",
            "\u05D0",
            "1",
            " ",
            "'",
            ".",
            ":",
            ",",
            "-",
            "_",
            "\u00AD",
            "\u200D",
            "\n");

    private static final List<String> GREEK = List.of(
            "a", "A", "\u0130", "\u0307", "\u03A3", "\u03A3", "\u03C3", "\u03C2", "\u00DF", "\u0394", "1", " ", "'",
            ".", ":", ",", "-", "_", "\n");

    @Test
    void saysWhatTheJdkSays() {
        saysWhatTheJdkSays(INTERESTING);
        saysWhatTheJdkSays(GREEK);
    }

    private static void saysWhatTheJdkSays(List<String> characters) {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(i % 100 == 0 ? 700 : 9);
            for (int j = 0; j < length; j++) {
                text.append(characters.get(random.nextInt(characters.size())));
            }
            saysWhatTheJdkSays(text.toString());
        }
    }

    @Test
    void saysWhatTheJdkSaysOfEachCharacter() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            saysWhatTheJdkSays(Character.toString(character));
        }
    }

    @Test
    void piecesDoNotCutACharacter() {
        for (int before = 500; before < 520; before++) {
            saysWhatTheJdkSays("a".repeat(before) + "\uD801\uDC28\uD801\uDC28\u00DF" + "b".repeat(before));
            saysWhatTheJdkSays("a".repeat(before) + "\uD801\uD801\uDC28" + "b".repeat(before));
        }
    }

    private static void saysWhatTheJdkSays(String text) {
        assertThat(LetterCase.lower(text)).as("%s", Printable.of(text)).isEqualTo(text.toLowerCase(Locale.ROOT));
        assertThat(LetterCase.upper(text)).as("%s", Printable.of(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0130",
                "\u03A3",
                "a\u03A3",
                "\u03A3'",
                "\u03A3\u0307",
                "a\u03A3.",
                "a'\u03A3",
                "\u0130\u03A3 ",
                "\u00DF",
                "\u0149",
                "\uFB03",
                "\uD801\uDC00",
                "aB"
            })
    void takesTimeInProportion(String letters) {
        Growth.isLinear("lower and upper", List.of("", letters, ""), input -> {
            String text = new String(input, StandardCharsets.UTF_8);
            LetterCase.lower(text);
            LetterCase.upper(text);
            return Optional.empty();
        });
    }
}
