package ai.invoke.release.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private static final String TOKEN = "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAw";

    private static String each(String text, UnaryOperator<String> form) {
        return text.codePoints().mapToObj(Character::toString).map(form).collect(Collectors.joining());
    }

    @Test
    void aKnownSecretIsHiddenWhereverItStands() {
        Redactor redactor = new Redactor(List.of("hunter22"));
        assertThat(redactor.redact("hunter22")).isEqualTo("***");
        assertThat(redactor.redact("a hunter22, hunter22!")).isEqualTo("a ***, ***!");
        assertThat(redactor.redact("hunter2 2")).isEqualTo("hunter2 2");
        assertThat(redactor.redact("")).isEmpty();
    }

    /** In each order of the two: nothing of the longer one stays when the shorter is a part of it. */
    @Test
    void aSecretInAnotherDoesNotUncoverTheRest() {
        List<String> secrets = new ArrayList<>(List.of("swordfish", "swordfish-and-more", "re-than-that"));
        for (int turn = 0; turn < 3; turn++) {
            Collections.rotate(secrets, 1);
            assertThat(new Redactor(secrets).redact("<swordfish-and-more-than-that>"))
                    .isEqualTo("<***>");
            assertThat(new Redactor(secrets).redact("<swordfish-and-more>")).isEqualTo("<***>");
        }
    }

    @Test
    void oneAndTheSameTwiceInARowLeavesNoRest() {
        assertThat(new Redactor(List.of("abab")).redact("xababab")).isEqualTo("x***");
    }

    @Test
    void tooShortToBeASecret() {
        assertThat(new Redactor(List.of("abc", "")).redact("abcdef")).isEqualTo("abcdef");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TOKEN,
                "ghp_0123456789abcdefghij",
                "github_pat_11ABCDEFG0_abcdefgh",
                "glpat-abcdefghij_klm",
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl-_A",
            })
    void whatLooksLikeASecretIsHidden(String secret) {
        for (String text : List.of("%s", "token=%s", "\"%s\"", "it is %s.", "x-%s")) {
            String shown = Redactor.byShape().redact(text.formatted(secret));
            assertThat(shown).contains("***").doesNotContain(secret.substring(5, 12));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic X190b2tlbl9fOng=",
                "authorization:token abc",
                "Bearer abcdefgh1234",
                "basic X190b2tlbl9f",
                "https://user:p@ss@host/x",
                "https://token@host"
            })
    void loginsAreHidden(String text) {
        assertThat(Redactor.byShape().redact(text))
                .contains("***")
                .doesNotContain("X190", "abc", "user", "ss@", "token@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pypi-project",
                "https://pypi.org/project/x/",
                "basic auth",
                "ada@example.org",
                "eyJust a word.",
                "50% & more \\ less",
                "https://host/a@b",
                "&amp; %2D \\u002d"
            })
    void ordinaryTextIsReturnedAsItIs(String text) {
        assertThat(Redactor.byShape().redact(text)).isEqualTo(text);
    }

    static Stream<UnaryOperator<String>> forms() {
        return Stream.of(
                c -> "\\u%04x".formatted((int) c.charAt(0)),
                c -> "\\u%04X".formatted((int) c.charAt(0)),
                c -> "\\x%02x".formatted((int) c.charAt(0)),
                c -> "&#%d;".formatted((int) c.charAt(0)),
                c -> "&#x%x;".formatted((int) c.charAt(0)),
                c -> "&#X%04X;".formatted((int) c.charAt(0)),
                c -> "%%%02X".formatted((int) c.charAt(0)),
                c -> "\\u0026#%d;".formatted((int) c.charAt(0)),
                c -> "&amp;#%d;".formatted((int) c.charAt(0)),
                c -> "%%5Cu%04x".formatted((int) c.charAt(0)),
                c -> c + "\u200b",
                c -> c + "\u202e");
    }

    /** All characters in the form, only those that are no letters, and some of them by chance. */
    @ParameterizedTest
    @MethodSource("forms")
    void aSecretIsHiddenInTheFormsInWhichServersSendItBack(UnaryOperator<String> form) {
        Random random = new Random(3);
        Redactor redactor = new Redactor(List.of("correct/horse battery"));
        for (String secret : List.of(TOKEN, "correct/horse battery")) {
            for (int round = 0; round < 30; round++) {
                int turn = round;
                String written = each(
                        secret,
                        c -> turn == 0
                                        || (turn == 1 && !Character.isLetter(c.charAt(0)))
                                        || (turn > 1 && random.nextBoolean())
                                ? form.apply(c)
                                : c);
                assertThat(redactor.redact("before \"" + written + "\" after"))
                        .startsWith("before \"***")
                        .endsWith("\" after")
                        .hasSizeLessThan(25);
            }
        }
    }

    @Test
    void namedEntitiesAndEscapedSlashes() {
        Redactor redactor = new Redactor(List.of("a&b<c>d\"e'f/g_h"));
        assertThat(redactor.redact("x a&amp;b&lt;c&gt;d&quot;e&apos;f/g&lowbar;h y"))
                .isEqualTo("x *** y");
        assertThat(redactor.redact("{\"p\":\"a&b<c>d\\\"e'f\\/g_h\"}")).isEqualTo("{\"p\":\"***\"}");
    }

    /** A private key is printed line by line. */
    @Test
    void theLinesOfASecretAreSecrets() {
        Redactor redactor = new Redactor(List.of("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n}\n-----END KEY-----"));
        assertThat(redactor.redact("MIIEvQIBADANBgkqhkiG")).isEqualTo("***");
        assertThat(redactor.redact("}")).isEqualTo("}");
    }

    /** Short lines of a key would hide ordinary words everywhere. */
    @Test
    void aLineOfASecretCountsFromSixteenCharactersOn() {
        Redactor redactor = new Redactor(List.of("build\nabcdefghijklmno\nabcdefghijklmnop"));
        assertThat(redactor.redact("the build of abcdefghijklmno")).isEqualTo("the build of abcdefghijklmno");
        assertThat(redactor.redact("the build of abcdefghijklmnop")).isEqualTo("the build of ***");
    }

    /** The cut looks as far ahead as the longest secret may be written. */
    @Test
    void aLongSecretInItsLongestFormIsSeenBehindTheCut() {
        String secret = "q7Zt9fKs".repeat(300);
        String written = each(secret, c -> "\\u%04x".formatted((int) c.charAt(0)));
        assertThat(new Redactor(List.of(secret)).redact("x " + written + " y", 20))
                .isEqualTo("x ***…");
    }

    @ParameterizedTest
    @CsvSource({
        "a pypi-AgEIcHlwaS5vcmcCJDAwMDAw in a file, true",
        "AUTHORIZATION: anything, true",
        "GH and gh, false",
        "pypi-short, false",
        "https://user:pass@host/, false",
        "'', false",
    })
    void aTokenIsToldFromALoginThatNeedsItsPlace(String text, boolean token) {
        assertThat(Redactor.holdsToken(text)).isEqualTo(token);
    }

    /** Wherever the cut is: no part of the secret that is long enough to mean anything is seen. */
    @Test
    void aSecretInTheCutDoesNotLeak() {
        String known = "q7Zt-9fKs_02LmXw";
        Redactor redactor = new Redactor(List.of(known));
        for (String secret : List.of(
                known, TOKEN, each(known, c -> "&#x%x;".formatted((int) c.charAt(0))), "://u:" + known + "@h")) {
            String text = "x".repeat(50) + " " + secret + " " + "y".repeat(50);
            for (int limit = 0; limit <= text.length(); limit++) {
                String shown = redactor.redact(text, limit);
                assertThat(shown).doesNotContain("q7", "pypi", "&#x71", "u:").hasSizeLessThanOrEqualTo(limit + 4);
                assertThat(shown.endsWith("…")).isEqualTo(limit < text.length());
            }
        }
    }

    @Test
    void halfACharacterIsNotShown() {
        assertThat(Redactor.byShape().redact("a🙂b", 2)).isEqualTo("a…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-eyJ",
                "eyJaaaa.",
                "://",
                "://a",
                "pypi-",
                "basic ",
                "authorization:",
                "&#",
                "\\u00",
                "&amp;",
                "%25",
                "@",
                "gh",
                "\\\\"
            })
    @Tag("sweep")
    void timeGrowsWithTheTextAndNotWithItsSquare(String piece) {
        Redactor redactor = new Redactor(List.of("a secret that is not there"));
        int length = 40_000;
        String small = piece.repeat(length / piece.length());
        String large = small.repeat(16);
        redactor.redact(small);
        long before = System.nanoTime();
        redactor.redact(small);
        long once = System.nanoTime() - before;
        before = System.nanoTime();
        redactor.redact(large);
        long sixteen = System.nanoTime() - before;
        // Quadratic would be 256 times as long.
        assertThat(sixteen).isLessThan(100 * Math.max(once, 50_000_000L));
    }

    @Test
    void theBeginningCostsTheBeginning() {
        String text = TOKEN + " -eyJ".repeat(4_000_000);
        assertThat(Redactor.byShape().redact(text, 40)).startsWith("*** -eyJ").hasSizeLessThan(45);
    }
}
